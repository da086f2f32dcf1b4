import { stat } from "node:fs/promises";
import path from "node:path";
import {
  checkSplitRule,
  EXPORT_FORMATS,
  ExportError,
  type ExportFormat,
  type ExportReport,
  type ExportSink,
  exportRelease,
  FORMATS_WITH_CATEGORIES,
  FORMATS_WITH_MEDIA,
  FORMATS_WITH_SPLITS,
  fetchAssets,
  type OpenReleaseOptions,
  ReleaseError,
  SEGMENTS_FORMATS,
  type SplitRule,
  STANDARD_FORMATS,
  ULTRALYTICS_TASKS,
  type UltralyticsTask,
} from "@tessera/exchange";
import { directorySink, maskWorkers, openReleaseFile, zipSink } from "@tessera/exchange/node";
import { Argument, type Command, Option } from "commander";
import { collect, wholeNumber, withExamples } from "../arguments.js";
import { withReleaseFile } from "../download/download-release.js";
import { CliError, usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import type { Run, Shell } from "../shell.js";
import { counted, printable } from "../text.js";

interface ExportOptions {
  readonly out: string;
  readonly labelset: string;
  readonly status?: string[];
  readonly parallel: number;
  readonly task?: UltralyticsTask;
  readonly split?: string;
  readonly oneBased?: true;
  readonly withImages?: true;
  readonly category?: string[];
  readonly metadata?: string[];
  readonly strict?: true;
  readonly force?: true;
}

export function addExportCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("export")
      .summary("export a release to COCO, YOLO, KITTI, …")
      .description("Exports a release, and says what the format could not hold.")
      // The choices stand in the description, by their families.
      .configureHelp({ ...program.configureHelp(), argumentDescription: ({ description }) => description })
      .addArgument(
        new Argument(
          "<format>",
          `${STANDARD_FORMATS.join(", ")}; of segments-ai: ${SEGMENTS_FORMATS.join(", ")}`,
        ).choices(EXPORT_FORMATS),
      )
      .argument("<source>", "OWNER/NAME of a dataset, or a release file")
      .argument("[release]", "of the dataset, such as v1.0")
      .option("-o, --out <path>", "a folder, or a file that ends in .zip", "export")
      .option("--labelset <name>", "whose labels", "ground-truth")
      .option("--status <statuses>", "labels of these statuses, with commas between", collect)
      .option("--metadata <pairs>", "samples with this metadata, as KEY=VALUE", collect)
      .option("--category <names>", "formats of images: only these categories", collect)
      .option("--with-images", "copy the images too; nuscenes: the clouds")
      .option("--split <rule>", "a metadata KEY, or shares: 80/10/10, 80/10/10:SEED")
      .option("--one-based", "voc: count pixels from 1")
      .addOption(new Option("--task <task>", "for ultralytics").choices(ULTRALYTICS_TASKS))
      .option("--parallel <count>", "so many samples at once", wholeNumber(1, 64), 8)
      .option("--strict", `end with ${EXIT.partlyFailed} when anything was left out`)
      .option("--force", "write over a zip file that is there")
      .action(
        (format: ExportFormat, source: string, release: string | undefined, options: ExportOptions, command: Command) =>
          shell.run(command, (run) => runExport(run, { format, source, release, ...options })),
      ),
    ["export ultralytics jane/flowers v1.0 --out yolo.zip --task segment --split split"],
  );
}

interface Job extends ExportOptions {
  readonly format: ExportFormat;
  readonly source: string;
  readonly release: string | undefined;
}

async function runExport(run: Run, job: Job): Promise<void> {
  const { source, release } = job;
  checkOptions(job);
  const file = path.resolve(run.io.cwd, source);
  const isFile = release === undefined && (await stat(file).catch(() => undefined))?.isFile() === true;
  if (isFile) return exportFile(run, file, job);
  if (release === undefined) {
    throw usageError(
      `There is no file ${source}.`,
      "For a dataset name the release too: tessera export FORMAT OWNER/NAME RELEASE.",
    );
  }
  await withReleaseFile(run, { dataset: source, name: release }, (downloaded) => exportFile(run, downloaded, job));
}

