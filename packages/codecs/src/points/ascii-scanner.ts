import { latin1 } from "../bytes.js";
import { CodecError, quoteText } from "../codec-error.js";

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["-nan", Number.NaN],
  ["+nan", Number.NaN],
  ["-nan(ind)", Number.NaN],
  ["1.#qnan", Number.NaN],
  ["-1.#ind", Number.NaN],
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
  ["infinity", Infinity],
  ["-infinity", -Infinity],
]);

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Reads lines of numbers. Endings may be LF, CRLF or CR; blank lines are passed over. */
export class AsciiScanner {
  readonly #format: string;
  readonly #bytes: Uint8Array;
  #at: number;
  #line = 0;
  /** The numbers of the last line that was read; longer than what it holds. */
  values = new Float64Array(16);

  constructor(format: string, bytes: Uint8Array, start: number) {
    this.#format = format;
    this.#bytes = bytes;
    this.#at = start;
  }

  /** Lines read so far, without blank ones. */
  get line(): number {
    return this.#line;
  }

  /** Reads the next line into `values`; returns how many numbers it has, or -1 at the end of the file. */
  nextLine(): number {
    const bytes = this.#bytes;
    let found = 0;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at] ?? 0;
      if (byte === 10 || byte === 13) {
        this.#at += 1;
        if (found > 0) break;
      } else if (byte <= 32 || byte === 44) {
        // All control bytes part numbers here as they do below: one that did not would be read as a number of no length for ever.
        this.#at += 1;
      } else {
        if (found === this.values.length) this.#grow();
        this.values[found] = this.#number();
        found += 1;
      }
    }
    if (found === 0) return -1;
    this.#line += 1;
    return found;
  }

  /** Passes over a line without reading its numbers; false at the end of the file. */
  skipLine(): boolean {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && (bytes[this.#at] ?? 0) <= 32) this.#at += 1;
    if (this.#at >= bytes.length) return false;
    while (this.#at < bytes.length && bytes[this.#at] !== 10 && bytes[this.#at] !== 13) this.#at += 1;
    this.#line += 1;
    return true;
  }

  /** Whether anything but blanks follows. */
  hasMore(): boolean {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && (bytes[this.#at] ?? 0) <= 32) this.#at += 1;
    return this.#at < bytes.length;
  }

  #grow(): void {
    const grown = new Float64Array(this.values.length * 2);
    grown.set(this.values);
    this.values = grown;
  }

  /** Exact: a whole number below 2⁵³ times or over a power of ten up to 10²² rounds once (Clinger 1990); all else goes to Number. */
  #number(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let byte = bytes[at] ?? 0;
    const isNegative = byte === 45;
    if (isNegative || byte === 43) byte = bytes[++at] ?? 0;
    let mantissa = 0;
    let digits = 0;
    let exponent = 0;
    for (; byte >= 48 && byte <= 57; byte = bytes[++at] ?? 0, digits++) mantissa = mantissa * 10 + (byte - 48);
    if (byte === 46) {
      byte = bytes[++at] ?? 0;
      for (; byte >= 48 && byte <= 57; byte = bytes[++at] ?? 0, digits++, exponent--) {
        mantissa = mantissa * 10 + (byte - 48);
      }
    }
    if (digits > 0 && (byte === 101 || byte === 69)) {
      let power = 0;
      byte = bytes[++at] ?? 0;
      const isBelow = byte === 45;
      if (isBelow || byte === 43) byte = bytes[++at] ?? 0;
      const first = at;
      for (; byte >= 48 && byte <= 57; byte = bytes[++at] ?? 0) power = Math.min(power * 10 + (byte - 48), 9999);
      if (at === first) digits = 0;
      exponent += isBelow ? -power : power;
    }
    const isEnd = byte <= 32 || byte === 44 || at >= bytes.length;
    const isExact = digits > 0 && mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22;
    if (!isEnd || !isExact) return this.#slowNumber(start);
    this.#at = at;
    const value = exponent < 0 ? mantissa / (POWERS[-exponent] ?? 1) : mantissa * (POWERS[exponent] ?? 1);
    return isNegative ? -value : value;
  }

  #slowNumber(start: number): number {
    const bytes = this.#bytes;
    let end = start;
    while (end < bytes.length && (bytes[end] ?? 0) > 32 && bytes[end] !== 44) end += 1;
    // A number of more digits is no number of a point cloud; a file without any blank must not become one string.
    const text = latin1(bytes, start, Math.min(end, start + 400));
    const value = NOT_FINITE.get(text.toLowerCase()) ?? Number(text);
    const isNumber = end > start && end - start <= 400 && (!Number.isNaN(value) || NOT_FINITE.has(text.toLowerCase()));
    if (!isNumber || /^[+-]?0[xob]/i.test(text)) {
      throw new CodecError(
        this.#format,
        `line ${this.#line + 1} of the points holds ${quoteText(text)}, which is no number`,
      );
    }
    this.#at = end;
    return value;
  }
}
