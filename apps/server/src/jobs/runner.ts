import { EventEmitter } from "node:events";
import {
  makeWorkerUtils,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  Logger as WorkerLogger,
} from "graphile-worker";
import pg from "pg";
import type { Logger } from "pino";
import { buildRelease } from "./build-release.js";
import { cloneSamples } from "./clone-samples.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";
import { deleteAssets, forgetOldRows, purgeDataset } from "./housekeeping.js";
import { makeThumbnails } from "./make-thumbnails.js";
import { keepWorkerRoll } from "./worker-roll.js";

type Handler<N extends keyof JobPayloads> = (
  context: JobContext,
  payload: JobPayloads[N],
  attempt: { readonly isLast: boolean },
) => Promise<void>;

const HANDLERS: { readonly [N in keyof JobPayloads]: Handler<N> } = {
  "build-release": buildRelease,
  "clone-samples": cloneSamples,
  "purge-dataset": purgeDataset,
  "delete-asset": (context, { key }) => context.assets.delete(key),
  "delete-assets": deleteAssets,
  "make-thumbnails": makeThumbnails,
  "forget-old-rows": forgetOldRows,
};

/** Connections of the worker's own: it reads JSON columns parsed, our database as text. */
export function openWorkerPool(connection: pg.ClientConfig, size: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...connection, max: size });
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

/** Brings the job tables to the newest version. */
export async function migrateJobs(pool: pg.Pool, log: Logger): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: workerLogger(log) });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

export interface RunningJobs {
  /** Lets the jobs in progress end, or gives them back after a while: another process goes on with them. */
  stop(): Promise<void>;
}

/**
 * Runs jobs in this process. Several processes share the work; a job that fails is tried again with a growing delay, and one
 * whose process died is taken up by another.
 *
 * @param pool from {@link openWorkerPool}
 */
export async function runJobs(context: JobContext, pool: pg.Pool, concurrency: number): Promise<RunningJobs> {
  const taskList = Object.fromEntries(
    Object.entries(HANDLERS).map(([name, handler]) => [
      name,
      async (payload: unknown, helpers: { job: { attempts: number; max_attempts: number } }) => {
        const { attempts, max_attempts: maxAttempts } = helpers.job;
        await (handler as Handler<never>)(context, payload as never, { isLast: attempts >= maxAttempts });
      },
    ]),
  ) as TaskList;
  const events: WorkerEvents = new EventEmitter();
  const roll = await keepWorkerRoll(pool, events, context.log);
  const runner: Runner = await run({
    events,
    pgPool: pool,
    taskList,
    concurrency,
    noHandleSignals: true,
    pollInterval: 2000,
    crontab: "17 3 * * * forget-old-rows ?max=3",
    logger: workerLogger(context.log),
  });
  await roll.entered();
  return {
    async stop() {
      await runner.stop();
      await roll.stop();
    },
  };
}

function workerLogger(log: Logger): WorkerLogger {
  const child = log.child({ component: "jobs" });
  return new WorkerLogger(() => (level, message) => {
    if (level === "error") child.error(message);
    else if (level === "warning") child.warn(message);
    else child.debug(message);
  });
}
