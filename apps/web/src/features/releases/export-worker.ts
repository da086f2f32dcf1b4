import { exportRelease, fetchAssets, openRelease, type ReleaseReader } from "@tessera/exchange";
import type { ExportMessage, ExportRequest } from "./export-job.js";
import { zipSink } from "./zip-sink.js";

/** Progress is told that often. */
const TELL_MS = 100;

function tell(message: ExportMessage): void {
  postMessage(message);
}

addEventListener("message", ({ data }: MessageEvent<ExportRequest>) => {
  run(data).catch((error: unknown) =>
    tell({ type: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});

async function run(request: ExportRequest): Promise<void> {
  const { url, format, labelset, statuses, metadata, categories, splitBy, name, withImages, task } = request;
  const release = await openRelease(() => openFile(url), {
    labelset,
    ...(statuses.length > 0 && { filterBy: statuses }),
    filterByMetadata: metadata,
  });
  const sink = zipSink(name);
  const report = await exportRelease(counted(release), {
    ...{ format, sink, withImages, task },
    ...(categories.length > 0 && { categories }),
    ...(splitBy !== "" && { splits: { by: splitBy } }),
    assets: fetchAssets(),
  });
  tell({ type: "done", report, file: await sink.finish() });
}

async function openFile(url: string): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null)
    throw new Error(`The release file cannot be read: the server answered ${response.status}`);
  return response.body;
}

/** The same release, telling how many of its samples were read. */
function counted(release: ReleaseReader): ReleaseReader {
  return {
    header: release.header,
    labelset: release.labelset,
    taskType: release.taskType,
    categories: release.categories,
    datasetIdentifier: release.datasetIdentifier,
    async *[Symbol.asyncIterator]() {
      let samples = 0;
      let toldAt = 0;
      for await (const entry of release) {
        yield entry;
        samples += 1;
        if (performance.now() - toldAt < TELL_MS) continue;
        toldAt = performance.now();
        tell({ type: "progress", samples });
      }
    },
  };
}
