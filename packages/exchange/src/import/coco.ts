import { type CocoRle, type MaskRuns, paintRuns, readRle, runsOfPolygons } from "@tessera/codecs";
import type { ImageSize } from "../assets/image-size.js";
import { isObject, type JsonObject, listAt } from "../release/json-values.js";
import {
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportResult,
  isFiniteNumber,
  type PaintedBitmap,
  parseJson,
  type SkippedImport,
  webUrl,
} from "./imported.js";

export interface ImportCocoOptions {
  /**
   * `masks` makes a segmentation of RLEs and polygons, `shapes` boxes, polygons and points. Unless told: masks when the file has an RLE.
   */
  readonly as?: "masks" | "shapes" | undefined;
}

type Shape = {
  readonly type: string;
  readonly points: readonly (readonly number[])[];
  readonly attributes?: Readonly<Record<string, unknown>>;
};

type CocoCategory = ImportResult["categories"][number];

interface Draft {
  readonly name: string;
  readonly size: ImageSize | undefined;
  readonly url: string | undefined;
  readonly annotations: ImportedObject[];
  readonly masks: { readonly id: number; readonly runs: MaskRuns }[];
}

/**
 * Imports COCO instances: boxes, polygons, RLEs (compressed or not) and keypoints. As shapes, a segmentation of several polygons becomes
 * several objects, and so do keypoints: each has its name, its visibility and the number of its annotation as attributes, where the category
 * names keypoints. Crowds have the attribute `iscrowd`. Annotations of missing images or categories, and RLEs that do not fit, are skipped and listed.
 *
 * @throws ImportError when the file is no COCO JSON.
 * @example const { samples, skipped } = importCoco(await readFile("instances.json", "utf8"));
 */
export function importCoco(text: string, options: ImportCocoOptions = {}): ImportResult {
  const root = parseJson(text, "COCO");
  const images = listAt(root, "images");
  const rows = listAt(root, "annotations");
  if (images === undefined || rows === undefined)
    throw new ImportError("COCO: the file has no images or no annotations");
  const skipped: SkippedImport[] = [];
  const categories = new Map<number, CocoCategory>();
  for (const row of listAt(root, "categories") ?? []) {
    if (isObject(row) && isFiniteNumber(row.id)) categories.set(row.id, categoryOf(row.id, row));
  }
  const drafts = new Map<unknown, Draft>();
  for (const [place, image] of images.entries()) {
    const draft = isObject(image) ? draftOf(image) : undefined;
    if (draft === undefined || !isObject(image))
      skipped.push({ place: `images[${place}]`, reason: "it has no file_name" });
    else drafts.set(image.id, draft);
  }
  const asMasks = options.as === undefined ? rows.some(hasRle) : options.as === "masks";
  for (const [place, row] of rows.entries()) {
    const fault = take(row, { drafts, categories, asMasks });
    if (fault !== undefined) skipped.push({ place: `annotations[${place}]`, reason: fault });
  }
  return {
    taskType: asMasks ? "segmentation-bitmap" : "vector",
    categories: [...categories.values()],
    samples: [...drafts.values()].map((draft) => sampleOf(draft, asMasks)),
    skipped,
  };
}

/** Keypoints and supercategory are kept with a category, so that they come out again. */
function categoryOf(id: number, { name, keypoints, skeleton, supercategory }: JsonObject): CocoCategory {
  return {
    id,
    name: String(name ?? id),
    ...(Array.isArray(keypoints) && { keypoints }),
    ...(Array.isArray(skeleton) && { skeleton }),
    ...(typeof supercategory === "string" && { supercategory }),
  };
}

function draftOf(image: JsonObject): Draft | undefined {
  const { file_name: name, width, height } = image;
  if (typeof name !== "string") return undefined;
  const isSized = isFiniteNumber(width) && isFiniteNumber(height) && width > 0 && height > 0;
  const size = isSized ? { widthPx: width, heightPx: height } : undefined;
  return { name, size, url: webUrl(image.coco_url) ?? webUrl(image.flickr_url), annotations: [], masks: [] };
}

function hasRle(row: unknown): boolean {
  return isObject(row) && isObject(row.segmentation);
}

interface Context {
  readonly drafts: ReadonlyMap<unknown, Draft>;
  readonly categories: ReadonlyMap<number, CocoCategory>;
  readonly asMasks: boolean;
}

