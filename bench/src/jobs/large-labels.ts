import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Connection } from "../connection.js";
import { insertSamples } from "../fixtures.js";
import { inTurns, quantile, type Result, timeMs } from "../measure.js";
import type { ProbeTask } from "../probe.js";
import { type Server, withServer } from "../server.js";

const TURNS = { rounds: 5, warmUps: 1 };
const OTHERS_AIM_MS = 50;

function pointcloudSegmentation(): unknown {
  const annotations = Array.from({ length: 300 }, (_, index) => ({ id: index + 1, category_id: 1 + (index % 10) }));
  // Objects are runs of neighbours, as a scan's points are.
  const points = Array.from({ length: 5_000_000 }, (_, index) => Math.floor(index / 7 + (index % 5) * 40) % 301);
  return { format_version: "0.1", annotations, point_annotations: points };
}

function cuboidSequence(): unknown {
  const frames = Array.from({ length: 100 }, (_, frame) => ({
    timestamp: 1_700_000_000 + frame / 10,
    annotations: Array.from({ length: 200 }, (_, index) => ({
      id: index + 1,
      track_id: index + 1,
      category_id: 1 + (index % 10),
      type: "cuboid",
      is_keyframe: frame % 10 === 0,
      position: { x: 12.345 + frame * 0.731 + index, y: -7.125 + index * 0.513, z: 0.875 },
      dimensions: { x: 4.52, y: 1.87, z: 1.61 },
      yaw: (frame * 0.0131 + index) % 3.14,
      attributes: { moving: true, occlusion: "none" },
    })),
  }));
  return { format_version: "0.1", frames };
}

/** Labels of tens of megabytes against JSON.parse and JSON.stringify of them; and what other requests notice. */
export async function largeLabels(): Promise<Result[]> {
  return withServer(async (server) => {
    const small = await server.addDataset("small", "vector");
    await insertSamples(await server.openPool(1), small, 1);
    const connection = server.connect();
    const [sample] = await connection.json<{ uuid: string }[]>("GET", `${small.url}samples/`);
    const probe = new Probe(server, `/samples/${sample?.uuid}/`);
    const pcd = { pcd: { url: "https://clouds.example.com/1.pcd", type: "pcd" } };
    const results: Result[] = [];
    for (const { name, taskType, label, attributes } of [
      {
        name: "5,000,000 point annotations",
        taskType: "pointcloud-segmentation",
        label: pointcloudSegmentation(),
        attributes: pcd,
      },
      {
        name: "100 frames × 200 cuboids",
        taskType: "pointcloud-cuboid-sequence",
        label: cuboidSequence(),
        attributes: { frames: Array.from({ length: 100 }, () => pcd) },
      },
    ]) {
      const dataset = await server.addDataset(taskType, taskType);
      const { uuid } = await connection.json<{ uuid: string }>("POST", `${dataset.url}samples/`, {
        name: "scan",
        attributes,
      });
      const body = Buffer.from(JSON.stringify({ label_status: "LABELED", attributes: label }));
      results.push(...(await measure(connection, probe, { name, body, path: `/labels/${uuid}/ground-truth/` })));
    }
    await probe.stop();
    return results;
  });
}

interface LargeLabel {
  readonly name: string;
  readonly body: Buffer;
  readonly path: string;
}

async function measure(connection: Connection, probe: Probe, { name, body, path }: LargeLabel): Promise<Result[]> {
  const text = body.toString("utf8");
  const parseAndWrite = () => timeMs(() => JSON.stringify(JSON.parse(text)));
  const save = () => timeMs(() => connection.ok("PUT", path, body));
  const load = () => timeMs(() => connection.ok("GET", path));
  const saved = await inTurns(TURNS, save, parseAndWrite);
  const loaded = await inTurns(TURNS, load, parseAndWrite);

  await probe.take();
  await sleep(1500);
  const quiet = await probe.take();
  for (let round = 0; round < 5; round++) {
    await save();
    await load();
  }
  const busy = await probe.take();
  const size = `${(body.length / 1024 / 1024).toFixed(1)} MiB`;
  const reference = "JSON.parse + JSON.stringify";
  return [
    { job: `save ${name} (${size})`, reference, aim: 2, ...saved, unit: "ms" },
    { job: `load ${name}`, reference, aim: 2, ...loaded, unit: "ms" },
    {
      job: `slowest of ${busy.length} other requests meanwhile`,
      reference: "",
      aim: OTHERS_AIM_MS,
      measured: Math.max(...busy),
      unit: "ms",
      note: `median and 99th percentile ${describe(busy)}; with no load ${describe(quiet)}, slowest ${Math.max(...quiet).toFixed(1)} ms`,
    },
  ];
}

function describe(times: readonly number[]): string {
  return `${quantile(times, 0.5).toFixed(1)} and ${quantile(times, 0.99).toFixed(1)} ms`;
}

class Probe {
  readonly #worker: Worker;

  constructor(server: Server, path: string) {
    const workerData: ProbeTask = { origin: server.origin, key: server.key, path };
    this.#worker = new Worker(new URL("../probe.js", import.meta.url), { workerData });
  }

  /** The times since the last call. */
  async take(): Promise<number[]> {
    this.#worker.postMessage("take");
    const [times] = (await once(this.#worker, "message")) as [number[]];
    return times;
  }

  async stop(): Promise<void> {
    const ended = once(this.#worker, "exit");
    this.#worker.postMessage("stop");
    await ended;
  }
}
