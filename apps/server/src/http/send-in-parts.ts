import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { WORK_PER_ANSWER_BYTE } from "./memory.js";
import { sendJson } from "./replies.js";

/** As much of a list is read from the database at once; an item that is larger, alone. */
const PART_BYTES = 4 * 1024 * 1024;

interface Sized {
  readonly bytes: number;
}

/**
 * Sends a list of JSON as an array, part by part: the next is read when the connection has taken the last, so that memory
 * does not grow with the list. What is small is sent whole.
 *
 * @param read JSON text of each item that is still there
 */
export async function sendInParts<T extends Sized>(
  reply: FastifyReply,
  items: readonly T[],
  read: (part: readonly T[]) => Promise<string[]>,
): Promise<FastifyReply> {
  const parts = [...partsOf(items)];
  const [first = []] = parts;
  if (parts.length <= 1 && sizeOf(first) <= PART_BYTES) return sendJson(reply, `[${(await read(first)).join(",")}]`);
  // What fails at once is answered like any failure; behind it the connection breaks off, which no client takes for an end.
  const texts = readParts(reply, parts, read);
  // Also where the client went away before the first part is sent.
  reply.raw.once("close", () => void texts.return(undefined));
  const begin = await texts.next();
  const body = Readable.from(resumed(begin, texts), { objectMode: false, highWaterMark: 1 });
  return reply.code(200).header("content-type", "application/json; charset=utf-8").send(body);
}

async function* readParts<T extends Sized>(
  reply: FastifyReply,
  parts: readonly (readonly T[])[],
  read: (part: readonly T[]) => Promise<string[]>,
): AsyncGenerator<Buffer> {
  let separator = "[";
  for (const part of parts) {
    const reservation = reply.server.workMemory.open();
    try {
      await reservation.growTo(WORK_PER_ANSWER_BYTE * sizeOf(part));
      const bytes = encoded(await read(part), separator);
      if (bytes.length === 0) continue;
      separator = ",";
      reservation.shrinkTo(bytes.length);
      yield bytes;
    } finally {
      reservation.release();
    }
  }
  yield Buffer.from(separator === "[" ? "[]" : "]");
}

function encoded(texts: readonly string[], separator: string): Buffer {
  return texts.length === 0 ? Buffer.alloc(0) : Buffer.from(separator + texts.join(","));
}

async function* resumed(begin: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (begin.done !== true) yield begin.value;
  yield* rest;
}

function* partsOf<T extends Sized>(items: readonly T[]): Generator<readonly T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (part.length > 0 && bytes + item.bytes > PART_BYTES) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(item);
    bytes += item.bytes;
  }
  if (part.length > 0) yield part;
}

function sizeOf(part: readonly Sized[]): number {
  return part.reduce((sum, { bytes }) => sum + bytes, 0);
}