/** Puts an annotation with its image; returns why it cannot. */
function take(row: unknown, { drafts, categories, asMasks }: Context): string | undefined {
  if (!isObject(row)) return "it is no object";
  const draft = drafts.get(row.image_id);
  if (draft === undefined) return `there is no image ${JSON.stringify(row.image_id)}`;
  const { category_id } = row;
  const category = isFiniteNumber(category_id) ? categories.get(category_id) : undefined;
  if (!isFiniteNumber(category_id) || category === undefined) {
    return `there is no category ${JSON.stringify(category_id)}`;
  }
  const id = draft.annotations.length + 1;
  const crowd = row.iscrowd === 1 || row.iscrowd === true ? { iscrowd: true } : {};
  if (asMasks) {
    const runs = runsOf(row.segmentation, draft.size);
    if (typeof runs === "string") return runs;
    draft.annotations.push({ id, category_id, ...attributesOf(crowd) });
    draft.masks.push({ id, runs });
    return undefined;
  }
  const shapes = shapesOf(row, listAt(category, "keypoints"), id);
  if (shapes.length === 0) return "it has no box, polygon or keypoint that can be read";
  shapes.forEach((shape, part) => {
    draft.annotations.push({
      id: id + part,
      category_id,
      ...shape,
      ...attributesOf({ ...shape.attributes, ...crowd }),
    });
  });
  return undefined;
}

function attributesOf(attributes: Readonly<Record<string, unknown>>): object {
  return Object.keys(attributes).length === 0 ? {} : { attributes };
}

function runsOf(segmentation: unknown, size: ImageSize | undefined): MaskRuns | string {
  if (size === undefined) return "its image has no size";
  try {
    const runs = isObject(segmentation) ? readRle(rleOf(segmentation)) : runsOfRings(segmentation, size);
    if (runs === undefined) return "it has no segmentation";
    if (runs.widthPx === size.widthPx && runs.heightPx === size.heightPx) return runs;
    return `its mask of ${runs.widthPx} × ${runs.heightPx} px is not of its image's size`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function rleOf({ size, counts }: JsonObject): CocoRle {
  const [heightPx, widthPx] = Array.isArray(size) ? size : [];
  const isCounts = typeof counts === "string" || (Array.isArray(counts) && counts.every(isFiniteNumber));
  if (!isFiniteNumber(heightPx) || !isFiniteNumber(widthPx) || !isCounts)
    throw new Error("its RLE has no size or no counts");
  return { size: [heightPx, widthPx], counts };
}

function runsOfRings(segmentation: unknown, size: ImageSize): MaskRuns | undefined {
  const rings = ringsOf(segmentation);
  return rings.length === 0 ? undefined : runsOfPolygons(rings, size);
}

function ringsOf(segmentation: unknown): number[][] {
  if (!Array.isArray(segmentation)) return [];
  return segmentation.filter((ring) => Array.isArray(ring) && ring.length >= 6 && ring.every(isFiniteNumber));
}

/** @param instance tells the keypoints of one annotation from those of another. */
function shapesOf(
  { segmentation, bbox, keypoints, points }: JsonObject,
  names: readonly unknown[] | undefined,
  instance: number,
): Shape[] {
  const rings = ringsOf(segmentation);
  if (rings.length > 0) return rings.map((ring) => ({ type: "polygon", points: pairsOf(ring) }));
  // What our own exporter writes for polygons.
  if (Array.isArray(points) && points.length > 2) return [{ type: "polygon", points }];
  const found: Shape[] = [];
  if (Array.isArray(keypoints) && keypoints.every(isFiniteNumber)) {
    for (let at = 0; at + 2 < keypoints.length; at += 3) {
      if (keypoints[at + 2] === 0) continue;
      const point = { type: "point", points: [keypoints.slice(at, at + 2)] };
      const keypoint = names?.[at / 3];
      const attributes = { keypoint: String(keypoint), visible: keypoints[at + 2] === 2, instance };
      found.push(keypoint === undefined ? point : { ...point, attributes });
    }
  }
  if (found.length > 0) return found;
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isFiniteNumber)) return [];
  const [x = 0, y = 0, width = 0, height = 0] = bbox;
  return [
    {
      type: "bbox",
      points: [
        [x, y],
        [x + width, y + height],
      ],
    },
  ];
}

function pairsOf(ring: readonly number[]): number[][] {
  return Array.from({ length: Math.floor(ring.length / 2) }, (_, corner) => ring.slice(corner * 2, corner * 2 + 2));
}

function sampleOf({ name, size, url, annotations, masks }: Draft, asMasks: boolean): ImportedSample {
  const sample = { name, size, annotations, ...(url !== undefined && { url }) };
  return asMasks && size !== undefined ? { ...sample, paint: () => paint(masks, size) } : sample;
}

/** Later objects cover earlier ones where they overlap: a pixel has one id. */
function paint(masks: Draft["masks"], { widthPx, heightPx }: ImageSize): PaintedBitmap {
  const ids = new Uint32Array(widthPx * heightPx);
  for (const { id, runs } of masks) paintRuns(ids, runs, id);
  const seen = new Set(ids);
  const hiddenIds = masks.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
  return { bitmap: { widthPx, heightPx, ids }, hiddenIds };
}
