import { type NumericArray, viewOf } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import { deflateLzf } from "./lzf.js";
import { type PointAttributes, type PointCloud, rgbToBytes } from "./point-cloud.js";
import { SCALAR_BYTES, type ScalarType } from "./scalar-type.js";

export interface PcdWriteOptions {
  /** `"binary"` unless told. */
  readonly data?: "ascii" | "binary" | "binary_compressed" | undefined;
  /** `"float32"` halves the positions of a cloud in doubles, and loses the centimetres of UTM coordinates. `"keep"` is the default. */
  readonly positions?: "keep" | "float32" | undefined;
  /** Whether columns that have no attribute of their own are written: `"keep"` (default) or `"skip"`. */
  readonly extra?: "keep" | "skip" | undefined;
}

interface OutField {
  readonly name: string;
  readonly type: ScalarType;
  readonly letter: "F" | "I" | "U";
  readonly componentCount: number;
  readonly values: NumericArray;
  /** Where a point's values begin in `values`, in steps of `step`. */
  readonly offset: number;
  readonly step: number;
}

/** The attributes' names as PCL and ROS write them. */
const NAMES = [
  ["intensity", "intensity"],
  ["ring", "ring"],
  ["time", "time"],
  ["returnNumber", "return_number"],
  ["returnCount", "return_count"],
  ["classification", "classification"],
] as const satisfies readonly (readonly [keyof PointAttributes, string])[];

/**
 * Writes a PCD 0.7 file. Colors go into the field `rgb`, packed as PCL does: in the bits of a float in the binary kinds, as a whole
 * number in ascii. Numbers keep their type; `origin` is added back to the positions.
 *
 * @throws CodecError when an array's length does not fit the count.
 * @example writePcd(await readPointCloud(las), { data: "binary_compressed" })
 */
export function writePcd(cloud: PointCloud, options: PcdWriteOptions = {}): Uint8Array {
  const data = options.data ?? "binary";
  const fields = fieldsOf(cloud, options, data === "ascii");
  const header = new TextEncoder().encode(headerOf(fields, cloud.count, data));
  const body =
    data === "ascii"
      ? asciiBody(fields, cloud.count)
      : data === "binary"
        ? binaryBody(fields, cloud.count)
        : compressedBody(fields, cloud.count);
  const file = new Uint8Array(header.length + body.length);
  file.set(header);
  file.set(body, header.length);
  return file;
}

function headerOf(fields: readonly OutField[], count: number, data: string): string {
  const line = (key: string, value: (field: OutField) => string | number): string =>
    `${key} ${fields.map(value).join(" ")}`;
  return [
    "# .PCD v0.7 - Point Cloud Data file format",
    "VERSION 0.7",
    line("FIELDS", ({ name }) => name),
    line("SIZE", ({ type }) => SCALAR_BYTES[type]),
    line("TYPE", ({ letter }) => letter),
    line("COUNT", ({ componentCount }) => componentCount),
    `WIDTH ${count}`,
    "HEIGHT 1",
    "VIEWPOINT 0 0 0 1 0 0 0",
    `POINTS ${count}`,
    `DATA ${data}\n`,
  ].join("\n");
}

function fieldsOf(cloud: PointCloud, options: PcdWriteOptions, isAscii: boolean): OutField[] {
  const positions = positionsOf(cloud, options);
  const fields: OutField[] = ["x", "y", "z"].map((name, offset) => {
    const type = positions instanceof Float32Array ? "float32" : "float64";
    return { name, type, letter: "F", componentCount: 1, values: positions, offset, step: 3 };
  });
  const { rgb } = cloud.attributes;
  if (rgb !== undefined) {
    const letter = isAscii ? "U" : "F";
    fields.push({ ...plainField("rgb", packedRgb(rgb), 1), letter });
  }
  for (const [attribute, name] of NAMES) {
    const values = cloud.attributes[attribute];
    if (values !== undefined) fields.push(plainField(name, values, 1));
  }
  if (options.extra !== "skip") {
    for (const [name, { values, componentCount }] of cloud.extra) {
      fields.push(plainField(name.replace(/\s+/g, "_"), values, componentCount));
    }
  }
  for (const { name, values, componentCount, step } of fields) {
    const isPosition = step === 3 && values === positions;
    if (values.length !== cloud.count * (isPosition ? 3 : componentCount)) {
      throw new CodecError("PCD", `${values.length} values of ${name} do not fit ${cloud.count} points`);
    }
  }
  return fields;
}

function plainField(name: string, values: NumericArray, componentCount: number): OutField {
  const [type, letter] = typeOf(values);
  return { name, type, letter, componentCount, values, offset: 0, step: componentCount };
}

