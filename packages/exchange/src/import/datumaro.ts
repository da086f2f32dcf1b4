import { at, isJsonObject, type JsonObject, listAt } from "@tessera/json";
import { BECAME_POLYGON, ellipsePoints } from "./ellipse.js";
import {
  boxOf,
  EMPTY_BOX,
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportResult,
  isFiniteNumber,
  metadataOf,
  parseJson,
  type SkippedImport,
  sameNames,
  webUrl,
  withoutLabel,
} from "./imported.js";
import { type ObjectMask, paint, runsOf } from "./masks.js";

export interface ImportDatumaroOptions {
  /**
   * `masks` makes a segmentation of masks and polygons, `shapes` boxes, polygons, polylines and points. `boxes` is the same as `shapes`:
   * Datumaro's polygons have no boxes of their own. Unless told: masks when there is one.
   */
  readonly as?: "masks" | "shapes" | "boxes" | undefined;
}

type Category = ImportResult["categories"][number];

interface Shape {
  readonly type: string;
  readonly points: readonly (readonly number[])[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * Imports Datumaro's JSON: boxes, polygons, ellipses (as polygons), polylines and points (each with its name where the label has names), or masks; the lowest
 * `z_order` first. Attributes are kept, and groups as the attribute `group`. Annotations of other kinds are skipped and listed.
 *
 * @throws ImportError when the file is no Datumaro JSON.
 * @example const { samples, skipped } = importDatumaro(await readFile("annotations/train.json", "utf8"));
 */
export function importDatumaro(text: string, options: ImportDatumaroOptions = {}): ImportResult {
  const root = parseJson(text, "Datumaro");
  const items = listAt(root, "items");
  const labels = listAt(root, "categories", "label", "labels");
  if (items === undefined || labels === undefined)
    throw new ImportError("Datumaro: the file has no items or no categories of labels");
  const categories = categoriesOf(labels, listAt(root, "categories", "points", "items") ?? []);
  const changed = sameNames(categories.map(({ name }, index) => [String(index), name]));
  const rows = items.flatMap((item) => listAt(item, "annotations") ?? []);
  const asMasks = options.as === undefined ? rows.some((row) => at(row, "type") === "mask") : options.as === "masks";
  const skipped: SkippedImport[] = [];
  const samples = items.flatMap((item, index) => {
    const sample = isJsonObject(item) ? sampleOf(item, { categories, asMasks, skipped, changed }) : undefined;
    if (sample === undefined) skipped.push({ place: `items[${index}]`, reason: "it has no id and no image" });
    return sample === undefined ? [] : [sample];
  });
  return { taskType: asMasks ? "segmentation-bitmap" : "vector", categories, samples, skipped, changed };
}

/** Labels are numbered from 0; categories are from 1. */
function categoriesOf(labels: readonly unknown[], points: readonly unknown[]): Category[] {
  return labels.map((label, index) => {
    const own = points.find((item) => at(item, "label_id") === index);
    const [name, parent] = [at(label, "name"), at(label, "parent")];
    const [keypoints, skeleton] = [listAt(own, "labels"), listAt(own, "joints")];
    return {
      id: index + 1,
      name: typeof name === "string" && name !== "" ? name : String(index),
      has_instances: true,
      ...(typeof parent === "string" && parent !== "" && { supercategory: parent }),
      ...(keypoints !== undefined && keypoints.length > 0 && { keypoints }),
      ...(skeleton !== undefined && skeleton.length > 0 && { skeleton }),
    };
  });
}

interface Context {
  readonly categories: readonly Category[];
  readonly asMasks: boolean;
  readonly skipped: SkippedImport[];
  readonly changed: SkippedImport[];
}

function sampleOf(item: JsonObject, context: Context): ImportedSample | undefined {
  const image = isJsonObject(item.image) ? item.image : item.media;
  const path = at(image, "path");
  const names = [path, item.id].filter((name) => typeof name === "string" && name !== "") as string[];
  const [name, ...aliases] = names;
  if (name === undefined) return undefined;
  const size = sizeOf(listAt(image, "size"));
  const annotations: ImportedObject[] = [];
  const masks: ObjectMask[] = [];
  const rows = (listAt(item, "annotations") ?? []).map((row, index) => ({ row, index, z: Number(at(row, "z_order")) }));
  for (const { row, index } of rows.sort((a, b) => (a.z || 0) - (b.z || 0))) {
    const id = annotations.length + 1;
    const found = objectOf(row, id, size, context);
    if (typeof found === "string") context.skipped.push({ place: `${name}, annotation ${index + 1}`, reason: found });
    else {
      if (at(row, "type") === "ellipse")
        context.changed.push({ place: `${name}, annotation ${index + 1}`, reason: BECAME_POLYGON });
      for (const object of found.objects) annotations.push({ id: annotations.length + 1, ...object });
      if (found.mask !== undefined) masks.push(found.mask);
    }
  }
  const url = webUrl(path);
  const metadata = metadataOf(isJsonObject(item.attr) ? Object.entries(item.attr) : []);
  const lost = withoutLabel(annotations, rows.length);
  const sample = { name, aliases, size, annotations, metadata, ...lost, ...(url !== undefined && { url }) };
  return context.asMasks && size !== undefined ? { ...sample, paint: () => paint(masks, size) } : sample;
}

function sizeOf(size: readonly unknown[] | undefined) {
  const [heightPx, widthPx] = size ?? [];
  const isSize = isFiniteNumber(heightPx) && isFiniteNumber(widthPx) && heightPx > 0 && widthPx > 0;
  return isSize ? { widthPx, heightPx } : undefined;
}

interface Found {
  readonly objects: readonly { readonly category_id: number; readonly [key: string]: unknown }[];
  readonly mask?: ObjectMask;
}

function objectOf(
  row: unknown,
  id: number,
  size: ImportedSample["size"],
  { categories, asMasks }: Context,
): Found | string {
  if (!isJsonObject(row)) return "it is no object";
  const index = row.label_id;
  const category = isFiniteNumber(index) ? categories[index] : undefined;
  if (row.type === "caption" || row.type === "label") return `annotations of type ${row.type} are not read`;
  if (category === undefined)
    return index === undefined || index === null ? "it has no label" : `there is no label ${String(index)}`;
  const shared = {
    ...(isJsonObject(row.attributes) && row.attributes),
    ...(isFiniteNumber(row.group) && row.group > 0 && { group: row.group }),
  };
  const withShared = (own?: Readonly<Record<string, unknown>>) => {
    const attributes = { ...shared, ...own };
    return Object.keys(attributes).length === 0 ? {} : { attributes };
  };
  if (asMasks) {
    if (row.type !== "mask" && row.type !== "polygon")
      return `annotations of type ${String(row.type)} have no place in a segmentation`;
    const runs = runsOf(row.type === "mask" ? row.rle : row.points, size);
    if (typeof runs === "string") return runs;
    return { objects: [{ category_id: category.id, ...withShared() }], mask: { id, runs } };
  }
  const shapes = shapesOf(row, id, listAt(category, "keypoints"));
  if (typeof shapes === "string") return shapes;
  return { objects: shapes.map((shape) => ({ category_id: category.id, ...shape, ...withShared(shape.attributes) })) };
}

const LEAST: Readonly<Record<string, number>> = { polygon: 3, polyline: 2, points: 1 };

function shapesOf(row: JsonObject, instance: number, names: readonly unknown[] | undefined): Shape[] | string {
  const { type, bbox, points, visibility } = row;
  if (type === "bbox") {
    if (!Array.isArray(bbox) || bbox.length !== 4 || !bbox.every(isFiniteNumber))
      return "its box is not of four numbers";
    const [x = 0, y = 0, width = 0, height = 0] = bbox;
    const corners = boxOf([x, y], [x + width, y + height]);
    return corners === undefined ? EMPTY_BOX : [{ type: "bbox", points: corners }];
  }
  if (type === "ellipse") {
    const [left, top, right, bottom] = Array.isArray(points) && points.every(isFiniteNumber) ? points : [];
    const center = [((left ?? Number.NaN) + (right ?? 0)) / 2, ((top ?? 0) + (bottom ?? Number.NaN)) / 2] as const;
    const radii = [Math.abs((right ?? 0) - (left ?? 0)) / 2, Math.abs((bottom ?? 0) - (top ?? 0)) / 2] as const;
    const outline = ellipsePoints({ center, radii, rotationDegrees: 0 });
    return outline === undefined ? EMPTY_BOX : [{ type: "polygon", points: outline }];
  }
  const least = LEAST[String(type)];
  if (least === undefined) return `annotations of type ${String(type)} are not read`;
  const isFlat = Array.isArray(points) && points.length % 2 === 0 && points.every(isFiniteNumber);
  if (!isFlat || points.length < least * 2) return "its points are missing, or no pairs of numbers";
  const pairs = Array.from({ length: points.length / 2 }, (_, pair) => points.slice(pair * 2, pair * 2 + 2));
  if (type !== "points") return [{ type: String(type), points: pairs }];
  const seen = Array.isArray(visibility) ? visibility : [];
  return pairs.flatMap((point, index) => {
    if (seen[index] === 0) return [];
    const keypoint = names?.[index];
    const attributes = { keypoint: String(keypoint), visible: seen[index] !== 1, instance };
    return [{ type: "point", points: [point], ...(keypoint !== undefined && { attributes }) }];
  });
}
