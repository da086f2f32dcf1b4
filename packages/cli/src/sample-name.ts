import type { RequestOptions, TesseraClient } from "@tessera/sdk";
import { CliError, usageError } from "./errors.js";
import { EXIT } from "./exit-codes.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What the help says of an argument that names a sample. */
export const SAMPLE_ARGUMENT = "its UUID, or OWNER/DATASET/NAME";

/** The UUID of a sample that is named by it, or as `owner/dataset/name`, whose name may hold slashes too. */
export async function uuidOf(client: TesseraClient, sample: string, options: RequestOptions): Promise<string> {
  if (UUID.test(sample)) return sample.toLowerCase();
  const [, owner = "", dataset = "", name = ""] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(sample) ?? [];
  if (name === "") {
    throw usageError(`${JSON.stringify(sample)} names no sample.`, "Give its UUID, or OWNER/DATASET/NAME.");
  }
  for await (const found of client.samples.list(`${owner}/${dataset}`, { name }, options)) {
    if (found.name === name) return found.uuid;
  }
  throw new CliError(`There is no sample ${JSON.stringify(name)} in ${owner}/${dataset}.`, { exitCode: EXIT.notFound });
}
