import { median, type Result } from "../measure.js";
import { Server, temporaryDirectory } from "../server.js";

const ROUNDS = 5;

/** From the process's start to the first answer of `/readyz`. */
export async function start(): Promise<Result[]> {
  const empty: number[] = [];
  const existing: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const directory = await temporaryDirectory();
    for (const times of [empty, existing]) {
      const server = await Server.start(directory.path);
      times.push(server.readyAfterMs);
      await server.stop();
    }
    await directory.remove();
  }
  return [
    { job: "first start, empty data directory", reference: "", aim: 5000, measured: median(empty), unit: "ms" },
    { job: "start on existing data", reference: "", aim: 1500, measured: median(existing), unit: "ms" },
  ];
}
