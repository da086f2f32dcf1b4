import type { ReleaseReader } from "../release/open-release.js";
import type { ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";

/**
 * JSON Lines, of any task type and without loss: `samples.jsonl` with each sample as it stands in the release, on a line of its own, with its
 * labels in all labelsets, digit for digit; and `dataset.json`, the release without its samples. Unlabeled samples are lines too.
 *
 * @example await exportJsonl(release, { sink: directorySink("out") });
 */
export async function exportJsonl(
  release: ReleaseReader,
  options: Pick<ExportOptions, "sink" | "signal">,
): Promise<ExportReport> {
  const report = new ReportBuilder();
  const name = "samples.jsonl";
  const file = await options.sink.openText(name);
  try {
    for await (const { text, label } of release) {
      options.signal?.throwIfAborted();
      // Strings of JSON hold no line breaks, so each one stands between values.
      await file.write(`${text.replace(/\s*[\r\n]\s*/g, " ")}\n`);
      report.samples += 1;
      report.objects += countObjects(label?.attributes);
    }
  } finally {
    await file.close();
  }
  report.addFile(name);
  const header = new TextEncoder().encode(`${JSON.stringify(release.header, null, 2)}\n`);
  await options.sink.writeFile("dataset.json", header);
  report.addFile("dataset.json");
  return report.build();
}

/** Annotations of a label, of its frames and its sensors. */
function countObjects(attributes: unknown): number {
  if (typeof attributes !== "object" || attributes === null) return 0;
  const { annotations, frames, sensors } = attributes as Readonly<Record<string, unknown>>;
  const own = Array.isArray(annotations) ? annotations.length : 0;
  const parts = [
    ...(Array.isArray(frames) ? frames : []),
    ...(Array.isArray(sensors) ? sensors.map((sensor) => sensor?.attributes) : []),
  ];
  return parts.reduce((sum: number, part) => sum + countObjects(part), own);
}
