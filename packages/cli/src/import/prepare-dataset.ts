import { type Dataset, type DatasetCreateParams, NotFoundError, type TesseraClient } from "@tessera/sdk";
import type { Run } from "../shell.js";
import { counted } from "../text.js";
import { addedCategories } from "./categories.js";
import type { ImportedCategory } from "./merge-imports.js";

/** The dataset of a name, if there is one. */
export async function findDataset(
  client: TesseraClient,
  name: string,
  signal: AbortSignal,
): Promise<Dataset | undefined> {
  try {
    return await client.datasets.get(name, { signal });
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

interface NewDataset extends Omit<DatasetCreateParams, "name" | "organization"> {
  readonly client: TesseraClient;
  /** With its owner. */
  readonly name: string;
}

/** Makes a dataset for its owner: the user, or an organization. */
export async function createDataset(run: Run, { client, name, ...params }: NewDataset): Promise<Dataset> {
  const [owner = "", own = ""] = name.split("/");
  const { signal } = run;
  const { username } = await client.users.get(undefined, { signal });
  const dataset = await client.datasets.create(
    { ...params, name: own, ...(owner !== username && { organization: owner }) },
    { signal },
  );
  run.out.remark(`Created ${dataset.full_name}, a dataset of type ${dataset.task_type}.`);
  return dataset;
}

interface Attempt {
  readonly client: TesseraClient;
  readonly dataset: Dataset;
  /** Whether this run made the dataset. */
  readonly isNew: boolean;
}

interface Attempted {
  readonly added: number;
  readonly failed: readonly unknown[];
}

/** Fills a dataset. One that this run made does not stay behind when the work fails before anything is in it. */
export async function fillDataset<Result extends Attempted>(
  run: Run,
  attempt: Attempt,
  work: () => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    if (attempt.isNew) await removeEmpty(run, attempt);
    throw error;
  }
  if (attempt.isNew && result.added === 0 && result.failed.length > 0) await removeEmpty(run, attempt);
  return result;
}

/** A server that does not answer must not hold up the end of the command. */
const REMOVE_TIMEOUT_MS = 10_000;

/** The run's own signal may be aborted already. */
async function removeEmpty(run: Run, { client, dataset: { full_name } }: Attempt): Promise<void> {
  const options = { signal: AbortSignal.timeout(REMOVE_TIMEOUT_MS) };
  try {
    for await (const _ of client.samples.list(full_name, { perPage: 1 }, options)) return;
    await client.datasets.delete(full_name, options);
    run.out.remark(`Removed ${full_name} again: nothing was put into it.`);
  } catch {
    run.out.remark(`${full_name} was made, and could not be removed again.`);
  }
}

interface Additions {
  readonly client: TesseraClient;
  readonly existing: Dataset;
  readonly found: ReadonlyMap<string, ImportedCategory>;
}

/** The dataset with those categories that it lacks. */
export async function addCategories(run: Run, { client, existing, found }: Additions): Promise<Dataset> {
  const known = existing.task_attributes?.categories ?? [];
  const categories = addedCategories(known, found);
  if (categories.length === known.length) return existing;
  const taskAttributes = { format_version: "0.1", ...existing.task_attributes, categories };
  run.out.remark(
    `Added ${counted(categories.length - known.length, "category", "categories")} to ${existing.full_name}.`,
  );
  return client.datasets.update(existing.full_name, { taskAttributes }, { signal: run.signal });
}
