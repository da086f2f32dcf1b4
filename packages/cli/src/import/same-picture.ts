import { createHash } from "node:crypto";
import { type ImageSize, shownSize } from "@tessera/exchange";
import type { SourceFile } from "../files/source-file.js";
import { headerOfImage } from "./read-parts.js";

/** A sample that the dataset has already. */
export interface PresentSample {
  readonly uuid: string;
  readonly isLabeled: boolean;
  /** Of its image or cloud. */
  readonly url: string | undefined;
  /** Of its image as it is shown, where the server knows it. */
  readonly size: ImageSize | undefined;
}

/** Whether a file is the one that a sample has; `unknown` when the sample's cannot be read from here. */
type Comparison = "same" | "different" | "unknown";

interface CompareOptions {
  /** So many bytes are compared at most; all unless told. */
  readonly maxBytes?: number | undefined;
  readonly signal: AbortSignal;
}

/** By the pictures' bytes, or by their sizes where the dataset's cannot be read from here. */
export async function comparedWith(
  { url, size }: PresentSample,
  media: SourceFile | string,
  options: CompareOptions,
): Promise<Comparison> {
  if (typeof media === "string") return media === url ? "same" : "unknown";
  const result = url === undefined ? "unknown" : await compareBytes(media, url, options);
  if (result !== "unknown" || size === undefined) return result;
  const header = await headerOfImage(media);
  const shown = header && shownSize(header);
  const isOther = shown !== undefined && (shown.widthPx !== size.widthPx || shown.heightPx !== size.heightPx);
  return isOther ? "different" : "unknown";
}

/** Compares the size in bytes, then the bytes. */
async function compareBytes(
  file: SourceFile,
  url: string,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: CompareOptions,
): Promise<Comparison> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  const body = response?.ok === true ? response.body : null;
  if (response === undefined || body === null) {
    await response?.body?.cancel();
    return "unknown";
  }
  try {
    const length = lengthOf(response);
    if (length !== undefined && length !== file.sizeBytes) return "different";
    const given = await digestOf(await file.open(), maxBytes);
    return given === (await digestOf(body, maxBytes)) ? "same" : "different";
  } finally {
    // A file that cannot be opened must not leave the connection open.
    await body.cancel();
  }
}

/** A compressed answer has another length than the file. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") ? undefined : Number(length);
}

/** Leaving the loop ends the stream. */
async function digestOf(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const hash = createHash("sha256");
  let left = maxBytes;
  for await (const chunk of stream) {
    hash.update(chunk.subarray(0, Math.min(chunk.length, left)));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return hash.digest("base64");
}
