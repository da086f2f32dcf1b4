import type { ImageSize } from "@tessera/codecs";
import { isJsonObject, type JsonObject, listAt } from "@tessera/json";
import {
  boxOf,
  EMPTY_BOX,
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportedSegments,
  type ImportResult,
  isFiniteNumber,
  parseJson,
  type SkippedImport,
  sameNames,
  webUrl,
  withoutLabel,
} from "./imported.js";
import { brokenRings, isPairs, type ObjectMask, paint, ringsOf, runsOf } from "./masks.js";

export interface ImportCocoOptions {
  /**
   * `masks` makes a segmentation of RLEs and polygons, `shapes` boxes, polygons and points, `boxes` one box of each annotation that has a
   * `bbox`. Unless told: masks when the file has an RLE or panoptic segments.
   */
  readonly as?: "masks" | "shapes" | "boxes" | undefined;
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
  readonly masks: ObjectMask[];
  segments?: ImportedSegments;
  /** How many annotations of it cannot be read. */
  lost: number;
}

/**
 * Imports COCO instances: boxes, polygons, RLEs (compressed or not) and keypoints; and panoptic segments, whose PNGs {@link paintSegments} reads. As shapes, a segmentation of several polygons becomes
 * several objects, which is listed, and so do keypoints beside the box or polygon of their annotation: objects of one annotation share its
 * number as the attribute `instance`, and keypoints have their name and visibility where the category names keypoints. Ids may be numbers of any size or strings. Crowds have the attribute `iscrowd`. Annotations of missing images or categories, and RLEs that do not fit, are skipped and listed.
 *
 * @throws ImportError when the file is no COCO JSON.
 * @example const { samples, skipped } = importCoco(await readFile("instances.json", "utf8"));
 */
export function importCoco(text: string, options: ImportCocoOptions = {}): ImportResult {
  const root = parseJson(keepLargeIds(text), "COCO");
  const images = listAt(root, "images");
  const rows = listAt(root, "annotations");
  if (images === undefined || rows === undefined)
    throw new ImportError("COCO: the file has no images or no annotations");
  const skipped: SkippedImport[] = [];
  const categories = categoriesOf(listAt(root, "categories") ?? [], skipped);
  const changed = sameNames([...categories].map(([id, { name }]) => [id, name]));
  const drafts = new Map<string, Draft>();
  for (const [place, image] of images.entries()) {
    const draft = isJsonObject(image) ? draftOf(image) : undefined;
    if (draft === undefined || !isJsonObject(image))
      skipped.push({ place: `images[${place}]`, reason: "it has no file_name" });
    else if (drafts.has(String(image.id)))
      skipped.push({ place: `images[${place}]`, reason: "another image has its id" });
    else drafts.set(String(image.id), draft);
  }
  const as = options.as ?? (rows.some((row) => hasRle(row) || isPanoptic(row)) ? "masks" : "shapes");
  for (const [place, row] of rows.entries()) {
    const { faults, change, faultsOf = [] } = take(row, { drafts, categories, as });
    if (change !== undefined) changed.push({ place: `annotations[${place}]`, reason: change });
    const draft = isJsonObject(row) ? drafts.get(String(row.image_id)) : undefined;
    if (draft !== undefined) draft.lost += faults.length + faultsOf.length;
    for (const [segment, reason] of faultsOf)
      skipped.push({ place: `annotations[${place}].segments_info[${segment}]`, reason });
    for (const reason of faults) skipped.push({ place: `annotations[${place}]`, reason });
    const lost = as === "boxes" && faults.length === 0 ? besideBox(row) : [];
    if (lost.length > 0)
      changed.push({ place: `annotations[${place}]`, reason: `its ${lost.join(" and ")} became its box` });
  }
  return {
    taskType: TASK_TYPES[as],
    categories: [...categories.values()],
    samples: [...drafts.values()].map((draft) => sampleOf(draft, as === "masks")),
    skipped,
    changed,
  };
}

/** Whole numbers above 2^53 become strings, which stay what they are: two ids must not become one. */
function keepLargeIds(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
}

