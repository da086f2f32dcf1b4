import type { ExportFormat, ExportReport, UltralyticsTask } from "@tessera/exchange";

/** What the worker is asked for. */
export interface ExportRequest {
  /** Of the release file. */
  readonly url: string;
  readonly format: ExportFormat;
  readonly labelset: string;
  /** Samples with one of these label statuses; empty for all. */
  readonly statuses: readonly string[];
  /** Samples whose metadata has all of these. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Objects of these categories, by name; empty for all. */
  readonly categories: readonly string[];
  /** The metadata key that names a sample's split; empty for no splits. */
  readonly splitBy: string;
  readonly withImages: boolean;
  readonly task: UltralyticsTask | undefined;
  /** Of the download, without its ending. */
  readonly name: string;
}

export type ExportMessage =
  | { readonly type: "progress"; readonly samples: number }
  | {
      readonly type: "done";
      readonly report: ExportReport;
      readonly file: { readonly blob: Blob; readonly name: string } | undefined;
    }
  | { readonly type: "failed"; readonly message: string };

/** Exports a release in a worker, so that the page stays quick. */
export function runExport(
  request: ExportRequest,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (samples: number) => void },
): Promise<Extract<ExportMessage, { type: "done" }>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./export-worker.ts", import.meta.url), { type: "module" });
    const end = () => {
      worker.terminate();
      signal.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<ExportMessage>) => {
      if (data.type === "progress") return onProgress(data.samples);
      end();
      if (data.type === "done") resolve(data);
      else reject(new Error(data.message));
    };
    worker.onerror = (event) => {
      end();
      reject(new Error(event.message || "The export ran into an error"));
    };
    worker.postMessage(request);
  });
}
