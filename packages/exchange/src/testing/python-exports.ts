import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { AssetLoader } from "../assets/asset-loader.js";
import type { ExportFormat } from "../export/formats.js";

/** A PNG as the recording describes it. */
export interface RecordedPng {
  readonly size: readonly [widthPx: number, heightPx: number];
  readonly kind?: "gray" | "gray16" | "rgb";
  /** SHA-256 of the pixels. */
  readonly pixels?: string;
  /** SHA-256 of the pixels, each as the number of its color in order of appearance. */
  readonly appearance?: string;
}

export interface RecordedRun {
  readonly release: string;
  readonly format: ExportFormat;
  readonly options: { readonly filter_by?: readonly string[]; readonly filter_by_metadata?: Record<string, string> };
  readonly arguments: {
    readonly id_increment?: number;
    readonly image_width?: number;
    readonly image_height?: number;
  };
  /** By name: text, JSON, or the description of a PNG. */
  readonly files: { readonly [name: string]: unknown };
}

interface Recording {
  readonly assets: { readonly [name: string]: string };
  readonly releases: { readonly [name: string]: object };
  readonly runs: readonly RecordedRun[];
}

/** What record-python-exports.py recorded. */
export const RECORDING = JSON.parse(
  gunzipSync(readFileSync(new URL("fixtures/python-exports.json.gz", import.meta.url))).toString(),
) as Recording;

/** Serves the recorded images and bitmaps. */
export const recordedAssets: AssetLoader = async (url) => {
  const data = RECORDING.assets[url.replace("http://assets.test/", "")];
  if (data === undefined) throw new Error("there is no such asset");
  return new Uint8Array(Buffer.from(data, "base64"));
};
