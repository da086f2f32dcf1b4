import { type IdBitmap, type Mask, type ObjectMask, objectMasks, traceContours } from "@tessera/codecs";
import type { ReleaseReader } from "../release/open-release.js";
import { cocoCategories, cocoImage } from "./coco-parts.js";
import { checkTaskType, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { exportFileName } from "./file-names.js";
import { writeJsonExport } from "./json-export.js";
import { loadEntries } from "./load-entries.js";

/**
 * Contours of each object of a segmentation, outer ones and holes, in one JSON file: what the Python package writes, and right also for
 * objects whose id is above 255, which that merges with others or leaves empty.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportPolygon(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportPolygon(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "polygon", SEGMENTATION_TYPES);
  const report = new ReportBuilder();
  const name = exportFileName(release, "polygon");
  await writeJsonExport(options.sink, name, { categories: cocoCategories(release) }, async (file) => {
    let nextId = 1;
    for await (const loaded of loadEntries(release, options, report, { wantsSize: true, wantsBitmap: true })) {
      const { bitmap } = loaded;
      if (bitmap === undefined) continue;
      await file.addImage(cocoImage(loaded));
      report.samples += 1;
      const masks = objectMasks(bitmap);
      for (const { id, categoryId, raw } of loaded.objects) {
        const mask = masks.get(id);
        if (mask === undefined) {
          report.skip({ sample: loaded.name, objectId: id, reason: "it has no pixels" });
          continue;
        }
        await file.addAnnotation({
          id: nextId,
          image_id: loaded.index + 1,
          category_id: categoryId,
          attributes: raw.attributes ?? null,
          polygons: polygonsOf(bitmap, id, mask),
        });
        nextId += 1;
        report.objects += 1;
        report.lose("which contours are holes", loaded.name);
      }
    }
  });
  report.addFile(name);
  return report.build();
}

/** Contours of the object's box only, moved back: the time grows with the object, not with the image. */
function polygonsOf(bitmap: IdBitmap, id: number, { box }: ObjectMask): (number[] | number[][])[] {
  const [left, top] = box;
  return traceContours(cutMask(bitmap, id, box)).map(({ points }) => {
    const moved = points.map(([x, y]) => [x + left, y + top]);
    const [first] = moved;
    // The Python package squeezes away the list around a single point.
    return moved.length === 1 && first !== undefined ? first : moved;
  });
}

/** The pixels of one object, inside its box. */
export function cutMask({ ids, widthPx }: IdBitmap, id: number, [left, top, width, height]: ObjectMask["box"]): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * widthPx + left;
    for (let x = 0; x < width; x++) if (ids[from + x] === id) data[y * width + x] = 1;
  }
  return { widthPx: width, heightPx: height, data };
}
