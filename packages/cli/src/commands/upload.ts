import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { TesseraClient } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { anyNumber, collectPair, wholeNumber, withExamples } from "../arguments.js";
import { CliError, isRefusal, usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import type { Run, Shell } from "../shell.js";
import { bytesText, counted } from "../text.js";
import { UploadJournal } from "../upload/journal.js";
import { CLOUD_TYPES, type CloudType, fits, isSequence, type SampleKind, sampleKindOf } from "../upload/media.js";
import { type PlannedSample, planSamples, sampleOf } from "../upload/plan-samples.js";
import { type Scan, scanFolder } from "../upload/scan-folder.js";
import { type FailedFile, type UploadResult, uploadSamples } from "../upload/upload-samples.js";

interface UploadOptions {
  readonly parallel: number;
  readonly sequences?: true;
  readonly cloudType?: CloudType;
  readonly metadata?: Record<string, string>;
  readonly priority?: number;
  readonly dryRun?: true;
}

/** So many failed files are named on a terminal; `--json` has all. */
const MAX_NAMED = 20;

export function addUploadCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("upload")
      .summary("upload a folder of images or point clouds")
      .description(
        "Uploads a folder: a sample a file, or a folder of frames where the dataset holds sequences. Run it again after a break, a failure or new files: what is there already is passed over.",
      )
      .argument("<folder>")
      .argument("<owner/dataset>")
      .option("--parallel <count>", "so many files at once", wholeNumber(1, 64), 8)
      .option("--sequences", "each folder of frames is a sample")
      .addOption(new Option("--cloud-type <type>", "by the files' endings unless given").choices(CLOUD_TYPES))
      .option("--metadata <key=value>", "for every sample; may be repeated", collectPair)
      .option("--priority <number>", "for every sample", anyNumber)
      .option("--dry-run", "only say what would be uploaded")
      .action((folder: string, dataset: string, options: UploadOptions, command: Command) =>
        shell.run(command, (run) => upload(run, folder, dataset, options)),
      ),
    ["upload photos jane/flowers", "upload drives jane/drives --sequences --parallel 16"],
  );
}

async function upload(run: Run, folder: string, dataset: string, options: UploadOptions): Promise<void> {
  const directory = await folderOf(run, folder);
  const client = await run.client();
  const { full_name, task_type } = await client.datasets.get(dataset, { signal: run.signal });
  const kind = checkKind(sampleKindOf(task_type), task_type, options);
  const scan = await scanFolder(directory, (name) => fits(kind, name), run.signal);
  const planned = planSamples(kind, scan.files, path.basename(directory));
  if (planned.length === 0) throw nothingFound(folder, kind, scan);
  const known = await knownNames(run, client, full_name);
  const samples = planned.filter(({ name }) => !known.has(name));
  remarkOnScan(run, scan, { kind, present: planned.length - samples.length, planned: planned.length });
  const base = { dataset: full_name, found: planned.length, already_there: planned.length - samples.length };
  if (options.dryRun === true) return dryRun(run, samples, base);
  const journal = await UploadJournal.open(run.io.env, {
    server: client.baseUrl,
    dataset: full_name,
    folder: directory,
  });
  const result = await withBar(run, samples, (onFile) =>
    uploadSamples({
      ...{ client, dataset: full_name, samples, journal, parallel: options.parallel, signal: run.signal, onFile },
      describe: (sample, urls) =>
        sampleOf(kind, sample, urls, {
          cloudType: options.cloudType,
          metadata: options.metadata,
          priority: options.priority,
        }),
    }),
  );
  if (result.failed.length === 0) await journal.remove();
  await report(run, result, base);
}

async function folderOf(run: Run, folder: string): Promise<string> {
  const directory = path.resolve(run.io.cwd, folder);
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined) throw usageError(`There is no folder ${folder}.`);
  if (!found.isDirectory()) throw usageError(`${folder} is a file.`, "Give the folder that it is in.");
  return realpath(directory);
}

