import { isJsonObject, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { TextWriter } from "../sinks/export-sink.js";
import { categoryColor } from "./colors.js";
import { checkTaskType } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { splitExtension } from "./file-names.js";
import { ImageNames } from "./image-names.js";
import type { LabelObject } from "./labels.js";
import { extentOf, keypointNames, type Shape, shapesOf } from "./shapes.js";
import {
  IMAGE_TYPES,
  maskedObjects,
  placeOf,
  type StandardImage,
  type StandardOptions,
  standardImages,
} from "./standard-images.js";

/**
 * Datumaro's own format: `annotations/<subset>.json`, and `images/<subset>/` when images are copied. Boxes, polygons, polylines, points and
 * masks, with attributes; the subset is the split, or `default`. Frames of sequences are images.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportDatumaro(release, { sink: directorySink("out"), assets: fetchAssets(), withImages: true });
 */
export async function exportDatumaro(release: ReleaseReader, options: StandardOptions): Promise<ExportReport> {
  checkTaskType(release, "datumaro", IMAGE_TYPES);
  const report = new ReportBuilder();
  const labels = new Map(release.categories.map(({ id }, place) => [id, place]));
  const files = new Map<string, { readonly file: TextWriter; separator: string }>();
  const open = async (subset: string) => {
    const known = files.get(subset);
    if (known !== undefined) return known;
    const opened = { file: await options.sink.openText(`annotations/${subset}.json`), separator: "" };
    files.set(subset, opened);
    await opened.file.write(`${JSON.stringify(headOf(release)).slice(0, -1)},"items":[`);
    return opened;
  };
  try {
    for await (const image of standardImages(release, options, new ImageNames({ byStem: true }), report)) {
      const subset = image.split ?? "default";
      if (image.bytes !== undefined) {
        await options.sink.writeFile(`images/${subset}/${image.name}`, image.bytes);
        report.addFile(`images/${subset}/${image.name}`);
      }
      const found = await annotationsOf(image, release, options, report);
      const annotations = found.map(({ object, ...own }) => ({ ...commonOf(object, labels), ...own }));
      const out = await open(subset);
      await out.file.write(`${out.separator}\n${JSON.stringify(itemOf(image, annotations))}`);
      out.separator = ",";
    }
    if (options.splits === undefined) await open("default");
    for (const { file } of files.values()) await file.write("\n]}\n");
  } finally {
    for (const { file } of files.values()) await file.close();
  }
  for (const subset of files.keys()) report.addFile(`annotations/${subset}.json`);
  return report.build();
}

/** Datumaro's number for datasets of images. */
const IMAGES = 2;

function headOf({ categories }: ReleaseReader): object {
  const labels = categories.map(({ name }) => ({ name, parent: "", attributes: [] }));
  const colormap = categories.map((category, label_id) => {
    const [r, g, b] = categoryColor(category, label_id);
    return { label_id, r, g, b };
  });
  const items = categories.flatMap((category, label_id) => {
    const names = keypointNames(category);
    const joints = listAt(category, "skeleton") ?? [];
    return names.length === 0 ? [] : [{ label_id, labels: names, joints, positions: [] }];
  });
  return {
    ...{ dm_format_version: "1.0", media_type: IMAGES, infos: {} },
    categories: {
      label: { labels, label_groups: [], attributes: [] },
      mask: { colormap },
      ...(items.length > 0 && { points: { items } }),
    },
  };
}

function itemOf({ name, sample, frame, size }: StandardImage, annotations: readonly object[]): object {
  return {
    id: splitExtension(name)[0],
    annotations,
    attr: frame === undefined ? {} : { sample, frame },
    image: { path: name, size: [size.heightPx, size.widthPx] },
  };
}

function commonOf({ id, categoryId, raw }: LabelObject, labels: ReadonlyMap<number, number>): object {
  return {
    ...{ id, label_id: labels.get(categoryId), group: 0, z_order: 0 },
    ...(typeof raw.track_id === "number" && { object_id: raw.track_id }),
    attributes: isJsonObject(raw.attributes) ? raw.attributes : {},
  };
}

type Annotation = { readonly object: LabelObject; readonly type: string };

async function annotationsOf(
  image: StandardImage,
  release: ReleaseReader,
  options: StandardOptions,
  report: ReportBuilder,
): Promise<Annotation[]> {
  const skip = (object: LabelObject, reason: string) => report.skip({ ...placeOf(image), objectId: object.id, reason });
  if (!release.taskType.includes("segmentation")) {
    const categories = new Map(release.categories.map((category) => [category.id, category]));
    return shapesOf(image.objects, categories, skip).flatMap((shape) => {
      const [object] = shape.objects;
      if (object === undefined) return [];
      report.objects += shape.objects.length;
      for (const _ of shape.objects.slice(1))
        report.lose("ids and attributes of keypoints after the first of an object", image.sample);
      return [{ object, ...geometryOf(shape) }];
    });
  }
  const masked = await maskedObjects(image, options, report);
  report.objects += masked.length;
  return masked.map(({ object, mask }) => ({ object, type: "mask", rle: mask.segmentation }));
}

function geometryOf(shape: Shape): { readonly type: string } {
  if (shape.type === "keypoints") {
    const points = shape.keypoints.flatMap((keypoint) => keypoint?.point ?? [0, 0]);
    const visibility = shape.keypoints.map((keypoint) => (keypoint === undefined ? 0 : keypoint.isVisible ? 2 : 1));
    return { type: "points", ...{ points, visibility } };
  }
  if (shape.type !== "bbox") return { type: shape.type, ...{ points: shape.points.flat() } };
  const [left, top, right, bottom] = extentOf(shape.points);
  return { type: "bbox", ...{ bbox: [left, top, right - left, bottom - top] } };
}
