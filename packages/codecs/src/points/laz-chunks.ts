import { latin1, viewOf } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import type { LasHeader } from "./las-header.js";

/** Of a variable length record: LAS 1.4 R15, table 5. */
const HEADER_BYTES = 54;

const VARIABLE = 0xffffffff;

/**
 * Item types of LASzip with the version that laz-perf decodes: bytes, point, time, color of formats 0–5, and point, color, color with
 * infrared, bytes of formats 6–10. It does not look at the version, and of version 4 gives wrong colors.
 */
const DECODED_VERSIONS: ReadonlyMap<number, number> = new Map([
  [0, 2],
  [6, 2],
  [7, 2],
  [8, 2],
  [10, 3],
  [11, 3],
  [12, 3],
  [14, 3],
]);

/**
 * Checks what laz-perf takes on trust: the records before the points, the LASzip record, and where the chunk table is said to be.
 * A wrong length there sends it outside the file.
 */
export function checkLazChunks(bytes: Uint8Array, { dataStart, recordBytes, count }: LasHeader): void {
  const view = viewOf(bytes);
  const records = view.getUint32(100, true);
  let at = view.getUint16(94, true);
  let chunkPoints: number | undefined;
  for (let record = 0; record < records; record++) {
    if (at + HEADER_BYTES > dataStart)
      throw fail(`${records} records are promised before the points, there are ${record}`);
    const size = view.getUint16(at + 20, true);
    if (at + HEADER_BYTES + size > dataStart) throw fail(`record ${record} before the points is longer than its place`);
    const user = latin1(bytes, at + 2, at + 18).replace(/\0.*$/s, "");
    if (user === "laszip encoded" && view.getUint16(at + 18, true) === 22204) {
      checkLaszip(view, at + HEADER_BYTES, size, recordBytes);
      chunkPoints = view.getUint32(at + HEADER_BYTES + 12, true);
    }
    at += HEADER_BYTES + size;
  }
  if (chunkPoints === undefined) throw fail("it has no LASzip record, which tells how its points are compressed");
  if (count === 0) return;
  if (dataStart + 8 > bytes.length) throw fail("truncated: it ends before its points");
  const tableStart = Number(view.getBigInt64(dataStart, true));
  if (tableStart < dataStart + 8 || tableStart + 8 > bytes.length) {
    throw fail("truncated: its chunk table is said to lie outside the file");
  }
  const chunks = view.getUint32(tableStart + 4, true);
  // Points of a chunk are a constant of the file, but for COPC, where each chunk has its own number.
  const expected = chunkPoints === VARIABLE ? chunks : Math.ceil(count / chunkPoints);
  if (chunks === 0 || chunks > count || Math.abs(chunks - expected) > 1 || chunks < expected) {
    throw fail(`its chunk table promises ${chunks} chunks for ${count} points`);
  }
  if (chunks > bytes.length - tableStart)
    throw fail(`its chunk table promises ${chunks} chunks, more than fit in the file`);
}

function checkLaszip(view: DataView, at: number, size: number, recordBytes: number): void {
  if (size < 34) throw fail(`its LASzip record has ${size} bytes, and needs 34`);
  const items = view.getUint16(at + 32, true);
  if (size < 34 + 6 * items) throw fail(`its LASzip record promises ${items} items, and is too short for them`);
  let sum = 0;
  for (let item = 0; item < items; item++) {
    const type = view.getUint16(at + 34 + 6 * item, true);
    const version = view.getUint16(at + 34 + 6 * item + 4, true);
    sum += view.getUint16(at + 34 + 6 * item + 2, true);
    const decoded = DECODED_VERSIONS.get(type);
    if (version !== decoded) {
      throw fail(
        `its points are compressed by version ${version} of LASzip's item ${type}; ${decoded === undefined ? "that item is not read" : `version ${decoded} is read`}`,
      );
    }
  }
  if (sum !== recordBytes) throw fail(`the items of its LASzip record have ${sum} bytes, its points ${recordBytes}`);
}

function fail(fault: string): CodecError {
  return new CodecError("LAZ", fault);
}
