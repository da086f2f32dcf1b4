import { objectMasks } from "@tessera/codecs";
import { isJsonObject } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseCategory } from "../release/release-types.js";
import { categoryNames, cornersOf, type NamedShape, namedShapes, VECTOR_TYPES } from "./category-names.js";
import { categoryColor } from "./colors.js";
import { cvatMask } from "./cvat-mask.js";
import { checkTaskType, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { hasTrack, type LabelObject, NO_VALUES, TRACK_IDS, TYPES_LOST, UNLISTED_PIXELS } from "./labels.js";
import { type LoadedEntry, loadEntries } from "./load-entries.js";
import { xmlText } from "./xml-text.js";

/**
 * CVAT for images 1.1: one file `annotations.xml` with boxes, polygons, polylines and points, or masks, and their attributes as text.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportCvat(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportCvat(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "cvat", [...VECTOR_TYPES, ...SEGMENTATION_TYPES]);
  const wants = { wantsSize: true, wantsBitmap: release.taskType.includes("segmentation") };
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const name = "annotations.xml";
  const file = await options.sink.openText(name);
  try {
    await file.write(cvatHead(release, `<name>${xmlText(release.header.dataset.name)}</name>`));
    for await (const loaded of loadEntries(release, options, report, wants)) {
      const { widthPx = 0, heightPx = 0 } = loaded.size ?? {};
      const imageName = xmlText(loaded.fileName ?? loaded.name);
      const lines = [`  <image id="${loaded.index}" name="${imageName}" width="${widthPx}" height="${heightPx}">\n`];
      const objects = wants.wantsBitmap ? [] : loaded.objects;
      for (const shape of namedShapes({ sample: loaded.name, objects }, categories, report)) {
        lines.push(elementOf(shape, (what) => report.lose(what, loaded.name)));
        if (hasTrack(shape.object)) report.lose(TRACK_IDS, loaded.name);
        report.objects += 1;
        report.lose("ids of objects", loaded.name);
      }
      lines.push(...maskElements(loaded, categories, report));
      await file.write(`${lines.join("")}  </image>\n`);
      report.samples += 1;
    }
    await file.write("</annotations>\n");
  } finally {
    await file.close();
  }
  report.addFile(name);
  return report.build();
}

/** Of a segmentation. */
function maskElements(
  { name: sample, objects, bitmap }: LoadedEntry,
  categories: ReadonlyMap<number, string>,
  report: ReportBuilder,
): string[] {
  if (bitmap === undefined) return [];
  const masks = objectMasks(bitmap);
  const listed = new Set(objects.map(({ id }) => id));
  for (const objectId of masks.keys())
    if (!listed.has(objectId)) report.skip({ sample, objectId, reason: UNLISTED_PIXELS });
  return objects.flatMap((object): string[] => {
    const [mask, category] = [masks.get(object.id), categories.get(object.categoryId)];
    if (mask === undefined || category === undefined) {
      const reason = mask === undefined ? "it has no pixels" : `the dataset has no category ${object.categoryId}`;
      report.skip({ sample, objectId: object.id, reason });
      return [];
    }
    report.objects += 1;
    report.lose("ids of objects", sample);
    const start = `    <mask label="${xmlText(category)}" source="manual" occluded="0" ${cvatMask(bitmap, object.id, mask)} z_order="0"`;
    return [withAttributes("mask", start, object, (what) => report.lose(what, sample))];
  });
}

/** The beginning of a document; `task` is what stands in it before the labels. */
export function cvatHead(release: ReleaseReader, task: string): string {
  const labels = release.categories.map((category, place) => {
    const color = categoryColor(category, place).map((channel) => channel.toString(16).padStart(2, "0"));
    const attributes = definitionsOf(category);
    return `<label><name>${xmlText(category.name)}</name><color>#${color.join("")}</color>${attributes}</label>`;
  });
  const meta = `<meta><task>${task}<labels>${labels.join("")}</labels></task></meta>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n  ${meta}\n`;
}

/** The attributes that a category has, so that CVAT asks for them: what it does not know is a text. */
function definitionsOf({ attributes }: ReleaseCategory): string {
  const definitions = (Array.isArray(attributes) ? attributes : []).filter(isJsonObject).map((attribute) => {
    const { type, values, value } = inputOf(attribute);
    const texts = [`<name>${xmlText(String(attribute.name))}</name>`, "<mutable>False</mutable>"];
    texts.push(`<input_type>${type}</input_type>`, `<default_value>${xmlText(value)}</default_value>`);
    return `<attribute>${texts.join("")}<values>${values.map(xmlText).join("\n")}</values></attribute>`;
  });
  return definitions.length === 0 ? "" : `<attributes>${definitions.join("")}</attributes>`;
}

function inputOf({
  input_type: type,
  values,
  default_value: value,
  min,
  max,
  step,
}: Readonly<Record<string, unknown>>) {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (type === "select" && Array.isArray(values)) return { type, values: values.map(String), value: text };
  if (type === "checkbox") return { type, values: ["false"], value: String(value === true) };
  // CVAT's numbers have bounds.
  if (type === "number" && isNumeric(min) && isNumeric(max))
    return {
      type,
      values: [min, max, isNumeric(step) ? step : 1].map(String),
      value: text === "" ? String(min) : text,
    };
  return { type: "text", values: [], value: text };
}

/** Numbers of settings may be texts. */
function isNumeric(value: unknown): boolean {
  return (
    (typeof value === "number" || (typeof value === "string" && value.trim() !== "")) && Number.isFinite(Number(value))
  );
}

const TAGS = { bbox: "box", polygon: "polygon", polyline: "polyline", point: "points" } as const;

function elementOf(shape: NamedShape, onLost: (what: string) => void): string {
  return cvatShape(shape, `label="${xmlText(shape.category)}" source="manual"`, onLost);
}

/** The element of a shape with its attributes; `own` stands first in its tag. */
export function cvatShape(shape: NamedShape, own: string, onLost: (what: string) => void): string {
  const tag = TAGS[shape.type];
  return withAttributes(tag, `    <${tag} ${own} occluded="0" ${placeOf(shape)} z_order="0"`, shape.object, onLost);
}

/** An element with its attributes as children. */
function withAttributes(tag: string, start: string, { raw }: LabelObject, onLost: (what: string) => void): string {
  const { attributes } = raw;
  const all = isJsonObject(attributes) ? Object.entries(attributes) : [];
  const entries = all.filter(([, value]) => value !== null);
  for (let lost = all.length - entries.length; lost > 0; lost--) onLost(NO_VALUES);
  if (entries.length === 0) return `${start}/>\n`;
  const children = entries.map(([name, value]) => {
    if (typeof value !== "string") onLost(TYPES_LOST);
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `      <attribute name="${xmlText(name)}">${xmlText(text)}</attribute>\n`;
  });
  return `${start}>\n${children.join("")}    </${tag}>\n`;
}

function placeOf(shape: NamedShape): string {
  if (shape.type !== "bbox") return `points="${shape.points.map(([x, y]) => `${x},${y}`).join(";")}"`;
  const [left, top, right, bottom] = cornersOf(shape);
  return `xtl="${left}" ytl="${top}" xbr="${right}" ybr="${bottom}"`;
}
