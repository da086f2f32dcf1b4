import type pg from "pg";
import { type Connection, throughput } from "../connection.js";
import { insertSamples, vacuum } from "../fixtures.js";
import { inTurns, type Result } from "../measure.js";
import { type Dataset, type Server, withServer } from "../server.js";

const SAMPLES = 1_000_000;
const LABELERS = 50;
const ROUND_MS = 3000;
const TURNS = { rounds: 5, warmUps: 2 };
/** Samples that each labeler goes on holding: the one on the screen and the one fetched ahead. */
const HELD = 2;

interface Given {
  readonly sample: { readonly uuid: string } | null;
  readonly lease: { readonly uuid: string } | null;
}

/**
 * The next sample to label for fifty tabs that all ask at once, against reading a sample by its key: over the same HTTP, and by
 * the bare driver. Leases end past the API, in the same way in the job and in its references, so that only asking is compared.
 */
export async function queue(): Promise<Result[]> {
  return withServer(async (server) => {
    const dataset = await server.addDataset("queued", "vector");
    const pool = await server.openPool(16);
    await insertSamples(pool, dataset, SAMPLES);
    await pool.query("update sample set priority = id % 5 where id % 100 = 0 and dataset_id = $1", [dataset.id]);
    await vacuum(pool);
    const labelers = Array.from({ length: LABELERS }, (_, n) => new Labeler(server.connect(), `labeler-${n}-tab`));
    const holders = new Map<string, string>();
    const next = () => throughput(LABELERS, ROUND_MS, async (n) => labelers[n]?.next(dataset, pool, holders));
    const uuids = await someUuids(pool, dataset);
    const endNothing = () => pool.query({ name: "end", text: END, values: [NO_LEASE] });
    const read = () =>
      throughput(LABELERS, ROUND_MS, async (n) => {
        await labelers[n]?.connection.ok("GET", `/samples/${randomOf(uuids)}/`);
        await endNothing();
      });
    const bareRead = () =>
      throughput(LABELERS, ROUND_MS, async () => {
        await pool.query({ name: "read", text: "select * from sample where uuid = $1", values: [randomOf(uuids)] });
        await endNothing();
      });
    const overHttp = await inTurns(TURNS, next, read);
    const bare = await inTurns(TURNS, next, bareRead);
    const job = `next sample, ${LABELERS} labelers at once, ${SAMPLES.toLocaleString("en")} samples`;
    return [
      { job, reference: "a sample by its key, over HTTP", aim: 5, ...overHttp, unit: "requests/s" },
      { job, reference: "a sample by its key, bare driver", aim: 5, ...bare, unit: "requests/s" },
    ];
  });
}

const END = "delete from lease where uuid = $1";
const NO_LEASE = "00000000-0000-4000-8000-000000000000";

/** One tab that asks for one sample after the other, and holds the latest few. */
class Labeler {
  readonly connection: Connection;
  readonly #client: string;
  readonly #held: { sample: string; lease: string }[] = [];

  constructor(connection: ReturnType<Server["connect"]>, client: string) {
    this.connection = connection;
    this.#client = client;
  }

  /** @param holders who has which sample: none may be had twice */
  async next(dataset: Dataset, pool: pg.Pool, holders: Map<string, string>): Promise<void> {
    const exclude = this.#held.map(({ sample }) => sample);
    const given = await this.connection.json<Given>("POST", `${dataset.url}queue/label/`, {
      client: this.#client,
      exclude,
    });
    if (given.sample === null || given.lease === null) throw new Error("The queue is empty.");
    const holder = holders.get(given.sample.uuid);
    if (holder !== undefined) throw new Error(`${this.#client} was given what ${holder} has.`);
    holders.set(given.sample.uuid, this.#client);
    this.#held.push({ sample: given.sample.uuid, lease: given.lease.uuid });
    const oldest = this.#held.length > HELD ? this.#held.shift() : undefined;
    if (oldest !== undefined) holders.delete(oldest.sample);
    await pool.query({ name: "end", text: END, values: [oldest?.lease ?? NO_LEASE] });
  }
}

async function someUuids(pool: pg.Pool, dataset: Dataset): Promise<string[]> {
  const { rows } = await pool.query<{ uuid: string }>(
    "select uuid from sample where dataset_id = $1 and id % 37 = 0 limit 20000",
    [dataset.id],
  );
  return rows.map(({ uuid }) => uuid);
}

function randomOf(uuids: readonly string[]): string {
  return uuids[Math.floor(Math.random() * uuids.length)] ?? "";
}
