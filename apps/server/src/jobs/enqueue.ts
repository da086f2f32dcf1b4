import { sql } from "kysely";
import type { DbOrTx } from "../database/database.js";

/** Every kind of job and what it needs to know. */
export interface JobPayloads {
  "build-release": { readonly releaseId: number };
  "clone-samples": { readonly fromDatasetId: number; readonly toDatasetId: number; readonly withLabels: boolean };
  "purge-dataset": { readonly datasetId: number };
  "delete-asset": { readonly key: string };
  "forget-old-rows": Record<string, never>;
}

/**
 * Adds a job in the transaction of its cause: it runs if and only if that commits.
 *
 * @example await enqueue(tx, "build-release", { releaseId });
 */
export async function enqueue<N extends keyof JobPayloads>(
  tx: DbOrTx,
  name: N,
  payload: JobPayloads[N],
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json, max_attempts => 10)`.execute(tx);
}
