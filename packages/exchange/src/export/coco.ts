import { at, isJsonObject } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseCategory } from "../release/release-types.js";
import { cocoInfo } from "./coco-parts.js";
import { coveredArea } from "./covered-area.js";
import { checkTaskType } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { ImageNames } from "./image-names.js";
import { openJsonExport } from "./json-export.js";
import { hasAttributes, type LabelObject } from "./labels.js";
import { extentOf, keypointNames, outlineOf, type Point, type Shape, shapesOf } from "./shapes.js";
import type { Split } from "./splits.js";
import {
  IMAGE_TYPES,
  maskedObjects,
  placeOf,
  type StandardImage,
  type StandardOptions,
  standardImages,
} from "./standard-images.js";

/**
 * COCO 1.0 as its tools read it: `annotations.json`, and `images/` when images are copied; with splits `annotations/instances_<split>.json` and
 * `images/<split>/`. Every annotation has `segmentation`, `bbox`, `area` and `iscrowd`; masks are compressed RLE. Frames of sequences are
 * images, each with its `video_id`, the id of its sequence in `videos`, and its `frame_id` there, from 0.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportCoco(release, { sink: directorySink("out"), assets: fetchAssets(), withImages: true });
 */
export async function exportCoco(release: ReleaseReader, options: StandardOptions): Promise<ExportReport> {
  checkTaskType(release, "coco", IMAGE_TYPES);
  const report = new ReportBuilder();
  const files = new CocoFiles(release, options, report);
  try {
    for await (const image of standardImages(release, options, new ImageNames(), report)) {
      const file = await files.of(image.split);
      file.imageId += 1;
      await file.json.addImage({
        ...{ id: file.imageId, file_name: image.name, width: image.size.widthPx, height: image.size.heightPx },
        ...(image.frame === undefined ? {} : videoOf(file, image, image.frame)),
      });
      if (image.bytes !== undefined) {
        const name = `images/${image.split === undefined ? "" : `${image.split}/`}${image.name}`;
        await options.sink.writeFile(name, image.bytes);
        report.addFile(name);
      }
      for (const annotation of await annotationsOf(image, release, options, report))
        await writeAnnotation(annotation, { file, image, report });
    }
    await files.finish();
  } finally {
    await files.close();
  }
  return report.build();
}

interface CocoFile {
  readonly json: Awaited<ReturnType<typeof openJsonExport>>;
  imageId: number;
  annotationId: number;
  /** Of sequences, in order. */
  readonly videos: { readonly id: number; readonly name: string; readonly width: number; readonly height: number }[];
}

/** Frames of a sequence come one after the other: the first makes its video, whose size is its own. */
function videoOf({ videos }: CocoFile, { sample, size }: StandardImage, frame: number): object {
  if (videos.at(-1)?.name !== sample)
    videos.push({ id: videos.length + 1, name: sample, width: size.widthPx, height: size.heightPx });
  return { sample, frame, video_id: videos.length, frame_id: frame };
}

/** A document for each split, or one; each counts its ids from 1. */
class CocoFiles {
  readonly #release: ReleaseReader;
  readonly #options: StandardOptions;
  readonly #report: ReportBuilder;
  readonly #files = new Map<string, CocoFile>();

  constructor(release: ReleaseReader, options: StandardOptions, report: ReportBuilder) {
    this.#release = release;
    this.#options = options;
    this.#report = report;
  }

