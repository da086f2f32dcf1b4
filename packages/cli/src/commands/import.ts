import { groupByReason } from "@tessera/exchange";
import type { Dataset, LabelStatus, TaskType, TesseraClient } from "@tessera/sdk";
import { Argument, type Command, Option } from "commander";
import { collectAll, wholeNumber, withExamples } from "../arguments.js";
import { filesOf } from "../download/sample-files.js";
import { CliError, isRefusal, usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { openFiles } from "../files/open-files.js";
import type { FileSet } from "../files/source-file.js";
import { newCategories } from "../import/categories.js";
import { FileFinder } from "../import/find-image.js";
import { importRelease } from "../import/import-release.js";
import type { MergedImport, Note } from "../import/merge-imports.js";
import { type PairedPictures, pairPictures } from "../import/pair-pictures.js";
import { addCategories, createDataset, fillDataset, findDataset } from "../import/prepare-dataset.js";
import { readFormat } from "../import/read-format.js";
import { IMPORT_FORMATS, type ImportFormat } from "../import/read-parts.js";
import { reportImport } from "../import/report-import.js";
import type { PresentSample } from "../import/same-picture.js";
import { type StoreResult, storeImport } from "../import/store-import.js";
import { storeSequences } from "../import/store-sequences.js";
import { type SortedFiles, sortFiles } from "../import/usable-files.js";
import type { Run, Shell } from "../shell.js";
import { UploadJournal } from "../upload/journal.js";
import { CLOUD_TYPES, type CloudType, fits, sampleKindOf } from "../upload/media.js";
import { LABEL_STATUSES, TASK_TYPES } from "../words.js";

interface ImportOptions {
  readonly create?: true;
  readonly taskType?: TaskType;
  readonly addCategories?: true;
  readonly classes?: string[];
  readonly oneBased?: true;
  readonly labelset: string;
  readonly status: LabelStatus;
  readonly replace?: true;
  readonly cloudType?: CloudType;
  readonly parallel: number;
  readonly allowSkipped?: true;
}

/** Releases have labelsets and statuses of their own, which count unless the user says otherwise. */
interface ToldOptions extends ImportOptions {
  readonly hasStatus: boolean;
  readonly hasLabelset: boolean;
}

export function addImportCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("import")
      .summary("import COCO, YOLO, VOC, CVAT, Datumaro, …")
      .usage("FORMAT FILE... OWNER/DATASET [options]")
      .description("Adds images with their annotations: of folders, .zip files or single files. Run it again to go on.")
      .addArgument(new Argument("<format>", "one of these").choices([...IMPORT_FORMATS, "release"]))
      .argument("<files...>", "the annotations and images, and last the dataset")
      .option("--create", "make the dataset, with the categories found")
      .addOption(new Option("--task-type <type>", "with --create").choices(TASK_TYPES))
      .option("--add-categories", "add those that the dataset lacks")
      .option("--classes <names>", "YOLO's, in order, where no file names them", collectAll)
      .option("--one-based", "voc: its pixels count from 1")
      .option("--labelset <name>", "where labels go", "ground-truth")
      .addOption(new Option("--status <status>", "such as LABELED").choices(LABEL_STATUSES).default("PRELABELED"))
      .option("--replace", "replace labels that are there")
      .addOption(new Option("--cloud-type <type>", "in place of the endings'").choices(CLOUD_TYPES))
      .option("--parallel <count>", "so many files at once", wholeNumber(1, 64), 8)
      .option("--allow-skipped", `end with 0, not ${EXIT.partlyFailed}, when something was not imported`)
      .action((format: ImportFormat | "release", files: string[], options: ImportOptions, command: Command) => {
        const isTold = (name: string) => command.getOptionValueSource(name) !== "default";
        const told = { hasStatus: isTold("status"), hasLabelset: isTold("labelset") };
        return shell.run(command, (run) => runImport(run, format, files, { ...options, ...told }));
      }),
    ["import coco instances.json photos jane/flowers --create", "import yolo dataset.zip jane/cars --status LABELED"],
  );
}

