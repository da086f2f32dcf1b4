import { decodeIdBitmap, objectMasks, traceOutlines } from "@tessera/codecs";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseCategory } from "../release/release-types.js";
import { checkTaskType, ExportError } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { splitExtension } from "./file-names.js";
import { ImageNames } from "./image-names.js";
import { hasAttributes, type LabelObject, TRACKS } from "./labels.js";
import { cutMask } from "./polygon.js";
import { extentOf, keypointNames, outlineOf, type Point, type Shape, shapesOf } from "./shapes.js";
import { SPLITS, type Split } from "./splits.js";
import {
  IMAGE_TYPES,
  placeOf,
  type StandardImage,
  type StandardOptions,
  skipUnlisted,
  standardImages,
} from "./standard-images.js";

export const ULTRALYTICS_TASKS = ["detect", "segment", "pose", "obb"] as const;
export type UltralyticsTask = (typeof ULTRALYTICS_TASKS)[number];

export interface UltralyticsOptions extends StandardOptions {
  /** What the model is to learn; unless told, by the release's task type: `detect` for boxes, `pose` for keypoints, else `segment`. */
  readonly task?: UltralyticsTask | undefined;
}

/**
 * The data set folder of Ultralytics YOLO: `data.yaml`, `labels/train/`, and `images/train/` when images are copied; with splits `val` and
 * `test` too. Classes count from 0 in the order of the dataset's categories. An image without objects has an empty label file.
 *
 * @throws ExportError when the release is of another task type, or its categories have no keypoint names for `pose`.
 * @example await exportUltralytics(release, { sink: directorySink("out"), assets: fetchAssets(), task: "segment", withImages: true });
 */
export async function exportUltralytics(release: ReleaseReader, options: UltralyticsOptions): Promise<ExportReport> {
  checkTaskType(release, "ultralytics", IMAGE_TYPES);
  const task = options.task ?? defaultTask(release.taskType);
  const writer = new LineWriter(release, task);
  const report = new ReportBuilder();
  const encoder = new TextEncoder();
  const write = async (name: string, bytes: Uint8Array) => {
    await options.sink.writeFile(name, bytes);
    report.addFile(name);
  };
  const splits = new Set<Split>(["train"]);
  // Ultralytics finds a label file by the last folder `images` of the image's path.
  const names = new ImageNames({ byStem: true, reservedFolders: ["images", "labels"] });
  for await (const image of standardImages(release, options, names, report)) {
    const split = image.split ?? "train";
    splits.add(split);
    if (image.bytes !== undefined) await write(`images/${split}/${image.name}`, image.bytes);
    const lines = writer.linesOf(image, report);
    await write(`labels/${split}/${splitExtension(image.name)[0]}.txt`, encoder.encode(lines.join("")));
  }
  await write("data.yaml", encoder.encode(dataYaml(release, task, splits)));
  return report.build();
}

function defaultTask(taskType: string): UltralyticsTask {
  if (taskType === "keypoints") return "pose";
  return taskType === "bboxes" ? "detect" : "segment";
}

/** Ultralytics wants a folder for validation; without one it is the training's. */
function dataYaml(release: ReleaseReader, task: UltralyticsTask, splits: ReadonlySet<Split>): string {
  const names = release.categories.map(({ name }, place) => `  ${place}: ${JSON.stringify(name)}\n`).join("");
  const pose = task === "pose" ? `kpt_shape: [${keypointCount(release)}, 3]\n` : "";
  const folders = [
    "train: images/train",
    `val: images/${splits.has("val") ? "val" : "train"}`,
    ...(splits.has("test") ? ["test: images/test"] : []),
    // Ultralytics knows no other split, and a key of ours could be one of its own.
    ...[...splits]
      .filter((split) => !SPLITS.some((one) => one === split))
      .map((split) => `# ${split}: images/${split}`),
  ];
  return `path: .\n${folders.join("\n")}\n${pose}nc: ${release.categories.length}\nnames:${names === "" ? " {}" : `\n${names}`}`;
}

/** Ultralytics has one number of keypoints for all classes: the largest. The others' rows are filled with points that are not there. */
function keypointCount({ categories }: ReleaseReader): number {
  return Math.max(1, ...categories.map((category) => keypointNames(category).length));
}

/** Makes the rows of label files. */
class LineWriter {
  readonly #release: ReleaseReader;
  readonly #task: UltralyticsTask;
  readonly #classes: ReadonlyMap<number, number>;
  readonly #categories: ReadonlyMap<number, ReleaseCategory>;

  constructor(release: ReleaseReader, task: UltralyticsTask) {
    const isSegmentation = release.taskType.includes("segmentation");
    if (isSegmentation && (task === "pose" || task === "obb"))
      throw new ExportError(`ultralytics has no ${task} for masks: detect or segment`);
    this.#release = release;
    this.#task = task;
    this.#classes = new Map(release.categories.map(({ id }, place) => [id, place]));
    this.#categories = new Map(release.categories.map((category) => [category.id, category]));
  }

  linesOf(image: StandardImage, report: ReportBuilder): string[] {
    const isSegmentation = this.#release.taskType.includes("segmentation");
    const found = isSegmentation ? this.#maskRows(image, report) : this.#shapeRows(image, report);
    return found.map(({ objects, numbers, isFurther }) => {
      if (isFurther !== true) report.objects += objects.length;
      for (const object of isFurther === true ? [] : objects) {
        report.lose("ids of objects", image.sample);
        if (image.frame !== undefined && object.raw.track_id !== undefined) report.lose(TRACKS, image.sample);
        if (hasAttributes(object)) report.lose("attributes of objects", image.sample);
      }
      const [object] = objects;
      return `${this.#classes.get(object?.categoryId ?? 0)} ${numbers.map(formatNumber).join(" ")}\n`;
    });
  }

