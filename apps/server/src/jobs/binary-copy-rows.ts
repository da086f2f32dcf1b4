import { Transform, type TransformCallback } from "node:stream";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** Signature, flags, length of the header extension (always 0). */
const HEADER_BYTES = SIGNATURE.length + 8;
const FIELD_COUNT_BYTES = 2;
const FIELD_LENGTH_BYTES = 4;

/**
 * Takes apart PostgreSQL's binary COPY format of rows with one text column and joins the texts. Binary, because the text format
 * would have to be unescaped: here the bytes go from socket to file as they are.
 *
 * Format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".
 */
export class BinaryCopyRows extends Transform {
  /** Rows seen so far. */
  count = 0;
  readonly #frame: { readonly before: string; readonly between: string; readonly after: string };
  #rest: Buffer = Buffer.alloc(0);
  #isHeaderRead = false;
  #isAtEnd = false;
  /** Bytes of the present row that are still to come. */
  #missing = 0;

  constructor(frame: { readonly before: string; readonly between: string; readonly after: string }) {
    super({ highWaterMark: 1024 * 1024 });
    this.#frame = frame;
    this.push(frame.before);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    try {
      this.#take(this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]));
      callback();
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(callback: TransformCallback): void {
    if (this.#isAtEnd) this.push(this.#frame.after);
    callback(this.#isAtEnd ? null : new Error("PostgreSQL's COPY ended before its last row."));
  }

  #take(bytes: Buffer): void {
    let at = 0;
    if (!this.#isHeaderRead && bytes.length >= HEADER_BYTES) {
      if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error("This is no binary COPY.");
      at = HEADER_BYTES;
      this.#isHeaderRead = true;
    }
    while (this.#isHeaderRead && !this.#isAtEnd) {
      if (this.#missing > 0) {
        const part = bytes.subarray(at, at + this.#missing);
        if (part.length === 0) break;
        this.push(part);
        at += part.length;
        this.#missing -= part.length;
        continue;
      }
      if (bytes.length - at < FIELD_COUNT_BYTES) break;
      const fields = bytes.readInt16BE(at);
      if (fields === -1) {
        this.#isAtEnd = true;
        break;
      }
      if (bytes.length - at < FIELD_COUNT_BYTES + FIELD_LENGTH_BYTES) break;
      const length = bytes.readInt32BE(at + FIELD_COUNT_BYTES);
      if (fields !== 1 || length < 0) throw new Error("A row of the COPY is no single text.");
      at += FIELD_COUNT_BYTES + FIELD_LENGTH_BYTES;
      if (this.count > 0) this.push(this.#frame.between);
      this.count++;
      this.#missing = length;
    }
    this.#rest = bytes.subarray(at);
  }
}
