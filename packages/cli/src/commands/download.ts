import path from "node:path";
import { openReleaseFile } from "@tessera/exchange/node";
import { isJsonObject } from "@tessera/json";
import { type LabelStatus, NotFoundError, type TesseraClient } from "@tessera/sdk";
import type { Command } from "commander";
import { collect, wholeNumber, withExamples } from "../arguments.js";
import { type DownloadedSample, type DownloadResult, downloadDataset } from "../download/download-dataset.js";
import { withReleaseFile } from "../download/download-release.js";
import { filesOf } from "../download/sample-files.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { writeToFile } from "../files/write-to-file.js";
import type { Run, Shell } from "../shell.js";
import { bytesText, counted, printable } from "../text.js";

interface DownloadOptions {
  readonly release?: string;
  readonly labelset: string;
  readonly status?: string[];
  readonly onlyLabels?: true;
  readonly onlyImages?: true;
  readonly parallel: number;
}

const MAX_NAMED = 20;

export function addDownloadCommand(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("download")
      .summary("download images, clouds and labels")
      .description(
        "Downloads a dataset into a folder: its files to images/, labels to labels/ as JSON and masks as PNG. Run it again after a break: files that are there are kept.",
      )
      .argument("<owner/dataset>")
      .argument("<folder>")
      .option("--release <name>", "as it was in this release")
      .option("--labelset <name>", "whose labels", "ground-truth")
      .option("--status <statuses>", "ground truth of these, with commas between", collect)
      .option("--only-labels", "no images and clouds")
      .option("--only-images", "no labels")
      .option("--parallel <count>", "so many files at once", wholeNumber(1, 64), 8)
      .action((dataset: string, folder: string, options: DownloadOptions, command: Command) =>
        shell.run(command, (run) => download(run, dataset, folder, options)),
      ),
    ["download jane/flowers flowers", "download jane/flowers reviewed --status REVIEWED --only-labels"],
  );
}

async function download(run: Run, dataset: string, folder: string, options: DownloadOptions): Promise<void> {
  if (options.onlyImages === true && options.onlyLabels === true)
    throw usageError("Give --only-images or --only-labels, not both.");
  const directory = path.resolve(run.io.cwd, folder);
  const client = await run.client();
  const found = await client.datasets.get(dataset, { signal: run.signal });
  await writeToFile(path.join(directory, "dataset.json"), Buffer.from(`${JSON.stringify(found, null, 2)}\n`));
  const { release } = options;
  if (release === undefined)
    return write(
      run,
      client,
      { dataset, directory, total: undefined, samples: ofDataset(run, client, dataset, options) },
      options,
    );
  await withReleaseFile(run, { dataset, name: release }, async (file) => {
    await write(run, client, { dataset, directory, total: undefined, samples: ofRelease(file, options) }, options);
  });
}

async function* ofDataset(
  run: Run,
  client: TesseraClient,
  dataset: string,
  { labelset, status }: DownloadOptions,
): AsyncGenerator<DownloadedSample> {
  const params = { labelset, includeFullLabel: true, labelStatus: status as LabelStatus[] | undefined, perPage: 200 };
  for await (const sample of client.samples.list(dataset, params, { signal: run.signal })) {
    yield { uuid: sample.uuid, name: sample.name, attributes: sample.attributes, label: sample.label };
  }
}

async function* ofRelease(file: string, { labelset, status }: DownloadOptions): AsyncGenerator<DownloadedSample> {
  for await (const { sample, label } of await openReleaseFile(file, {
    labelset,
    filterBy: status,
    exactIntegers: true,
  })) {
    yield { uuid: sample.uuid, name: sample.name, attributes: sample.attributes, label };
  }
}

interface Source {
  readonly dataset: string;
  readonly directory: string;
  readonly total: number | undefined;
  readonly samples: AsyncIterable<DownloadedSample>;
}

async function write(
  run: Run,
  client: TesseraClient,
  { dataset, directory, samples }: Source,
  options: DownloadOptions,
): Promise<void> {
  const bar = run.progress({ title: "Downloading", unit: "files" });
  try {
    const result = await downloadDataset(samples, {
      ...{ directory, parallel: options.parallel, signal: run.signal },
      what: { images: options.onlyLabels !== true, labels: options.onlyImages !== true },
      signedUrl: (sample, url) => signedUrl(run, client, sample, url),
      onFile: () => bar.add(),
    });
    bar.end();
    await report(run, { dataset, directory, result });
  } catch (error) {
    bar.end();
    if (run.signal.aborted) run.out.remark("Run the same command again to go on: whole files are kept.");
    throw error;
  }
}

/** The server signs urls of a bucket that it is connected to. */
async function signedUrl(
  run: Run,
  client: TesseraClient,
  { uuid }: DownloadedSample,
  url: string,
): Promise<string | undefined> {
  if (uuid === undefined) return undefined;
  try {
    const { attributes } = await client.samples.get(uuid, { includeSignedUrl: true }, { signal: run.signal });
    return filesOf(withSignedUrls(attributes))
      .find((file) => file.url.startsWith(`${url}\n`))
      ?.url.split("\n")[1];
  } catch (error) {
    // A sample that is in a release may be gone from its dataset.
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** The same attributes with `url\nsigned_url` for each url that has both. */
function withSignedUrls(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withSignedUrls);
  if (!isJsonObject(part)) return part;
  const entries = Object.entries(part).map(([name, value]) => [name, withSignedUrls(value)] as const);
  const { url, signed_url } = part;
  return {
    ...Object.fromEntries(entries),
    ...(typeof url === "string" && typeof signed_url === "string" && { url: `${url}\n${signed_url}` }),
  };
}

async function report(
  run: Run,
  { dataset, directory, result }: { dataset: string; directory: string; result: DownloadResult },
): Promise<void> {
  const { samples, files, bytes, kept, failed } = result;
  if (failed.length > 0) run.exitWith(EXIT.partlyFailed);
  if (failed.length > 0 && !run.out.isJson) {
    run.out.remark(`${counted(failed.length, "file")} failed; run the same command again to retry:`);
    for (const { file, reason } of failed.slice(0, MAX_NAMED))
      run.out.remark(`  ${printable(file)}: ${printable(reason)}`);
    if (failed.length > MAX_NAMED) run.out.remark(`  and ${counted(failed.length - MAX_NAMED, "other")}`);
  }
  const keptText = kept > 0 ? `, ${counted(kept, "file")} had been there` : "";
  await run.out.done(
    `Wrote ${counted(files, "file")} (${bytesText(bytes)}) of ${counted(samples, "sample")} to ${directory}${keptText}.`,
    {
      ...{ dataset, folder: directory, samples, files, bytes, kept, failed },
    },
  );
}