  #shapeRows(image: StandardImage, report: ReportBuilder): Row[] {
    const skip = ({ id: objectId }: LabelObject, reason: string) =>
      report.skip({ ...placeOf(image), objectId, reason });
    const rows: Row[] = [];
    for (const shape of shapesOf(image.objects, this.#categories, skip)) {
      const numbers = this.#shapeNumbers(shape, image, report);
      if (typeof numbers === "string") for (const object of shape.objects) skip(object, numbers);
      else rows.push({ objects: shape.objects, numbers });
    }
    return rows;
  }

  #shapeNumbers(shape: Shape, image: StandardImage, report: ReportBuilder): readonly number[] | string {
    const task = this.#task;
    if (shape.type === "keypoints") {
      if (task !== "pose") return `ultralytics ${task} holds no points`;
      return poseNumbers(shape, keypointCount(this.#release), image, report);
    }
    if (task === "pose") return `ultralytics pose holds points only; this object is a ${shape.type}`;
    if (shape.type === "polyline") return `ultralytics ${task} holds no polylines`;
    const outline = clipped(outlineOf(shape), image, report);
    const [left, top, right, bottom] = extentOf(outline);
    if (right <= left || bottom <= top) return "nothing of it lies in the picture";
    if (task === "detect") {
      if (shape.type === "polygon") report.lose("outlines of polygons: their boxes are written", image.sample);
      return boxNumbers(outline, image);
    }
    if (task === "obb" && outline.length !== 4) return "ultralytics obb holds boxes and polygons of four points";
    return scaled(outline, image);
  }

  #maskRows(image: StandardImage, report: ReportBuilder): Row[] {
    if (image.bitmap === undefined) return [];
    const bitmap = decodeIdBitmap(image.bitmap);
    const masks = objectMasks(bitmap);
    skipUnlisted(image, masks.keys(), report);
    return image.objects.flatMap((object) => {
      const mask = masks.get(object.id);
      if (mask === undefined) {
        report.skip({ ...placeOf(image), objectId: object.id, reason: "it has no pixels" });
        return [];
      }
      const [left, top, width, height] = mask.box;
      if (this.#task === "detect") {
        report.lose("outlines of masks: their boxes are written", image.sample);
        const corners: readonly Point[] = [
          [left, top],
          [left + width, top + height],
        ];
        return [{ objects: [object], numbers: boxNumbers(corners, image) }];
      }
      const outlines = traceOutlines(cutMask(bitmap, object.id, mask.box));
      if (outlines.some(({ isHole }) => isHole)) report.lose("holes of masks", image.sample);
      const parts = outlines.filter(({ isHole }) => !isHole);
      if (parts.length > 1) report.lose("that several parts are one object: each has a row", image.sample);
      return parts.map(({ points }, place) => ({
        objects: [object],
        isFurther: place > 0,
        numbers: scaled(
          points.map(([x, y]) => [x + left, y + top]),
          image,
        ),
      }));
    });
  }
}

interface Row {
  /** The first gives the row its class. */
  readonly objects: readonly LabelObject[];
  /** Of an object that has a row already. */
  readonly isFurther?: boolean;
  readonly numbers: readonly number[];
}

/** Ultralytics leaves out an image with a coordinate outside of it. */
function clipped(points: readonly Point[], { size, sample }: StandardImage, report: ReportBuilder): readonly Point[] {
  const { widthPx, heightPx } = size;
  const inside = points.map(([x, y]): Point => [clamp(x, widthPx), clamp(y, heightPx)]);
  if (inside.some(([x, y], place) => x !== points[place]?.[0] || y !== points[place]?.[1]))
    report.lose("what lies outside of the picture: it is cut off", sample);
  return inside;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function scaled(points: readonly Point[], { size }: StandardImage): number[] {
  return points.flatMap(([x, y]) => [x / size.widthPx, y / size.heightPx]);
}

/** Centre, width and height, as parts of the picture's. */
function boxNumbers(points: readonly Point[], { size }: StandardImage): number[] {
  const [left, top, right, bottom] = extentOf(points);
  const { widthPx, heightPx } = size;
  return [
    (left + right) / 2 / widthPx,
    (top + bottom) / 2 / heightPx,
    (right - left) / widthPx,
    (bottom - top) / heightPx,
  ];
}

function poseNumbers(
  { keypoints }: Extract<Shape, { type: "keypoints" }>,
  count: number,
  image: StandardImage,
  report: ReportBuilder,
): number[] {
  const there = keypoints.flatMap((keypoint) => (keypoint === undefined ? [] : [keypoint.point]));
  const rows = Array.from({ length: count }, (_, place) => {
    const keypoint = keypoints[place];
    if (keypoint === undefined) return [0, 0, 0];
    return [...scaled(clipped([keypoint.point], image, report), image), keypoint.isVisible ? 2 : 1];
  });
  return [...boxNumbers(clipped(there, image, report), image), ...rows.flat()];
}

/** The shortest text that is the same 64-bit number; never with an exponent, which not every reader takes. */
function formatNumber(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(12) : text;
}
