import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { inTurns, type Result, timeMs } from "../measure.js";
import { type Dataset, withServer } from "../server.js";

const SAMPLES = 100_000;
const SAMPLES_PER_CALL = 1000;
const CITIES = ["London", "Paris", "Rome", "Oslo"];

interface Sample {
  readonly name: string;
  readonly attributes: unknown;
  readonly metadata: unknown;
}

function makeSamples(round: number): Sample[] {
  return Array.from({ length: SAMPLES }, (_, index) => ({
    name: `recording_${round}/frame_${String(index).padStart(6, "0")}.jpg`,
    attributes: { image: { url: `https://images.example.com/recordings/2026-11-22/${round}/${index}/front.jpg` } },
    metadata: { city: CITIES[index % CITIES.length], robot_id: index % 50 },
  }));
}

/** Adding samples over HTTP against COPY of the same rows into the same table: the same indexes and triggers. */
export async function bulkAdd(): Promise<Result[]> {
  return withServer(async (server) => {
    const added = await server.addDataset("added", "vector");
    const copied = await server.addDataset("copied", "vector");
    const connection = server.connect();
    const pool = await server.openPool(1);
    const overHttp = async (round: number) => {
      const samples = makeSamples(round);
      const bodies: Buffer[] = [];
      for (let at = 0; at < SAMPLES; at += SAMPLES_PER_CALL) {
        bodies.push(Buffer.from(JSON.stringify(samples.slice(at, at + SAMPLES_PER_CALL))));
      }
      return timeMs(async () => {
        for (const body of bodies) await connection.ok("POST", `${added.url}samples_bulk/`, body);
      });
    };
    const byCopy = (round: number) => copyInto(pool, copied, makeSamples(round));
    const times = await inTurns({ rounds: 3, warmUps: 1 }, overHttp, byCopy);
    return [
      {
        job: "100,000 samples, 1,000 a call, one call at a time",
        reference: "COPY of the same rows",
        aim: 2.5,
        ...times,
        unit: "ms",
      },
    ];
  });
}

async function copyInto(pool: pg.Pool, dataset: Dataset, samples: readonly Sample[]): Promise<number> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < samples.length; at += SAMPLES_PER_CALL) {
    const lines = samples.slice(at, at + SAMPLES_PER_CALL).map((sample) => {
      const columns = [dataset.id, sample.name, JSON.stringify(sample.attributes), JSON.stringify(sample.metadata)];
      return `${columns.join("\t")}\t${dataset.ownerId}\n`;
    });
    chunks.push(Buffer.from(lines.join("")));
  }
  const client = await pool.connect();
  try {
    return await timeMs(() =>
      pipeline(
        Readable.from(chunks),
        client.query(copyFrom("copy sample (dataset_id, name, attributes, metadata, created_by_id) from stdin")),
      ),
    );
  } finally {
    client.release();
  }
}
