import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { inTurns, type Result } from "../measure.js";
import { findPython, runMeasured } from "../python.js";
import { temporaryDirectory } from "../server.js";

/** `BENCH_LABELS` of 2,000 × 1,500 px; the package takes a third of a second for each. */
const LABELS = Number(process.env.BENCH_LABELS ?? 1000);
const OBJECTS = 20;
/** So many different ones are served under all names. */
const DRAWN = 10;

const EXCHANGE = new URL("../../../packages/exchange/dist/", import.meta.url).href;

/** Blobs with wavy borders, as masks of people have; and a photograph of noise. */
const DRAW = `
import sys, numpy as np
from PIL import Image
rng = np.random.default_rng(1)
H, W = 1500, 2000
yy, xx = np.mgrid[0:H, 0:W]
for k in range(${DRAWN}):
    ids = np.zeros((H, W), np.uint32)
    for i in range(1, ${OBJECTS} + 1):
        cy, cx, ry, rx = rng.integers(100, 1400), rng.integers(100, 1900), rng.integers(40, 200), rng.integers(40, 250)
        border = 1 + 0.15 * np.sin(np.arctan2(yy - cy, xx - cx) * rng.integers(3, 9))
        ids[((yy - cy) / ry) ** 2 + ((xx - cx) / rx) ** 2 < border] = i
    rgba = np.zeros((H, W, 4), np.uint8)
    rgba[..., 0], rgba[..., 3] = ids, 255
    Image.fromarray(rgba).save(f"{sys.argv[1]}/{k}.png")
    Image.fromarray(rng.integers(0, 255, (H // 10, W // 10, 3), dtype=np.uint8)).resize((W, H)).save(f"{sys.argv[1]}/{k}.jpg")
print('{"ms": 0}')
`;

/** Loading is part of it: the package downloads while it loads, ours while it exports. */
const PYTHON = `
import json, shutil, sys, time
from segments import SegmentsDataset
from segments.utils import export_dataset
start = time.perf_counter()
export_dataset(SegmentsDataset(sys.argv[1]), "coco-instance")
ms = (time.perf_counter() - start) * 1000
shutil.rmtree("segments")
print("")
print(json.dumps({"ms": ms}))
`;

const TYPESCRIPT = `
import { exportRelease, fetchAssets } from ${JSON.stringify(`${EXCHANGE}index.js`)};
import { directorySink, maskWorkers, openReleaseFile } from ${JSON.stringify(`${EXCHANGE}node/index.js`)};
const start = performance.now();
const release = await openReleaseFile(process.argv[2]);
const workers = maskWorkers();
const { samples } = await exportRelease(release, { format: "coco-instance", sink: directorySink("."), assets: fetchAssets(), encodeMasks: workers.encode, concurrency: 8 });
await workers.close();
const ms = performance.now() - start;
if (samples !== ${LABELS}) throw new Error(\`\${samples} samples were exported\`);
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
`;

/** Segmentation labels to COCO, each in a process of its own; images and masks come over HTTP. */
export async function exportCoco(): Promise<Result[]> {
  const python = findPython();
  const directory = await temporaryDirectory();
  const assets = path.join(directory.path, "assets");
  await mkdir(assets);
  const files = { draw: "draw.py", python: "export.py", node: "export.mjs", release: "release.json" };
  const at = (name: string) => path.join(directory.path, name);
  await writeFile(at(files.draw), DRAW);
  await writeFile(at(files.python), PYTHON);
  await writeFile(at(files.node), TYPESCRIPT);
  const server = await serve(assets);
  try {
    await runMeasured(python, [at(files.draw), assets], directory.path);
    await writeFile(at(files.release), releaseText(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    let peakMb = 0;
    const times = await inTurns(
      { rounds: 1 },
      async () => {
        const run = await runMeasured<{ ms: number; peakMb: number }>(
          process.execPath,
          [at(files.node), at(files.release)],
          directory.path,
        );
        peakMb = Math.max(peakMb, run.peakMb);
        return run.ms;
      },
      async () => (await runMeasured(python, [at(files.python), at(files.release)], directory.path)).ms,
    );
    const job = `${LABELS.toLocaleString("en-US")} segmentation labels of 2,000 × 1,500 px to coco-instance`;
    const note = `${(times.referred / times.measured).toFixed(1)} times as fast; the process took ${Math.round(peakMb)} MB at its peak`;
    return [{ job, reference: "the Python package", aim: 0.33, ...times, unit: "ms", note }];
  } finally {
    server.closeAllConnections();
    server.close();
    await directory.remove();
  }
}

async function serve(folder: string): Promise<HttpServer> {
  const server = createServer(async (request, answer) => {
    const name = path.basename((request.url ?? "").replace(/\?.*$/, "").replace(/^\/\d+-/, ""));
    const bytes = await readFile(path.join(folder, name)).catch(() => undefined);
    if (bytes === undefined) return answer.writeHead(404).end();
    const end = /^bytes=0-(\d+)$/.exec(request.headers.range ?? "")?.[1];
    if (end === undefined) return answer.writeHead(200, { "content-length": bytes.length }).end(bytes);
    const part = bytes.subarray(0, Number(end) + 1);
    return answer
      .writeHead(206, { "content-range": `bytes 0-${part.length - 1}/${bytes.length}`, "content-length": part.length })
      .end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function releaseText(origin: string): string {
  const annotations = Array.from({ length: OBJECTS }, (_, index) => ({ id: index + 1, category_id: 1 }));
  const samples = Array.from({ length: LABELS }, (_, index) => {
    const url = `${origin}/${index}-${index % DRAWN}`;
    const attributes = { annotations, segmentation_bitmap: { url: `${url}.png` } };
    const labels = { "ground-truth": { label_status: "LABELED", attributes } };
    return {
      uuid: String(index),
      name: `${index}.jpg`,
      metadata: {},
      attributes: { image: { url: `${url}.jpg` } },
      labels,
    };
  });
  const dataset = {
    ...{ name: "masks", owner: "bench", task_type: "segmentation-bitmap", samples },
    task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "person" }] },
    labelsets: [{ name: "ground-truth", description: "" }],
  };
  return JSON.stringify({ name: "v1", description: "", created_at: "2026-01-01T00:00:00Z", dataset });
}
