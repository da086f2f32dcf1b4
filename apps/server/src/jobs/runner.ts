import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
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
import { removeUnusedAssets } from "../modules/assets/orphans-service.js";
import { buildRelease } from "./build-release.js";
import { changeLabels } from "./change-labels.js";
import { cloneSamples } from "./clone-samples.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";
import { deleteAssets, forgetOldRows, purgeDataset } from "./housekeeping.js";
import { makeThumbnails } from "./make-thumbnails.js";
import { moveReleaseFiles } from "./move-release-files.js";
import { thinVersions } from "./thin-versions.js";
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
  "move-release-files": moveReleaseFiles,
  "change-labels": changeLabels,
  "thin-versions": thinVersions,
  "remove-unused-assets": ({ database, assets, assetGraceDays }) =>
    removeUnusedAssets({ db: database.db, assets }, assetGraceDays),
  "make-thumbnails": makeThumbnails,
  "forget-old-rows": forgetOldRows,
};

/** At night, in UTC. */
const CRONTAB = `17 3 * * * forget-old-rows ?max=3
27 3 * * * thin-versions ?max=3
37 3 * * * remove-unused-assets ?max=3`;

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
  return superviseJobs(() => startRunner(context.log, taskList, pool, concurrency), context.log);
}

/** One life of the worker library. */
interface JobRun {
  /** Resolves when the workers ended, by themselves or by {@link stop}. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

async function startRunner(log: Logger, taskList: TaskList, pool: pg.Pool, concurrency: number): Promise<JobRun> {
  const events: WorkerEvents = new EventEmitter();
  const roll = await keepWorkerRoll(pool, events, log);
  try {
    const runner: Runner = await run({
      events,
      pgPool: pool,
      taskList,
      noHandleSignals: true,
      crontab: CRONTAB,
      logger: workerLogger(log),
      preset: {
        worker: {
          concurrentJobs: concurrency,
          pollInterval: 2000,
          // Without a batch the library drops the promise that settles a job, and a connection that breaks then ends the
          // process (0.17, worker.js). A batch that fails ends the run, which is started again.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
    await roll.entered();
    const ended = runner.promise.catch((error: unknown) => log.warn({ err: error }, "the job runner ended"));
    const stop = async () => {
      await runner.stop().catch((error: unknown) => log.debug({ err: error }, "the job runner had ended already"));
      await ended;
      await roll.stop();
    };
    return { ended, stop };
  } catch (error) {
    await roll.stop();
    throw error;
  }
}

const FIRST_RESTART_MS = 500;
const MAX_RESTART_MS = 30_000;
const STABLE_AFTER_MS = 60_000;

/** Starts the workers again when they end by themselves, as they do when the database goes away at the wrong moment. */
async function superviseJobs(start: () => Promise<JobRun>, log: Logger): Promise<RunningJobs> {
  const stopping = new AbortController();
  let delayMs = FIRST_RESTART_MS;
  let current = await start();
  let startedAt = Date.now();
  const supervise = async () => {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      // Its place in the roll goes with it, so that the next run takes its jobs up.
      await current.stop();
      if (Date.now() - startedAt > STABLE_AFTER_MS) delayMs = FIRST_RESTART_MS;
      log.warn({ next_start_in_ms: delayMs }, "the job runner ended; it starts again");
      const next = await startAgain();
      if (next === undefined) return;
      if (stopping.signal.aborted) return next.stop();
      current = next;
      startedAt = Date.now();
    }
  };
  const startAgain = async (): Promise<JobRun | undefined> => {
    while (!stopping.signal.aborted) {
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) break;
      delayMs = Math.min(delayMs * 2, MAX_RESTART_MS);
      try {
        return await start();
      } catch (error) {
        log.warn({ err: error, next_start_in_ms: delayMs }, "the job runner could not start");
      }
    }
    return undefined;
  };
  const supervision = supervise();
  return {
    async stop() {
      stopping.abort();
      await current.stop();
      await supervision;
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
