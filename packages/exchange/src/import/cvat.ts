import { type CvatShape, shapesOf } from "./cvat-shapes.js";
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
import { childrenOf, childText, readXml, type XmlElement } from "./read-xml.js";

/**
 * Imports "CVAT for images 1.1" and "CVAT for video 1.1": boxes, polygons, polylines, points (several points become several objects) and
 * skeletons (as points), with their attributes as text and `occluded` where it is set, the lowest first. Turned boxes and ellipses become polygons; groups are the attribute `group`.
 * Each frame of a video is a sample, and its objects have their track's number as `track_id`. Masks, cuboids and tags are
 * skipped and listed.
 *
 * @throws ImportError when the file is truncated, or no CVAT XML.
 * @example const { samples, skipped } = importCvat(text);
 */
export function importCvat(text: string): ImportResult {
  const root = readXml(text, "CVAT");
  if (root.name !== "annotations") throw new ImportError(`CVAT: the root is <${root.name}>, not <annotations>`);
  const categories = categoriesOf(root);
  const skipped: SkippedImport[] = [];
  const elements = childrenOf(root, "image");
  const names = namesIn(elements);
  const images = elements.map((image, index) => imageSample(image, names[index] ?? "", categories, skipped));
  const tracks = childrenOf(root, "track");
  const frames = tracks.length > 0 ? frameSamples(root, categories, skipped) : [];
  const changed = [
    ...elements.flatMap((image, index) => ellipsesIn(image, names[index] ?? "")),
    ...tracks.flatMap((track) => ellipsesIn(track, `track ${track.attributes.get("id") ?? "?"}`)),
  ];
  return { taskType: "vector", categories: categories.list(), samples: [...images, ...frames], skipped, changed };
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

function imageSample(
  image: XmlElement,
  name: string,
  categories: CategoryList,
  skipped: SkippedImport[],
): ImportedSample {
  const list = new ObjectList(categories);
  const found = image.children.map((element, index) => ({
    element,
    index,
    z: Number(element.attributes.get("z_order")),
  }));
  for (const { element, index } of found.sort((a, b) => (a.z || 0) - (b.z || 0))) {
    const shapes = shapesOf(element, list.objects.length + 1);
    if (typeof shapes === "string") skipped.push({ place: `${name}, shape ${index + 1}`, reason: shapes });
    else list.add(element.attributes.get("label") ?? "", shapes);
  }
  const [widthPx, heightPx] = [Number(image.attributes.get("width")), Number(image.attributes.get("height"))];
  const size = widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
  const split = image.attributes.get("subset") || undefined;
  return { name, size, split, annotations: list.objects, ...withoutLabel(list.objects, found.length) };
}

/** A sample for each frame, with or without objects. */
function frameSamples(root: XmlElement, categories: CategoryList, skipped: SkippedImport[]): ImportedSample[] {
  const range = frameRangeOf(root);
  const lists = new Map<number, ObjectList>();
  const listOf = (frame: number): ObjectList => {
    const list = lists.get(frame) ?? new ObjectList(categories);
    lists.set(frame, list);
    return list;
  };
  for (const track of childrenOf(root, "track")) {
    for (const { frame, label, ...shape } of shapesOfTrack(track, range, skipped)) listOf(frame).add(label, [shape]);
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
