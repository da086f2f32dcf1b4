import {
  boxOf,
  CategoryList,
  EMPTY_BOX,
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
  withoutLabel,
} from "./imported.js";
import { childrenOf, childText, readXml, type XmlElement } from "./read-xml.js";

export interface ImportVocOptions {
  /** Whether pixels count from 1, as in the devkit of Pascal VOC and what supervision writes; then `xmin` and `ymin` are too large by 1. */
  readonly isOneBased?: boolean | undefined;
}

/**
 * Imports Pascal VOC files: boxes, or polygons where an object has one beside its box, as they stand; corners in the wrong order are put
 * right. `difficult`, `truncated`, `occluded`, `pose` and `attributes` become attributes. A damaged file, an object without a name or a
 * box, and what else an object has, is listed.
 *
 * @example importPascalVoc([{ name: "Annotations/a.xml", text }]);
 */
export function importPascalVoc(files: Iterable<ImportFile>, options: ImportVocOptions = {}): ImportResult {
  const first = options.isOneBased === true ? 1 : 0;
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const samples: ImportedSample[] = [];
  for (const { name: fileName, text } of files) {
    try {
      const root = readXml(text, fileName);
      if (root.name !== "annotation")
        throw new ImportError(`${fileName}: its root is <${root.name}>, not <annotation>`);
      samples.push(sampleOf(root, { fileName, categories, skipped, first }));
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      skipped.push({ place: fileName, reason: error.message.replace(`${fileName}: `, "") });
    }
  }
  const hasPolygons = samples.some(({ annotations }) => annotations.some(({ type }) => type === "polygon"));
  return { taskType: hasPolygons ? "vector" : "bboxes", categories: categories.list(), samples, skipped };
}

/** What is read of an object, or says nothing more. */
const KNOWN: readonly string[] = [
  ...[
    "name",
    "bndbox",
    "polygon",
    "pose",
    "difficult",
    "truncated",
    "occluded",
    "attributes",
    "type",
    "deleted",
    "id",
    "date",
  ],
];

interface Context {
  readonly fileName: string;
  readonly categories: CategoryList;
  readonly skipped: SkippedImport[];
  /** The number of the first pixel. */
  readonly first: number;
}

function sampleOf(root: XmlElement, { fileName, categories, skipped, first }: Context): ImportedSample {
  const annotations: ImportedObject[] = [];
  const objects = childrenOf(root, "object");
  for (const [index, object] of objects.entries()) {
    const place = `${fileName}, object ${index + 1}`;
    const found = shapeOfObject(object, first);
    for (const name of new Set(object.children.map((child) => child.name)))
      if (!KNOWN.includes(name)) skipped.push({ place, reason: `<${name}> is not read` });
    if (childrenOf(object, "bndbox").length > 1)
      skipped.push({ place, reason: "it has several boxes, and only the first is read" });
    if (typeof found === "string") skipped.push({ place, reason: found });
    else {
      const category_id = categories.idOf(childText(object, "name") ?? "");
      annotations.push({ id: annotations.length + 1, category_id, ...found, ...flagsOf(object) });
    }
  }
  const [size] = childrenOf(root, "size");
  const [widthPx, heightPx] = [Number(childText(size, "width")), Number(childText(size, "height"))];
  const name = childText(root, "filename") || stemOf(fileName);
  return {
    ...{ name, size: widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined },
    ...{ annotations, ...withoutLabel(annotations, objects.length) },
  };
}

interface Shape {
  readonly type: "bbox" | "polygon";
  readonly points: number[][];
}

function shapeOfObject(object: XmlElement, first: number): Shape | string {
  if ((childText(object, "name") ?? "") === "") return "it has no name or no box";
  const [polygon, more] = childrenOf(object, "polygon");
  if (more !== undefined) return "it has several polygons, which are not read";
  if (polygon !== undefined) return polygonOf(polygon, first);
  const [box] = childrenOf(object, "bndbox");
  const numbers = ["xmin", "ymin", "xmax", "ymax"].map((side) => Number(childText(box, side) || Number.NaN));
  if (!numbers.every(Number.isFinite)) return "it has no name or no box";
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers;
  // The last pixel of a box counts, and may be its first: only the sides at the upper left are off by one.
  const upper = [Math.min(left, right) - first, Math.min(top, bottom) - first] as const;
  const points = boxOf(upper, [Math.max(left, right), Math.max(top, bottom)]);
  return points === undefined ? EMPTY_BOX : { type: "bbox", points };
}

/** As Roboflow and supervision write them: `x1`, `y1`, `x2`, `y2` and so on; or `<pt>` or `<point>` elements with `x` and `y`. */
function polygonOf(polygon: XmlElement, first: number): Shape | string {
  const pairs = polygon.children.filter(({ name }) => name === "pt" || name === "point");
  const count = polygon.children.filter(({ name }) => /^x\d+$/.test(name)).length;
  const points =
    pairs.length > 0
      ? pairs.map((pair) => [numberIn(pair, "x"), numberIn(pair, "y")])
      : Array.from({ length: count }, (_, at) => [numberIn(polygon, `x${at + 1}`), numberIn(polygon, `y${at + 1}`)]);
  if (points.length < 3 || !points.flat().every(Number.isFinite))
    return "its polygon has fewer than 3 points, or no numbers";
  return { type: "polygon", points: points.map((point) => point.map((value) => value - first)) };
}

function numberIn(element: XmlElement, name: string): number {
  return Number(childText(element, name) || Number.NaN);
}

/** Flags that are set; the usual values say nothing. */
function flagsOf(object: XmlElement): { attributes?: Record<string, unknown> } {
  const flags = ["difficult", "truncated", "occluded"].filter((name) => isSet(childText(object, name)));
  const pose = childText(object, "pose") ?? "";
  // As Datumaro writes attributes of its own.
  const own = childrenOf(childrenOf(object, "attributes")[0], "attribute");
  const named = own.map((one) => [childText(one, "name") ?? "", childText(one, "value") ?? ""]);
  const attributes: Record<string, unknown> = Object.fromEntries([...named, ...flags.map((name) => [name, true])]);
  if (pose !== "" && pose.toLowerCase() !== "unspecified") attributes.pose = pose;
  return Object.keys(attributes).length === 0 ? {} : { attributes };
}

function isSet(text: string | undefined): boolean {
  return /^true$/i.test(text ?? "") || Number(text ?? 0) > 0;
}
