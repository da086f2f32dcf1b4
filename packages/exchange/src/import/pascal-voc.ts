import {
  CategoryList,
  ImportError,
  type ImportedObject,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
} from "./imported.js";
import { childrenOf, childText, readXml } from "./read-xml.js";

/**
 * Imports Pascal VOC files: boxes, as they stand. A damaged file, and an object without a name or a box, is skipped and listed.
 *
 * @example importPascalVoc([{ name: "Annotations/a.xml", text }]);
 */
export function importPascalVoc(files: Iterable<ImportFile>): ImportResult {
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const samples = [];
  for (const { name: fileName, text } of files) {
    try {
      const root = readXml(text, fileName);
      if (root.name !== "annotation")
        throw new ImportError(`${fileName}: its root is <${root.name}>, not <annotation>`);
      const annotations: ImportedObject[] = [];
      for (const [index, object] of childrenOf(root, "object").entries()) {
        const category = childText(object, "name") ?? "";
        const [box] = childrenOf(object, "bndbox");
        const numbers = ["xmin", "ymin", "xmax", "ymax"].map((side) => Number(childText(box, side) || Number.NaN));
        const [left = 0, top = 0, right = 0, bottom = 0] = numbers;
        if (category === "" || !numbers.every(Number.isFinite)) {
          skipped.push({ place: `${fileName}, object ${index + 1}`, reason: "it has no name or no box" });
          continue;
        }
        const points = [
          [left, top],
          [right, bottom],
        ];
        annotations.push({ id: annotations.length + 1, category_id: categories.idOf(category), type: "bbox", points });
      }
      const [size] = childrenOf(root, "size");
      const [widthPx, heightPx] = [Number(childText(size, "width")), Number(childText(size, "height"))];
      const isSized = widthPx > 0 && heightPx > 0;
      const name = childText(root, "filename") || stemOf(fileName);
      samples.push({ name, size: isSized ? { widthPx, heightPx } : undefined, annotations });
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      skipped.push({ place: fileName, reason: error.message });
    }
  }
  return { taskType: "bboxes", categories: categories.list(), samples, skipped };
}
