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
} from "./imported.js";
import { childrenOf, childText, readXml, type XmlElement } from "./read-xml.js";

/**
 * Imports Pascal VOC files: boxes, as they stand; corners in the wrong order are put right. `difficult`, `truncated`, `occluded` and
 * `pose` become attributes. A damaged file, an object without a name or a box, and what an object has beside its box, is listed.
 *
 * @example importPascalVoc([{ name: "Annotations/a.xml", text }]);
 */
export function importPascalVoc(files: Iterable<ImportFile>): ImportResult {
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const samples: ImportedSample[] = [];
  for (const { name: fileName, text } of files) {
    try {
      const root = readXml(text, fileName);
      if (root.name !== "annotation")
        throw new ImportError(`${fileName}: its root is <${root.name}>, not <annotation>`);
      samples.push(sampleOf(root, fileName, categories, skipped));
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      skipped.push({ place: fileName, reason: error.message.replace(`${fileName}: `, "") });
    }
  }
  return { taskType: "bboxes", categories: categories.list(), samples, skipped };
}

/** What is read of an object, or says nothing more. */
const KNOWN: readonly string[] = [
  ...["name", "bndbox", "pose", "difficult", "truncated", "occluded", "attributes", "type", "deleted", "id", "date"],
];

function sampleOf(
  root: XmlElement,
  fileName: string,
  categories: CategoryList,
  skipped: SkippedImport[],
): ImportedSample {
  const annotations: ImportedObject[] = [];
  for (const [index, object] of childrenOf(root, "object").entries()) {
    const place = `${fileName}, object ${index + 1}`;
    const found = boxOfObject(object);
    for (const name of new Set(object.children.map((child) => child.name)))
      if (!KNOWN.includes(name)) skipped.push({ place, reason: `<${name}> is not read` });
    if (childrenOf(object, "bndbox").length > 1)
      skipped.push({ place, reason: "it has several boxes, and only the first is read" });
    if (typeof found === "string") skipped.push({ place, reason: found });
    else {
      const category_id = categories.idOf(childText(object, "name") ?? "");
      annotations.push({ id: annotations.length + 1, category_id, type: "bbox", points: found, ...flagsOf(object) });
    }
  }
  const [size] = childrenOf(root, "size");
  const [widthPx, heightPx] = [Number(childText(size, "width")), Number(childText(size, "height"))];
  const name = childText(root, "filename") || stemOf(fileName);
  return { name, size: widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined, annotations };
}

function boxOfObject(object: XmlElement): number[][] | string {
  const [box] = childrenOf(object, "bndbox");
  const numbers = ["xmin", "ymin", "xmax", "ymax"].map((side) => Number(childText(box, side) || Number.NaN));
  if ((childText(object, "name") ?? "") === "" || !numbers.every(Number.isFinite)) return "it has no name or no box";
  const [left = 0, top = 0, right = 0, bottom = 0] = numbers;
  return boxOf([left, top], [right, bottom]) ?? EMPTY_BOX;
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
