import { viewOf } from "../bytes.js";
import { finishCloud } from "./assemble.js";
import { gather } from "./gather.js";
import type { LasHeader } from "./las-header.js";
import type { PointAttributes, PointCloud, PointCloudOptions, PointField } from "./point-cloud.js";
import { arrayOf, type ScalarType } from "./scalar-type.js";

/** Where a point format keeps what not every format has; formats 6 to 10 have a layout of their own. */
const TIME_AT: { readonly [format: number]: number } = {
  1: 20,
  3: 20,
  4: 20,
  5: 20,
  6: 22,
  7: 22,
  8: 22,
  9: 22,
  10: 22,
};
const RGB_AT: { readonly [format: number]: number } = { 2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30 };
const INFRARED_AT: { readonly [format: number]: number } = { 8: 36, 10: 36 };

/**
 * Reads `header.count` point records from `start` on; the caller has checked that they are there.
 */
export function readLasRecords(
  header: LasHeader,
  format: "las" | "laz",
  bytes: Uint8Array,
  start: number,
  warnings: readonly string[],
  options: PointCloudOptions,
): PointCloud {
  const { pointFormat, recordBytes: stride, count } = header;
  const view = viewOf(bytes);
  const column = <T extends ScalarType>(type: T, at: number) => {
    const values = arrayOf(type, count);
    gather({ view, type, isLittleEndian: true, start: start + at, stride, count }, values, 0, 1);
    return values;
  };

  const attributes: { -readonly [name in keyof PointAttributes]: PointAttributes[name] } = {
    intensity: column("uint16", 12),
    ...returnsOf(column("uint8", 14), pointFormat),
    classification: classesOf(column("uint8", pointFormat < 6 ? 15 : 16), pointFormat),
  };
  const timeAt = TIME_AT[pointFormat];
  if (timeAt !== undefined) attributes.time = column("float64", timeAt);
  const rgbAt = RGB_AT[pointFormat];
  if (rgbAt !== undefined) {
    const rgb = new Uint16Array(count * 3);
    for (let channel = 0; channel < 3; channel++) {
      gather(
        { view, type: "uint16", isLittleEndian: true, start: start + rgbAt + channel * 2, stride, count },
        rgb,
        channel,
        3,
      );
    }
    attributes.rgb = rgb;
  }
  const extra = new Map<string, PointField>();
  const infraredAt = INFRARED_AT[pointFormat];
  if (options.extra !== "skip") {
    if (infraredAt !== undefined) extra.set("infrared", { values: column("uint16", infraredAt), componentCount: 1 });
    extra.set("point_source_id", { values: column("uint16", pointFormat < 6 ? 18 : 20), componentCount: 1 });
  }
  const positions = positionsOf(view, start, header);
  return finishCloud({ format, count, positions, attributes, extra, warnings }, options);
}

/** X · scale + offset, in double precision as the specification has it. */
function positionsOf(view: DataView, start: number, { scale, offset, recordBytes, count }: LasHeader): Float64Array {
  const positions = new Float64Array(count * 3);
  const [scaleX, scaleY, scaleZ] = scale;
  const [offsetX, offsetY, offsetZ] = offset;
  for (let at = start, to = 0; to < positions.length; at += recordBytes, to += 3) {
    positions[to] = view.getInt32(at, true) * scaleX + offsetX;
    positions[to + 1] = view.getInt32(at + 4, true) * scaleY + offsetY;
    positions[to + 2] = view.getInt32(at + 8, true) * scaleZ + offsetZ;
  }
  return positions;
}

type Bytes = ReturnType<typeof arrayOf>;

function returnsOf(flags: Bytes, pointFormat: number): { returnNumber: Uint8Array; returnCount: Uint8Array } {
  const [mask, shift] = pointFormat < 6 ? [7, 3] : [15, 4];
  const returnNumber = new Uint8Array(flags.length);
  const returnCount = new Uint8Array(flags.length);
  for (let point = 0; point < flags.length; point++) {
    const byte = flags[point] ?? 0;
    returnNumber[point] = byte & mask;
    returnCount[point] = (byte >> shift) & mask;
  }
  return { returnNumber, returnCount };
}

/** Formats 0 to 5 keep three flags in the upper bits of the class. */
function classesOf(classes: Bytes, pointFormat: number): Bytes {
  if (pointFormat < 6) for (let point = 0; point < classes.length; point++) classes[point] = (classes[point] ?? 0) & 31;
  return classes;
}