/** By the text of their ids. An id that is no number of ours, such as "cat-1", gets the next free one. */
function categoriesOf(rows: readonly unknown[], skipped: SkippedImport[]): Map<string, CocoCategory> {
  const categories = new Map<string, CocoCategory>();
  const known = rows.flatMap((row) =>
    isJsonObject(row) && String(Number(row.id)) === String(row.id) ? [Number(row.id)] : [],
  );
  let next = known.filter(Number.isSafeInteger).reduce((largest, id) => Math.max(largest, id), 0) + 1;
  for (const [place, row] of rows.entries()) {
    if (!isJsonObject(row) || !(isFiniteNumber(row.id) || typeof row.id === "string"))
      skipped.push({ place: `categories[${place}]`, reason: "it has no id" });
    else if (categories.has(String(row.id)))
      skipped.push({ place: `categories[${place}]`, reason: "another category has its id" });
    else {
      const id = Number(row.id);
      const isOurs = Number.isSafeInteger(id) && String(id) === String(row.id);
      categories.set(String(row.id), categoryOf(isOurs ? id : next++, row));
    }
  }
  return categories;
}

/** Keypoints and supercategory are kept with a category, so that they come out again. Objects of COCO are things unless it says no. */
function categoryOf(id: number, { name, keypoints, skeleton, supercategory, isthing }: JsonObject): CocoCategory {
  return {
    id,
    name: String(name ?? "").trim() || String(id),
    has_instances: isthing !== 0 && isthing !== false,
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
  return { name, size, url: webUrl(image.coco_url) ?? webUrl(image.flickr_url), annotations: [], masks: [], lost: 0 };
}

function hasRle(row: unknown): boolean {
  return isJsonObject(row) && isJsonObject(row.segmentation);
}

const TASK_TYPES = { masks: "segmentation-bitmap", shapes: "vector", boxes: "bboxes" } as const;

interface Context {
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly categories: ReadonlyMap<string, CocoCategory>;
  readonly as: keyof typeof TASK_TYPES;
}

const SEVERAL_POLYGONS = "each of its polygons became an object, with the same number as the attribute instance";

interface Taken {
  /** Why it, or a part of it, cannot be there. */
  readonly faults: string[];
  readonly change?: string;
  /** Why segments of it cannot be there, with their places. */
  readonly faultsOf?: readonly (readonly [segment: number, reason: string])[];
}

/** Puts an annotation with its image. */
function take(row: unknown, { drafts, categories, as }: Context): Taken {
  const nothing = (fault: string): Taken => ({ faults: [fault] });
  if (!isJsonObject(row)) return nothing("it is no object");
  const draft = drafts.get(String(row.image_id));
  if (draft === undefined) return nothing(`there is no image ${JSON.stringify(row.image_id)}`);
  if (isPanoptic(row)) {
    if (as !== "masks") return nothing("segments of a panoptic image have no place among shapes");
    return takeSegments(row, row.segments_info, draft, categories);
  }
  const category = categories.get(String(row.category_id));
  if (category === undefined) return nothing(`there is no category ${JSON.stringify(row.category_id)}`);
  const category_id = category.id;
  const id = draft.annotations.length + 1;
  const given = {
    ...(isJsonObject(row.attributes) && row.attributes),
    ...((row.iscrowd === 1 || row.iscrowd === true) && { iscrowd: true }),
    ...(isFiniteNumber(row.score) && { score: row.score }),
    ...(hasTrack(row) && { track_id: row.track_id }),
  };
  if (as === "masks") {
    const runs = runsOf(row.segmentation, draft.size);
    if (typeof runs === "string") return nothing(runs);
    draft.annotations.push({ id, category_id, ...attributesOf(given) });
    draft.masks.push({ id, runs });
    const faults = brokenRings(row.segmentation);
    if (visibleKeypoints(row) > 0) faults.push("its keypoints have no place in a segmentation");
    return { faults };
  }
  const { shapes, faults } = as === "boxes" ? boxIn(row) : shapesOf(row, listAt(category, "keypoints"), id);
  // What belongs together is told by a number that its objects share.
  const shared = shapes.length > 1 ? { instance: id } : {};
  shapes.forEach((shape, part) => {
    draft.annotations.push({
      id: id + part,
      category_id,
      ...shape,
      ...attributesOf({ ...given, ...shared, ...shape.attributes }),
    });
  });
  const polygons = shapes.filter(({ type }) => type === "polygon").length;
  return { faults, ...(polygons > 1 && { change: SEVERAL_POLYGONS }) };
}

function isPanoptic(row: unknown): row is JsonObject & { readonly segments_info: readonly unknown[] } {
  return isJsonObject(row) && Array.isArray(row.segments_info);
}

/** The pixels of panoptic segments stand in a PNG that the annotation names. */
function takeSegments(
  { file_name: fileName }: JsonObject,
  segments: readonly unknown[],
  draft: Draft,
  categories: Context["categories"],
): Taken {
  if (typeof fileName !== "string") return { faults: ["it has no file_name of a PNG of segments"] };
  if (draft.segments !== undefined) return { faults: ["its image has a PNG of segments already"] };
  const objectOf = new Map<number, number>();
  const faultsOf: [number, string][] = [];
  for (const [place, segment] of segments.entries()) {
    const category = isJsonObject(segment) ? categories.get(String(segment.category_id)) : undefined;
    const id = isJsonObject(segment) ? segment.id : undefined;
    if (!isJsonObject(segment) || !isFiniteNumber(id)) faultsOf.push([place, "it has no id"]);
    else if (category === undefined)
      faultsOf.push([place, `there is no category ${JSON.stringify(segment.category_id)}`]);
    else if (objectOf.has(id)) faultsOf.push([place, "another segment has its id"]);
    else {
      const own = draft.annotations.length + 1;
      objectOf.set(id, own);
      const isCrowd = segment.iscrowd === 1 || segment.iscrowd === true;
      draft.annotations.push({
        ...{ id: own, category_id: category.id },
        ...attributesOf({
          ...(isJsonObject(segment.attributes) && segment.attributes),
          ...(isCrowd && { iscrowd: true }),
        }),
      });
    }
  }
  draft.segments = { fileName, objectOf };
  return { faults: [], faultsOf };
}

/** Our own exports write the id of every object, which is its track unless it has another. */
function hasTrack({ track_id, object_id }: JsonObject): boolean {
  return (isFiniteNumber(track_id) || typeof track_id === "string") && track_id !== object_id;
}

function attributesOf(attributes: Readonly<Record<string, unknown>>): object {
  return Object.keys(attributes).length === 0 ? {} : { attributes };
}

function visibleKeypoints({ keypoints }: JsonObject): number {
  return Array.isArray(keypoints) ? keypoints.filter((value, index) => index % 3 === 2 && value !== 0).length : 0;
}

function boxIn({ bbox }: JsonObject): { shapes: Shape[]; faults: string[] } {
  const points = boundsOf(bbox, []) ?? "it has no box";
  return typeof points === "string"
    ? { shapes: [], faults: [points] }
    : { shapes: [{ type: "bbox", points }], faults: [] };
}

/** What an annotation has beside its box, and what boxes leave out. */
function besideBox(row: unknown): string[] {
  if (!isJsonObject(row)) return [];
  const { segmentation, points, polyline, bbox } = row;
  const [ring, more] = ringsOf(segmentation);
  const isPolygon = ring !== undefined && (more !== undefined || !isBoxOf(ring, bbox));
  return [
    ...(isJsonObject(segmentation) ? ["mask"] : []),
    ...(isPolygon || (ring === undefined && isPairs(points) && points.length > 2) ? ["polygon"] : []),
    ...(isPairs(polyline) && polyline.length > 1 ? ["polyline"] : []),
    ...(visibleKeypoints(row) > 0 ? ["keypoints"] : []),
  ];
}

/** The outline of an annotation and its keypoints. @param instance tells the keypoints of one annotation from those of another. */
function shapesOf(
  row: JsonObject,
  names: readonly unknown[] | undefined,
  instance: number,
): { shapes: Shape[]; faults: string[] } {
  const { segmentation, keypoints, points, polyline } = row;
  const faults = brokenRings(segmentation);
  const rings = ringsOf(segmentation);
  const found = pointsOf(keypoints, names, instance);
  if (typeof found === "string") faults.push(found);
  const marks = typeof found === "string" ? [] : found;
  const [only, more] = rings;
  if (only !== undefined && more === undefined && isBoxOf(only, row.bbox)) {
    const [x = 0, y = 0, width = 0, height = 0] = row.bbox as number[];
    const points = [
      [x, y],
      [x + width, y + height],
    ];
    return { shapes: [{ type: "bbox", points }, ...marks], faults };
  }
  if (rings.length > 0)
    return { shapes: [...rings.map((ring) => ({ type: "polygon", points: pairsOf(ring) })), ...marks], faults };
  // What our own exporters write for polygons and polylines.
  if (isPairs(points) && points.length > 2) return { shapes: [{ type: "polygon", points }, ...marks], faults };
  if (isPairs(polyline) && polyline.length > 1)
    return { shapes: [{ type: "polyline", points: polyline }, ...marks], faults };
  const box = boundsOf(row.bbox, marks);
  if (isJsonObject(segmentation))
    faults.push(`its mask has no place among shapes${typeof box === "object" ? "; its box is read" : ""}`);
  if (typeof box === "string") faults.push(box);
  const shapes = typeof box === "object" ? [{ type: "bbox", points: box }, ...marks] : marks;
  if (shapes.length === 0 && faults.length === 0) faults.push("it has no box, polygon or keypoint that can be read");
  return { shapes, faults };
}

/** Whether a polygon is the box of its annotation, as tools write boxes that are to have a segmentation. */
function isBoxOf(ring: readonly number[], bbox: unknown): boolean {
  if (ring.length !== 8 || !Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isFiniteNumber)) return false;
  const [x = 0, y = 0, width = 0, height = 0] = bbox;
  if (!(width > 0 && height > 0)) return false;
  const round = (value: number): number => Math.round(value * 1e6);
  const cornerOf = (point: readonly number[]) => point.map(round).join();
  const corners = new Set(pairsOf(ring).map(cornerOf));
  const due = [x, x + width].flatMap((left) => [y, y + height].map((top) => cornerOf([left, top])));
  const crosses = ring[0] !== ring[2] && ring[1] !== ring[3];
  return corners.size === 4 && !crosses && due.every((corner) => corners.has(corner));
}