function checkOptions(job: Job): void {
  const { format, task, withImages, category, split, oneBased } = job;
  if (task !== undefined && format !== "ultralytics") throw usageError("--task is an option of ultralytics.");
  if (oneBased === true && format !== "voc") throw usageError("--one-based is an option of voc.");
  if (withImages === true) requireFormat(format, FORMATS_WITH_MEDIA, "--with-images");
  if (category !== undefined) requireFormat(format, FORMATS_WITH_CATEGORIES, "--category");
  if (split !== undefined) requireFormat(format, FORMATS_WITH_SPLITS, "--split");
  const rule = splitRule(job);
  try {
    if (rule !== undefined) checkSplitRule(rule);
  } catch (error) {
    if (error instanceof ExportError) throw usageError(`--split ${split}: ${error.message}.`);
    throw error;
  }
}

function requireFormat(format: ExportFormat, formats: readonly ExportFormat[], option: string): void {
  if (!formats.includes(format)) throw usageError(`Only ${formats.join(", ")} take ${option}.`);
}

/** A metadata key, or two or three shares, perhaps with a seed. */
function splitRule({ split }: Job): SplitRule | undefined {
  if (split === undefined) return undefined;
  const shares = /^(\d+(?:\.\d+)?(?:\/\d+(?:\.\d+)?){1,2})(?::(.*))?$/.exec(split);
  // What looks like shares and is none is a slip, not the name of a key: everything would be training data.
  if (shares === null && /^[-+\d./:]+$/.test(split))
    throw usageError(`--split ${split}: shares are two or three percents that add up to 100, such as 80/10/10.`);
  if (shares === null) return { by: split };
  if (shares[2] !== undefined && !/^\S+$/.test(shares[2]))
    throw usageError(`--split ${split}: a seed follows the colon, such as 80/10/10:7.`);
  const [train = 0, val = 0, test = 0] = (shares[1] ?? "").split("/").map(Number);
  return { shares: [train, val, test], seed: shares[2] };
}

/** `KEY=VALUE`; a value that is JSON, such as 3 or true, is meant as that. */
function metadataOf(pairs: readonly string[] | undefined): Record<string, unknown> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw usageError(`${pair} is no KEY=VALUE.`);
      return [pair.slice(0, at), jsonOr(pair.slice(at + 1))];
    }),
  );
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function exportFile(run: Run, file: string, job: Job): Promise<void> {
  const { format, labelset, status, parallel } = job;
  const out = path.resolve(run.io.cwd, job.out);
  const options: OpenReleaseOptions = {
    labelset,
    filterBy: status,
    filterByMetadata: metadataOf(job.metadata),
  };
  const sink = await sinkOf(out, job);
  const workers = maskWorkers();
  const bar = run.progress({ title: "Exporting", unit: "samples" });
  try {
    const reader = await openReleaseFile(file, options);
    let samples = 0;
    const counting = {
      ...reader,
      async *[Symbol.asyncIterator]() {
        for await (const entry of reader) {
          yield entry;
          bar.update(++samples);
        }
      },
    };
    const report = await exportRelease(counting, {
      format,
      sink,
      assets: fetchAssets(),
      concurrency: parallel,
      encodeMasks: workers.encode,
      ...{ task: job.task, withImages: job.withImages, categories: job.category },
      ...{ splits: splitRule(job), isOneBased: job.oneBased },
      signal: run.signal,
    });
    await sink.close?.();
    bar.end();
    await show(run, report, { ...job, out: job.out });
  } catch (error) {
    bar.end();
    await sink.discard?.();
    if (error instanceof ExportError || error instanceof ReleaseError)
      throw new CliError(`${error.message}.`, { cause: error });
    throw error;
  } finally {
    await workers.close();
  }
}

