import { ValidationError } from "./errors.js";
import type { Api } from "./http/api.js";
import type { Progress } from "./parallel.js";
import type { Asset } from "./wire.js";

/**
 * What can be uploaded: a Blob or File, bytes (a Buffer is one), a stream of bytes (of the web or of Node), or the path of
 * a file (Node, Bun, Deno).
 *
 * @example
 * const source: UploadSource = new Blob(["Marie Curie was born in Warsaw."]);
 * console.log((await client.assets.upload(source, { filename: "curie.txt" })).url);
 */
export type UploadSource =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | { readonly path: string };

/**
 * How to upload.
 *
 * @example
 * const options: UploadOptions = { filename: "violet.jpg", onProgress: ({ done, total }) => console.log(done, total) };
 * const { url } = await client.assets.upload(new Uint8Array([255, 216, 255]), options);
 * await client.samples.update(sample.uuid, { attributes: { image: { url } } });
 */
export interface UploadOptions {
  /** Default: the name of the File or path, else `label.png`. */
  readonly filename?: string | undefined;
  /** The bytes of a stream, when you know them: it is then sent as it comes and never held in memory. */
  readonly sizeBytes?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** 16 kB a second: what a bad mobile line does. */
const SLOWEST_BYTES_PER_MS = 16;

/** The body of a form around the bytes of a file. A Blob can be sent again and again, a stream once. */
interface Form {
  readonly boundary: string;
  readonly file: Blob | AsyncIterable<Uint8Array>;
  readonly fileBytes: number;
  readonly head: Bytes;
  readonly tail: Bytes;
}

/** Posts a file and the fields that the API asked for to the asset store: no key goes there. */
export async function postFile(
  api: Api,
  asset: Asset,
  content: Content,
  options: UploadOptions & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const { url, fields } = asset.presignedPostFields;
  const form = formOf(fields, asset.filename, content);
  const { onProgress } = options;
  let reported = -1;
  const report = (sent: number) => {
    const done = Math.min(sent, form.fileBytes);
    if (done !== reported) onProgress?.({ done, total: form.fileBytes });
    reported = done;
  };
  const isBlob = form.file instanceof Blob;
  let isAlive: () => void = () => undefined;
  await api.send(
    {
      method: "POST",
      path: { text: url, fault: undefined },
      isForeign: true,
      answer: "nothing",
      doneStatus: 409,
      options: { ...options, ...(!isBlob && { maxRetries: 0 }) },
      stream: (touch) => {
        let sent = -form.head.length;
        isAlive = touch;
        // Where nobody tells how far it is, a slow line gets its time in advance.
        touch(form.fileBytes / SLOWEST_BYTES_PER_MS);
        return bodyOf(form, (byteCount) => {
          touch();
          sent += byteCount;
          if (sent >= 0) report(sent);
        });
      },
      ...(typeof XMLHttpRequest === "function" && {
        fetch: xhrFetch((sent) => {
          isAlive();
          report(Math.max(0, sent - form.head.length));
        }),
      }),
    },
    () => undefined,
  );
  report(form.fileBytes);
}

/** What is to be sent, of a known size. */
export interface Content {
  readonly file: Blob | AsyncIterable<Uint8Array>;
  readonly fileBytes: number;
  readonly name: string | undefined;
}

/** Opens what a user gave. A stream of unknown size is read to its end first: buckets take no upload without a length. */
export async function openSource(source: UploadSource, sizeBytes: number | undefined): Promise<Content> {
  if (source instanceof Blob) {
    const { name } = source as { name?: unknown };
    return { file: source, fileBytes: source.size, name: typeof name === "string" && name !== "" ? name : undefined };
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    const file = new Blob([source as Bytes]);
    return { file, fileBytes: file.size, name: undefined };
  }
  if ("path" in source && typeof source.path === "string" && !(Symbol.asyncIterator in source)) {
    const file = await openPath(source.path);
    return { file, fileBytes: file.size, name: source.path.split(/[\\/]/).at(-1) };
  }
  const stream = Symbol.asyncIterator in source ? (source as AsyncIterable<Uint8Array>) : chunksOf(source as never);
  if (sizeBytes !== undefined && builtin("fs") !== undefined)
    return { file: stream, fileBytes: sizeBytes, name: undefined };
  const file = await collect(stream);
  return { file, fileBytes: file.size, name: undefined };
}

interface NodeFs {
  openAsBlob(path: string): Promise<Blob>;
}

/** Node's own modules without an import, which would keep browsers from loading the file. */
function builtin(name: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name);
}

async function openPath(filePath: string): Promise<Blob> {
  const fs = builtin("fs") as NodeFs | undefined;
  if (fs === undefined) throw new ValidationError("There are no paths here: give a File or Blob");
  return fs.openAsBlob(filePath);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Blob> {
  const chunks: Bytes[] = [];
  for await (const chunk of stream) chunks.push(chunk as Bytes);
  return new Blob(chunks);
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    reader.releaseLock();
  }
}

function formOf(fields: Readonly<Record<string, string>>, filename: string, content: Content): Form {
  const boundary = `----tessera${Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(36)).join("")}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // As browsers write it: a quote or a line break in the name ends nothing.
  const safeName = filename.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
  parts.push(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${safeName}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  const encoder = new TextEncoder();
  return {
    ...{ boundary, file: content.file, fileBytes: content.fileBytes },
    head: encoder.encode(parts.join("")),
    tail: encoder.encode(`\r\n--${boundary}--\r\n`),
  };
}

/** A Blob where that will do; a counted stream where Node is to report progress. */
function bodyOf(form: Form, onSent: (byteCount: number) => void) {
  const headers = { "content-type": `multipart/form-data; boundary=${form.boundary}` };
  const { file, head, tail } = form;
  const whole = file instanceof Blob ? new Blob([head, file, tail]) : undefined;
  if (whole !== undefined && builtin("fs") === undefined) return { body: whole, headers };
  const chunks = whole === undefined ? streamed(form) : chunksOf(whole.stream());
  const length = head.length + form.fileBytes + tail.length;
  return { body: counted(chunks, onSent), headers: { ...headers, "content-length": String(length) } };
}

async function* streamed({ head, file, fileBytes, tail }: Form): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  let sent = 0;
  for await (const chunk of file as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    if (sent > fileBytes) break;
    yield chunk;
  }
  if (sent !== fileBytes)
    throw new ValidationError(`The stream does not have the ${fileBytes} bytes that sizeBytes says`);
  yield tail;
}

function counted(chunks: AsyncIterator<Uint8Array>, onSent: (byteCount: number) => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const step = await chunks.next();
      if (step.done) return controller.close();
      controller.enqueue(step.value);
      onSent(step.value.length);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

/** `fetch` tells nobody how far an upload is; the older interface of browsers does. */
function xhrFetch(onProgress: (done: number) => void): typeof fetch {
  return (url, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const signal = init?.signal;
      const onAbort = () => request.abort();
      request.open(init?.method ?? "POST", String(url));
      for (const [name, value] of new Headers(init?.headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => onProgress(loaded);
      request.onload = () => resolve(new Response(request.responseText || null, { status: request.status }));
      request.onerror = () => reject(new TypeError("The upload failed"));
      request.onabort = () => reject(signal?.reason);
      request.onloadend = () => signal?.removeEventListener("abort", onAbort);
      signal?.addEventListener("abort", onAbort, { once: true });
      request.send(init?.body as Blob);
    });
}
