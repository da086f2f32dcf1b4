import type { ImageSize } from "@tessera/codecs";
import { decodeIdBitmap, objectMasks } from "@tessera/codecs";
import type { ReleaseReader } from "../release/open-release.js";
import { brushRle } from "./brush-rle.js";
import { categoryNames, cornersOf, type NamedShape, namedShapes } from "./category-names.js";
import { categoryColor } from "./colors.js";
import { checkTaskType } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { hasAttributes, hasTrack, type LabelObject, TRACK_IDS, TRACKS } from "./labels.js";
import {
  IMAGE_TYPES,
  placeOf,
  type StandardImage,
  type StandardOptions,
  skipUnlisted,
  standardImages,
} from "./standard-images.js";
import { xmlText } from "./xml-text.js";

/** The controls of the labeling configuration, by what they draw. */
const CONTROLS = {
  bbox: { name: "rectangles", tag: "RectangleLabels" },
  polygon: { name: "polygons", tag: "PolygonLabels" },
  polyline: { name: "polygons", tag: "PolygonLabels" },
  point: { name: "keypoints", tag: "KeyPointLabels" },
  mask: { name: "brushes", tag: "BrushLabels" },
} as const;

/**
 * Label Studio: `label-studio.json` with a task for each labeled image, and `label-config.xml`, the labeling configuration that fits it.
 * Coordinates are in percent of the image's size; a polyline is a polygon with `closed: false`; masks are brushes. Frames of sequences are
 * images. The images stay where they are: tasks name their urls.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportLabelStudio(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportLabelStudio(
  release: ReleaseReader,
  options: Omit<StandardOptions, "withImages" | "splits">,
): Promise<ExportReport> {
  checkTaskType(release, "label-studio", IMAGE_TYPES);
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const name = "label-studio.json";
  const own = { ...options, withImages: false, splits: undefined };
  const used = new Set<ControlKind>();
  const file = await options.sink.openText(name);
  try {
    let id = 0;
    for await (const image of standardImages(release, own, undefined, report)) {
      id += 1;
      const { sample, frame, url } = image;
      const data = { image: url, name: sample, ...(frame === undefined ? {} : { frame }) };
      const result = release.taskType.includes("segmentation")
        ? brushesOf(image, categories, report)
        : namedShapes({ ...placeOf(image), objects: image.objects }, categories, report).map((shape) => {
            count(shape.object, image, report);
            used.add(shape.type === "polyline" ? "polygon" : shape.type);
            return resultOf(shape, image.size);
          });
      const task = { id, data, annotations: [{ id, result }] };
      await file.write(`${id === 1 ? "[" : ",\n"}${JSON.stringify(task)}`);
    }
    await file.write(id === 0 ? "[]\n" : "]\n");
  } finally {
    await file.close();
  }
  report.addFile(name);
  await options.sink.writeFile("label-config.xml", new TextEncoder().encode(configOf(release, used)));
  report.addFile("label-config.xml");
  return report.build();
}

type ControlKind = "bbox" | "polygon" | "point";

/** A configuration of the controls that are used: a converter takes every dataset with keypoints for one of keypoints alone. */
function configOf({ taskType, categories }: ReleaseReader, used: ReadonlySet<ControlKind>): string {
  const labels = categories.map((category, place) => {
    const color = categoryColor(category, place).map((channel) => channel.toString(16).padStart(2, "0"));
    return { place, start: `    <Label value="${xmlText(category.name)}" background="#${color.join("")}"` };
  });
  const kinds = (["bbox", "polygon", "point"] as const).filter((kind) => used.size === 0 || used.has(kind));
  const drawn = taskType.includes("segmentation") ? [CONTROLS.mask] : kinds.map((kind) => CONTROLS[kind]);
  const controls = drawn.map(({ name, tag }) => {
    // Label Studio's exports of keypoints are in this order.
    const index = (place: number) => (tag === CONTROLS.point.tag ? ` model_index="${place}"` : "");
    const lines = labels.map(({ start, place }) => `${start}${index(place)}/>\n`);
    return `  <${tag} name="${name}" toName="image">\n${lines.join("")}  </${tag}>\n`;
  });
  return `<View>\n  <Image name="image" value="$image"/>\n${controls.join("")}</View>\n`;
}

function count(object: LabelObject, { sample, frame }: StandardImage, report: ReportBuilder): void {
  report.objects += 1;
  if (hasAttributes(object)) report.lose("attributes of objects", sample);
  if (frame !== undefined && object.raw.track_id !== undefined) report.lose(TRACKS, sample);
  else if (hasTrack(object)) report.lose(TRACK_IDS, sample);
}

function commonOf(id: number, control: { readonly name: string }, { widthPx, heightPx }: ImageSize): object {
  return {
    ...{ id: String(id), from_name: control.name, to_name: "image" },
    ...{ original_width: widthPx, original_height: heightPx, image_rotation: 0 },
  };
}

function brushesOf(image: StandardImage, names: ReadonlyMap<number, string>, report: ReportBuilder): object[] {
  const bitmap = image.bitmap === undefined ? undefined : decodeIdBitmap(image.bitmap);
  const masks = bitmap === undefined ? undefined : objectMasks(bitmap);
  skipUnlisted(image, masks?.keys() ?? [], report);
  return image.objects.flatMap((object) => {
    const mask = masks?.get(object.id);
    if (bitmap === undefined || mask === undefined) {
      report.skip({ ...placeOf(image), objectId: object.id, reason: "it has no pixels" });
      return [];
    }
    count(object, image, report);
    const brushlabels = [names.get(object.categoryId) ?? ""];
    const value = { format: "rle", rle: brushRle(bitmap, object.id, mask), brushlabels };
    return [{ ...commonOf(object.id, CONTROLS.mask, image.size), type: "brushlabels", value }];
  });
}

function resultOf(shape: NamedShape, size: ImageSize): object {
  const { widthPx, heightPx } = size;
  const percent = ([x, y]: readonly [number, number]): [number, number] => [(x / widthPx) * 100, (y / heightPx) * 100];
  const common = commonOf(shape.object.id, CONTROLS[shape.type], size);
  const labels = [shape.category];
  if (shape.type === "bbox") {
    const [left, top, right, bottom] = cornersOf(shape);
    const [x, y] = percent([left, top]);
    const [width, height] = percent([right - left, bottom - top]);
    return { ...common, type: "rectanglelabels", value: { x, y, width, height, rotation: 0, rectanglelabels: labels } };
  }
  const points = shape.points.map(percent);
  const [[x, y] = [0, 0]] = points;
  if (shape.type === "point")
    return { ...common, type: "keypointlabels", value: { x, y, width: 0.5, keypointlabels: labels } };
  return {
    ...common,
    type: "polygonlabels",
    value: { points, closed: shape.type === "polygon", polygonlabels: labels },
  };
}
