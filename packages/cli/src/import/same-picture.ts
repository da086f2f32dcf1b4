import { createHash } from "node:crypto";
import { type ImageSize, shownSize } from "@tessera/exchange";
import { isJsonObject } from "@tessera/json";
import { filesOf } from "../download/sample-files.js";
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

/** Whether two samples are of the same files, by their urls or by what these give, or of the same text. */
export async function comparedSamples(a: unknown, b: unknown, options: CompareOptions): Promise<Comparison> {
  if (at(a, "text") !== at(b, "text")) return "different";
  const [own, others] = [filesOf(a), filesOf(b)];
  if (own.length !== others.length) return "different";
  const pairs = own.flatMap(({ url }, index) => (url === others[index]?.url ? [] : [[url, others[index]?.url ?? ""]]));
  // One frame tells sequences apart.
  const [first] = pairs;
  if (first === undefined) return "same";
  const [one = "", other = ""] = first;
  return compareUrls(one, other, options);
}

interface Opened {
  readonly length: number | undefined;
  readonly body: ReadableStream<Uint8Array>;
}

/** Undefined when it cannot be read from here. */
async function openUrl(url: string, signal: AbortSignal): Promise<Opened | undefined> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  if (response?.ok === true && response.body !== null) return { length: lengthOf(response), body: response.body };
  await response?.body?.cancel();
  return undefined;
}

async function compareUrls(
  a: string,
  b: string,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: CompareOptions,
): Promise<Comparison> {
  const opened = await Promise.all([openUrl(a, signal), openUrl(b, signal)]);
  const [one, other] = opened;
  try {
    if (one === undefined || other === undefined) return "unknown";
    if (one.length !== undefined && other.length !== undefined && one.length !== other.length) return "different";
    const digests = await Promise.all([digestOf(one.body, maxBytes), digestOf(other.body, maxBytes)]);
    return digests[0] === digests[1] ? "same" : "different";
  } finally {
    for (const file of opened) await file?.body.cancel();
  }
}

/** Compares the size in bytes, then the bytes. */
async function compareBytes(
  file: SourceFile,
  url: string,
  { maxBytes = Number.POSITIVE_INFINITY, signal }: CompareOptions,
): Promise<Comparison> {
  const opened = await openUrl(url, signal);
  if (opened === undefined) return "unknown";
  const { length, body } = opened;
  try {
    if (length !== undefined && length !== file.sizeBytes) return "different";
    const given = await digestOf(await file.open(), maxBytes);
    return given === (await digestOf(body, maxBytes)) ? "same" : "different";
  } finally {
    // A file that cannot be opened must not leave the connection open.
    await body.cancel();
  }
}

function at(value: unknown, key: string): unknown {
  return isJsonObject(value) ? value[key] : undefined;
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
