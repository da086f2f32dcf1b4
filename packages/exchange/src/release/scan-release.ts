import { ReleaseError } from "./release-error.js";

/** One value of a release file, as its JSON text. */
export interface ReleasePiece {
  /** `root` and `dataset`: a value of the header, under `key`. `sample`: an element of dataset.samples. */
  readonly of: "root" | "dataset" | "sample";
  readonly key: string;
  /** Of a sample: its place in dataset.samples. */
  readonly index: number;
  readonly text: string;
  readonly byteOffset: number;
}

export interface ScanOptions {
  /** Bytes of one sample or header value above which the file is refused. */
  readonly maxValueBytes: number;
  /** Walks over samples without making text of them. */
  readonly skipsSamples?: boolean | undefined;
}

type State = "start" | "first-key" | "key" | "colon" | "value" | "first-element" | "element" | "after" | "end";

const MAX_DEPTH = 1000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Cuts a release file into the values of its header and its samples while it arrives. It holds one value at a time, so memory grows with
 * the largest sample, not with the file.
 */
export class ReleaseScanner {
  readonly #maxValueBytes: number;
  readonly #skipsSamples: boolean;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #state: State = "start";
  /** Which of root, dataset and samples are open. */
  #level: "root" | "dataset" | "samples" = "root";
  #key = "";
  #index = 0;
  #hasSamples = false;
  #offset = 0;

  #capture: "key" | "value" | undefined;
  #parts: Uint8Array[] = [];
  #size = 0;
  #captureStart = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isScalar = false;

  constructor(options: ScanOptions) {
    this.#maxValueBytes = options.maxValueBytes;
    this.#skipsSamples = options.skipsSamples === true;
  }

