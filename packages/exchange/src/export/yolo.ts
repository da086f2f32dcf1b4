import type { ImageSize } from "@tessera/codecs";
import { at, isJsonObject, listAt } from "@tessera/json";
import { mapOrdered } from "../assets/map-ordered.js";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseEntry } from "../release/release-types.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { labelFolderOf, safePart, sampleStem, UniqueNames } from "./file-names.js";
import { formatFixedSix } from "./fixed-six.js";
import { hasAttributes, readObject, readPoints } from "./labels.js";
import { loadSize } from "./load-entries.js";

export interface YoloOptions extends ExportOptions {
  /** Size of all images, in pixels; that of each image unless told. */
  readonly imageWidthPx?: number | undefined;
  readonly imageHeightPx?: number | undefined;
}

/** One text file to be: an image, or a frame of a sequence. */
interface YoloImage {
  readonly sample: string;
  readonly frame?: number;
  readonly stem: string;
  readonly url: unknown;
  readonly annotations: readonly unknown[];
}

/**
 * YOLO: for each image, or frame of a sequence, that has objects, a text file with a line for each box: category id, and centre, width
 * and height as parts of the image's size. The same names and text as the Python package's.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportYolo(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportYolo(release: ReleaseReader, options: YoloOptions): Promise<ExportReport> {
  checkTaskType(release, "yolo", ["vector", "bboxes", "image-vector-sequence"]);
  const report = new ReportBuilder();
  const names = new UniqueNames();
  const folder = labelFolderOf(release, options.labelFolder);
  const images = listImages(release, report);
  const sized = mapOrdered(images, Math.max(1, options.concurrency ?? 4), async (image) => ({
    image,
    size: await sizeOf(image, options).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    ),
  }));
  for await (const { image, size } of sized) {
    options.signal?.throwIfAborted();
    const place = { sample: image.sample, ...(image.frame === undefined ? {} : { frame: image.frame }) };
    if (typeof size === "string") {
      report.skip({ ...place, reason: `the size of its image is not known: ${size}` });
      continue;
    }
    const { name, isChanged } = names.take(image.stem, ".txt");
    if (isChanged) report.lose("name of the text file, which another sample has: it is numbered", image.sample);
    const text = linesOf(image, size, report, place).join("");
    await options.sink.writeFile(`${folder}${name}`, new TextEncoder().encode(text));
    report.addFile(`${folder}${name}`);
  }
  return report.build();
}

async function* listImages(release: ReleaseReader, report: ReportBuilder): AsyncGenerator<YoloImage> {
  const isSequence = release.taskType === "image-vector-sequence";
  for await (const entry of release) {
    const images = isSequence ? framesOf(entry) : imageOf(entry);
    if (images === undefined) {
      report.skip({ sample: entry.sample.name, reason: "it has no label" });
      continue;
    }
    report.samples += 1;
    if (isSequence) report.lose("tracks: frames stand alone", entry.sample.name);
    for (const image of images) if (image.annotations.length > 0) yield image;
  }
}

function imageOf({ sample, label }: ReleaseEntry): YoloImage[] | undefined {
  const annotations = listAt(label, "attributes", "annotations");
  if (annotations === undefined) return undefined;
  const url = at(sample, "attributes", "image", "url");
  return [{ sample: sample.name, stem: sampleStem(sample.name), url, annotations }];
}

function framesOf({ sample, label }: ReleaseEntry): YoloImage[] | undefined {
  return listAt(label, "attributes", "frames")?.map((frame, index) => {
    const source = at(sample, "attributes", "frames", index);
    const given = at(source, "name");
    const name = given === undefined || given === null ? String(index + 1).padStart(5, "0") : String(given);
    return {
      sample: sample.name,
      frame: index,
      stem: `${sampleStem(sample.name)}-${safePart(name)}`,
      url: at(source, "image", "url"),
      annotations: listAt(frame, "annotations") ?? [],
    };
  });
}

async function sizeOf(image: YoloImage, options: YoloOptions): Promise<ImageSize> {
  const { imageWidthPx, imageHeightPx } = options;
  if (imageWidthPx !== undefined && imageHeightPx !== undefined) {
    return { widthPx: imageWidthPx, heightPx: imageHeightPx };
  }
  const { widthPx, heightPx } = await loadSize(image.url, options);
  return { widthPx: imageWidthPx ?? widthPx, heightPx: imageHeightPx ?? heightPx };
}

function linesOf(
  image: YoloImage,
  size: ImageSize,
  report: ReportBuilder,
  place: { readonly sample: string; readonly frame?: number },
): string[] {
  const lines: string[] = [];
  for (const [index, annotation] of image.annotations.entries()) {
    const object = readObject(annotation);
    if (typeof object === "string") {
      report.skip({ ...place, reason: `annotation ${index}: ${object}` });
      continue;
    }
    const [first, second] = readPoints(object, 2) ?? [];
    if (object.raw.type !== "bbox" || first === undefined || second === undefined) {
      const type = isJsonObject(annotation) ? String(annotation.type) : "";
      report.skip({ ...place, objectId: object.id, reason: `YOLO holds boxes; this object's type is ${type}` });
      continue;
    }
    const x0 = first[0] / size.widthPx;
    const x1 = second[0] / size.widthPx;
    const y0 = first[1] / size.heightPx;
    const y1 = second[1] / size.heightPx;
    const numbers = [(x0 + x1) / 2, (y0 + y1) / 2, Math.abs(x1 - x0), Math.abs(y1 - y0)];
    lines.push(`${object.categoryId} ${numbers.map(formatFixedSix).join(" ")}\n`);
    report.objects += 1;
    report.lose("ids of objects", image.sample);
    if (hasAttributes(object)) report.lose("attributes of objects", image.sample);
  }
  return lines;
}
