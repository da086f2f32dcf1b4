import { encodePng, type IdBitmap, objectMasks } from "@tessera/codecs";
import type { ReleaseReader } from "../release/open-release.js";
import { cocoImage, cocoInfo } from "./coco-parts.js";
import { categoryColor } from "./colors.js";
import { checkTaskType, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { exportFileName, labelFolderOf, safePart, sampleStem, UniqueNames } from "./file-names.js";
import { writeJsonExport } from "./json-export.js";
import { hasAttributes } from "./labels.js";
import { type LoadedEntry, loadEntries } from "./load-entries.js";
import { PanopticIds } from "./panoptic-ids.js";

/**
 * COCO panoptic: one JSON file, and for each sample an RGB PNG whose colors are the ids of its segments. The same names and content as
 * the Python package's, up to the colors of objects, which that draws by lot.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportCocoPanoptic(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportCocoPanoptic(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "coco-panoptic", SEGMENTATION_TYPES);
  const report = new ReportBuilder();
  const ids = new PanopticIds(release.categories);
  const names = new UniqueNames();
  const folder = labelFolderOf(release, options.labelFolder);
  const suffix = `_label_${safePart(release.labelset)}_coco-panoptic.png`;
  const name = exportFileName(release, "coco-panoptic");
  const head = { info: cocoInfo(release), categories: panopticCategories(release) };
  await writeJsonExport(options.sink, name, head, async (file) => {
    for await (const loaded of loadEntries(release, options, report, { wantsSize: true, wantsBitmap: true })) {
      if (loaded.bitmap === undefined) continue;
      await file.addImage(cocoImage(loaded));
      const { name: labelName, isChanged } = names.take(sampleStem(loaded.name), suffix);
      if (isChanged) report.lose("name of the label image, which another sample has: it is numbered", loaded.name);
      const { segments, colors } = describeSegments(loaded, loaded.bitmap, ids, report);
      await options.sink.writeFile(`${folder}${labelName}`, paint(loaded.bitmap, colors));
      report.addFile(`${folder}${labelName}`);
      await file.addAnnotation({ segments_info: segments, file_name: labelName, image_id: loaded.index + 1 });
      report.samples += 1;
      report.objects += segments.length;
    }
  });
  report.addFile(name);
  return report.build();
}

function panopticCategories(release: ReleaseReader): object[] {
  return release.categories.map((category, place) => ({
    id: category.id,
    name: category.name,
    color: categoryColor(category, place),
    attributes: null,
    isthing: category.has_instances === true ? 1 : 0,
  }));
}

function describeSegments(
  { name, objects }: LoadedEntry,
  bitmap: IdBitmap,
  ids: PanopticIds,
  report: ReportBuilder,
): { segments: object[]; colors: Map<number, number> } {
  const masks = objectMasks(bitmap);
  const colors = new Map<number, number>();
  const segments: object[] = [];
  const seen = new Set<number>();
  for (const object of objects) {
    const { id: objectId, categoryId } = object;
    const given = ids.next(categoryId);
    if (given === undefined) {
      report.skip({ sample: name, objectId, reason: `the dataset has no category ${categoryId}` });
      continue;
    }
    const mask = masks.get(objectId);
    if (mask === undefined) {
      report.skip({ sample: name, objectId, reason: "it has no pixels" });
      continue;
    }
    if (seen.has(given.id)) report.lose("apartness of objects of a category without instances: they share an id", name);
    if (given.id === 0) report.lose("pixels of a black category without instances: black means unlabeled", name);
    if (hasAttributes(object)) report.lose("attributes of objects", name);
    seen.add(given.id);
    colors.set(objectId, given.id);
    segments.push({ id: given.id, category_id: categoryId, bbox: mask.box, area: mask.areaPx, iscrowd: 0 });
  }
  return { segments, colors };
}

function paint({ widthPx, heightPx, ids }: IdBitmap, colors: ReadonlyMap<number, number>): Uint8Array {
  const data = new Uint8Array(ids.length * 3);
  let lastId = 0;
  let color = 0;
  for (let pixel = 0, to = 0; pixel < ids.length; pixel++, to += 3) {
    const id = ids[pixel] ?? 0;
    if (id !== lastId) {
      lastId = id;
      color = colors.get(id) ?? 0;
    }
    data[to] = color;
    data[to + 1] = color >> 8;
    data[to + 2] = color >> 16;
  }
  return encodePng({ widthPx, heightPx, channels: 3, data });
}
