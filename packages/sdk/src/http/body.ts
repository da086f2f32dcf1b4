import { RawJson, toJson } from "./json.js";

/** Below this gzip gains less than it costs. */
const MIN_GZIP_BYTES = 16 * 1024;

export interface EncodedBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** JSON in UTF-8, with gzip when it is large and the platform can. */
export async function encodeBody(value: unknown, options: { readonly compress: boolean }): Promise<EncodedBody> {
  const bytes = new TextEncoder().encode(value instanceof RawJson ? value.text : toJson(value));
  const headers = { "content-type": "application/json" };
  if (!options.compress || bytes.length < MIN_GZIP_BYTES || typeof CompressionStream !== "function") {
    return { bytes, headers };
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const zipped = new Uint8Array(await new Response(stream).arrayBuffer());
  return { bytes: zipped, headers: { ...headers, "content-encoding": "gzip" } };
}

/** The whole body as text; `onChunk` at every sign of life. */
export async function readText(response: Response, onChunk: () => void): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return response.text();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    onChunk();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : join(chunks, size);
  return new TextDecoder().decode(bytes);
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
