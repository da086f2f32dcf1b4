import type { Category, DatasetCreateParams, DatasetUpdateParams, TaskAttributes, TaskType } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { collect, collectPair, confirm, readJsonObject, withExamples } from "../arguments.js";
import { usageError } from "../errors.js";
import type { Io } from "../io.js";
import type { Run, Shell } from "../shell.js";
import { counted } from "../text.js";
import { TASK_TYPES } from "../words.js";
import { addRemovalCommands } from "./removals.js";

interface SettingOptions {
  readonly taskType?: TaskType;
  readonly description?: string;
  readonly category?: Category;
  readonly public?: boolean;
  readonly attributes?: string;
  readonly categories?: string[];
  readonly tags?: string[];
  readonly settings?: string;
  readonly metadata?: Record<string, string>;
}

export function addDatasetCommands(program: Command, shell: Shell): void {
  const datasets = program
    .command("datasets")
    .alias("dataset")
    .summary("list, create, change, copy and delete datasets");
  withExamples(datasets.description("Datasets: samples of one task type, with their labels."), [
    "datasets list",
    "datasets create flowers --task-type vector --categories rose,tulip",
    "datasets get jane/flowers --json",
  ]);
  datasets
    .command("list")
    .summary("datasets that you see")
    .description("Lists your own datasets and those that you work on.")
    .option("--user <name>", "those of this user or organization")
    .action((options: { user?: string }, command: Command) => shell.run(command, (run) => list(run, options)));
  datasets
    .command("get")
    .summary("one dataset")
    .description("Shows a dataset with the counts of its labels.")
    .argument("<owner/dataset>")
    .action((name: string, _options, command: Command) => shell.run(command, (run) => get(run, name)));
  withExamples(
    withSettings(
      datasets
        .command("create")
        .summary("create a dataset")
        .description("Creates a dataset of your own, or of an organization that you are in.")
        .argument("<name>", "its name, or OWNER/NAME"),
    ).action((name: string, options: SettingOptions, command: Command) =>
      shell.run(command, (run) => create(run, name, options)),
    ),
    [
      "datasets create flowers --task-type vector --categories rose,tulip",
      "datasets create botanists/trees --attributes categories.json",
    ],
  );
  withExamples(
    withSettings(
      datasets
        .command("update")
        .summary("change a dataset")
        .description("Changes a dataset; what is not given stays.")
        .argument("<owner/dataset>")
        .option("--name <name>", "its new name"),
    ).action((dataset: string, options: SettingOptions & { name?: string }, command: Command) =>
      shell.run(command, (run) => update(run, dataset, options)),
    ),
    ["datasets update jane/flowers --public", `datasets update jane/flowers --settings '{"enableRatings": true}'`],
  );
  datasets
    .command("clone")
    .summary("copy a dataset")
    .description("Copies a dataset with its samples. Large ones are still copied when this ends.")
    .argument("<owner/dataset>")
    .argument("[name]", "of the copy; the original's and -clone unless given")
    .option("--labels", "copy the labels too")
    .option("--organization <name>", "who is to own the copy; you unless given")
    .addOption(taskTypeOption())
    .action(
      (
        dataset: string,
        name: string | undefined,
        options: { labels?: true; organization?: string; taskType?: TaskType },
        command: Command,
      ) => shell.run(command, (run) => clone(run, dataset, name, options)),
    );
  addRemovalCommands(datasets, shell);
  datasets
    .command("delete")
    .summary("delete a dataset")
    .description("Deletes a dataset with all samples, labels and releases. It cannot be undone.")
    .argument("<owner/dataset>")
    .option("-y, --yes", "do not ask")
    .action((dataset: string, options: { yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, dataset, options)),
    );
}

/** Fifteen choices in four lines. */
function taskTypeOption(): Option {
  const types =
    "bboxes, vector, keypoints, segmentation-bitmap[-highres], image-(segmentation|vector)-sequence, pointcloud-(cuboid|segmentation|vector)[-sequence], multisensor-sequence, text-named-entities, text-span-categorization";
  return new Option("--task-type <type>", types).choices(TASK_TYPES);
}

function withSettings(command: Command): Command {
  return command
    .addOption(taskTypeOption())
    .option("--description <text>", "what it is")
    .option("--category <category>", "street_scenery, medical, custom-bees, …")
    .option("--public", "everybody sees it; --no-public undoes it")
    .addOption(new Option("--no-public").hideHelp())
    .option("--categories <names>", "names, with commas between", collect)
    .option("--attributes <file>", "task attributes: a JSON file, or -")
    .option("--tags <tags>", "with commas between", collect)
    .option("--metadata <key=value>", "may be repeated", collectPair)
    .option("--settings <json>", "more settings, named as in the SDK");
}

