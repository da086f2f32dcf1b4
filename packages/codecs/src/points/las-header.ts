import { grouped, startsWith, viewOf } from "../bytes.js";
import { CodecError } from "../codec-error.js";

export interface LasHeader {
  readonly version: string;
  readonly pointFormat: number;
  readonly isCompressed: boolean;
  readonly recordBytes: number;
  readonly count: number;
  readonly dataStart: number;
  readonly scale: readonly [x: number, y: number, z: number];
  readonly offset: readonly [x: number, y: number, z: number];
}

/** Bytes of point formats 0 to 10 (LAS 1.4 R15, tables 7–17); records may be longer by extra bytes. */
const RECORD_BYTES = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67] as const;

export function fail(fault: string): CodecError {
  return new CodecError("LAS", fault);
}

/** Reads the public header block of LAS 1.0 to 1.4 (LAS 1.4 R15, table 3), also of LAZ. */
export function readLasHeader(bytes: Uint8Array): LasHeader {
  if (bytes.length === 0) throw fail("the file is empty (0 bytes)");
  if (!startsWith(bytes, "LASF")) throw fail('the file does not begin with "LASF"');
  if (bytes.length < 227) throw fail(`truncated: it has ${bytes.length} bytes, and a header has 227 at least`);
  const view = viewOf(bytes);
  const minor = view.getUint8(25);
  const version = `${view.getUint8(24)}.${minor}`;
  if (view.getUint8(24) !== 1 || minor > 4) throw fail(`it is of version ${version}; 1.0 to 1.4 are read`);

  const headerBytes = view.getUint16(94, true);
  const smallestHeader = minor === 4 ? 375 : minor === 3 ? 235 : 227;
  if (headerBytes < smallestHeader || headerBytes > bytes.length) {
    throw fail(`its header says that it has ${headerBytes} bytes; version ${version} has ${smallestHeader} at least`);
  }
  const dataStart = view.getUint32(96, true);
  if (dataStart < headerBytes || dataStart > bytes.length) {
    throw fail(`its points are said to begin at byte ${grouped(dataStart)} of ${grouped(bytes.length)}`);
  }
  // The two highest bits tell that the points are compressed (LAZ).
  const formatByte = view.getUint8(104);
  const pointFormat = formatByte & 63;
  const smallestRecord = RECORD_BYTES[pointFormat];
  if (smallestRecord === undefined) throw fail(`its points are of format ${pointFormat}; 0 to 10 are read`);
  const recordBytes = view.getUint16(105, true);
  if (recordBytes < smallestRecord) {
    throw fail(`a point has ${recordBytes} bytes; format ${pointFormat} has ${smallestRecord} at least`);
  }
  return {
    version,
    pointFormat,
    isCompressed: (formatByte & 0xc0) !== 0,
    recordBytes,
    count: pointCount(view, minor),
    dataStart,
    scale: triple(view, 131, "scale"),
    offset: triple(view, 155, "offset"),
  };
}

function pointCount(view: DataView, minor: number): number {
  const legacy = view.getUint32(107, true);
  if (minor < 4) return legacy;
  // Writers of 1.4 leave the old field 0 for the new point formats, and some of them the new one for the old formats.
  const count = Number(view.getBigUint64(247, true));
  return count === 0 ? legacy : count;
}

function triple(view: DataView, at: number, name: "scale" | "offset"): readonly [number, number, number] {
  const values = [view.getFloat64(at, true), view.getFloat64(at + 8, true), view.getFloat64(at + 16, true)] as const;
  if (!values.every((value) => Number.isFinite(value) && (name === "offset" || value !== 0))) {
    throw fail(`its ${name} is (${values.join(", ")}), which gives no positions`);
  }
  return values;
}