  async of(split: Split | undefined): Promise<CocoFile> {
    const name = split === undefined ? "annotations.json" : `annotations/instances_${split}.json`;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const head = {
      info: cocoInfo(this.#release),
      licenses: [],
      categories: this.#release.categories.map(cocoCategory),
    };
    const json = await openJsonExport(this.#options.sink, name, head);
    const file: CocoFile = { json, imageId: 0, annotationId: 0, videos: [] };
    this.#files.set(name, file);
    return file;
  }

  async finish(): Promise<void> {
    if (this.#options.splits === undefined) await this.of(undefined);
    const isSequence = this.#release.taskType.endsWith("-sequence");
    for (const [name, { json, videos }] of this.#files) {
      await json.finish(isSequence ? { videos } : {});
      this.#report.addFile(name);
    }
  }

  async close(): Promise<void> {
    for (const { json } of this.#files.values()) await json.close();
  }
}

async function writeAnnotation(
  { objects, geometry, isNamed }: Annotation,
  { file, image, report }: { readonly file: CocoFile; readonly image: StandardImage; readonly report: ReportBuilder },
): Promise<void> {
  const [object, ...further] = objects;
  if (object === undefined) return;
  file.annotationId += 1;
  const { categoryId, raw, id: objectId } = object;
  const ids = { id: file.annotationId, image_id: file.imageId, category_id: categoryId };
  const own = { object_id: objectId, ...(raw.track_id === undefined ? {} : { track_id: raw.track_id }) };
  await file.json.addAnnotation({ ...ids, ...geometry, ...own, ...attributesOf(object, isNamed) });
  report.objects += objects.length;
  for (const point of further) {
    report.lose("ids of keypoints and polygons after the first of an object", image.sample);
    const own = attributesOf(point, isNamed);
    if ("attributes" in own && JSON.stringify(own) !== JSON.stringify(attributesOf(object, isNamed)))
      report.lose("attributes of keypoints and polygons after the first of an object", image.sample);
  }
}

function cocoCategory(category: ReleaseCategory): object {
  const { id, name } = category;
  const supercategory = typeof category.supercategory === "string" ? category.supercategory : "";
  const keypoints = keypointNames(category);
  if (keypoints.length === 0) return { id, name, supercategory };
  return { id, name, supercategory, keypoints, skeleton: Array.isArray(category.skeleton) ? category.skeleton : [] };
}

interface Annotation {
  readonly objects: readonly LabelObject[];
  readonly geometry: object;
  readonly isNamed: boolean;
}

async function annotationsOf(
  image: StandardImage,
  release: ReleaseReader,
  options: StandardOptions,
  report: ReportBuilder,
): Promise<Annotation[]> {
  const skip = ({ id: objectId }: LabelObject, reason: string) => report.skip({ ...placeOf(image), objectId, reason });
  if (!release.taskType.includes("segmentation")) {
    const categories = new Map(release.categories.map((category) => [category.id, category]));
    return partsOf(shapesOf(image.objects, categories, skip)).map((parts) => {
      const objects = parts.flatMap((shape): readonly LabelObject[] => shape.objects);
      const isNamed = parts.length > 1 || parts.some((shape) => shape.type === "keypoints" && shape.isNamed);
      return { objects, geometry: { ...geometryOf(parts), ...crowdOf(objects[0]) }, isNamed };
    });
  }
  return (await maskedObjects(image, options, report)).map(({ object, mask }) => {
    return { objects: [object], geometry: { ...mask, ...crowdOf(object) }, isNamed: false };
  });
}

function crowdOf(object: LabelObject | undefined): { readonly iscrowd: 0 | 1 } {
  return { iscrowd: at(object?.raw, "attributes", "iscrowd") === true ? 1 : 0 };
}

/**
 * Shapes by the annotation that they are of, in order: polygons of one category and `instance`, and the keypoints of that instance. The
 * box of an instance goes with its keypoints where there is one box and no polygon.
 */
function partsOf(shapes: readonly Shape[]): readonly (readonly Shape[])[] {
  const groups = new Map<string, Shape[]>();
  const keyOf = (shape: Shape): string | undefined => {
    const [object] = shape.objects;
    const instance = at(object?.raw, "attributes", "instance");
    const isPart = shape.type === "keypoints" ? shape.isNamed : shape.type !== "polyline";
    return isPart && typeof instance === "number" ? `${object?.categoryId} ${instance}` : undefined;
  };
  for (const shape of shapes) {
    const key = keyOf(shape);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), shape]);
  }
  const joined = new Map<Shape, readonly Shape[]>();
  for (const group of groups.values()) {
    const parts = joinable(group);
    for (const shape of parts) joined.set(shape, parts);
  }
  return shapes.flatMap((shape) => {
    const parts = joined.get(shape) ?? [shape];
    return parts[0] === shape ? [parts] : [];
  });
}

function joinable(group: readonly Shape[]): readonly Shape[] {
  const ofType = (type: Shape["type"]) => group.filter((shape) => shape.type === type);
  const [polygons, boxes, keypoints] = [ofType("polygon"), ofType("bbox"), ofType("keypoints")];
  // Two sets of keypoints are two things.
  const marks = keypoints.length === 1 ? keypoints : [];
  if (polygons.length > 0) return [...polygons, ...marks];
  return boxes.length === 1 && marks.length === 1 ? [...boxes, ...marks] : [];
}

/** Of the shapes of one annotation: what outlines it comes first. */
function geometryOf(parts: readonly Shape[]): object {
  const [first, ...others] = parts.map(shapeGeometry);
  if (first === undefined || others.length === 0) return first ?? {};
  const outlines = parts.flatMap((shape) => (shape.type === "keypoints" ? [] : [outlineOf(shape)]));
  const marks = parts.findIndex(({ type }) => type === "keypoints");
  return {
    ...(marks > 0 ? others[marks - 1] : {}),
    segmentation: outlines.map((outline) => outline.flat()),
    bbox: boxOf(outlines.flat()),
    area: coveredArea(outlines),
  };
}

function shapeGeometry(shape: Shape): object {
  if (shape.type === "keypoints") {
    const there = shape.keypoints.flatMap((keypoint) => (keypoint === undefined ? [] : [keypoint]));
    const bbox = boxOf(there.map(({ point }) => point));
    const keypoints = shape.keypoints.flatMap((keypoint) =>
      keypoint === undefined ? [0, 0, 0] : [...keypoint.point, keypoint.isVisible ? 2 : 1],
    );
    const area = (bbox[2] ?? 0) * (bbox[3] ?? 0);
    return { keypoints, num_keypoints: there.length, segmentation: [], bbox, area, iscrowd: 0 };
  }
  const bbox = boxOf(shape.points);
  if (shape.type === "polyline") {
    return { segmentation: [], bbox, area: 0, iscrowd: 0, polyline: shape.points.map(([x, y]) => [x, y]) };
  }
  const outline = outlineOf(shape);
  const segmentation = [outline.flat()];
  return { segmentation, bbox, area: coveredArea([outline]), iscrowd: 0 };
}

function boxOf(points: readonly Point[]): readonly number[] {
  const [left, top, right, bottom] = extentOf(points);
  return [left, top, right - left, bottom - top];
}

/** What COCO says of named keypoints itself stands in no attributes. */
function attributesOf(object: LabelObject, isNamed: boolean): object {
  if (!hasAttributes(object) || !isJsonObject(object.raw.attributes)) return {};
  if (!isNamed) return { attributes: object.raw.attributes };
  const { keypoint: _, visible: __, instance: ___, ...others } = object.raw.attributes;
  return Object.keys(others).length === 0 ? {} : { attributes: others };
}
