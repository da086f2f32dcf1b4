import type { ImageSize, MaskRuns } from "@tessera/codecs";
import { at, isJsonObject, listAt } from "@tessera/json";
import { brushRuns } from "./brush-runs.js";
import { BECAME_POLYGON, ellipsePoints } from "./ellipse.js";
import {
  boxOf,
  CategoryList,
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportResult,
  isFiniteNumber,
  metadataOf,
  parseJson,
  type SkippedImport,
  webUrl,
  withoutLabel,
} from "./imported.js";
import { type ObjectMask, paint, runsOf } from "./masks.js";

export interface ImportLabelStudioOptions {
  /**
   * `masks` makes a segmentation of brushes and polygons, `shapes` all else. `boxes` is the same as `shapes`. Unless told: masks when there
   * is a brush, and nothing that only shapes can be.
   */
  readonly as?: "masks" | "shapes" | "boxes" | undefined;
}

/**
 * Imports Label Studio JSON: rectangles and ellipses (turned rectangles and all ellipses become polygons), polygons, polylines and keypoints of each task's first annotation
 * that was not cancelled, or of its first prediction where it has no annotation. Other annotations, and other kinds of results, are
 * skipped and listed. Or brushes and polygons as a segmentation. Numbers are percents of the picture's sides: `objectsOn` of a sample has its objects on a picture of another size than
 * the task's, and those of tasks that give none. The image may stand under any key of the task's data; paths of local files are decoded. Other data become metadata.
 *
 * @throws ImportError when the file is no list of tasks.
 * @example const { samples, skipped } = importLabelStudio(text);
 */
export function importLabelStudio(text: string, options: ImportLabelStudioOptions = {}): ImportResult {
  const tasks = parseJson(text, "Label Studio");
  if (!Array.isArray(tasks)) throw new ImportError("Label Studio: the file is no list of tasks");
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const changed: SkippedImport[] = [];
  const asMasks = (options.as ?? (isSegmentation(tasks) ? "masks" : "shapes")) === "masks";
  const samples = tasks.map((task, place): ImportedSample => {
    if (asMasks) return maskSample(task, place, { categories, skipped });
    const objects: NewObject[] = [];
    const unplaced: SkippedImport[] = [];
    const { results: all, left } = chosenResults(task);
    const isUnlabeled = all === undefined;
    const results = withoutBare(all ?? []);
    skipped.push(...left.map((reason) => ({ place: `[${place}]`, reason })));
    // The results of a task are of one picture.
    const size = results.map(([, result]) => sizeOf(result)).find((one) => one !== undefined);
    for (const [index, result] of results) {
      const where = `[${place}] result[${index}]`;
      const more = listAt(result, "value", String(at(result, "type")))?.length ?? 0;
      if (more > 1) skipped.push({ place: where, reason: "it has several labels, and only the first is read" });
      const object = objectOf(result, sizeOf(result) ?? size ?? PERCENTS, categories);
      if (typeof object === "string") skipped.push({ place: where, reason: object });
      else if (size === undefined) unplaced.push({ place: where, reason: NO_SIZE });
      else objects.push(object);
      if (typeof object !== "string" && isEllipse(result)) changed.push({ place: where, reason: BECAME_POLYGON });
    }
    const objectsOn = (picture: ImageSize) =>
      numbered(
        results.map(([, result]) => objectOf(result, picture, categories)).filter((one) => typeof one !== "string"),
      );
    // Objects that wait for their picture's size are none that are lost.
    const lost = unplaced.length > 0 ? {} : withoutLabel(numbered(objects), results.length);
    return {
      ...{ ...namesOf(task, place), size, annotations: numbered(objects), objectsOn, unplaced },
      ...(isUnlabeled ? { isUnlabeled } : lost),
    };
  });
  const taskType = asMasks ? "segmentation-bitmap" : "vector";
  return { taskType, categories: categories.list(), samples, skipped, changed };
}

