import type { LabelChangeParams, TaskAttributes, TaskAttributesChange, TesseraClient } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { confirm, withExamples } from "../arguments.js";
import { usageError } from "../errors.js";
import type { Run, Shell } from "../shell.js";
import { counted } from "../text.js";

interface RemovalOptions {
  readonly moveTo?: string;
  readonly delete?: true;
  readonly keep?: true;
  readonly yes?: true;
}

interface AttributeOptions extends RemovalOptions {
  readonly category?: string;
  readonly choice?: string;
}

type Category = TaskAttributes["categories"][number];
type Attribute = NonNullable<Category["attributes"]>[number];

/** Commands that take categories and attributes away, with what labels have for them. */
export function addRemovalCommands(datasets: Command, shell: Shell): void {
  datasets
    .command("usage")
    .summary("objects by category")
    .description("Counts the objects and samples of each category in the current labels.")
    .argument("<owner/dataset>")
    .action((name: string, _options, command: Command) => shell.run(command, (run) => usage(run, name)));
  withExamples(
    withAnswers(
      datasets
        .command("remove-category")
        .summary("and its objects in labels")
        .description("Removes a category, and says what becomes of its objects in every label.")
        .argument("<owner/dataset>")
        .argument("<category>", "its name"),
      "another category: its objects become that",
    ).action((dataset: string, name: string, options: RemovalOptions, command: Command) =>
      shell.run(command, (run) => removeCategory(run, dataset, name, options)),
    ),
    [
      "datasets remove-category jane/flowers tulip --move-to rose",
      "datasets remove-category jane/flowers weed --delete",
    ],
  );
  withExamples(
    withAnswers(
      datasets
        .command("remove-attribute")
        .summary("and its values in labels")
        .description("Removes an attribute, or one choice of it, and says what becomes of its values.")
        .argument("<owner/dataset>")
        .argument("<attribute>", "its name")
        .option("--category <name>", "whose attribute; the scene's unless given")
        .option("--choice <choice>", "this choice alone"),
      "another choice, that takes its place",
    ).action((dataset: string, name: string, options: AttributeOptions, command: Command) =>
      shell.run(command, (run) => removeAttribute(run, dataset, name, options)),
    ),
    ["datasets remove-attribute jane/flowers color --category rose --choice crimson --move-to red"],
  );
}

function withAnswers(command: Command, moveTo: string): Command {
  return command
    .addOption(new Option("--move-to <name>", moveTo).conflicts(["delete", "keep"]))
    .addOption(new Option("--delete", "delete them from the labels").conflicts("keep"))
    .option("--keep", "leave the labels as they are")
    .option("-y, --yes", "do not ask");
}

async function usage(run: Run, name: string): Promise<void> {
  const client = await run.client();
  const options = { signal: run.signal };
  const [dataset, rows] = await Promise.all([
    client.datasets.get(name, options),
    client.datasets.categoryUsage(name, options),
  ]);
  const names = new Map(
    [...(dataset.removed_categories ?? []), ...(dataset.task_attributes?.categories ?? [])].map((one) => [
      one.id,
      one.name,
    ]),
  );
  await run.out.list(
    rows.map((row) => ({ ...row, name: names.get(row.id) ?? null })),
    [
      { title: "id", value: ({ id }) => id, align: "right" },
      { title: "category", value: ({ name: category }) => category ?? "unknown", mayShrink: true },
      { title: "objects", value: ({ objects }) => objects, align: "right" },
      { title: "samples", value: ({ samples }) => samples, align: "right" },
    ],
    "No label has objects yet.",
  );
}

async function removeCategory(run: Run, name: string, categoryName: string, options: RemovalOptions): Promise<void> {
  requireAnswer(options);
  const client = await run.client();
  const taskAttributes = await taskAttributesOf(run, client, name);
  const { categories } = taskAttributes;
  const category = categoryOf(categories, categoryName);
  const moveTo = options.moveTo === undefined ? null : categoryOf(categories, options.moveTo).id;
  await confirm(run.io, `Remove the category ${categoryName} of ${name}${becomes(options, "objects")}?`, options);
  await store(run, client, name, {
    taskAttributes: { ...taskAttributes, categories: categories.filter(({ id }) => id !== category.id) },
    ...(options.keep !== true && { categories: [{ id: category.id, move_to: moveTo }] }),
  });
}