async function runImport(
  run: Run,
  format: ImportFormat | "release",
  given: readonly string[],
  options: ToldOptions,
): Promise<void> {
  const name = given.at(-1) ?? "";
  const paths = given.slice(0, -1);
  if (paths.length === 0 || !/^[^/\s]+\/[^/\s]+$/.test(name)) {
    throw usageError(
      "Files are due, and behind them the dataset as OWNER/NAME.",
      "tessera import coco instances.json photos jane/flowers",
    );
  }
  if (options.oneBased === true && format !== "voc") throw usageError("--one-based is an option of voc.");
  const client = await run.client();
  const existing = await findDataset(client, name, run.signal);
  if (existing === undefined && options.create !== true) {
    throw new CliError(`There is no dataset ${name}.`, { exitCode: EXIT.notFound, hint: "Add --create to make it." });
  }
  const set = await openFiles(paths, run.io.cwd, run.signal);
  try {
    if (format === "release") return await runReleaseImport(run, { client, name, existing, set, options });
    const type = existing?.task_type ?? options.taskType;
    const sorted = sortFiles(format, set.files);
    const read = await readFormat({
      ...{ format, files: sorted.files, classes: options.classes, signal: run.signal },
      isOneBased: options.oneBased === true,
      as: type === undefined ? undefined : readAs(type),
      of: type?.startsWith("pointcloud") === true ? "clouds" : "images",
      isSequence: type === "image-vector-sequence",
    }).catch((error: unknown) => {
      // A folder of masks alone has no annotations that are read: the reason says more than their absence.
      if (!(error instanceof CliError) || error.hint !== undefined || sorted.skipped.length === 0) throw error;
      throw new CliError(error.message, { hint: reasonsIn(sorted.skipped), cause: error });
    });
    const skipped = [...set.passedOver, ...sorted.skipped, ...read.skipped];
    const found = { ...read, skipped };
    const taskType = type ?? (read.taskType as TaskType);
    checkFit(read, taskType);
    const pairs = pair({ sorted, read: found, format, taskType });
    const dataset = await prepareDataset(run, { client, name, existing, taskType, read, options });
    const attempt = { client, dataset, isNew: existing === undefined };
    await fillDataset(run, attempt, () =>
      store(run, { client, dataset, sorted, read: found, pairs, options, format, paths }),
    );
  } finally {
    await set.close();
  }
}

function readAs(taskType: TaskType): "masks" | "shapes" | "boxes" {
  if (taskType.startsWith("segmentation-")) return "masks";
  return taskType === "bboxes" ? "boxes" : "shapes";
}

interface ReleaseRun {
  readonly client: TesseraClient;
  readonly name: string;
  readonly existing: Dataset | undefined;
  readonly set: FileSet;
  readonly options: ToldOptions;
}

async function runReleaseImport(run: Run, { options, ...rest }: ReleaseRun): Promise<void> {
  try {
    const { dataset, result, skipped, unused } = await importRelease(run, {
      ...rest,
      labelset: options.hasLabelset ? options.labelset : undefined,
      status: options.hasStatus ? options.status : undefined,
      addsCategories: options.addCategories === true,
      replaces: options.replace === true,
      parallel: options.parallel,
    });
    await reportImport(run, {
      ...{ result, skipped: [...skipped, ...result.skipped], unused },
      ...{ dataset: dataset.full_name, allowsSkipped: options.allowSkipped === true },
    });
  } catch (error) {
    throw explained(error);
  }
}

interface Preparation {
  readonly client: TesseraClient;
  readonly name: string;
  readonly existing: Dataset | undefined;
  /** Of a dataset to be made. */
  readonly taskType: TaskType;
  readonly read: MergedImport;
  readonly options: ImportOptions;
}

/** The dataset, made or with further categories where that was asked for. */
async function prepareDataset(
  run: Run,
  { client, name, existing, taskType, read, options }: Preparation,
): Promise<Dataset> {
  if (existing === undefined)
    return createDataset(run, { client, name, taskType, taskAttributes: newCategories(read.categories) });
  return options.addCategories === true ? addCategories(run, { client, existing, found: read.categories }) : existing;
}

const VECTOR_TYPES: readonly string[] = ["vector", "bboxes", "keypoints"];

/** Boxes may go where polygons may; masks only where masks are. */
function checkFit(read: MergedImport, taskType: TaskType): void {
  const found = read.taskType;
  const hasObjects = read.samples.some(({ annotations }) => annotations.length > 0);
  const isSame = taskType === found || (VECTOR_TYPES.includes(taskType) && VECTOR_TYPES.includes(found));
  const isMasks = taskType.startsWith("segmentation-bitmap") && found === "segmentation-bitmap";
  const isBare = !hasObjects && sampleKindOf(taskType) === (found.startsWith("pointcloud") ? "pointcloud" : "image");
  if (!isSame && !isMasks && !isBare) throw usageError(`The files hold ${found}, and the dataset is for ${taskType}.`);
}