function isSegmentation(tasks: readonly unknown[]): boolean {
  const results = tasks.flatMap((task) => chosenResults(task).results ?? []);
  const kinds = new Set(results.map((result) => at(result, "type")));
  return kinds.has("brushlabels") && !TYPES.some((type) => type !== "polygonlabels" && kinds.has(type));
}

interface MaskContext {
  readonly categories: CategoryList;
  readonly skipped: SkippedImport[];
}

/** Brushes and polygons; the pixels are painted when they are asked for. */
function maskSample(task: unknown, place: number, { categories, skipped }: MaskContext): ImportedSample {
  const { results, left } = chosenResults(task);
  skipped.push(...left.map((reason) => ({ place: `[${place}]`, reason })));
  const size = (results ?? []).map(sizeOf).find((one) => one !== undefined);
  const annotations: ImportedObject[] = [];
  const masks: ObjectMask[] = [];
  for (const [index, result] of (results ?? []).entries()) {
    const where = `[${place}] result[${index}]`;
    const type = String(at(result, "type"));
    const labels = listAt(result, "value", type) ?? [];
    if (labels.length > 1) skipped.push({ place: where, reason: "it has several labels, and only the first is read" });
    const runs = size === undefined ? NO_SIZE : runsOfResult(result, type, size);
    const [label] = labels;
    if (typeof runs === "string") skipped.push({ place: where, reason: runs });
    else if (typeof label !== "string" || label.trim() === "")
      skipped.push({ place: where, reason: "it has no label" });
    else {
      const id = annotations.length + 1;
      const score = at(result, "score");
      const attributes = isFiniteNumber(score) ? { attributes: { score } } : {};
      annotations.push({ id, category_id: categories.idOf(label), ...attributes });
      masks.push({ id, runs });
    }
  }
  return {
    ...{ ...namesOf(task, place), size, annotations },
    ...(results === undefined ? { isUnlabeled: true } : withoutLabel(annotations, results.length)),
    ...(size !== undefined && { paint: () => paint(masks, size) }),
  };
}

function runsOfResult(result: unknown, type: string, size: ImageSize): MaskRuns | string {
  if ((at(result, "image_rotation") ?? 0) !== 0) return TURNED;
  const value = at(result, "value");
  if (type === "brushlabels") {
    if (at(value, "format") !== "rle") return "its brush is of another format than rle";
    return brushRuns(at(value, "rle"), size);
  }
  const shape = type === "polygonlabels" ? shapeOf(type, value, size.widthPx, size.heightPx) : undefined;
  const points = listAt(shape, "points");
  if (points === undefined || at(shape, "type") !== "polygon")
    return `results of type ${type} have no place in a segmentation`;
  return runsOf([points.flat()], size);
}

type NewObject = Omit<ImportedObject, "id"> & { readonly category_id: number };

const PERCENTS: ImageSize = { widthPx: 100, heightPx: 100 };
const TURNED = "its picture was turned in Label Studio, and its numbers are those of the turned one";
const NO_SIZE = "it has no original_width and original_height, and its picture's size is not known";

function numbered(objects: readonly NewObject[]): ImportedObject[] {
  return objects.map((object, index) => ({ id: index + 1, ...object }));
}

function sizeOf(result: unknown): ImageSize | undefined {
  const [widthPx, heightPx] = [at(result, "original_width"), at(result, "original_height")];
  const isSize = isFiniteNumber(widthPx) && isFiniteNumber(heightPx) && widthPx > 0 && heightPx > 0;
  return isSize ? { widthPx, heightPx } : undefined;
}

