import {
  boxOf,
  CategoryList,
  EMPTY_BOX,
  ImportError,
  type ImportedObject,
  type ImportResult,
  type SkippedImport,
} from "./imported.js";
import { childrenOf, childText, readXml, type XmlElement } from "./read-xml.js";

const TYPES: ReadonlyMap<string, { readonly type: string; readonly least: number }> = new Map([
  ["box", { type: "bbox", least: 2 }],
  ["polygon", { type: "polygon", least: 3 }],
  ["polyline", { type: "polyline", least: 2 }],
  ["points", { type: "point", least: 1 }],
]);

/**
 * Imports "CVAT for images 1.1": boxes, polygons, polylines and points (several points become several objects), with their attributes as
 * text and `occluded` where it is set. Turned boxes become polygons. Masks, skeletons, cuboids, tags, and the tracks of videos are skipped
 * and listed.
 *
 * @throws ImportError when the file is truncated, or no CVAT XML.
 * @example const { samples, skipped } = importCvat(text);
 */
export function importCvat(text: string): ImportResult {
  const root = readXml(text, "CVAT");
  if (root.name !== "annotations") throw new ImportError(`CVAT: the root is <${root.name}>, not <annotations>`);
  const categories = new CategoryList();
  const [meta] = childrenOf(root, "meta");
  for (const owner of meta?.children ?? []) {
    for (const label of childrenOf(childrenOf(owner, "labels")[0], "label"))
      categories.idOf(childText(label, "name") ?? "");
  }
  const skipped: SkippedImport[] = [];
  const samples = childrenOf(root, "image").map((image) => {
    const name = image.attributes.get("name") ?? "";
    const [widthPx, heightPx] = [Number(image.attributes.get("width")), Number(image.attributes.get("height"))];
    const annotations: ImportedObject[] = [];
    for (const [index, element] of image.children.entries()) {
      const shapes = shapesOf(element);
      if (typeof shapes === "string") skipped.push({ place: `${name}, shape ${index + 1}`, reason: shapes });
      else {
        const category_id = categories.idOf(element.attributes.get("label") ?? "");
        for (const shape of shapes) annotations.push({ id: annotations.length + 1, category_id, ...shape });
      }
    }
    return { name, size: widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined, annotations };
  });
  for (const track of childrenOf(root, "track")) {
    const { attributes, children } = track;
    const place = `track ${attributes.get("id") ?? "?"} (${attributes.get("label") ?? ""}) of ${children.length} shapes`;
    skipped.push({ place, reason: "tracks of videos are not read" });
  }
  return { taskType: "vector", categories: categories.list(), samples, skipped };
}

function shapesOf(element: XmlElement): object[] | string {
  const kind = TYPES.get(element.name);
  if (kind === undefined) return `<${element.name}> is not read`;
  if ((element.attributes.get("label") ?? "") === "") return "it has no label";
  const points = element.name === "box" ? cornersOf(element) : listOf(element.attributes.get("points") ?? "");
  if (points.length < kind.least || !points.flat().every(Number.isFinite))
    return "its coordinates are missing or no numbers";
  const attributes = attributesOf(element);
  if (kind.type === "point") return points.map((point) => ({ type: "point", points: [point], ...attributes }));
  if (element.name !== "box") return [{ type: kind.type, points, ...attributes }];
  const [[left = 0, top = 0] = [], [right = 0, bottom = 0] = []] = points;
  const box = boxOf([left, top], [right, bottom]);
  if (box === undefined) return EMPTY_BOX;
  const degrees = Number(element.attributes.get("rotation") ?? 0);
  if (!Number.isFinite(degrees)) return "its coordinates are missing or no numbers";
  if (degrees === 0) return [{ type: "bbox", points: box, ...attributes }];
  return [{ type: "polygon", points: turned(box, degrees), ...attributes }];
}

function attributesOf(element: XmlElement): object {
  const named: [string, unknown][] = childrenOf(element, "attribute").map((child) => [
    child.attributes.get("name") ?? "",
    child.text,
  ]);
  if (element.attributes.get("occluded") === "1") named.push(["occluded", true]);
  return named.length === 0 ? {} : { attributes: Object.fromEntries(named) };
}

/** The corners of a box that is turned clockwise around its center. */
function turned([[left = 0, top = 0] = [], [right = 0, bottom = 0] = []]: readonly number[][], degrees: number) {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners: readonly (readonly [number, number])[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return corners.map(([cx, cy]) => [
    round(x + (cx - x) * cos - (cy - y) * sin),
    round(y + (cx - x) * sin + (cy - y) * cos),
  ]);
}

function cornersOf({ attributes }: XmlElement): number[][] {
  const [left, top, right, bottom] = ["xtl", "ytl", "xbr", "ybr"].map((name) =>
    Number(attributes.get(name) || Number.NaN),
  );
  return [
    [left ?? 0, top ?? 0],
    [right ?? 0, bottom ?? 0],
  ];
}

function listOf(text: string): number[][] {
  if (text === "") return [];
  return text.split(";").map((pair) => {
    const [x = Number.NaN, y = Number.NaN] = pair.split(",").map(Number);
    return [x, y];
  });
}
