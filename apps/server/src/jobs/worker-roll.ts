import type { EventEmitter } from "node:events";
import type pg from "pg";
import type { Logger } from "pino";

/** The first half of the advisory locks' key: "tesw". */
const LOCK_CLASS = 0x74657377;
const CALL_INTERVAL_MS = 10_000;

/** What the worker library tells of its workers. */
export type WorkerEvents = EventEmitter;

export interface WorkerRoll {
  /** Ends when all workers of this process so far stand in the roll: from then on nobody takes them for dead. */
  entered(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Gives back the jobs of workers that died. A job stays locked by its worker's id, for four hours, also when the worker's process is
 * gone. So each process holds an advisory lock for each of its workers, which ends with its connection, however that ends; and every
 * process looks now and then, first of all at its start, for jobs of workers whose lock nobody holds.
 *
 * A process that loses its connection may be taken for dead while it works: jobs are written so that a second run does no harm.
 */
export async function keepWorkerRoll(pool: pg.Pool, events: WorkerEvents, log: Logger): Promise<WorkerRoll> {
  const roll = new Roll(pool, log);
  // Jobs are locked in the name of the pool that its workers form.
  events.on("pool:create", ({ workerPool }: { workerPool: { id: string } }) => roll.enter(workerPool.id));
  await roll.call();
  const timer = setInterval(() => void roll.call(), CALL_INTERVAL_MS);
  return {
    entered: () => roll.entered(),
    async stop() {
      clearInterval(timer);
      await roll.close();
    },
  };
}

class Roll {
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  readonly #own = new Set<string>();
  #client: pg.PoolClient | undefined;
  /** One thing after the other: it is one connection. */
  #queue: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(pool: pg.Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Takes the lock of a worker of ours. */
  enter(workerId: string): void {
    this.#own.add(workerId);
    void this.#enqueue(async (client) => lock(client, workerId));
  }

  entered(): Promise<void> {
    return this.#queue;
  }

  /** Unlocks the jobs of workers that are gone. */
  call(): Promise<void> {
    return this.#enqueue(async (client) => {
      const { rows } = await client.query<{ worker_id: string }>(
        "select distinct locked_by as worker_id from graphile_worker.jobs where locked_by is not null",
      );
      for (const { worker_id: workerId } of rows) {
        if (!this.#own.has(workerId)) await this.#releaseIfDead(client, workerId);
      }
    });
  }

  async #releaseIfDead(client: pg.PoolClient, workerId: string): Promise<void> {
    const key = [LOCK_CLASS, workerId];
    const attempt = await client.query<{ is_free: boolean }>(
      "select pg_try_advisory_lock($1, hashtext($2)) as is_free",
      key,
    );
    if (attempt.rows[0]?.is_free !== true) return;
    await client.query("select graphile_worker.force_unlock_workers(array[$1::text])", [workerId]);
    await client.query("select pg_advisory_unlock($1, hashtext($2))", key);
    this.#log.warn({ worker: workerId }, "took up the jobs of a worker that is gone");
  }

  /** Gives the locks back, and the connection. The end of a connection alone frees them some time after its closing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    // A job runner that failed may be closed by its supervisor and by a stop at the same time: the first takes the connection.
    const client = this.#client;
    this.#client = undefined;
    await client
      ?.query("select pg_advisory_unlock_all()")
      .catch((error: unknown) => this.#log.warn({ err: error }, "the roll of workers ended without a word"));
    client?.release(true);
  }

  #enqueue(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      if (this.#isClosed) return;
      try {
        await work(await this.#connect());
      } catch (error) {
        // The database is away for a while: the next call connects anew.
        this.#log.warn({ err: error }, "the roll of workers could not be called");
        this.#client?.release(true);
        this.#client = undefined;
      }
    });
    return this.#queue;
  }

  async #connect(): Promise<pg.PoolClient> {
    if (this.#client !== undefined) return this.#client;
    const client = await this.#pool.connect();
    this.#client = client;
    for (const workerId of this.#own) await lock(client, workerId);
    return client;
  }
}

async function lock(client: pg.PoolClient, workerId: string): Promise<void> {
  await client.query("select pg_try_advisory_lock($1, hashtext($2))", [LOCK_CLASS, workerId]);
}
