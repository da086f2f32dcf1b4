import { at, listAt } from "../release/json-values.js";
import {
  CategoryList,
  ImportError,
  type ImportedObject,
  type ImportResult,
  isFiniteNumber,
  parseJson,
  type SkippedImport,
  webUrl,
} from "./imported.js";

/**
 * Imports Label Studio JSON: rectangles (turned ones become polygons), polygons, polylines and keypoints of each task's first annotation
 * that was not cancelled. Other kinds of results are skipped and listed.
 *
 * @throws ImportError when the file is no list of tasks.
 * @example const { samples, skipped } = importLabelStudio(text);
 */
export function importLabelStudio(text: string): ImportResult {
  const tasks = parseJson(text, "Label Studio");
  if (!Array.isArray(tasks)) throw new ImportError("Label Studio: the file is no list of tasks");
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const samples = tasks.map((task, place) => {
    const annotations: ImportedObject[] = [];
    let size: { widthPx: number; heightPx: number } | undefined;
    const chosen = (listAt(task, "annotations") ?? []).find((one) => at(one, "was_cancelled") !== true);
    for (const [index, result] of (listAt(chosen, "result") ?? []).entries()) {
      const object = objectOf(result, annotations.length + 1, categories);
      if (typeof object === "string")
        skipped.push({ place: `[${place}].annotations result[${index}]`, reason: object });
      else {
        annotations.push(object);
        size ??= { widthPx: Number(at(result, "original_width")), heightPx: Number(at(result, "original_height")) };
      }
    }
    const name =
      at(task, "data", "name") ?? at(task, "file_upload") ?? at(task, "data", "image") ?? `task ${place + 1}`;
    const url = webUrl(at(task, "data", "image"));
    return { name: String(name), size, annotations, ...(url !== undefined && { url }) };
  });
  return { taskType: "vector", categories: categories.list(), samples, skipped };
}

function objectOf(result: unknown, id: number, categories: CategoryList): ImportedObject | string {
  const type = at(result, "type");
  const value = at(result, "value");
  const label = typeof type === "string" ? listAt(value, type)?.[0] : undefined;
  if (typeof label !== "string") return `its type is ${String(type)}, or it has no label`;
  const width = at(result, "original_width");
  const height = at(result, "original_height");
  if (!isFiniteNumber(width) || !isFiniteNumber(height)) return "it has no original_width and original_height";
  const shape = shapeOf(String(type), value, width, height);
  if (shape === undefined) return `its type is ${String(type)}, or its numbers are missing`;
  return { id, category_id: categories.idOf(label), ...shape };
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
  if (type === "keypointlabels") return { type: "point", points: [toPixels([x, y])] };
  const [boxWidth, boxHeight, rotation = 0] = [at(value, "width"), at(value, "height"), at(value, "rotation")];
  if (type !== "rectanglelabels" || !isFiniteNumber(boxWidth) || !isFiniteNumber(boxHeight)) return undefined;
  if (rotation === 0) return { type: "bbox", points: [toPixels([x, y]), toPixels([x + boxWidth, y + boxHeight])] };
  if (!isFiniteNumber(rotation)) return undefined;
  // Degrees clockwise around the upper left corner, in pixels: percents are not square.
  const [left = 0, top = 0] = toPixels([x, y]);
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
