import { decodeIdBitmap, encodePng, type IdBitmap, type ObjectMask, objectMasks } from "@tessera/codecs";
import { isJsonObject } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseCategory } from "../release/release-types.js";
import type { Rgb } from "./colors.js";
import { checkTaskType } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { splitExtension } from "./file-names.js";
import { ImageNames } from "./image-names.js";
import { hasTrack, type LabelObject, NO_VALUES, TRACK_IDS, TRACKS, TYPES_LOST } from "./labels.js";
import { extentOf, type Point, shapesOf } from "./shapes.js";
import {
  IMAGE_TYPES,
  placeOf,
  type StandardImage,
  type StandardOptions,
  skipUnlisted,
  standardImages,
} from "./standard-images.js";
import { xmlText } from "./xml-text.js";

export interface VocOptions extends StandardOptions {
  /**
   * Counts pixels from 1 and means the last one by a maximum, as the devkit of Pascal VOC, Detectron2 and supervision do; then `xmin` and `ymin` are
   * larger by 1. Unless told, coordinates are as they are in the release, as CVAT and Datumaro have them.
   */
  readonly isOneBased?: boolean | undefined;
}

/**
 * Pascal VOC: `Annotations/` with boxes, and polygons beside their boxes; `SegmentationClass/` and `SegmentationObject/` of segmentations;
 * `ImageSets/`, `labelmap.txt` and `dataset_meta.json`; `JPEGImages/` when images are copied. Frames of sequences are images.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportVoc(release, { sink: directorySink("out"), assets: fetchAssets(), withImages: true });
 */
export async function exportVoc(release: ReleaseReader, options: VocOptions): Promise<ExportReport> {
  checkTaskType(release, "voc", IMAGE_TYPES);
  const report = new ReportBuilder();
  const encoder = new TextEncoder();
  const isSegmentation = release.taskType.includes("segmentation");
  const lists = new Map<string, string[]>();
  const write = async (name: string, content: Uint8Array | string) => {
    await options.sink.writeFile(name, typeof content === "string" ? encoder.encode(content) : content);
    report.addFile(name);
  };
  for await (const image of standardImages(release, options, new ImageNames({ byStem: true }), report)) {
    const [stem] = splitExtension(image.name);
    if (image.bytes !== undefined) await write(`JPEGImages/${image.name}`, image.bytes);
    const drawing = isSegmentation ? maskObjects(image, release, report) : undefined;
    const objects = drawing?.objects ?? shapeObjects(image, release, report);
    for (const { object } of objects) {
      report.objects += 1;
      report.lose("ids of objects", image.sample);
      if (image.frame !== undefined && object.raw.track_id !== undefined) report.lose(TRACKS, image.sample);
      else if (hasTrack(object)) report.lose(TRACK_IDS, image.sample);
      loseAttributes(object, image, report);
    }
    await write(`Annotations/${stem}.xml`, documentOf(image, objects, options));
    if (drawing !== undefined) {
      await write(`SegmentationClass/${stem}.png`, drawing.classes());
      await write(`SegmentationObject/${stem}.png`, drawing.instances());
    }
    const list = image.split ?? "trainval";
    lists.set(list, [...(lists.get(list) ?? []), `${stem}\n`]);
  }
  for (const [list, stems] of lists) {
    await write(`ImageSets/Main/${list}.txt`, stems.join(""));
    if (isSegmentation) await write(`ImageSets/Segmentation/${list}.txt`, stems.join(""));
  }
  await writeLabels(release, write);
  return report.build();
}

/** Attributes of Pascal VOC are texts. */
function loseAttributes({ raw }: LabelObject, { sample }: StandardImage, report: ReportBuilder): void {
  for (const [name, value] of Object.entries(isJsonObject(raw.attributes) ? raw.attributes : {})) {
    if (value === null) report.lose(NO_VALUES, sample);
    else if (typeof value !== "string" && !isFlag(name, value)) report.lose(TYPES_LOST, sample);
  }
}

/** An object with its box; a polygon has its points too. */
interface VocObject {
  readonly object: LabelObject;
  readonly category: string;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  readonly polygon?: readonly Point[];
}

function shapeObjects(image: StandardImage, release: ReleaseReader, report: ReportBuilder): VocObject[] {
  const categories = new Map(release.categories.map((category) => [category.id, category]));
  const skip = (object: LabelObject, reason: string) => report.skip({ ...placeOf(image), objectId: object.id, reason });
  return shapesOf(image.objects, categories, skip).flatMap((shape) => {
    if (shape.type === "keypoints" || shape.type === "polyline") {
      const type = shape.type === "keypoints" ? "point" : shape.type;
      for (const object of shape.objects) skip(object, `Pascal VOC holds boxes, polygons and masks, no ${type}`);
      return [];
    }
    const [object] = shape.objects;
    const category = categories.get(object.categoryId)?.name ?? "";
    const box = extentOf(shape.points);
    return [{ object, category, box, ...(shape.type === "polygon" && { polygon: shape.points }) }];
  });
}

/** The largest number that a pixel of a VOC mask has; 255 is the border that VOC leaves undecided. */
const MAX_INDEX = 254;

interface MaskDrawing {
  readonly objects: readonly VocObject[];
  classes(): Uint8Array;
  instances(): Uint8Array;
}