async function list(run: Run, { user }: { readonly user?: string }): Promise<void> {
  const client = await run.client();
  await run.out.list(
    client.datasets.list({ user }, { signal: run.signal }),
    [
      { title: "name", value: ({ full_name }) => full_name },
      { title: "task type", value: ({ task_type }) => task_type },
      { title: "samples", value: ({ samples_count }) => samples_count, align: "right" },
      {
        title: "labeled",
        value: ({ label_stats: { LABELED = 0, REVIEWED = 0, VERIFIED = 0 } }) => LABELED + REVIEWED + VERIFIED,
        align: "right",
      },
      { title: "role", value: ({ role }) => role },
      { title: "description", value: ({ description }) => description, mayShrink: true },
    ],
    "There are no datasets yet. `tessera datasets create NAME` makes one.",
  );
}

async function get(run: Run, name: string): Promise<void> {
  const client = await run.client();
  const dataset = await client.datasets.get(name, { signal: run.signal });
  const { TOTAL, ...stats } = dataset.label_stats;
  const counts = Object.entries(stats).filter(([, number]) => number > 0);
  await run.out.object(dataset, [
    ["name", dataset.full_name],
    ["task type", dataset.task_type],
    ["description", dataset.description],
    ["category", dataset.category],
    ["public", dataset.public],
    ["created", dataset.created_at],
    ["your role", dataset.role],
    ["samples", dataset.samples_count],
    ["labels", counts.length === 0 ? "-" : counts.map(([status, number]) => `${number} ${status}`).join(", ")],
    ["collaborators", dataset.collaborators_count],
    [
      "categories",
      (dataset.task_attributes?.categories ?? []).map((category) => `${category.id} ${category.name}`).join(", "),
    ],
    ["cloned from", dataset.cloned_from ?? undefined],
  ]);
}

async function create(run: Run, name: string, options: SettingOptions): Promise<void> {
  const client = await run.client();
  const [owner, own] = name.includes("/")
    ? [name.slice(0, name.indexOf("/")), name.slice(name.indexOf("/") + 1)]
    : [undefined, name];
  const user = owner === undefined ? undefined : await client.users.get(undefined, { signal: run.signal });
  const params: DatasetCreateParams = { ...(await settingsOf(run.io, options)), name: own };
  const organization = owner === undefined || owner === user?.username ? {} : { organization: owner };
  const dataset = await client.datasets.create({ ...params, ...organization }, { signal: run.signal });
  await run.out.done(`Created ${dataset.full_name}, a dataset of type ${dataset.task_type}.`, dataset);
}

async function update(
  run: Run,
  name: string,
  { name: newName, ...options }: SettingOptions & { readonly name?: string },
): Promise<void> {
  const params: DatasetUpdateParams = {
    ...(await settingsOf(run.io, options)),
    ...(newName !== undefined && { name: newName }),
  };
  if (Object.keys(params).length === 0) throw usageError("Nothing was said to change.");
  const client = await run.client();
  const dataset = await client.datasets.update(name, params, { signal: run.signal });
  await run.out.done(`Changed ${dataset.full_name}.`, dataset);
}

async function clone(
  run: Run,
  name: string,
  newName: string | undefined,
  options: { readonly labels?: true; readonly organization?: string; readonly taskType?: TaskType },
): Promise<void> {
  const client = await run.client();
  const { organization, labels, taskType } = options;
  const params = { newName, organization, cloneLabels: labels === true, newTaskType: taskType };
  const copy = await client.datasets.clone(name, params, { signal: run.signal });
  await run.out.done(`Copied ${name} to ${copy.full_name}.`, copy);
}

async function remove(run: Run, name: string, options: { readonly yes?: true }): Promise<void> {
  const client = await run.client();
  const { full_name, samples_count } = await client.datasets.get(name, { signal: run.signal });
  await confirm(run.io, `Delete ${full_name} with ${counted(samples_count, "sample")}, for good?`, options);
  await client.datasets.delete(name, { signal: run.signal });
  await run.out.done(`Deleted ${full_name}.`, { deleted: full_name });
}

async function settingsOf(io: Io, options: SettingOptions): Promise<Omit<DatasetUpdateParams, "name">> {
  const { attributes, categories, settings, ...plain } = options;
  if (attributes !== undefined && categories !== undefined) {
    throw usageError("Give --attributes or --categories, not both.");
  }
  const taskAttributes =
    attributes === undefined
      ? categoriesOf(categories)
      : ((await readJsonObject(io, attributes)) as unknown as TaskAttributes);
  const { taskType, description, category, public: isPublic, tags, metadata } = plain;
  return {
    ...(taskType !== undefined && { taskType }),
    ...(description !== undefined && { description }),
    ...(category !== undefined && { category }),
    ...(isPublic !== undefined && { public: isPublic }),
    ...(tags !== undefined && { tags }),
    ...(metadata !== undefined && { metadata }),
    ...(taskAttributes !== undefined && { taskAttributes }),
    ...(settings !== undefined && (await readJsonObject(io, settings))),
  };
}

function categoriesOf(names: readonly string[] | undefined): TaskAttributes | undefined {
  if (names === undefined) return undefined;
  return { format_version: "0.1", categories: names.map((name, index) => ({ id: index + 1, name })) };
}
