import { writeFile } from "node:fs/promises";
import path from "node:path";
import { insertLabeledSamples, labelAttributes, vacuum } from "../fixtures.js";
import { inTurns, type Result } from "../measure.js";
import { findPython, runMeasured } from "../python.js";
import { temporaryDirectory, withServer } from "../server.js";

const SAMPLES = 100_000;
const SDK = new URL("../../../packages/sdk/dist/index.js", import.meta.url).href;

/** Pages by number: the package knows no cursor, and answers with one page a call. */
const PYTHON = `
import json, sys, time
from segments import SegmentsClient
key, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = SegmentsClient(key, url)
start = time.perf_counter()
found = 0
for page in range(1, count // 1000 + 1):
    found += len(client.get_samples("bench/many", per_page=1000, page=page))
ms = (time.perf_counter() - start) * 1000
assert found == count, found
print(json.dumps({"ms": ms}))
`;

const TYPESCRIPT = `
import { TesseraClient } from ${JSON.stringify(SDK)};
const [key, url, count] = process.argv.slice(2);
const client = new TesseraClient({ apiKey: key, baseUrl: url });
const start = performance.now();
let found = 0;
let bytes = 0;
for await (const { name } of client.samples.list("bench/many")) {
  found += 1;
  bytes += name.length;
}
const ms = performance.now() - start;
if (found !== Number(count)) throw new Error(String(found));
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
`;

/** All samples of a dataset through each client, in a process of its own. */
export async function sdkRead(): Promise<Result[]> {
  const python = findPython();
  return withServer(async (server) => {
    const directory = await temporaryDirectory();
    try {
      const dataset = await server.addDataset("many", "vector");
      const pool = await server.openPool(1);
      await insertLabeledSamples(pool, dataset, { count: SAMPLES, attributes: labelAttributes(3) });
      await vacuum(pool);
      const files = { python: path.join(directory.path, "read.py"), node: path.join(directory.path, "read.mjs") };
      await writeFile(files.python, PYTHON);
      await writeFile(files.node, TYPESCRIPT);
      const args = [server.key, server.origin, String(SAMPLES)];
      let peakMb = 0;
      const times = await inTurns(
        { rounds: 3, warmUps: 1 },
        async () => {
          const run = await runMeasured<{ ms: number; peakMb: number }>(
            process.execPath,
            [files.node, ...args],
            directory.path,
          );
          peakMb = Math.max(peakMb, run.peakMb);
          return run.ms;
        },
        async () => (await runMeasured(python, [files.python, ...args], directory.path)).ms,
      );
      const job = "read 100,000 samples through the TypeScript SDK";
      const note = `${(times.referred / times.measured).toFixed(1)} times as fast; the process took ${Math.round(peakMb)} MB at its peak`;
      return [{ job, reference: "the Python package", aim: 0.2, ...times, unit: "ms", note }];
    } finally {
      await directory.remove();
    }
  });
}