async function removeAttribute(
  run: Run,
  name: string,
  attributeName: string,
  options: AttributeOptions,
): Promise<void> {
  requireAnswer(options);
  const { choice } = options;
  if (choice === undefined && options.moveTo !== undefined) throw usageError("--move-to goes with --choice.");
  const client = await run.client();
  const taskAttributes = await taskAttributesOf(run, client, name);
  const category = options.category === undefined ? undefined : categoryOf(taskAttributes.categories, options.category);
  const attributes = (category === undefined ? taskAttributes.image_attributes : category.attributes) ?? [];
  const attribute = attributes.find((one) => one.name === attributeName);
  if (attribute === undefined) throw usageError(`There is no attribute ${attributeName}.`);
  const left = attributes.flatMap((one) => {
    if (one !== attribute) return [one];
    return choice === undefined ? [] : [withoutChoice(one, choice)];
  });
  const next: TaskAttributes =
    category === undefined
      ? { ...taskAttributes, image_attributes: left }
      : {
          ...taskAttributes,
          categories: taskAttributes.categories.map((one) => (one === category ? { ...one, attributes: left } : one)),
        };
  const what = choice === undefined ? `the attribute ${attributeName}` : `the choice ${choice} of ${attributeName}`;
  await confirm(run.io, `Remove ${what}${becomes(options, "values")}?`, options);
  const move = {
    ...{ category_id: category?.id ?? null, name: attributeName, move_to: options.moveTo ?? null },
    ...(choice !== undefined && { value: choice }),
  };
  await store(run, client, name, { taskAttributes: next, ...(options.keep !== true && { attributes: [move] }) });
}

function withoutChoice(attribute: Attribute, choice: string): Attribute {
  if (!("values" in attribute) || !attribute.values.includes(choice)) throw usageError(`There is no choice ${choice}.`);
  const { default_value: standard, ...rest } = attribute;
  return {
    ...rest,
    ...(standard !== undefined && standard !== choice && { default_value: standard }),
    values: attribute.values.filter((value) => value !== choice),
  } as Attribute;
}

function requireAnswer({ moveTo, delete: isDeleting, keep }: RemovalOptions): void {
  if (moveTo === undefined && isDeleting !== true && keep !== true) {
    throw usageError("Say what becomes of the labels: --move-to NAME, --delete or --keep.");
  }
}

function becomes({ moveTo, delete: isDeleting }: RemovalOptions, what: string): string {
  if (moveTo !== undefined) return ` and move its ${what} to ${moveTo}`;
  return isDeleting === true ? ` and delete its ${what}` : ` and keep its ${what}`;
}

async function taskAttributesOf(run: Run, client: TesseraClient, name: string): Promise<TaskAttributes> {
  const { task_attributes: taskAttributes } = await client.datasets.get(name, { signal: run.signal });
  if (taskAttributes === undefined) throw usageError("This dataset has no categories.");
  return taskAttributes;
}

function categoryOf(categories: readonly Category[], name: string): Category {
  const category = categories.find((one) => one.name === name);
  if (category === undefined) throw usageError(`There is no category ${name}.`);
  return category;
}

async function store(run: Run, client: TesseraClient, name: string, params: LabelChangeParams): Promise<void> {
  const options = { signal: run.signal };
  if (params.categories === undefined && params.attributes === undefined) {
    const { taskAttributes } = params;
    const dataset = await client.datasets.update(name, { taskAttributes }, options);
    return run.out.done(`Changed the categories of ${name}. Its labels stay as they are.`, dataset);
  }
  const { uuid } = await client.datasets.labelChanges.create(name, params, options);
  run.out.remark("Changing the labels …");
  const change = await client.datasets.labelChanges.waitFor(name, uuid, options);
  await run.out.done(`Changed ${counted(change.labels_changed, "label")} of ${name}: ${countsOf(change)}.`, change);
}

function countsOf(change: TaskAttributesChange): string {
  const counts = [
    [change.objects_moved, "moved"],
    [change.objects_deleted, "deleted"],
  ] as const;
  const parts = counts.flatMap(([number, verb]) => (number === 0 ? [] : [`${counted(number, "object")} ${verb}`]));
  if (change.values_changed > 0) parts.push(`attributes of ${counted(change.values_changed, "object")} changed`);
  if (change.values_dropped > 0) parts.push(`${counted(change.values_dropped, "attribute value")} dropped`);
  if (change.labels_kept > 0)
    parts.push(`${counted(change.labels_kept, "label")} kept, as their bitmaps are elsewhere`);
  return parts.length === 0 ? "nothing had to change" : parts.join(", ");
}