function checkKind(kind: SampleKind, taskType: string, options: UploadOptions): SampleKind {
  if (kind === "text" || kind === "multisensor") {
    throw usageError(
      `A dataset of type ${taskType} is not filled from a folder.`,
      "Add its samples with `tessera samples add OWNER/NAME --from samples.json`.",
    );
  }
  if (options.sequences === true && !isSequence(kind)) {
    throw usageError(
      `A dataset of type ${taskType} holds no sequences.`,
      "Leave out --sequences: each file is a sample.",
    );
  }
  if (options.cloudType !== undefined && !kind.startsWith("pointcloud"))
    throw usageError("--cloud-type is for point clouds.");
  return kind;
}

function nothingFound(folder: string, kind: SampleKind, { passedOver }: Scan): CliError {
  const what = kind.startsWith("pointcloud")
    ? "point clouds (.pcd, .ply, .las, .laz, .bin, .splat)"
    : "images (.jpg, .png, .bmp, .webp, .avif, .tif)";
  const others = passedOver.otherFiles + passedOver.links;
  return new CliError(`There are no ${what} in ${folder}.`, {
    hint: others > 0 ? `There are ${counted(others, "other file")}.` : undefined,
  });
}

/** Names of the samples that are there. It is one page after the other, so that a dataset of millions is no burden on the server. */
async function knownNames(run: Run, client: TesseraClient, dataset: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { name } of client.samples.list(dataset, {}, { signal: run.signal })) names.add(name);
  return names;
}

function remarkOnScan(
  run: Run,
  { passedOver }: Scan,
  found: { kind: SampleKind; present: number; planned: number },
): void {
  const { otherFiles, links } = passedOver;
  if (otherFiles > 0) run.out.remark(`Passed over ${counted(otherFiles, "file")} of other kinds.`);
  if (links > 0) run.out.remark(`Passed over ${counted(links, "link")}; links are not followed.`);
  if (found.present > 0) run.out.remark(`${counted(found.present, "sample")} of ${found.planned} are there already.`);
}

async function dryRun(run: Run, samples: readonly PlannedSample[], base: object): Promise<void> {
  const bytes = samples.flatMap(({ files }) => files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const names = samples.map(({ name, files }) => ({ name, files: files.length }));
  await run.out.done(`Would add ${counted(samples.length, "sample")} (${bytesText(bytes)}).`, {
    ...base,
    would_add: names,
  });
}

async function withBar<T>(
  run: Run,
  samples: readonly PlannedSample[],
  work: (onFile: () => void) => Promise<T>,
): Promise<T> {
  const total = samples.reduce((sum, { files }) => sum + files.length, 0);
  const bar = run.progress({ title: "Uploading", unit: "files", total });
  try {
    return await work(() => bar.add());
  } catch (error) {
    const again = "Nothing is lost: run the same command again, and it goes on where it stopped.";
    if (run.signal.aborted) run.out.remark(`\n${again}`);
    if (!isRefusal(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`The upload was stopped, because the server no longer takes the key: ${reason}`, {
      exitCode: EXIT.notAllowed,
      hint: `Sign in with \`tessera login\`. ${again}`,
      cause: error,
    });
  } finally {
    bar.end();
  }
}

async function report(run: Run, { added, failed, resumedFiles }: UploadResult, base: object): Promise<void> {
  if (failed.length > 0) run.exitWith(EXIT.partlyFailed);
  if (!run.out.isJson) remarkOnFailures(run, failed);
  const resumed = resumedFiles > 0 ? ` ${counted(resumedFiles, "file")} had been uploaded before.` : "";
  const text = `Added ${counted(added, "sample")}.${resumed}`;
  await run.out.done(text, { ...base, added, resumed_files: resumedFiles, failed });
}

function remarkOnFailures(run: Run, failed: readonly FailedFile[]): void {
  if (failed.length === 0) return;
  run.out.remark(`${counted(failed.length, "file")} failed; run the same command again to retry:`);
  for (const { file, reason } of failed.slice(0, MAX_NAMED)) run.out.remark(`  ${file}: ${reason}`);
  if (failed.length > MAX_NAMED) run.out.remark(`  and ${counted(failed.length - MAX_NAMED, "other")}`);
}
