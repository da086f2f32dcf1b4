import { maskOf } from "./cvat-masks.js";
import { attributesOf, type CvatShape, shapesOf } from "./cvat-shapes.js";
import { frameRangeOf, shapesOfTrack } from "./cvat-tracks.js";
import { BECAME_POLYGON } from "./ellipse.js";
import {
  CategoryList,
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportResult,
  type SkippedImport,
  withoutLabel,
} from "./imported.js";
import { type ObjectMask, paint } from "./masks.js";
import { childrenOf, childText, readXml, type XmlElement } from "./read-xml.js";

export interface ImportCvatOptions {
  /**
   * `masks` makes a segmentation of masks and polygons of images, `shapes` all else. `boxes` is the same as `shapes`. Unless told: masks
   * when there is one, and nothing that only shapes can be. `sequences` gives the objects of videos `track_id` and `is_keyframe` as
   * labels of sequences have them; else the track is the attribute `track_id`.
   */
  readonly as?: "masks" | "shapes" | "boxes" | "sequences" | undefined;
}

/**
 * Imports "CVAT for images 1.1" and "CVAT for video 1.1": boxes, polygons, polylines, points (several points become several objects) and
 * skeletons (as points), with their attributes as text and `occluded` where it is set, the lowest first. Turned boxes and ellipses become polygons; groups are the attribute `group`.
 * Each frame of a video is a sample, and its objects have their track's number as `track_id`. Or masks and polygons as a segmentation. Cuboids and tags are
 * skipped and listed.
 *
 * @throws ImportError when the file is truncated, or no CVAT XML.
 * @example const { samples, skipped } = importCvat(text);
 */
export function importCvat(text: string, options: ImportCvatOptions = {}): ImportResult {
  const root = readXml(text, "CVAT");
  if (root.name !== "annotations") throw new ImportError(`CVAT: the root is <${root.name}>, not <annotations>`);
  const categories = categoriesOf(root);
  const skipped: SkippedImport[] = [];
  const elements = childrenOf(root, "image");
  const names = namesIn(elements);
  const tracks = childrenOf(root, "track");
  const asMasks = (options.as ?? (isSegmentation(elements) ? "masks" : "shapes")) === "masks" && tracks.length === 0;
  const images = elements.map((image, index) => {
    const context = { name: names[index] ?? "", categories, skipped };
    return asMasks ? maskSample(image, context) : imageSample(image, context);
  });
  const isSequence = options.as === "sequences" && elements.length === 0;
  const frames = tracks.length > 0 ? frameSamples(root, { categories, skipped, isSequence }) : [];
  const changed = [
    ...(asMasks ? [] : elements.flatMap((image, index) => ellipsesIn(image, names[index] ?? ""))),
    ...tracks.flatMap((track) => ellipsesIn(track, `track ${track.attributes.get("id") ?? "?"}`)),
  ];
  const taskType = asMasks ? "segmentation-bitmap" : isSequence ? "image-vector-sequence" : "vector";
  return { taskType, categories: categories.list(), samples: [...images, ...frames], skipped, changed };
}

function isSegmentation(images: readonly XmlElement[]): boolean {
  const kinds = new Set(images.flatMap(({ children }) => children.map(({ name }) => name)));
  return kinds.has("mask") && [...kinds].every((kind) => ["mask", "polygon", "tag"].includes(kind));
}

/** Two subsets may have a picture of one name each: then the subset is its folder. */
function namesIn(images: readonly XmlElement[]): string[] {
  const counts = new Map<string, number>();
  const nameOf = ({ attributes }: XmlElement) => attributes.get("name") ?? "";
  for (const image of images) counts.set(nameOf(image), (counts.get(nameOf(image)) ?? 0) + 1);
  return images.map((image) => {
    const [name, subset = ""] = [nameOf(image), image.attributes.get("subset")];
    return (counts.get(name) ?? 0) > 1 && subset !== "" ? `${subset}/${name}` : name;
  });
}

function ellipsesIn({ children }: XmlElement, place: string): SkippedImport[] {
  return children.flatMap(({ name, attributes }, index) =>
    name === "ellipse" && attributes.get("outside") !== "1"
      ? [{ place: `${place}, shape ${index + 1}`, reason: BECAME_POLYGON }]
      : [],
  );
}

function categoriesOf(root: XmlElement): CategoryList {
  const categories = new CategoryList();
  const [meta] = childrenOf(root, "meta");
  for (const owner of meta?.children ?? []) {
    for (const label of childrenOf(childrenOf(owner, "labels")[0], "label")) {
      const name = childText(label, "name") ?? "";
      // The points of a skeleton are labels, too.
      if (name !== "" && (childText(label, "parent") ?? "") === "") categories.idOf(name);
    }
  }
  return categories;
}