  /** Takes the next bytes; returns the values that they complete. */
  push(chunk: Uint8Array): ReleasePiece[] {
    const pieces: ReleasePiece[] = [];
    let at = this.#offset === 0 && startsWithBom(chunk) ? 3 : 0;
    while (at < chunk.length) {
      if (this.#capture !== undefined) at = this.#continueCapture(chunk, at, pieces);
      else at = this.#step(chunk, at);
    }
    this.#offset += chunk.length;
    return pieces;
  }

  /** @throws ReleaseError when the document is not complete. */
  finish(): void {
    if (this.#offset === 0) throw new ReleaseError("", "it is empty");
    if (this.#state === "end") {
      if (!this.#hasSamples) throw new ReleaseError("dataset.samples", "it is missing; this is no release file");
      return;
    }
    throw new ReleaseError(this.#path(), "the file ends in the middle: it is truncated", { byteOffset: this.#offset });
  }

  #step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    switch (this.#state) {
      case "start":
        if (byte !== OPEN_BRACE) throw this.#unexpected(byte, at, "a release file is one JSON object");
        this.#state = "first-key";
        return at + 1;
      case "first-key":
      case "key":
        if (byte === CLOSE_BRACE && this.#state === "first-key") return this.#close(at);
        if (byte !== QUOTE) throw this.#unexpected(byte, at, "a key in quotes is due");
        return this.#startCapture("key", at);
      case "colon":
        if (byte !== COLON) throw this.#unexpected(byte, at, "a colon is due");
        this.#state = "value";
        return at + 1;
      case "value":
        return this.#startValue(byte, at);
      case "first-element":
        if (byte === CLOSE_BRACKET) return this.#close(at);
        return this.#startCapture("value", at);
      case "element":
        return this.#startCapture("value", at);
      case "after":
        return this.#afterValue(byte, at);
      case "end":
        throw this.#unexpected(byte, at, "the document has ended");
    }
  }

  #startValue(byte: number, at: number): number {
    if (this.#level === "root" && this.#key === "dataset") {
      if (byte !== OPEN_BRACE) throw this.#unexpected(byte, at, "dataset is an object");
      this.#level = "dataset";
      this.#key = "";
      this.#state = "first-key";
      return at + 1;
    }
    if (this.#level === "dataset" && this.#key === "samples") {
      if (byte !== OPEN_BRACKET) throw this.#unexpected(byte, at, "samples is a list");
      if (this.#hasSamples) throw new ReleaseError("dataset.samples", "it stands there twice");
      this.#hasSamples = true;
      this.#level = "samples";
      this.#state = "first-element";
      return at + 1;
    }
    return this.#startCapture("value", at);
  }

  #afterValue(byte: number, at: number): number {
    if (byte === COMMA) {
      this.#state = this.#level === "samples" ? "element" : "key";
      return at + 1;
    }
    const closing = this.#level === "samples" ? CLOSE_BRACKET : CLOSE_BRACE;
    if (byte !== closing) throw this.#unexpected(byte, at, "a comma or the end is due");
    return this.#close(at);
  }

  #close(at: number): number {
    this.#state = this.#level === "root" ? "end" : "after";
    if (this.#level === "samples") this.#level = "dataset";
    else if (this.#level === "dataset") this.#level = "root";
    this.#key = "";
    return at + 1;
  }

  #startCapture(kind: "key" | "value", at: number): number {
    this.#capture = kind;
    this.#parts = [];
    this.#size = 0;
    this.#captureStart = this.#offset + at;
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
    this.#isScalar = false;
    return at;
  }

  #continueCapture(chunk: Uint8Array, from: number, pieces: ReleasePiece[]): number {
    const end = this.#findEnd(chunk, from);
    const stop = end ?? chunk.length;
    const keeps = !(this.#skipsSamples && this.#level === "samples");
    this.#size += stop - from;
    if (this.#size > this.#maxValueBytes) {
      const limit = this.#maxValueBytes.toLocaleString("en-US");
      throw new ReleaseError(this.#path(), `it is larger than ${limit} bytes`, { byteOffset: this.#captureStart });
    }
    // A copy: the source may use its buffer again for the next bytes.
    if (keeps) this.#parts.push(end === undefined ? chunk.slice(from, stop) : chunk.subarray(from, stop));
    if (end !== undefined) this.#endCapture(pieces);
    return stop;
  }

  /** Where the value ends, exclusive; undefined when it goes on in the next chunk. */
  #findEnd(chunk: Uint8Array, from: number): number | undefined {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) {
          this.#isInString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) {
        if (this.#isScalar) throw this.#unexpected(byte, at, "a comma or the end is due");
        this.#isInString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#isScalar) throw this.#unexpected(byte, at, "a comma or the end is due");
        this.#depth += 1;
        if (this.#depth > MAX_DEPTH) throw this.#fault(`it is nested deeper than ${MAX_DEPTH} levels`, at);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.#depth === 0) return this.#endOfScalar(byte, at);
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0) {
        if (byte === COMMA || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
          return this.#endOfScalar(byte, at);
        }
        this.#isScalar = true;
      }
    }
    return undefined;
  }

  #endOfScalar(byte: number, at: number): number {
    if (!this.#isScalar) throw this.#unexpected(byte, at, "a value is due");
    return at;
  }

  #endCapture(pieces: ReleasePiece[]): void {
    const isKey = this.#capture === "key";
    const isSample = !isKey && this.#level === "samples";
    const text = isSample && this.#skipsSamples ? "" : this.#decode();
    this.#capture = undefined;
    this.#parts = [];
    if (isKey) {
      this.#key = parseKey(text, this.#captureStart);
      this.#state = "colon";
      return;
    }
    pieces.push({
      of: this.#level === "samples" ? "sample" : this.#level,
      key: this.#key,
      index: this.#index,
      text,
      byteOffset: this.#captureStart,
    });
    if (isSample) this.#index += 1;
    this.#state = "after";
  }

  #decode(): string {
    const [first] = this.#parts;
    try {
      if (this.#parts.length === 1 && first !== undefined) return this.#decoder.decode(first);
      const whole = new Uint8Array(this.#size);
      let at = 0;
      for (const part of this.#parts) {
        whole.set(part, at);
        at += part.length;
      }
      return this.#decoder.decode(whole);
    } catch (cause) {
      throw new ReleaseError(this.#path(), "it is not UTF-8", { byteOffset: this.#captureStart, cause });
    }
  }

  #path(): string {
    if (this.#level === "samples") return `dataset.samples[${this.#index}]`;
    return [this.#level === "dataset" ? "dataset" : "", this.#key].filter((part) => part !== "").join(".");
  }

  #unexpected(byte: number, at: number, expectation: string): ReleaseError {
    const found =
      byte >= 0x20 && byte < 0x7f ? JSON.stringify(String.fromCharCode(byte)) : `byte 0x${byte.toString(16)}`;
    return this.#fault(`${found} stands there, but ${expectation}`, at);
  }

  #fault(fault: string, at: number): ReleaseError {
    return new ReleaseError(this.#path(), fault, { byteOffset: this.#offset + at });
  }
}

function startsWithBom(chunk: Uint8Array): boolean {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
}

function parseKey(text: string, byteOffset: number): string {
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    throw new ReleaseError("", "a key is not JSON", { byteOffset, cause });
  }
}
