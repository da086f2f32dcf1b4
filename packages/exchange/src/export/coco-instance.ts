import { at } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { cocoCategories, cocoImage, cocoInfo } from "./coco-parts.js";
import { checkTaskType, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { exportFileName } from "./file-names.js";
import { writeJsonExport } from "./json-export.js";
import { hasAttributes, type LabelObject, readPoints } from "./labels.js";
import { type LoadedEntry, loadEntries } from "./load-entries.js";

/**
 * COCO instances: one JSON file with a compressed RLE, box and area for each object of a segmentation; `bbox`, `keypoints` or `points`
 * for each object of a vector label. The same content as the Python package's.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportCocoInstance(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportCocoInstance(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "coco-instance", [...SEGMENTATION_TYPES, "vector", "bboxes", "keypoints"]);
  const report = new ReportBuilder();
  const isBitmap = SEGMENTATION_TYPES.some((type) => type === release.taskType);
  const name = exportFileName(release, "coco-instance");
  const head = { info: cocoInfo(release), categories: cocoCategories(release) };
  await writeJsonExport(options.sink, name, head, async (file) => {
    let nextId = 1;
    for await (const loaded of loadEntries(release, options, report, {
      wantsSize: true,
      wantsBitmap: false,
      wantsMasks: isBitmap,
    })) {
      await file.addImage(cocoImage(loaded));
      report.samples += 1;
      const geometryOf = isBitmap ? maskGeometry(loaded, report) : vectorGeometry(loaded, report);
      for (const object of loaded.objects) {
        const geometry = geometryOf(object);
        if (geometry === undefined) continue;
        if (hasOtherAttributes(object, isBitmap)) report.lose("attributes of objects", loaded.name);
        const ids = { id: nextId, image_id: loaded.index + 1, category_id: object.categoryId };
        await file.addAnnotation({ ...ids, ...geometry });
        nextId += 1;
        report.objects += 1;
      }
    }
  });
  report.addFile(name);
  return report.build();
}

type GeometryOf = (object: LabelObject) => object | undefined;

function maskGeometry({ masks, name }: LoadedEntry, report: ReportBuilder): GeometryOf {
  return (object) => {
    const { id } = object;
    const mask = masks?.get(id);
    if (mask === undefined) {
      report.skip({ sample: name, objectId: id, reason: "it has no pixels" });
      return undefined;
    }
    return { ...mask, iscrowd: isCrowd(object) ? 1 : 0 };
  };
}

/** What our own import makes of COCO's crowds. */
function isCrowd({ raw }: LabelObject): boolean {
  return at(raw, "attributes", "iscrowd") === true;
}

function hasOtherAttributes(object: LabelObject, isBitmap: boolean): boolean {
  const isOnlyCrowd = isBitmap && isCrowd(object) && Object.keys(object.raw.attributes ?? {}).length === 1;
  return hasAttributes(object) && !isOnlyCrowd;
}

function vectorGeometry({ name }: LoadedEntry, report: ReportBuilder): GeometryOf {
  return (object) => {
    const { type, points } = object.raw;
    const least = type === "bbox" ? 2 : 1;
    const [first, second] = readPoints(object, least) ?? [];
    if (first === undefined) {
      report.skip({ sample: name, objectId: object.id, reason: `it has fewer than ${least} points` });
      return undefined;
    }
    if (type === "bbox" && second !== undefined) {
      return { bbox: [first[0], first[1], second[0] - first[0], second[1] - first[1]] };
    }
    if (type === "point") return { keypoints: [first[0], first[1], 1] };
    if (type === "polygon") return { points };
    if (type === "polyline") {
      report.lose("points of polylines: their annotations have a category and no geometry", name);
      return {};
    }
    report.skip({ sample: name, objectId: object.id, reason: `objects of type ${String(type)} have no place in COCO` });
    return undefined;
  };
}
