import type { LabelStatus, SampleCreateParams, SampleListParams, SampleSort, SampleUpdateParams } from "@tessera/sdk";
import { type Command, Option } from "commander";
import {
  anyNumber,
  collect,
  collectPair,
  confirm,
  readJson,
  readJsonObject,
  wholeNumber,
  withExamples,
} from "../arguments.js";
import { usageError } from "../errors.js";
import { SAMPLE_ARGUMENT, uuidOf } from "../sample-name.js";
import type { Run, Shell } from "../shell.js";
import { counted } from "../text.js";
import { LABEL_STATUSES, SAMPLE_SORTS } from "../words.js";

interface ListOptions {
  readonly labelset: string;
  readonly status?: string[];
  readonly name?: string;
  readonly metadata?: Record<string, string>;
  readonly sort: SampleSort;
  readonly descending?: true;
  readonly limit?: number;
  readonly fullLabel?: true;
}

interface ChangeOptions {
  readonly name?: string;
  readonly attributes?: string;
  readonly metadata?: Record<string, string>;
  readonly priority?: number;
  readonly labeler?: string;
  readonly reviewer?: string;
}

export function addSampleCommands(program: Command, shell: Shell): void {
  const samples = program.command("samples").alias("sample").summary("list, add, change and delete samples");
  withExamples(
    samples.description(
      "Samples: an image, a point cloud, a sequence or a text each. `tessera upload` adds a folder of them.",
    ),
    ["samples list jane/flowers --status LABELED,REVIEWED", "samples get jane/flowers/violet.jpg"],
  );
  withExamples(
    samples
      .command("list")
      .summary("samples of a dataset")
      .description("Lists the samples of a dataset with the status of their labels.")
      .argument("<owner/dataset>")
      .option("--labelset <name>", "whose labels are shown", "ground-truth")
      .option("--status <statuses>", "ground truth of these statuses, with commas between", collect)
      .option("--name <text>", "names that contain this")
      .option("--metadata <key=value>", "may be repeated; all must fit", collectPair)
      .addOption(new Option("--sort <by>", "the order").choices(SAMPLE_SORTS).default("name"))
      .option("--descending", "the other way round")
      .option("--full-label", "with --json: the whole label, not its summary")
      .option("--limit <count>", "so many at most", wholeNumber(1))
      .action((dataset: string, options: ListOptions, command: Command) =>
        shell.run(command, (run) => list(run, dataset, options)),
      ),
    [
      "samples list jane/flowers --status UNLABELED",
      "samples list jane/flowers --sort priority --descending --limit 10",
      "samples list jane/flowers --json | jq -r '.[].name'",
    ],
  );
  samples
    .command("get")
    .summary("one sample")
    .description("Shows a sample with its attributes and metadata.")
    .argument("<sample>", SAMPLE_ARGUMENT)
    .option("--labelset <name>", "with its label in this labelset")
    .option("--signed-urls", "with urls that read a private bucket for a day")
    .action((sample: string, options: { labelset?: string; signedUrls?: true }, command: Command) =>
      shell.run(command, (run) => get(run, sample, options)),
    );
  withExamples(
    withChanges(
      samples
        .command("add")
        .summary("add samples whose files are somewhere already")
        .description(
          "Adds one sample by options, or many from a JSON list. For files of your own use `tessera upload`.",
        )
        .argument("<owner/dataset>")
        .option("--image <url>", "for --attributes of one image")
        .option("--from <file>", "a JSON list of samples: name, attributes, metadata, priority; - for standard input"),
    ).action((dataset: string, options: ChangeOptions & { image?: string; from?: string }, command: Command) =>
      shell.run(command, (run) => add(run, dataset, options)),
    ),
    [
      "samples add jane/flowers --name violet.jpg --image https://example.com/violet.jpg",
      "samples add jane/flowers --from samples.json",
    ],
  );
  withChanges(
    samples
      .command("update")
      .summary("change a sample")
      .description("Changes a sample; what is not given stays. An empty --labeler or --reviewer clears it.")
      .argument("<sample>", SAMPLE_ARGUMENT),
  ).action((sample: string, options: ChangeOptions, command: Command) =>
    shell.run(command, (run) => update(run, sample, options)),
  );
  samples
    .command("delete")
    .summary("delete samples")
    .description("Deletes samples with their labels and issues. It cannot be undone.")
    .argument("<samples...>", SAMPLE_ARGUMENT)
    .option("-y, --yes", "do not ask")
    .action((names: string[], options: { yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, names, options)),
    );
}

function withChanges(command: Command): Command {
  return command
    .option("--name <name>", "unique in the dataset")
    .option("--attributes <json>", "JSON, a file of it, or - for standard input")
    .option("--metadata <key=value>", "may be repeated", collectPair)
    .option("--priority <number>", "higher is labeled first", anyNumber)
    .option("--labeler <user>", "who is to label it")
    .option("--reviewer <user>", "who is to review it");
}