type ClosableSink = ExportSink & { close?(): Promise<void>; discard?(): Promise<void> };

async function sinkOf(out: string, { force, out: shown }: Job): Promise<ClosableSink> {
  const found = await stat(out).catch(() => undefined);
  if (!/\.zip$/i.test(out)) {
    if (found !== undefined && !found.isDirectory())
      throw usageError(`${shown} is a file.`, "Give a folder, or a name that ends in .zip.");
    return directorySink(out);
  }
  if (found !== undefined && force !== true) {
    throw new CliError(`${shown} is there already.`, {
      exitCode: EXIT.conflict,
      hint: "Add --force to write over it.",
    });
  }
  return zipSink(out);
}

async function show(run: Run, report: ExportReport, { out, strict, format }: Job): Promise<void> {
  if (strict === true && (report.skippedCount > 0 || report.lost.length > 0)) run.exitWith(EXIT.partlyFailed);
  if (run.out.isJson) return run.out.json({ format, out, ...jsonOf(report) });
  const { files, fileCount, samples, objects, skipped, skippedCount, lost } = report;
  const where = fileCount === 1 ? `${out}/${files[0]}` : `${out} (${counted(fileCount, "file")})`;
  await run.out.line(`Exported ${counted(objects, "object")} of ${counted(samples, "sample")} to ${where}.`);
  if (report.splits !== undefined) {
    for (const [split, count] of Object.entries(report.splits))
      await run.out.line(`  ${split}: ${counted(count, "sample")}`);
    const empty = emptySplits(report);
    if (empty !== undefined) await run.out.line(`\n${empty}`);
  }
  if (skippedCount > 0) {
    await run.out.line("\nNot in the export:");
    for (const line of reasonLines(skipped)) await run.out.line(`  ${line}`);
    if (skippedCount > skipped.length) await run.out.line(`  and ${counted(skippedCount - skipped.length, "other")}`);
  }
  if (lost.length === 0) return;
  await run.out.line(`\nWhat ${format} has no place for:`);
  for (const { what, count, firstSample } of lost) {
    await run.out.line(`  ${what}: ${counted(count, "time")}, first in ${printable(firstSample)}`);
  }
}

/** Shares are of many samples: of a few, a split may get none. */
function emptySplits({ splits = {} }: ExportReport): string | undefined {
  const empty = Object.keys(splits).filter((split) => splits[split] === 0);
  if (empty.length === 0) return undefined;
  return `No sample fell into ${empty.join(" and ")}: shares are kept on average, by the samples' names. Try another seed, such as --split 80/10/10:7, or name the splits in the metadata.`;
}

/** Skipped items by their reason: a thousand unlabeled samples are one line. */
function reasonLines(skipped: ExportReport["skipped"]): string[] {
  const byReason = new Map<string, { count: number; readonly first: string }>();
  for (const { sample, objectId, frame, reason } of skipped) {
    const known = byReason.get(reason);
    if (known !== undefined) known.count += 1;
    else {
      const place = `${frame === undefined ? "" : `, frame ${frame}`}${objectId === undefined ? "" : `, object ${objectId}`}`;
      byReason.set(reason, { count: 1, first: printable(sample) + place });
    }
  }
  return [...byReason].map(([reason, { count, first }]) =>
    count === 1 ? `${first}: ${reason}` : `${counted(count, "item")}, the first ${first}: ${reason}`,
  );
}

/** Under the names that the API's own JSON has. */
function jsonOf({ files, fileCount, samples, objects, skipped, skippedCount, lost, splits }: ExportReport): object {
  return {
    ...{ files, file_count: fileCount, samples, objects, skipped_count: skippedCount },
    skipped: skipped.map(({ objectId, ...item }) => ({ ...item, object_id: objectId })),
    lost: lost.map(({ firstSample, ...item }) => ({ ...item, first_sample: firstSample })),
    ...(splits !== undefined && { splits }),
  };
}