interface Context {
  readonly name: string;
  readonly categories: CategoryList;
  readonly skipped: SkippedImport[];
}

/** The lowest first, with their places in the file. */
function elementsIn({ children }: XmlElement): { readonly element: XmlElement; readonly index: number }[] {
  const found = children.map((element, index) => ({ element, index, z: Number(element.attributes.get("z_order")) }));
  return found.sort((a, b) => (a.z || 0) - (b.z || 0));
}

function pictureOf({ attributes }: XmlElement, name: string) {
  const [widthPx, heightPx] = [Number(attributes.get("width")), Number(attributes.get("height"))];
  const size = widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
  return { name, size, split: attributes.get("subset") || undefined };
}

/** Masks and polygons; the pixels are painted when they are asked for. */
function maskSample(image: XmlElement, { name, categories, skipped }: Context): ImportedSample {
  const picture = pictureOf(image, name);
  const { size } = picture;
  const annotations: ImportedObject[] = [];
  const masks: ObjectMask[] = [];
  for (const { element, index } of elementsIn(image)) {
    const runs = maskOf(element, size);
    if (typeof runs === "string") skipped.push({ place: `${name}, shape ${index + 1}`, reason: runs });
    else {
      const id = annotations.length + 1;
      const category_id = categories.idOf(element.attributes.get("label") ?? "");
      annotations.push({ id, category_id, ...attributesOf(element) });
      masks.push({ id, runs });
    }
  }
  return {
    ...{ ...picture, annotations, ...withoutLabel(annotations, image.children.length) },
    ...(size !== undefined && { paint: () => paint(masks, size) }),
  };
}

function imageSample(image: XmlElement, { name, categories, skipped }: Context): ImportedSample {
  const list = new ObjectList(categories);
  for (const { element, index } of elementsIn(image)) {
    const shapes = shapesOf(element, list.objects.length + 1);
    if (typeof shapes === "string") skipped.push({ place: `${name}, shape ${index + 1}`, reason: shapes });
    else list.add(element.attributes.get("label") ?? "", shapes);
  }
  const { objects } = list;
  return { ...pictureOf(image, name), annotations: objects, ...withoutLabel(objects, image.children.length) };
}

/** A sample for each frame, with or without objects. */
function frameSamples(
  root: XmlElement,
  { categories, skipped, isSequence }: Omit<Context, "name"> & { readonly isSequence: boolean },
): ImportedSample[] {
  const range = frameRangeOf(root);
  const lists = new Map<number, ObjectList>();
  const listOf = (frame: number): ObjectList => {
    const list = lists.get(frame) ?? new ObjectList(categories);
    lists.set(frame, list);
    return list;
  };
  for (const track of childrenOf(root, "track")) {
    for (const { frame, label, trackId, isKeyframe, ...shape } of shapesOfTrack(track, range, skipped)) {
      const own = isSequence
        ? { ...shape, track_id: trackId, is_keyframe: isKeyframe }
        : { ...shape, attributes: { ...shape.attributes, track_id: trackId } };
      listOf(frame).add(label, [own]);
    }
  }
  for (let frame = range.first; frame <= range.last; frame += range.step) listOf(frame);
  const frames = [...lists].sort(([a], [b]) => a - b);
  const count = Math.floor((range.last - range.first) / range.step) + 1;
  return frames.map(([number, { objects }]) => ({
    name: `frame_${String(number).padStart(6, "0")}`,
    size: sizeOf(root),
    annotations: objects,
    frame: { number, index: (number - range.first) / range.step, count },
  }));
}

function sizeOf(root: XmlElement) {
  const owners = childrenOf(root, "meta").flatMap(({ children }) => children);
  const [size] = [...childrenOf(root, "meta"), ...owners].flatMap((owner) => childrenOf(owner, "original_size"));
  const [widthPx, heightPx] = [Number(childText(size, "width")), Number(childText(size, "height"))];
  return widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
}

/** Objects of one picture, numbered from 1. */
class ObjectList {
  readonly objects: ImportedObject[] = [];
  readonly #categories: CategoryList;

  constructor(categories: CategoryList) {
    this.#categories = categories;
  }

  add(label: string, shapes: readonly CvatShape[]): void {
    const category_id = this.#categories.idOf(label);
    for (const shape of shapes) this.objects.push({ id: this.objects.length + 1, category_id, ...shape });
  }
}