function maskObjects(image: StandardImage, { categories }: ReleaseReader, report: ReportBuilder): MaskDrawing {
  const { widthPx, heightPx } = image.size;
  const bitmap =
    image.bitmap === undefined
      ? { widthPx, heightPx, ids: new Uint32Array(widthPx * heightPx) }
      : decodeIdBitmap(image.bitmap);
  const masks = objectMasks(bitmap);
  skipUnlisted(image, masks.keys(), report);
  const places = new Map(categories.map(({ id }, place) => [id, place]));
  const classes = new Map<number, number>();
  const instances = new Map<number, number>();
  const objects = image.objects.flatMap((object): VocObject[] => {
    const mask = masks.get(object.id);
    const place = places.get(object.categoryId) ?? 0;
    const reason =
      mask === undefined
        ? "it has no pixels"
        : place >= MAX_INDEX
          ? "masks of Pascal VOC have 254 categories"
          : undefined;
    if (mask === undefined || reason !== undefined) {
      report.skip({ ...placeOf(image), objectId: object.id, reason: reason ?? "" });
      return [];
    }
    classes.set(object.id, place + 1);
    if (instances.size < MAX_INDEX) instances.set(object.id, instances.size + 1);
    else report.lose("masks of objects after the 254th of an image: their pixels have a class only", image.sample);
    return [{ object, category: categories[place]?.name ?? "", box: boxOfMask(mask) }];
  });
  return { objects, classes: () => drawIndices(bitmap, classes), instances: () => drawIndices(bitmap, instances) };
}

function boxOfMask({ box: [left, top, width, height] }: ObjectMask): readonly [number, number, number, number] {
  return [left, top, left + width, top + height];
}

function drawIndices({ widthPx, heightPx, ids }: IdBitmap, indices: ReadonlyMap<number, number>): Uint8Array {
  const data = Uint8Array.from(ids, (id) => (id === 0 ? 0 : (indices.get(id) ?? 0)));
  return encodePng({ widthPx, heightPx, channels: 1, data }, { palette: VOC_COLORS });
}

/** The colors of Pascal VOC: the bits of the index, three at a time, are the high bits of red, green and blue. */
const VOC_COLORS: readonly Rgb[] = Array.from({ length: 256 }, (_, index) => {
  const channel = (bit: number) =>
    Array.from({ length: 8 }, (__, step) => ((index >> (3 * step + bit)) & 1) << (7 - step)).reduce((a, b) => a | b);
  return [channel(0), channel(1), channel(2)];
});

function documentOf(image: StandardImage, objects: readonly VocObject[], { isOneBased }: VocOptions): string {
  const { widthPx, heightPx } = image.size;
  const isSegmented = image.bitmap !== undefined;
  const least = isOneBased === true ? 1 : 0;
  const lines = [
    "<annotation>",
    `  <filename>${xmlText(image.name)}</filename>`,
    `  <size><width>${widthPx}</width><height>${heightPx}</height><depth>3</depth></size>`,
    `  <segmented>${isSegmented ? 1 : 0}</segmented>`,
  ];
  for (const { object, category, box, polygon } of objects) {
    const [left, top, right, bottom] = box;
    const points = polygon?.map(
      ([x, y], at) => `<x${at + 1}>${x + least}</x${at + 1}><y${at + 1}>${y + least}</y${at + 1}>`,
    );
    lines.push(
      "  <object>",
      `    <name>${xmlText(category)}</name>`,
      ...flagLines(object).map((line) => `    ${line}`),
      `    <bndbox><xmin>${left + least}</xmin><ymin>${top + least}</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox>`,
      ...(points === undefined ? [] : [`    <polygon>${points.join("")}</polygon>`]),
      "  </object>",
    );
  }
  return `${[...lines, "</annotation>"].join("\n")}\n`;
}

const FLAGS = ["truncated", "difficult", "occluded"] as const;

function isFlag(name: string, value: unknown): boolean {
  return FLAGS.some((flag) => flag === name) && typeof value === "boolean";
}

/** What Pascal VOC says of an object itself, and further attributes as CVAT and Datumaro write them. */
function flagLines({ raw }: LabelObject): string[] {
  const attributes = isJsonObject(raw.attributes) ? raw.attributes : {};
  const pose = typeof attributes.pose === "string" ? attributes.pose : "Unspecified";
  const flags = FLAGS.map((name) => `<${name}>${attributes[name] === true ? 1 : 0}</${name}>`).join("");
  const others = Object.entries(attributes)
    .filter(
      ([name, value]) => value !== null && !isFlag(name, value) && !(name === "pose" && typeof value === "string"),
    )
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `<attribute><name>${xmlText(name)}</name><value>${xmlText(text)}</value></attribute>`;
    });
  const list = others.length === 0 ? [] : [`<attributes>${others.join("")}</attributes>`];
  return [`<pose>${xmlText(pose)}</pose>${flags}`, ...list];
}

/** The numbers and colors of the categories: in Datumaro's words, and as a label map, whose fields end at a colon. */
async function writeLabels(
  { categories }: ReleaseReader,
  write: (name: string, content: string) => Promise<void>,
): Promise<void> {
  const names = ["background", ...categories.map(({ name }: ReleaseCategory) => name)];
  const colors = names.map((_, index) => VOC_COLORS[index] ?? [0, 0, 0]);
  const meta = {
    labels: names,
    label_map: Object.fromEntries(names.map((name, index) => [index, name])),
    segmentation_colors: colors,
    background_label: "0",
  };
  await write("dataset_meta.json", `${JSON.stringify(meta)}\n`);
  const lines = names.map((name, index) => `${name.replace(/[:\r\n]|^#/g, "_")}:${colors[index]?.join(",")}::\n`);
  await write("labelmap.txt", `# label:color_rgb:parts:actions\n${lines.join("")}`);
}
