import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { EncodedMask, MaskEncoder } from "../export/mask-encoder.js";

export interface MaskWorkersOptions {
  /** How many threads; as many as the machine has cores, eight at most, unless told. */
  readonly threads?: number | undefined;
}

export interface MaskWorkers {
  /** For `encodeMasks` of an export. */
  readonly encode: MaskEncoder;
  /** Ends the threads; what is under way is rejected. */
  close(): Promise<void>;
}

type Answer = { readonly masks: ReadonlyMap<number, EncodedMask> } | { readonly fault: string };

interface Job {
  readonly png: Uint8Array;
  readonly resolve: (masks: ReadonlyMap<number, EncodedMask>) => void;
  readonly reject: (error: Error) => void;
}

/** Threads run compiled code, also where the rest is run from its source. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/node/mask-worker.js" : "./mask-worker.js",
  import.meta.url,
);

/**
 * Threads that read segmentation bitmaps, so that an export uses all cores. They start when they are needed.
 *
 * @example
 * const workers = maskWorkers();
 * try {
 *   await exportRelease(release, { format: "coco-instance", sink, assets, encodeMasks: workers.encode, concurrency: 8 });
 * } finally {
 *   await workers.close();
 * }
 */
export function maskWorkers(options: MaskWorkersOptions = {}): MaskWorkers {
  const most = Math.max(1, options.threads ?? Math.min(8, availableParallelism()));
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let isClosed = false;

  const give = (worker: Worker): void => {
    const job = waiting.shift();
    if (job === undefined) {
      // An idle thread does not keep the process alive.
      worker.unref();
      idle.push(worker);
      return;
    }
    busy.set(worker, job);
    worker.ref();
    worker.postMessage(job.png);
  };
  const start = (): void => {
    // The process's own flags are not for it: a test runner's would make it look for sources.
    const worker = new Worker(ENTRY, { execArgv: [] });
    worker.on("message", (answer: Answer) => {
      const job = busy.get(worker);
      busy.delete(worker);
      if ("masks" in answer) job?.resolve(answer.masks);
      else job?.reject(new Error(answer.fault));
      give(worker);
    });
    worker.on("error", (error) => {
      busy.get(worker)?.reject(error instanceof Error ? error : new Error(String(error)));
      busy.delete(worker);
      // It has ended. Another one takes what waits, so that each fault is told and nothing hangs.
      if (waiting.length > 0 && !isClosed) start();
    });
    give(worker);
  };
  return {
    encode: (png) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new Error("The threads were closed");
        waiting.push({ png, resolve, reject });
        const worker = idle.pop();
        if (worker !== undefined) give(worker);
        else if (busy.size < most) start();
      }),
    async close() {
      isClosed = true;
      const stopped = new Error("The threads were closed");
      for (const { reject } of [...waiting.splice(0), ...busy.values()]) reject(stopped);
      await Promise.all([...idle.splice(0), ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
