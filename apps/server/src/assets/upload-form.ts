import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { UploadInterruptedError, UploadRefusedError } from "./asset-errors.js";

/** S3's bound on everything before the file. */
const MAX_FIELD_BYTES = 20 * 1024;
const LIMITS = { files: 1, fields: 32, parts: 40, fieldSize: MAX_FIELD_BYTES, headerPairs: 16, headerSize: 8 * 1024 };

/** A file that is stored, but not visible until the whole form turned out to be right. */
export interface Staged {
  discard(): Promise<void>;
}

/**
 * Reads an upload form as S3 does: fields, then one part named `file`; fields after it do not count.
 *
 * @param stage is called once, with the fields by lower-case name and the file's bytes. It either reads the file to its
 *   end or throws; when the form turns out to be wrong later, what it staged is discarded.
 * @returns what `stage` returned, once the form has been read to its end.
 * @throws {UploadRefusedError} on a form that is wrong, {UploadInterruptedError} when the client is gone, and whatever `stage` throws.
 */
export async function readUploadForm<T extends Staged>(
  body: Readable,
  headers: IncomingHttpHeaders,
  stage: (fields: ReadonlyMap<string, string>, file: Readable) => Promise<T>,
): Promise<T> {
  const fields = new Map<string, string>();
  let staging: Promise<T> | undefined;
  let fileStream: Readable | undefined;
  const parser = createParser(headers);
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (sentence: string) => reject(new UploadRefusedError(400, "MalformedPOSTRequest", sentence));
      parser.on("field", (name, value, nameTruncated, valueTruncated) => {
        const key = name?.toLowerCase();
        if (staging !== undefined) return;
        if (nameTruncated || valueTruncated) return reject(tooMuchBeforeFile());
        if (key === undefined || fields.has(key))
          return refuse("Each field of the upload form needs a name of its own.");
        fields.set(key, value);
      });
      parser.on("file", (_name, file) => {
        // Whatever breaks the part is told by the parser or by `stage`; without a listener Node would throw it as well.
        file.on("error", () => {});
        fileStream = file;
        staging = stage(fields, file);
        staging.catch(reject);
      });
      parser.on("filesLimit", () => reject(oneFileOnly()));
      parser.on("fieldsLimit", () => (staging === undefined ? reject(tooMuchBeforeFile()) : undefined));
      parser.on("partsLimit", () => refuse("The upload form has too many parts."));
      parser.on("error", () => {
        reject(new UploadRefusedError(400, "IncompleteBody", "The upload form ends early or is not well formed."));
      });
      parser.on("finish", resolve);
      // "close" with no "end" is a client that is gone; with it, this comes too late to matter.
      body.on("error", () => reject(new UploadInterruptedError()));
      body.on("close", () => (body.readableEnded ? undefined : reject(new UploadInterruptedError())));
      if (body.destroyed) reject(new UploadInterruptedError());
      body.pipe(parser);
    });
    if (staging === undefined) throw oneFileOnly();
    return await staging;
  } catch (error) {
    body.unpipe(parser);
    fileStream?.destroy();
    await staging?.then(
      (staged) => staged.discard(),
      // It failed by itself and left nothing; its error is the one at hand or follows from it.
      () => undefined,
    );
    throw error;
  }
}

function createParser(headers: IncomingHttpHeaders): BusboyInstance {
  const contentType = headers["content-type"];
  if (contentType === undefined || !/^multipart\/form-data\s*(;|$)/i.test(contentType)) {
    throw new UploadRefusedError(415, "UnsupportedMediaType", "An upload is a multipart/form-data form.");
  }
  const busboyHeaders: BusboyHeaders = { "content-type": contentType };
  try {
    // By its name alone, as S3 does: a field with a file name is a field, a `file` without one is the file.
    return new Busboy({
      headers: busboyHeaders,
      limits: LIMITS,
      isPartAFile: (name) => name?.toLowerCase() === "file",
    });
  } catch {
    // Busboy throws plain errors for a content type that it cannot read.
    throw new UploadRefusedError(400, "MalformedPOSTRequest", "The upload form has no boundary.");
  }
}

function oneFileOnly(): UploadRefusedError {
  return new UploadRefusedError(
    400,
    "InvalidArgument",
    "An upload form holds exactly one file, after all other fields.",
  );
}

function tooMuchBeforeFile(): UploadRefusedError {
  return new UploadRefusedError(
    400,
    "MaxPostPreDataLengthExceeded",
    "The upload form has too much data before the file.",
  );
}
