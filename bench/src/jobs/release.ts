import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { insertLabeledSamples, labelAttributes, vacuum } from "../fixtures.js";
import { inTurns, type Result, timeMs } from "../measure.js";
import { type Dataset, type Server, temporaryDirectory, withServer } from "../server.js";

const SAMPLES = 100_000;
const MEMORY_AIM_MB = 300;
const LABELS = [
  { objects: 3, rounds: 3 },
  { objects: 30, rounds: 2 },
];

/** A release against COPY of the same columns to a file; and the memory it takes, with small and with large labels. */
export async function release(): Promise<Result[]> {
  return withServer(async (server) => {
    const directory = await temporaryDirectory();
    try {
      const results: Result[] = [];
      for (const { objects, rounds } of LABELS) {
        const dataset = await server.addDataset(`labels-of-${objects}`, "vector");
        const pool = await server.openPool(1);
        const attributes = labelAttributes(objects);
        await insertLabeledSamples(pool, dataset, { count: SAMPLES, attributes });
        await vacuum(pool);
        await server.forgetPeakMemory();
        const before = (await server.memoryMb()).now;
        const times = await inTurns(
          { rounds, warmUps: 1 },
          (round) => timeMs(() => makeRelease(server, dataset, `release-${round}`)),
          () => timeMs(() => copyToFile(pool, dataset, path.join(directory.path, "copy"))),
        );
        const size = `labels of ${(attributes.length / 1024).toFixed(1)} KiB`;
        results.push(
          {
            job: `release of 100,000 samples, ${size}`,
            reference: "COPY of the same columns to a file",
            aim: 2,
            ...times,
            unit: "ms",
          },
          {
            job: `the server's memory at its peak, ${size}`,
            reference: "",
            aim: MEMORY_AIM_MB,
            measured: (await server.memoryMb()).peak,
            unit: "MB",
            note: `${Math.round(before)} MB before`,
          },
        );
      }
      return results;
    } finally {
      await directory.remove();
    }
  });
}

async function makeRelease(server: Server, dataset: Dataset, name: string): Promise<void> {
  const connection = server.connect();
  await connection.json("POST", `${dataset.url}releases/`, { name, description: "" });
  for (;;) {
    const found = await connection.json<{ status: string }>("GET", `${dataset.url}releases/${name}/`);
    if (found.status === "SUCCEEDED") break;
    if (found.status === "FAILED") throw new Error("The release failed.");
    await sleep(20);
  }
  connection.close();
}

async function copyToFile(pool: pg.Pool, dataset: Dataset, file: string): Promise<void> {
  const client = await pool.connect();
  try {
    const rows = client.query(
      copyTo(`copy (
        select s.uuid, s.name, s.attributes, s.metadata, s.priority, s.readme, s.created_at, creator.username,
          l.label_status, c.attributes, l.score, l.rating, l.created_at, lc.username, l.updated_at, lu.username,
          l.reviewed_at
        from sample s join account creator on creator.id = s.created_by_id
        join label l on l.sample_id = s.id and l.labelset_id = ${Number(dataset.labelsetId)}
        join label_content c on c.id = l.content_id
        join account lc on lc.id = l.created_by_id
        join account lu on lu.id = l.updated_by_id
        where s.dataset_id = ${Number(dataset.id)} order by s.id) to stdout`),
    );
    await pipeline(rows, createWriteStream(file, { flush: true, highWaterMark: 1024 * 1024 }));
  } finally {
    client.release();
  }
}
