import type { LabelPutParams, LabelStatus } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { anyNumber, confirm, readJsonObject, wholeNumber, withExamples } from "../arguments.js";
import { usageError } from "../errors.js";
import { SAMPLE_ARGUMENT, uuidOf } from "../sample-name.js";
import type { Run, Shell } from "../shell.js";
import { LABEL_STATUSES } from "../words.js";

interface SetOptions {
  readonly labelset: string;
  readonly attributes?: string;
  readonly status?: LabelStatus;
  readonly score?: number;
  readonly rating?: number;
}

export function addLabelCommands(program: Command, shell: Shell): void {
  const labels = program.command("labels").alias("label").summary("read, set and delete labels");
  withExamples(labels.description("Labels: what is in a sample, once in each labelset."), [
    "labels get jane/flowers/violet.jpg",
    "labels set jane/flowers/violet.jpg --status REVIEWED",
  ]);
  labels
    .command("get")
    .summary("a sample's label")
    .description("Shows a sample's label.")
    .argument("<sample>", SAMPLE_ARGUMENT)
    .option("--labelset <name>", "which labelset", "ground-truth")
    .action((sample: string, options: { labelset: string }, command: Command) =>
      shell.run(command, (run) => get(run, sample, options)),
    );
  withExamples(
    labels
      .command("set")
      .summary("create, replace or change a label")
      .description(
        "With --attributes creates or replaces a label; without, changes the status, score or rating of one.",
      )
      .argument("<sample>", SAMPLE_ARGUMENT)
      .option("--labelset <name>", "which labelset", "ground-truth")
      .option("--attributes <json>", "JSON, a file of it, or - for standard input")
      .addOption(new Option("--status <status>", "PRELABELED for a new label unless given").choices(LABEL_STATUSES))
      .option("--score <number>", "how sure a model is of it", anyNumber)
      .option("--rating <stars>", "1 to 5; only without --attributes", wholeNumber(1, 5))
      .action((sample: string, options: SetOptions, command: Command) =>
        shell.run(command, (run) => set(run, sample, options)),
      ),
    [
      "labels set jane/flowers/violet.jpg --attributes label.json --status LABELED",
      "labels set jane/flowers/violet.jpg --status REVIEWED --rating 5",
    ],
  );
  labels
    .command("delete")
    .summary("delete a label")
    .description("Deletes a sample's label in one labelset: it is unlabeled there.")
    .argument("<sample>", SAMPLE_ARGUMENT)
    .option("--labelset <name>", "which labelset", "ground-truth")
    .option("-y, --yes", "do not ask")
    .action((sample: string, options: { labelset: string; yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, sample, options)),
    );
}

async function get(run: Run, name: string, { labelset }: { readonly labelset: string }): Promise<void> {
  const client = await run.client();
  const options = { signal: run.signal };
  const label = await client.labels.get(await uuidOf(client, name, options), { labelset }, options);
  await run.out.object(label, [
    ["sample", name],
    ["labelset", label.labelset],
    ["status", label.label_status],
    ["type", label.label_type],
    ["score", label.score ?? undefined],
    ["rating", label.rating ?? undefined],
    ["created", `${label.created_at} by ${label.created_by}`],
    ["updated", label.updated_by ? `${label.updated_at} by ${label.updated_by}` : label.updated_at],
    ["attributes", label.attributes],
  ]);
}

async function set(run: Run, name: string, { labelset, attributes, status, score, rating }: SetOptions): Promise<void> {
  if (attributes === undefined && status === undefined && score === undefined && rating === undefined) {
    throw usageError("Nothing was said to set.");
  }
  if (attributes !== undefined && rating !== undefined)
    throw usageError("A rating is given to a label that is there: leave out --attributes.");
  const client = await run.client();
  const options = { signal: run.signal };
  const content = attributes === undefined ? undefined : await readJsonObject(run.io, attributes);
  const uuid = await uuidOf(client, name, options);
  const common = { labelset, labelStatus: status, score };
  const label =
    content === undefined
      ? await client.labels.update(uuid, { ...common, rating }, options)
      : await client.labels.put(uuid, { ...common, attributes: content as LabelPutParams["attributes"] }, options);
  await run.out.done(`The ${label.labelset} label of ${name} is ${label.label_status}.`, label);
}

async function remove(
  run: Run,
  name: string,
  options: { readonly labelset: string; readonly yes?: true },
): Promise<void> {
  const client = await run.client();
  const { labelset } = options;
  const uuid = await uuidOf(client, name, { signal: run.signal });
  await confirm(run.io, `Delete the ${labelset} label of ${name}?`, options);
  await client.labels.delete(uuid, { labelset }, { signal: run.signal });
  await run.out.done(`Deleted the ${labelset} label of ${name}.`, { deleted: { sample: uuid, labelset } });
}