/** One line of what was left out and why; undefined when nothing was. */
function reasonsIn(notes: readonly Note[]): string | undefined {
  if (notes.length === 0) return undefined;
  const reasons = groupByReason(notes).map(
    ({ reason, count, examples }) => `${reason} (${count}: ${examples.join(", ")})`,
  );
  return `${reasons.join("; ")}.`;
}

/** Formats with an annotation file for each picture. */
const PER_PICTURE: readonly ImportFormat[] = ["yolo", "voc", "kitti"];

interface Pairing {
  readonly sorted: SortedFiles;
  readonly read: MergedImport;
  readonly format: ImportFormat;
  readonly taskType: TaskType;
}

/** The samples with their pictures. @throws {CliError} when there are none. */
function pair({ sorted, read, format, taskType }: Pairing): PairedPictures {
  const media = new FileFinder(
    sorted.files.filter((file) => fits(sampleKindOf(taskType), file.name) && read.maskFiles?.has(file) !== true),
  );
  const pairs = pairPictures(read.samples, media, {
    format,
    isPerPicture: PER_PICTURE.includes(format),
    listsRest: !PER_PICTURE.includes(format) && format !== "folder",
  });
  if (pairs.items.length > 0) return pairs;
  const all = [...read.skipped, ...pairs.skipped, ...pairs.unnamed, ...sorted.unused];
  throw new CliError("There is nothing to import.", { hint: reasonsIn(all) });
}

interface Storing {
  readonly client: TesseraClient;
  readonly dataset: Dataset;
  readonly sorted: SortedFiles;
  readonly read: MergedImport;
  readonly pairs: PairedPictures;
  readonly options: ImportOptions;
  readonly format: ImportFormat;
  readonly paths: readonly string[];
}

async function store(run: Run, storing: Storing): Promise<StoreResult> {
  const { client, dataset, sorted, read, pairs, options, format, paths } = storing;
  const { items, skipped, unnamed } = pairs;
  const kind = sampleKindOf(dataset.task_type);
  const present = await presentSamples(run, storing);
  const folder = paths.map((path) => `${run.io.cwd}/${path}`).join("\0");
  const journal = await UploadJournal.open(run.io.env, { server: client.baseUrl, dataset: dataset.full_name, folder });
  const bar = run.progress({ title: "Importing", unit: "samples", total: items.length });
  try {
    const storeItems = kind === "image-sequence" ? storeSequences : storeImport;
    const result = await storeItems(items, {
      ...{
        client,
        dataset: dataset.full_name,
        taskType: dataset.task_type,
        labelset: options.labelset,
        labelStatus: options.status,
        present,
        journal,
      },
      ...{
        isCloud: kind === "pointcloud",
        cloudType: options.cloudType,
        parallel: options.parallel,
        signal: run.signal,
      },
      categories: new Map((dataset.task_attributes?.categories ?? []).map(({ id, name }) => [name, id])),
      replaces: options.replace === true,
      hasLabels: format !== "folder",
      onSample: () => bar.add(),
    });
    if (result.failed.length === 0) await journal.remove();
    bar.end();
    const all = [...read.skipped, ...skipped, ...result.skipped];
    await reportImport(run, {
      result: { ...result, changed: [...read.changed, ...pairs.changed, ...result.changed] },
      skipped: all,
      unused: [...unnamed, ...sorted.unused],
      dataset: dataset.full_name,
      allowsSkipped: options.allowSkipped === true,
    });
    return result;
  } catch (error) {
    bar.end();
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError(`The import was stopped, because the server no longer takes the key: ${reason}`, {
    exitCode: EXIT.notAllowed,
    hint: "Sign in with `tessera login` and run the same command again: it goes on where it stopped.",
    cause: error,
  });
}

async function presentSamples(run: Run, { client, dataset, options }: Storing): Promise<Map<string, PresentSample>> {
  const present = new Map<string, PresentSample>();
  const list = client.samples.list(dataset.full_name, { labelset: options.labelset }, { signal: run.signal });
  for await (const { name, uuid, label, attributes, thumbnail } of list) {
    const isLabeled = label !== null && label !== undefined;
    const [file] = filesOf(attributes);
    const size = thumbnail ? { widthPx: thumbnail.image_width, heightPx: thumbnail.image_height } : undefined;
    present.set(name, { uuid, isLabeled, url: file?.url, size });
  }
  return present;
}
