import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { sleep } from "./processes.js";
import { ServerProcess } from "./server-process.js";

const MIB = 1024 * 1024;
const MAX_RSS_MIB = 600;
const DATASET = "/datasets/jane/large/";
const SAMPLES = 18;
const LABEL_MIB = 15;

/** 15 MiB of a label that a person could have made: polygons with many points. */
function largeLabel(): string {
  const points = Array.from({ length: 1000 }, (_, n) => [n + 0.125, n * 2 + 0.5]);
  const polygon = JSON.stringify({ id: 1, category_id: 1, type: "polygon", points });
  const count = Math.floor((LABEL_MIB * MIB) / polygon.length);
  const annotations = Array.from({ length: count }, (_, n) => polygon.replace('"id":1', `"id":${n + 1}`));
  return `{"label_status":"LABELED","attributes":{"annotations":[${annotations.join(",")}]}}`;
}

/** Resident memory is read from the kernel, which counts worker threads and native memory too. */
describe.skipIf(process.platform !== "linux")("the memory of the server stays below 600 MB", () => {
  let server: ServerProcess;
  let key = "";
  let uuids: string[] = [];

  beforeAll(async () => {
    server = await ServerProcess.start();
    key = await server.createFirstAccount("jane");
    const api = new Api(server.url, key);
    await api.post("/user/datasets/", { name: "large", task_type: "vector" });
    const names = Array.from({ length: SAMPLES }, (_, n) => ({ name: `${n}`, attributes: { image: { url: "" } } }));
    uuids = (await api.post<{ uuid: string }[]>(`${DATASET}samples_bulk/`, names)).map(({ uuid }) => uuid);
  });
  afterAll(() => server.dispose());

  /** The highest so far, in MiB. */
  function peak(): number {
    const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  async function put(uuid: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<number> {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(`${server.url}/labels/${uuid}/ground-truth/`, {
        method: "PUT",
        headers: { authorization: `APIKey ${key}`, "content-type": "application/json", ...headers },
        body,
      });
      await response.arrayBuffer();
      // The answer to whoever comes at the same time as other large ones, as any client takes it.
      if (response.status !== 503 || attempt === 20) return response.status;
      expect(response.headers.get("retry-after")).toBe("2");
      await sleep(500);
    }
  }

  async function list(): Promise<{ samples: number; bytes: number }> {
    const response = await fetch(
      `${server.url}${DATASET}samples/?labelset=ground-truth&include_full_label=1&sort=created`,
      { headers: { authorization: `APIKey ${key}` } },
    );
    expect(response.status).toBe(200);
    let [bytes, samples] = [0, 0];
    const mark = Buffer.from('"dataset_full_name"');
    let tail = Buffer.alloc(0);
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      const text = Buffer.concat([tail, chunk]);
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) samples++;
      tail = text.subarray(Math.max(0, text.length - mark.length + 1));
    }
    return { samples, bytes };
  }

  test("under large saves, six at once", async () => {
    const label = largeLabel();
    for (let at = 0; at < uuids.length; at += 6) {
      const statuses = await Promise.all(uuids.slice(at, at + 6).map((uuid) => put(uuid, label)));
      expect(statuses).toEqual(statuses.map(() => 201));
    }

    expect(peak()).toBeLessThan(MAX_RSS_MIB);
  });

  test("under four lists of 270 MB at once", async () => {
    const [first, ...others] = await Promise.all([list(), list(), list(), list()]);
    expect(first?.samples).toBe(SAMPLES);
    expect(first?.bytes).toBeGreaterThan(SAMPLES * (LABEL_MIB - 1) * MIB);
    for (const other of others) expect(other).toEqual(first);

    expect(peak()).toBeLessThan(MAX_RSS_MIB);
  });

  test("under six small bodies that inflate to the most that is taken, or to more", async () => {
    const attributes = (blanks: number) => gzipSync(`{"attributes":{"annotations":[]}${" ".repeat(blanks)}}`);
    const [allowed, tooLarge] = [attributes(95 * MIB), attributes(250 * MIB)];
    const gzip = { "content-encoding": "gzip" };
    const statuses = await Promise.all(
      [allowed, tooLarge, allowed, tooLarge, allowed, tooLarge].map((body, n) => put(uuids[n] ?? "", body, gzip)),
    );
    expect(statuses).toEqual([200, 413, 200, 413, 200, 413]);

    expect(peak()).toBeLessThan(MAX_RSS_MIB);
  });

  test("under six readers of one huge label", async () => {
    const text = JSON.stringify({ attributes: { annotations: [], note: "x".repeat(60 * MIB) } });
    expect(await put(uuids[0] ?? "", text)).toBe(200);
    const read = async (path: string) => {
      for (let attempt = 0; ; attempt++) {
        const response = await fetch(`${server.url}${path}`, { headers: { authorization: `APIKey ${key}` } });
        const bytes = (await response.arrayBuffer()).byteLength;
        if (response.status !== 503 || attempt === 20) return { status: response.status, isWhole: bytes > 60 * MIB };
        await sleep(500);
      }
    };
    const paths = [`/labels/${uuids[0]}/ground-truth/`, `/samples/${uuids[0]}/?labelset=ground-truth`];
    const answers = await Promise.all([...paths, ...paths, ...paths].map(read));
    expect(answers).toEqual(answers.map(() => ({ status: 200, isWhole: true })));
    expect(peak()).toBeLessThan(MAX_RSS_MIB);
  });

  test("under bodies whose values take many times their size", async () => {
    const bodyOf = (item: string, count: number) => `{"attributes":{"annotations":[],"x":[${item.repeat(count)}0]}}`;
    expect(await put(uuids[0] ?? "", bodyOf("[],", 30 * MIB))).toBe(400);
    expect(await put(uuids[0] ?? "", bodyOf("[0.5,1.5],", 1_000_000))).toBe(200);
    expect(await put(uuids[0] ?? "", bodyOf("0,", 45 * MIB))).toBe(400);
    expect(await put(uuids[0] ?? "", bodyOf("0,", 9_000_000))).toBe(200);
    // A table of so many keys was one allocation too large, which ended the process.
    const keys = (count: number) => Array.from({ length: count }, (_, n) => `,"k${n}":0`).join("");
    for (const count of [900_000, 1_500_000, 2_500_000, 5_000_000]) {
      const body = `{"attributes":{"annotations":[]${keys(count)}}}`;
      expect([count, await put(uuids[0] ?? "", body)]).toEqual([count, count < 1_000_000 ? 200 : 400]);
    }
    // As many keys in many objects, and everything at once.
    const objects = Array.from({ length: 80 }, (_, n) => `{"o":${n}${keys(90_000)}}`).join(",");
    expect(await put(uuids[0] ?? "", `{"attributes":{"annotations":[],"x":[${objects}]}}`)).toBe(400);
    const mixed = `${"[0],".repeat(1_500_000)}${"0,".repeat(9_000_000)}${'{"k":"v"},'.repeat(450_000)}`;
    expect(await put(uuids[0] ?? "", `{"attributes":{"annotations":[],"x":[${mixed}0]}}`)).toBe(400);

    expect(peak()).toBeLessThan(MAX_RSS_MIB);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