/** The results that are read, undefined when nobody labeled the task, and a sentence for each annotation and prediction that is not. */
function chosenResults(task: unknown): { results: readonly unknown[] | undefined; left: string[] } {
  const all = listAt(task, "annotations") ?? listAt(task, "completions") ?? [];
  const usable = all.filter((one) => at(one, "was_cancelled") !== true);
  const predictions = listAt(task, "predictions") ?? [];
  const chosen = usable.find((one) => at(one, "ground_truth") === true) ?? usable[0] ?? predictions[0];
  const left: string[] = all
    .filter((one) => one !== chosen)
    .map((one) =>
      at(one, "was_cancelled") === true ? "it was cancelled" : "the task has another annotation, and only one is read",
    );
  for (const one of predictions)
    if (one !== chosen) left.push("a prediction is read only where there is no annotation, and only the first");
  return { results: chosen === undefined ? undefined : (listAt(chosen, "result") ?? []), left };
}

const BARE: readonly unknown[] = ["rectangle", "polygon", "keypoint", "ellipse"];

/** With their places. A region whose label is a result of its own is there twice: that result has the region's numbers, too. */
function withoutBare(results: readonly unknown[]): [index: number, result: unknown][] {
  const labeled = new Set(results.filter((one) => at(one, "type") === "labels").map((one) => at(one, "id")));
  const isTwice = (one: unknown) => BARE.includes(at(one, "type")) && labeled.has(at(one, "id"));
  return [...results.entries()].filter(([, one]) => !isTwice(one));
}

const IMAGE = /\.(?:jpe?g|png|bmp|webp|avif|tiff?|gif)$/i;