function typeOf(values: NumericArray): readonly [ScalarType, OutField["letter"]] {
  if (values instanceof Float32Array) return ["float32", "F"];
  if (values instanceof Float64Array) return ["float64", "F"];
  if (values instanceof Int8Array) return ["int8", "I"];
  if (values instanceof Uint8Array) return ["uint8", "U"];
  if (values instanceof Int16Array) return ["int16", "I"];
  if (values instanceof Uint16Array) return ["uint16", "U"];
  return values instanceof Int32Array ? ["int32", "I"] : ["uint32", "U"];
}

function positionsOf({ positions, origin }: PointCloud, options: PcdWriteOptions): Float32Array | Float64Array {
  const [x, y, z] = origin;
  if (x === 0 && y === 0 && z === 0) {
    return options.positions === "float32" && positions instanceof Float64Array
      ? Float32Array.from(positions)
      : positions;
  }
  const back =
    options.positions === "float32" ? new Float32Array(positions.length) : new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    back[at] = (positions[at] ?? 0) + x;
    back[at + 1] = (positions[at + 1] ?? 0) + y;
    back[at + 2] = (positions[at + 2] ?? 0) + z;
  }
  return back;
}

function packedRgb(rgb: Uint8Array | Uint16Array): Uint32Array {
  const bytes = rgbToBytes(rgb);
  const packed = new Uint32Array(bytes.length / 3);
  for (let point = 0, at = 0; point < packed.length; point++, at += 3) {
    packed[point] = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  }
  return packed;
}

function asciiBody(fields: readonly OutField[], count: number): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) parts.push(encoder.encode(`${lines.join("\n")}\n`));
    lines = [];
  };
  for (let point = 0; point < count; point++) {
    let line = "";
    for (const { values, offset, step, componentCount, type } of fields) {
      for (let component = 0; component < componentCount; component++) {
        const value = values[point * step + offset + component] ?? 0;
        line += `${line === "" ? "" : " "}${type === "float32" ? shortestFloat32(value) : asText(value)}`;
      }
    }
    lines.push(line);
    if (lines.length === 4096) flush();
  }
  flush();
  return joined(parts);
}

/** Nine digits tell all 32-bit floats apart; fewer are tried first, so that 0.1 is written as 0.1. */
function shortestFloat32(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return asText(value);
  const short = Number(value.toPrecision(7));
  return asText(Math.fround(short) === value ? short : Number(value.toPrecision(9)));
}

function asText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return value > 0 ? "inf" : "-inf";
}

function binaryBody(fields: readonly OutField[], count: number): Uint8Array {
  const stride = fields.reduce((sum, { type, componentCount }) => sum + SCALAR_BYTES[type] * componentCount, 0);
  const body = new Uint8Array(stride * count);
  let start = 0;
  for (const field of fields) {
    scatter(field, viewOf(body), start, stride, count);
    start += SCALAR_BYTES[field.type] * field.componentCount;
  }
  return body;
}

function compressedBody(fields: readonly OutField[], count: number): Uint8Array {
  const size = fields.reduce((sum, { type, componentCount }) => sum + SCALAR_BYTES[type] * componentCount * count, 0);
  const columns = new Uint8Array(size);
  let start = 0;
  for (const field of fields) {
    const bytes = SCALAR_BYTES[field.type] * field.componentCount;
    scatter(field, viewOf(columns), start, bytes, count);
    start += bytes * count;
  }
  const compressed = deflateLzf(columns);
  const body = new Uint8Array(8 + compressed.length);
  viewOf(body).setUint32(0, compressed.length, true);
  viewOf(body).setUint32(4, size, true);
  body.set(compressed, 8);
  return body;
}

function scatter(field: OutField, view: DataView, start: number, stride: number, count: number): void {
  const { values, offset, step, componentCount, type } = field;
  const set = setterOf(view, type);
  for (let component = 0; component < componentCount; component++) {
    let at = start + component * SCALAR_BYTES[type];
    for (let point = 0, from = offset + component; point < count; point++, from += step, at += stride) {
      set(at, values[from] ?? 0);
    }
  }
}

function setterOf(view: DataView, type: ScalarType): (at: number, value: number) => void {
  switch (type) {
    case "int8":
    case "uint8":
      return (at, value) => view.setUint8(at, value);
    case "int16":
    case "uint16":
      return (at, value) => view.setUint16(at, value, true);
    case "int32":
    case "uint32":
      return (at, value) => view.setUint32(at, value, true);
    case "float32":
      return (at, value) => view.setFloat32(at, value, true);
    case "float64":
    case "int64":
    case "uint64":
      return (at, value) => view.setFloat64(at, value, true);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
