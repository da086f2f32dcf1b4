/** Sends a small GET each 10 ms from a thread of its own, so that the work of the load's own client delays none. */
import { parentPort, workerData } from "node:worker_threads";
import { Connection } from "./connection.js";

export interface ProbeTask {
  readonly origin: string;
  readonly key: string;
  readonly path: string;
}

const { origin, key, path } = workerData as ProbeTask;
const EVERY_MS = 10;
const idle: Connection[] = Array.from({ length: 8 }, () => new Connection(origin, key));
let times: number[] = [];

async function probe(): Promise<void> {
  const connection = idle.pop() ?? new Connection(origin, key);
  const start = performance.now();
  await connection.ok("GET", path);
  times.push(performance.now() - start);
  idle.push(connection);
}

const timer = setInterval(() => void probe(), EVERY_MS);
parentPort?.on("message", (message: "take" | "stop") => {
  if (message === "stop") {
    clearInterval(timer);
    for (const connection of idle) connection.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(times);
  times = [];
});