/** What the task calls its image, the likeliest name first, and where it is on the web. */
function namesOf(task: unknown, place: number): Pick<ImportedSample, "name" | "aliases" | "url" | "metadata"> {
  const data = at(task, "data");
  const values = isJsonObject(data) ? Object.entries(data).filter(([key]) => key !== "name") : [];
  const texts = values.flatMap(([, value]) => (typeof value === "string" ? [value] : []));
  const image =
    [at(data, "image"), ...texts.filter((text) => IMAGE.test(pathOf(text)))].find((one) => typeof one === "string") ??
    texts.find((text) => webUrl(text) !== undefined || /^\/data\//.test(text));
  const upload = at(task, "file_upload");
  const paths = [at(data, "name"), typeof image === "string" ? pathOf(image) : undefined, upload].filter(
    (one) => typeof one === "string",
  );
  const names = [...new Set([...paths, ...paths.map(withoutHash)])].filter((one) => one !== "");
  const [name = `task ${place + 1}`, ...aliases] = names;
  const url = webUrl(image);
  const metadata = metadataOf(values.filter(([, value]) => value !== image));
  return { name, metadata, ...(aliases.length > 0 && { aliases }), ...(url !== undefined && { url }) };
}

/** The path that an image's address means: of local files `?d=`, of others without the server; decoded. */
function pathOf(address: string): string {
  const local = /^\/?data\/local-files\/?\?(?:.*&)?d=([^&]*)/.exec(address)?.[1];
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(address);
  const path = local ?? (isUrl ? address.replace(/^[a-z0-9+.-]+:\/\/[^/]*\//i, "").replace(/[?#].*$/s, "") : address);
  const uploaded = path.replace(/^\/?data\/upload\/(?:\d+\/)?/, "");
  if (local === undefined && !isUrl && uploaded === path) return path;
  try {
    return decodeURIComponent(uploaded);
  } catch {
    // A name with a bare % is not encoded.
    return uploaded;
  }
}

/** Label Studio puts eight hex digits and a dash before the name of a file that somebody uploads. */
function withoutHash(path: string): string {
  return path.replace(/(^|\/)[0-9a-f]{8}-(?=[^/]+$)/, "$1");
}

const TYPES: readonly string[] = ["rectanglelabels", "polygonlabels", "keypointlabels", "ellipselabels", "labels"];

function objectOf(result: unknown, { widthPx, heightPx }: ImageSize, categories: CategoryList): NewObject | string {
  const type = at(result, "type");
  if (type === "brushlabels") return "brushes have no place among shapes";
  if (typeof type !== "string" || !TYPES.includes(type)) return `results of type ${String(type)} are not read`;
  const value = at(result, "value");
  const label = listAt(value, type)?.[0];
  if (typeof label !== "string" || label.trim() === "") return "it has no label";
  const turn = at(result, "image_rotation") ?? 0;
  if (turn !== 0) return TURNED;
  const shape = shapeOf(type === "labels" ? kindOf(value) : type, value, widthPx, heightPx);
  if (shape === undefined) return "its numbers are missing, or its box is empty";
  const score = at(result, "score");
  const attributes = isFiniteNumber(score) ? { attributes: { score } } : {};
  return { category_id: categories.idOf(label), ...shape, ...attributes };
}

function isEllipse(result: unknown): boolean {
  return at(result, "type") === "ellipselabels" || at(result, "value", "radiusX") !== undefined;
}

/** What kind of region has a value. */
function kindOf(value: unknown): string {
  if (at(value, "radiusX") !== undefined) return "ellipselabels";
  if (listAt(value, "points") !== undefined) return "polygonlabels";
  return at(value, "height") === undefined ? "keypointlabels" : "rectanglelabels";
}

function shapeOf(type: string, value: unknown, width: number, height: number): object | undefined {
  const toPixels = ([x, y]: readonly number[]): number[] => [pixels(x, width), pixels(y, height)];
  if (type === "polygonlabels") {
    const points = listAt(value, "points");
    const isClosed = at(value, "closed") !== false;
    if (points === undefined || points.length < (isClosed ? 3 : 2) || !points.every(isPair)) return undefined;
    return { type: isClosed ? "polygon" : "polyline", points: points.map(toPixels) };
  }
  const [x, y] = [at(value, "x"), at(value, "y")];
  if (!isFiniteNumber(x) || !isFiniteNumber(y)) return undefined;
  if (type === "ellipselabels") {
    const [rx, ry, rotationDegrees = 0] = [at(value, "radiusX"), at(value, "radiusY"), at(value, "rotation")];
    if (!isFiniteNumber(rx) || !isFiniteNumber(ry) || !isFiniteNumber(rotationDegrees)) return undefined;
    const center = [pixels(x, width), pixels(y, height)] as const;
    const points = ellipsePoints({ center, radii: [pixels(rx, width), pixels(ry, height)], rotationDegrees });
    return points && { type: "polygon", points };
  }
  if (type === "keypointlabels") return { type: "point", points: [toPixels([x, y])] };
  const [boxWidth, boxHeight, rotation = 0] = [at(value, "width"), at(value, "height"), at(value, "rotation")];
  if (type !== "rectanglelabels" || !isFiniteNumber(boxWidth) || !isFiniteNumber(boxHeight)) return undefined;
  if (boxWidth === 0 || boxHeight === 0) return undefined;
  const [left = 0, top = 0] = toPixels([x, y]);
  const [right = 0, bottom = 0] = toPixels([x + boxWidth, y + boxHeight]);
  if (rotation === 0) return { type: "bbox", points: boxOf([left, top], [right, bottom]) };
  if (!isFiniteNumber(rotation)) return undefined;
  // Degrees clockwise around the upper left corner, in pixels: percents are not square.
  const [w = 0, h = 0] = toPixels([boxWidth, boxHeight]);
  const [cos, sin] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)];
  const corners = [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ] as const;
  return {
    type: "polygon",
    points: corners.map(([dx, dy]) => [left + dx * cos - dy * sin, top + dx * sin + dy * cos]),
  };
}

/** Percent and back would leave the last digits of a double wrong; a millionth of a pixel is kept. */
function pixels(percent: number | undefined, size: number): number {
  return Math.round(((percent ?? 0) / 100) * size * 1e6) / 1e6;
}

function isPair(value: unknown): value is number[] {
  return Array.isArray(value) && isFiniteNumber(value[0]) && isFiniteNumber(value[1]);
}