/** The keypoints that are labeled, or why they cannot be read. */
function pointsOf(keypoints: unknown, names: readonly unknown[] | undefined, instance: number): Shape[] | string {
  if (keypoints === undefined || keypoints === null) return [];
  if (!Array.isArray(keypoints) || !keypoints.every(isFiniteNumber) || keypoints.length % 3 !== 0)
    return "its keypoints are not triples of numbers";
  const found: Shape[] = [];
  for (let at = 0; at + 2 < keypoints.length; at += 3) {
    if (keypoints[at + 2] === 0) continue;
    const point = { type: "point", points: [keypoints.slice(at, at + 2)] };
    const keypoint = names?.[at / 3];
    const attributes = { keypoint: String(keypoint), visible: keypoints[at + 2] === 2, instance };
    found.push(keypoint === undefined ? point : { ...point, attributes });
  }
  return found;
}

/** The box of an annotation; nothing when it is only what its keypoints span, and a reason when it cannot be read. */
function boundsOf(bbox: unknown, marks: readonly Shape[]): number[][] | string | undefined {
  if (bbox === undefined || bbox === null || (Array.isArray(bbox) && bbox.length === 0)) return undefined;
  if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isFiniteNumber)) return "its box is not of four numbers";
  const [x = 0, y = 0, width = 0, height = 0] = bbox;
  const points = marks.map((mark) => mark.points[0] ?? []);
  const spans = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis] ?? 0);
    return [Math.min(...values), Math.max(...values)];
  });
  const given = [x, x + width, y, y + height];
  if (marks.length > 0 && spans.flat().every((value, index) => Math.abs(value - (given[index] ?? 0)) < 1e-6)) return;
  return boxOf([x, y], [x + width, y + height]) ?? EMPTY_BOX;
}

function pairsOf(ring: readonly number[]): number[][] {
  return Array.from({ length: Math.floor(ring.length / 2) }, (_, corner) => ring.slice(corner * 2, corner * 2 + 2));
}

function sampleOf({ name, size, url, annotations, masks, segments, lost }: Draft, asMasks: boolean): ImportedSample {
  const sample = { name, size, annotations, ...withoutLabel(annotations, lost), ...(url !== undefined && { url }) };
  if (segments !== undefined) return { ...sample, segments };
  return asMasks && size !== undefined ? { ...sample, paint: () => paint(masks, size) } : sample;
}
