import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BareRequest } from "../bare-list-server.js";
import { Connection } from "../connection.js";
import { insertSamples, vacuum } from "../fixtures.js";
import { inTurns, type Result, timeMs } from "../measure.js";
import { type Dataset, type Server, withServer } from "../server.js";

const SAMPLES = 1_000_000;
const PAGE = 1000;
const DEEP_PAGE = 100;
const TURNS = { rounds: 40, warmUps: 10 };

/** Pages of a large dataset against the same rows through the bare driver to a socket. */
export async function listSamples(): Promise<Result[]> {
  return withServer(async (server) => {
    const dataset = await server.addDataset("large", "vector");
    const pool = await server.openPool(1);
    await insertSamples(pool, dataset, SAMPLES);
    await vacuum(pool);
    const bare = await startBareServer(server, dataset);
    try {
      return await measure(server, dataset, bare.connection);
    } finally {
      await bare.stop();
    }
  });
}

async function measure(server: Server, dataset: Dataset, bare: Connection): Promise<Result[]> {
  const connection = server.connect();
  const list = `${dataset.url}samples/?per_page=${PAGE}`;
  const cursor = await cursorBefore(connection, `${list}&page=${DEEP_PAGE - 1}`, dataset);
  const lastOfPage99 = `frame_${String((DEEP_PAGE - 1) * PAGE).padStart(7, "0")}.jpg`;
  const api = (path: string) => () => fetchPage(connection, path);
  const driver = (after: string) => () => fetchPage(bare, `/?after=${after}`);
  const first = await inTurns(TURNS, api(`${list}&page=1`), driver(""));
  const deep = await inTurns(TURNS, api(`${list}&page=${DEEP_PAGE}`), driver(lastOfPage99));
  const byCursor = await inTurns(TURNS, api(`${list}&cursor=${cursor}`), driver(lastOfPage99));
  const deepToFirst = await inTurns(TURNS, api(`${list}&page=${DEEP_PAGE}`), api(`${list}&page=1`));
  const last = await inTurns(TURNS, api(`${list}&page=${SAMPLES / PAGE}`), api(`${list}&page=1`));
  const reference = "the same rows, bare driver to a socket";
  return [
    { job: "first page of 1,000 of 1,000,000", reference, aim: 1.5, ...first, unit: "ms" },
    { job: "100th page", reference, aim: 1.5, ...deep, unit: "ms" },
    { job: "the same by cursor", reference, aim: 1.5, ...byCursor, unit: "ms" },
    { job: "100th page", reference: "the first", aim: 2, ...deepToFirst, unit: "ms" },
    { job: "1,000th (last) page", reference: "the first", ...last, unit: "ms" },
  ];
}

async function fetchPage(connection: Connection, path: string): Promise<number> {
  let body: Buffer | undefined;
  const time = await timeMs(async () => {
    body = (await connection.ok("GET", path)).body;
  });
  const count = body?.toString("latin1").split('"uuid"').length ?? 0;
  if (count !== PAGE + 1) throw new Error(`${path} gave ${count - 1} samples.`);
  return time;
}

/** The cursor with which the deep page begins, as a client gets it: by following the links there. */
async function cursorBefore(connection: Connection, _path: string, dataset: Dataset): Promise<string> {
  let cursor = "";
  for (let page = 1; page < DEEP_PAGE; page++) {
    const { headers } = await connection.ok("GET", `${dataset.url}samples/?per_page=${PAGE}&cursor=${cursor}`);
    cursor = /[?&]cursor=([^&>]+)/.exec(headers)?.[1] ?? "";
  }
  return cursor;
}

async function startBareServer(server: Server, dataset: Dataset) {
  const child = fork(fileURLToPath(new URL("../bare-list-server.js", import.meta.url)));
  const request: BareRequest = { connection: await server.databaseConnection(), datasetId: dataset.id, limit: PAGE };
  child.send(request);
  const [port] = (await once(child, "message")) as [number];
  const connection = new Connection(`http://127.0.0.1:${port}`);
  return {
    connection,
    stop: async () => {
      connection.close();
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
