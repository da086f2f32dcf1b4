import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AssetStoreFullError, UploadInterruptedError, UploadRefusedError } from "./asset-errors.js";
import { pathOfKey } from "./asset-key.js";
import type { LocalAssetStore } from "./local-asset-store.js";
import { closeWhenStalled } from "./stall-guard.js";
import { readUploadForm } from "./upload-form.js";

/** Room for the fields and boundaries of a form beside its file. */
export const FORM_OVERHEAD_BYTES = 1024 * 1024;

/** A refused body is read on for this much and long: closing at once resets the connection, and the answer with it. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 5_000;

/** Answers POST `/storage/`: the upload form of `createPresignedPost` and its file, as an S3 bucket would take it. */
export async function receiveUpload(
  { store, maxUploadBytes, stallMs }: { store: LocalAssetStore; maxUploadBytes: number; stallMs: number },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = request.body instanceof Object && "pipe" in request.body ? (request.body as Readable) : request.raw;
  closeWhenStalled(request, reply, stallMs);
  try {
    if (Number(request.headers["content-length"] ?? 0) > maxUploadBytes + FORM_OVERHEAD_BYTES) {
      throw new UploadRefusedError(
        400,
        "EntityTooLarge",
        `The file is larger than the ${maxUploadBytes} bytes that are allowed.`,
      );
    }
    const staged = await readUploadForm(body, request.headers, (fields, file) => store.stageUpload(fields, file));
    const { key, etag } = await staged.commit();
    return await reply
      .code(204)
      .headers({ etag, location: pathOfKey(key) })
      .send();
  } catch (error) {
    const answer = toAnswer(error);
    if (answer === undefined) {
      if (!(error instanceof UploadInterruptedError)) throw error;
      request.log.debug("An upload was interrupted");
      // Nobody is there to read an answer.
      reply.hijack();
      request.raw.destroy();
      return reply;
    }
    const { statusCode, ...sentence } = answer;
    if (!(await drain(body))) reply.header("connection", "close");
    return await reply.code(statusCode).send(sentence);
  }
}

function toAnswer(error: unknown): { statusCode: number; code: string; detail: string } | undefined {
  if (error instanceof UploadRefusedError)
    return { statusCode: error.statusCode, code: error.code, detail: error.message };
  if (error instanceof AssetStoreFullError)
    return { statusCode: 507, code: "InsufficientStorage", detail: error.message };
  return undefined;
}

/** Reads and drops the rest of a body. @returns whether it came to its end. */
function drain(body: Readable): Promise<boolean> {
  if (body.readableEnded || body.destroyed) return Promise.resolve(body.readableEnded);
  return new Promise((resolve) => {
    let drainedBytes = 0;
    const stop = () => {
      clearTimeout(timer);
      body.off("data", count).off("end", stop).off("close", stop).pause();
      resolve(body.readableEnded);
    };
    const count = (chunk: Buffer) => {
      drainedBytes += chunk.length;
      if (drainedBytes > DRAIN_BYTES) stop();
    };
    const timer = setTimeout(stop, DRAIN_MS);
    body.on("data", count).on("end", stop).on("close", stop).resume();
  });
}
