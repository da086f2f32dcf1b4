import { sql } from "kysely";
import type { DbOrTx } from "../database/database.js";

/** Every kind of job and what it needs to know. */
export interface JobPayloads {
  "build-release": { readonly releaseId: number };
  "clone-samples": { readonly fromDatasetId: number; readonly toDatasetId: number; readonly withLabels: boolean };
  "purge-dataset": { readonly datasetId: number };
  "delete-asset": { readonly key: string };
  "delete-assets": { readonly keys: readonly string[] };
  "change-labels": { readonly changeId: number };
  "thin-versions": Record<string, never>;
  "remove-unused-assets": Record<string, never>;
  "move-release-files": { readonly keys: readonly string[] };
  "make-thumbnails": {
    readonly datasetId: number;
    readonly fromId: number;
    readonly toId: number;
    /** Counts from 1; later ones take up what could not be fetched. */
    readonly attempt: number;
  };
  "forget-old-rows": Record<string, never>;
}

interface Urgency {
  /** Jobs of one queue run one at a time, in all processes together. */
  readonly queue: string | null;
  /** Lower numbers run first. */
  readonly priority: number;
}

/** What people do not wait for runs one at a time, after what they do. */
export const THUMBNAIL_URGENCY: Urgency = { queue: "thumbnails", priority: 10 };

/** One after the other: the second change of a dataset works on what the first one leaves. */
const CHANGE_URGENCY: Urgency = { queue: "label-changes", priority: 5 };

const URGENCY: { readonly [N in keyof JobPayloads]?: Urgency } = {
  "make-thumbnails": THUMBNAIL_URGENCY,
  "change-labels": CHANGE_URGENCY,
};

export interface EnqueueOptions {
  readonly afterSeconds?: number;
  /**
   * Out of its queue, for a transaction that reads one snapshot: the queue's row changes with every job that begins or ends,
   * and one that changed since is a conflict there.
   */
  readonly isOutOfQueue?: boolean;
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
  { afterSeconds = 0, isOutOfQueue = false }: EnqueueOptions = {},
): Promise<void> {
  const { queue, priority } = URGENCY[name] ?? { queue: null, priority: 0 };
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json, queue_name => ${isOutOfQueue ? null : queue}::text,
    run_at => now() + make_interval(secs => ${afterSeconds}), max_attempts => 10, priority => ${priority}::int)`.execute(
    tx,
  );
}