async function list(run: Run, dataset: string, options: ListOptions): Promise<void> {
  const { labelset, status, name, metadata, sort, descending, limit, fullLabel } = options;
  const unknown = status?.find((one) => !(LABEL_STATUSES as readonly string[]).includes(one));
  if (unknown !== undefined) throw usageError(`${unknown} is no status.`, `There are: ${LABEL_STATUSES.join(", ")}.`);
  const params: SampleListParams = {
    ...{
      labelset,
      name,
      sort,
      direction: descending === true ? "desc" : "asc",
      includeFullLabel: fullLabel === true && run.out.isJson,
    },
    labelStatus: status as LabelStatus[] | undefined,
    metadata: metadata && Object.entries(metadata).map(([key, value]) => `${key}:${value}`),
    perPage: limit === undefined ? undefined : Math.min(1000, limit),
  };
  const client = await run.client();
  await run.out.list(
    first(client.samples.list(dataset, params, { signal: run.signal }), limit),
    [
      { title: "name", value: ({ name }) => name, mayShrink: true },
      { title: "status", value: ({ label }) => label?.label_status ?? "UNLABELED" },
      { title: "priority", value: ({ priority }) => priority, align: "right" },
      { title: "labeler", value: ({ assigned_labeler }) => assigned_labeler },
      { title: "uuid", value: ({ uuid }) => uuid },
    ],
    "There are no such samples.",
  );
}

async function* first<Item>(items: AsyncIterable<Item>, limit: number | undefined): AsyncGenerator<Item> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const item of items) {
    yield item;
    if (--left <= 0) return;
  }
}

async function get(
  run: Run,
  name: string,
  { labelset, signedUrls }: { readonly labelset?: string; readonly signedUrls?: true },
): Promise<void> {
  const client = await run.client();
  const options = { signal: run.signal };
  const uuid = await uuidOf(client, name, options);
  const sample = await client.samples.get(uuid, { labelset, includeSignedUrl: signedUrls === true }, options);
  await run.out.object(sample, [
    ["name", sample.name],
    ["uuid", sample.uuid],
    ["dataset", sample.dataset_full_name],
    ["created", `${sample.created_at} by ${sample.created_by}`],
    ["priority", sample.priority],
    ["labeler", sample.assigned_labeler ?? undefined],
    ["reviewer", sample.assigned_reviewer ?? undefined],
    ["metadata", Object.keys(sample.metadata).length === 0 ? undefined : sample.metadata],
    ["attributes", sample.attributes],
    ["label", labelset === undefined ? undefined : (sample.label ?? "-")],
  ]);
}

async function add(
  run: Run,
  dataset: string,
  options: ChangeOptions & { readonly image?: string; readonly from?: string },
): Promise<void> {
  const { from, image, ...one } = options;
  const client = await run.client();
  if (from !== undefined) return addMany(run, dataset, from);
  const attributes = image === undefined ? undefined : { image: { url: image } };
  const params = { ...(attributes && { attributes }), ...(await changesOf(run, one)) };
  if (params.name === undefined || params.attributes === undefined) {
    throw usageError("A sample needs --name, and --attributes or --image.", "Or give many with --from FILE.");
  }
  const sample = await client.samples.create(dataset, params as SampleCreateParams, { signal: run.signal });
  await run.out.done(`Added ${sample.name} as ${sample.uuid}.`, sample);
}

async function addMany(run: Run, dataset: string, from: string): Promise<void> {
  const items = await readJson(run.io, from);
  if (!Array.isArray(items)) throw usageError("A JSON list of samples is due.");
  const client = await run.client();
  const bar = run.progress({ title: "Adding", unit: "samples", total: items.length });
  const onProgress = ({ done }: { readonly done: number }) => bar.update(done);
  try {
    const added = await client.samples.createMany(dataset, items as SampleCreateParams[], {
      signal: run.signal,
      onProgress,
    });
    await run.out.done(`${counted(added.length, "sample")} of the list are in ${dataset}.`, added);
  } finally {
    bar.end();
  }
}

async function update(run: Run, name: string, options: ChangeOptions): Promise<void> {
  const params = await changesOf(run, options);
  if (Object.keys(params).length === 0) throw usageError("Nothing was said to change.");
  const client = await run.client();
  const uuid = await uuidOf(client, name, { signal: run.signal });
  const sample = await client.samples.update(uuid, params, { signal: run.signal });
  await run.out.done(`Changed ${sample.name}.`, sample);
}

async function remove(run: Run, names: readonly string[], options: { readonly yes?: true }): Promise<void> {
  const client = await run.client();
  const uuids: string[] = [];
  for (const name of names) uuids.push(await uuidOf(client, name, { signal: run.signal }));
  await confirm(run.io, `Delete ${counted(uuids.length, "sample")} with all labels, for good?`, options);
  for (const uuid of uuids) await client.samples.delete(uuid, { signal: run.signal });
  await run.out.done(`Deleted ${counted(uuids.length, "sample")}.`, { deleted: uuids });
}

async function changesOf(run: Run, options: ChangeOptions): Promise<SampleUpdateParams> {
  const { name, attributes, metadata, priority, labeler, reviewer } = options;
  return {
    ...(name !== undefined && { name }),
    ...(attributes !== undefined && {
      attributes: (await readJsonObject(run.io, attributes)) as SampleCreateParams["attributes"],
    }),
    ...(metadata !== undefined && { metadata }),
    ...(priority !== undefined && { priority }),
    ...(labeler !== undefined && { assignedLabeler: labeler === "" ? null : labeler }),
    ...(reviewer !== undefined && { assignedReviewer: reviewer === "" ? null : reviewer }),
  };
}
