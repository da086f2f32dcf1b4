import type { AssetLoader } from "../assets/asset-loader.js";
import type { ReleaseReader } from "../release/open-release.js";
import type { ExportSink } from "../sinks/export-sink.js";
import type { MaskEncoder } from "./mask-encoder.js";

/** What every exporter takes. */
export interface ExportOptions {
  readonly sink: ExportSink;
  readonly assets: AssetLoader;
  /**
   * Folder of the label images and YOLO files in the sink; `segments/<owner>_<dataset>/<release>` unless told, as in the Python package.
   * Empty for none.
   */
  readonly labelFolder?: string | undefined;
  /** Reads segmentation bitmaps for coco-instance; where it is called unless told, see `maskWorkers` of `@tessera/exchange/node`. */
  readonly encodeMasks?: MaskEncoder | undefined;
  /** How many samples are loaded at a time; 4 unless told. Each holds its image's and bitmap's bytes. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A release that does not fit the format, or an option that is missing. */
export class ExportError extends Error {
  override readonly name = "ExportError";
}

export function checkTaskType(release: ReleaseReader, format: string, taskTypes: readonly string[]): void {
  if (taskTypes.includes(release.taskType)) return;
  throw new ExportError(
    `${format} holds datasets of type ${taskTypes.join(", ")}; this release's is ${release.taskType}`,
  );
}

export const SEGMENTATION_TYPES = ["segmentation-bitmap", "segmentation-bitmap-highres"] as const;
