import type { NumericArray } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { shiftOrigin } from "./origin.js";
import type { PointAttributes, PointCloud, PointCloudFormat, PointCloudOptions, PointField } from "./point-cloud.js";
import { arrayOf, fitsFloat32, SCALAR_BYTES, type ScalarType } from "./scalar-type.js";

/** A column of a file, before anybody knows what it means. */
export interface SourceField {
  readonly name: string;
  readonly type: ScalarType;
  readonly componentCount: number;
  /** Copies one component of all points; `as` reads the same bits as another type of the same size. */
  copy(out: NumericArray, offset: number, step: number, component: number, as?: ScalarType): void;
}

export interface Source {
  readonly format: PointCloudFormat;
  /** For messages: "PCD". */
  readonly formatName: string;
  readonly count: number;
  readonly fields: readonly SourceField[];
  readonly warnings: readonly string[];
}

type Role = "intensity" | "ring" | "time" | "returnNumber" | "returnCount" | "classification";

/** Names in the wild, in lower case: ROS drivers, PCL, nuScenes, Waymo, CloudCompare. */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ["intensity", "intensity"],
  ["scalar_intensity", "intensity"],
  ["i", "intensity"],
  ["reflectivity", "intensity"],
  ["ring", "ring"],
  ["ring_index", "ring"],
  ["channel", "ring"],
  ["laser_id", "ring"],
  ["time", "time"],
  ["t", "time"],
  ["timestamp", "time"],
  ["time_stamp", "time"],
  ["gps_time", "time"],
  ["gpstime", "time"],
  ["offset_time", "time"],
  ["classification", "classification"],
]);

const RGB_NAMES = [
  ["red", "green", "blue"],
  ["r", "g", "b"],
  ["diffuse_red", "diffuse_green", "diffuse_blue"],
] as const;

/** Sorts a file's columns into positions, attributes and the rest. */
export function assembleCloud(source: Source, options: PointCloudOptions): PointCloud {
  const rest = new Map(source.fields.map((field) => [field.name, field]));
  const take = (name: string): SourceField | undefined => {
    for (const field of rest.values()) {
      if (field.name.toLowerCase() !== name) continue;
      rest.delete(field.name);
      return field;
    }
    return undefined;
  };
  const axes = (["x", "y", "z"] as const).map((axis) => {
    const field = take(axis);
    if (field === undefined || field.componentCount !== 1) {
      const names = source.fields.map((other) => other.name).join(" ");
      throw new CodecError(source.formatName, `its points have no ${axis}: the fields are ${names.slice(0, 200)}`);
    }
    return field;
  });
  const PositionArray = axes.every((field) => fitsFloat32(field.type)) ? Float32Array : Float64Array;
  const positions = new PositionArray(source.count * 3);
  axes.forEach((field, index) => {
    field.copy(positions, index, 3, 0);
  });

  const rgb = takeRgb(source.count, take);
  const attributes: { -readonly [name in keyof PointAttributes]: NumericArray } = {};
  for (const [name, role] of ROLES) {
    if (attributes[role] !== undefined) continue;
    const field = take(name);
    if (field !== undefined) attributes[role] = columnOf(field, source.count);
  }
  const extra = new Map<string, PointField>();
  if (options.extra !== "skip") {
    for (const field of rest.values()) {
      extra.set(field.name, { values: columnOf(field, source.count), componentCount: field.componentCount });
    }
  }
  return finishCloud(
    {
      format: source.format,
      count: source.count,
      positions,
      attributes: { ...(attributes as PointAttributes), ...(rgb === undefined ? {} : { rgb }) },
      extra,
      warnings: source.warnings,
    },
    options,
  );
}

/** Shifts the origin as asked, and counts the points that are nowhere. */
export function finishCloud(
  cloud: Omit<PointCloud, "origin" | "nonFiniteCount">,
  options: PointCloudOptions,
): PointCloud {
  const { positions } = cloud;
  let nonFiniteCount = 0;
  for (let at = 0; at < positions.length; at += 3) {
    // The sum of finite numbers may overflow, but times zero only finite ones stay zero.
    const sum = (positions[at] ?? 0) * 0 + (positions[at + 1] ?? 0) * 0 + (positions[at + 2] ?? 0) * 0;
    if (sum !== 0) nonFiniteCount += 1;
  }
  return { ...cloud, ...shiftOrigin(positions, options.origin ?? "keep"), nonFiniteCount };
}

function columnOf(field: SourceField, count: number): NumericArray {
  const values = arrayOf(field.type, count * field.componentCount);
  for (let component = 0; component < field.componentCount; component++) {
    field.copy(values, component, field.componentCount, component);
  }
  return values;
}

function takeRgb(count: number, take: (name: string) => SourceField | undefined): Uint8Array | Uint16Array | undefined {
  const packed = take("rgb") ?? take("rgba");
  if (packed !== undefined && packed.componentCount === 1) return unpackRgb(packed, count);
  for (const names of RGB_NAMES) {
    const fields = names.map(take).filter((field) => field !== undefined);
    const [first] = fields;
    if (first === undefined || fields.length !== 3) continue;
    if (!fitsFloat32(first.type)) return scaledRgb(fields, count);
    if (first.type === "float32") return scaledRgb(fields, count);
    const rgb = SCALAR_BYTES[first.type] === 1 ? new Uint8Array(count * 3) : new Uint16Array(count * 3);
    fields.forEach((field, index) => {
      field.copy(rgb, index, 3, 0);
    });
    return rgb;
  }
  return undefined;
}

/** 0xRRGGBB in an integer, or in the bits of a 32-bit float as PCL keeps it. */
function unpackRgb(field: SourceField, count: number): Uint8Array {
  const packed = new Uint32Array(count);
  if (SCALAR_BYTES[field.type] === 4) field.copy(packed, 0, 1, 0, "uint32");
  else field.copy(packed, 0, 1, 0);
  const rgb = new Uint8Array(count * 3);
  for (let point = 0, at = 0; point < count; point++, at += 3) {
    const bits = packed[point] ?? 0;
    rgb[at] = bits >> 16;
    rgb[at + 1] = bits >> 8;
    rgb[at + 2] = bits;
  }
  return rgb;
}

/** Colors as floats: 0–1, or 0–255 when any is above 1. */
function scaledRgb(fields: readonly SourceField[], count: number): Uint8Array {
  const values = new Float64Array(count * 3);
  fields.forEach((field, index) => {
    field.copy(values, index, 3, 0);
  });
  const scale = values.some((value) => value > 1) ? 1 : 255;
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < values.length; i++) {
    rgb[i] = Math.round(Math.min(Math.max((values[i] ?? 0) * scale, 0), 255));
  }
  return rgb;
}
