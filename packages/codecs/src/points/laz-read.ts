import { grouped } from "../bytes.js";
import { CodecError, withFileName } from "../codec-error.js";
import { type LasHeader, readLasHeader } from "./las-header.js";
import { readLas } from "./las-read.js";
import { readLasRecords } from "./las-records.js";
import { checkLazChunks } from "./laz-chunks.js";
import { type LazPerf, loadLazPerf } from "./laz-perf.js";
import type { PointCloud, PointCloudOptions } from "./point-cloud.js";

export interface LazOptions extends PointCloudOptions {
  /**
   * The bytes of laz-perf's `laz-perf.wasm`. Needed in browsers and workers, which have no file system to find it in: let the bundler
   * serve the file, and fetch it from one's own origin. In Node it is read from the package.
   */
  readonly lazWasm?: Uint8Array | (() => Promise<Uint8Array>) | undefined;
}

/** Those of laz-perf 0.0.7: all but the ones with waveforms. */
const DECODED_FORMATS: ReadonlySet<number> = new Set([0, 1, 2, 3, 6, 7, 8]);

/** Points of all but equal coordinates compress far; still more is promised only by a lie. */
const MAX_EXPANSION = 2_000;

/** Points that are decoded before the next look at whether there are more: memory grows with what is really there. */
const FIRST_BATCH = 1 << 18;

/**
 * Reads a LAZ file, COPC among them, by laz-perf, which is loaded at the first call. A file of plain LAS is read too.
 *
 * Point formats 0–3 and 6–8 are read; 4, 5, 9 and 10, which hold waveforms, are not.
 *
 * @throws CodecError when it is none, of another format, truncated, damaged or lying.
 * @example await readLaz(bytes, { fileName: "tile.copc.laz", origin: "auto" })
 */
export async function readLaz(bytes: Uint8Array, options: LazOptions = {}): Promise<PointCloud> {
  try {
    const header = readLasHeader(bytes);
    if (!header.isCompressed) return readLas(bytes, options);
    if (header.count * header.recordBytes > bytes.length * MAX_EXPANSION) {
      throw fail(`${grouped(bytes.length)} bytes cannot hold the ${grouped(header.count)} points that are promised`);
    }
    if (!DECODED_FORMATS.has(header.pointFormat)) {
      throw fail(`its points are of format ${header.pointFormat} (with waveforms); compressed, 0–3 and 6–8 are read`);
    }
    checkLazChunks(bytes, header);
    const wasm = typeof options.lazWasm === "function" ? await options.lazWasm() : options.lazWasm;
    // An instance a file: its memory never shrinks, and after a fault it must not be used again.
    const records = inflateRecords(await loadLazPerf(wasm), bytes, header);
    return readLasRecords(header, "laz", records, 0, [], options);
  } catch (error) {
    throw withFileName(error, options.fileName);
  }
}

function fail(fault: string, cause?: unknown): CodecError {
  return new CodecError("LAZ", fault, { cause });
}

function inflateRecords(lazPerf: LazPerf, bytes: Uint8Array, { count, recordBytes }: LasHeader): Uint8Array {
  let decoded = 0;
  try {
    const file = lazPerf._malloc(bytes.length);
    const point = lazPerf._malloc(recordBytes);
    lazPerf.HEAPU8.set(bytes, file);
    const zip = new lazPerf.LASZip();
    zip.open(file, bytes.length);
    if (zip.getPointLength() !== recordBytes) {
      throw fail(
        `its points have ${recordBytes} bytes by the header and ${zip.getPointLength()} by the compressed data`,
      );
    }
    let records: Uint8Array = new Uint8Array(Math.min(count, FIRST_BATCH) * recordBytes);
    for (; decoded < count; decoded++) {
      const at = decoded * recordBytes;
      if (at === records.length) records = grown(records, count * recordBytes);
      zip.getPoint(point);
      // The heap moves when it grows, so it is looked up each time.
      const heap = lazPerf.HEAPU8;
      for (let byte = 0; byte < recordBytes; byte++) records[at + byte] = heap[point + byte] ?? 0;
    }
    return records;
  } catch (error) {
    if (error instanceof CodecError) throw error;
    // C++ exceptions come as bare numbers, traps as RuntimeError.
    throw fail(
      `truncated or damaged: its data ends or breaks after ${grouped(decoded)} of ${grouped(count)} points`,
      error instanceof Error ? error : undefined,
    );
  }
}

function grown(records: Uint8Array, maximum: number): Uint8Array {
  const larger = new Uint8Array(Math.min(records.length * 2, maximum));
  larger.set(records);
  return larger;
}
