import type { Command } from "commander";
import { confirm, withExamples } from "../arguments.js";
import type { Run, Shell } from "../shell.js";

export function addLabelsetCommands(program: Command, shell: Shell): void {
  const labelsets = program.command("labelsets").alias("labelset").summary("list, add and delete labelsets");
  withExamples(
    labelsets.description("Labelsets: people's labels stand in ground-truth, a model's in one of its own."),
    ["labelsets list jane/flowers", "labelsets add jane/flowers model-v2 --description 'Predictions of May'"],
  );
  labelsets
    .command("list")
    .summary("labelsets of a dataset")
    .description("Lists the labelsets of a dataset.")
    .argument("<owner/dataset>")
    .action((dataset: string, _options, command: Command) => shell.run(command, (run) => list(run, dataset)));
  labelsets
    .command("add")
    .summary("add a labelset")
    .description("Adds a labelset to a dataset.")
    .argument("<owner/dataset>")
    .argument("<labelset>", "its name")
    .option("--description <text>", "what it holds")
    .action((dataset: string, name: string, options: { description?: string }, command: Command) =>
      shell.run(command, (run) => add(run, dataset, { name, ...options })),
    );
  labelsets
    .command("delete")
    .summary("delete a labelset")
    .description("Deletes a labelset with its labels. ground-truth cannot be deleted.")
    .argument("<owner/dataset>")
    .argument("<labelset>", "its name")
    .option("-y, --yes", "do not ask")
    .action((dataset: string, name: string, options: { yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, dataset, name, options)),
    );
}

async function list(run: Run, dataset: string): Promise<void> {
  const client = await run.client();
  await run.out.list(
    client.labelsets.list(dataset, {}, { signal: run.signal }),
    [
      { title: "name", value: ({ name }) => name },
      { title: "created", value: ({ created_at }) => created_at.slice(0, 10) },
      { title: "description", value: ({ description }) => description, mayShrink: true },
    ],
    "There are no labelsets.",
  );
}

async function add(
  run: Run,
  dataset: string,
  params: { readonly name: string; readonly description?: string },
): Promise<void> {
  const client = await run.client();
  const labelset = await client.labelsets.create(dataset, params, { signal: run.signal });
  await run.out.done(`Added labelset ${labelset.name} to ${dataset}.`, labelset);
}

async function remove(run: Run, dataset: string, name: string, options: { readonly yes?: true }): Promise<void> {
  const client = await run.client();
  await client.labelsets.get(dataset, name, { signal: run.signal });
  await confirm(run.io, `Delete labelset ${name} of ${dataset} with its labels, for good?`, options);
  await client.labelsets.delete(dataset, name, { signal: run.signal });
  await run.out.done(`Deleted labelset ${name} of ${dataset}.`, { deleted: { dataset, labelset: name } });
}
