import { at, isJsonObject, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames } from "./category-names.js";
import type { ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { type LabelObject, readObject } from "./labels.js";

const COLUMNS = [
  "sample",
  "sample_uuid",
  "label_status",
  "sensor",
  "frame",
  "object_id",
  "track_id",
  "category_id",
  "category",
  "type",
  "points",
  "position",
  "dimensions",
  "yaw",
  "start",
  "end",
  "attributes",
] as const;

/**
 * CSV: one file `objects.csv` with a row for each object, of any task type. Points, positions, dimensions and attributes stand as JSON.
 * Text that a spreadsheet would run as a formula gets a `'` in front.
 *
 * @example await exportCsv(release, { sink: directorySink("out") });
 */
export async function exportCsv(
  release: ReleaseReader,
  options: Pick<ExportOptions, "sink" | "signal">,
): Promise<ExportReport> {
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const name = "objects.csv";
  const file = await options.sink.openText(name);
  try {
    await file.write(`${COLUMNS.join(",")}\r\n`);
    for await (const { sample, label } of release) {
      options.signal?.throwIfAborted();
      const attributes = label?.attributes;
      if (!isJsonObject(attributes)) {
        report.skip({ sample: sample.name, reason: "it has no label" });
        continue;
      }
      const status = label?.label_status ?? "";
      for (const { sensor, frame, annotations } of partsOf(attributes)) {
        for (const [place, annotation] of annotations.entries()) {
          const object = readAny(annotation, place);
          if (typeof object === "string") {
            report.skip({
              sample: sample.name,
              ...(frame === "" ? {} : { frame }),
              reason: `annotation ${place}: ${object}`,
            });
            continue;
          }
          const start = [sample.name, sample.uuid ?? "", status, sensor, frame];
          await file.write(rowOf([...start, ...cellsOf(object, categories)]));
          report.objects += 1;
        }
      }
      if (isJsonObject(attributes.segmentation_bitmap)) report.lose("segmentation bitmaps", sample.name);
      if (Array.isArray(attributes.point_annotations)) report.lose("point annotations", sample.name);
      if (Array.isArray(attributes.links)) report.lose("links", sample.name);
      report.samples += 1;
    }
  } finally {
    await file.close();
  }
  report.addFile(name);
  return report.build();
}

interface LabelPart {
  readonly sensor: string;
  readonly frame: number | "";
  readonly annotations: readonly unknown[];
}

/** The lists of annotations of a label: its own, its frames', its sensors'. */
function* partsOf(attributes: unknown, sensor = ""): Generator<LabelPart> {
  const annotations = listAt(attributes, "annotations");
  if (annotations !== undefined) yield { sensor, frame: "", annotations };
  for (const [frame, value] of (listAt(attributes, "frames") ?? []).entries()) {
    yield { sensor, frame, annotations: listAt(value, "annotations") ?? [] };
  }
  for (const value of listAt(attributes, "sensors") ?? [])
    yield* partsOf(at(value, "attributes"), String(at(value, "name")));
}

/** Spans of text have no id; their place stands for it. */
function readAny(annotation: unknown, place: number): LabelObject | string {
  if (isJsonObject(annotation) && annotation.id === undefined && annotation.start !== undefined) {
    return readObject({ ...annotation, id: place + 1 });
  }
  return readObject(annotation);
}

function cellsOf({ id, categoryId, raw }: LabelObject, categories: ReadonlyMap<number, string>): unknown[] {
  const { track_id, type, points, position, dimensions, yaw, start, end, attributes } = raw;
  const names = [id, track_id, categoryId, categories.get(categoryId), type];
  return [...names, points, position, dimensions, yaw, start, end, attributes];
}

function rowOf(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
