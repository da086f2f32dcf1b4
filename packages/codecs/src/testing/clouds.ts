import type { PointCloud } from "../points/point-cloud.js";
import { randomFrom } from "../points/sample-points.js";

/** A cloud of many kinds of columns, the same for the same count. */
export function makeCloud(count: number): PointCloud {
  const random = randomFrom(count);
  const fill = <T extends { [index: number]: number; length: number }>(values: T, scale: number): T => {
    for (let i = 0; i < values.length; i++) values[i] = random() * scale;
    return values;
  };
  return {
    format: "pcd",
    count,
    positions: fill(new Float32Array(count * 3), 50),
    origin: [0, 0, 0],
    attributes: {
      intensity: fill(new Float32Array(count), 1),
      rgb: fill(new Uint8Array(count * 3), 256),
      ring: fill(new Uint16Array(count), 64),
      time: fill(new Float64Array(count), 1e9),
    },
    extra: new Map([
      ["normal", { values: fill(new Float32Array(count * 3), 1), componentCount: 3 }],
      ["label", { values: fill(new Int8Array(count), 100), componentCount: 1 }],
      ["id", { values: fill(new Uint32Array(count), 4e9), componentCount: 1 }],
    ]),
    nonFiniteCount: 0,
    warnings: [],
  };
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes of numbers, little-endian unless told. */
export function packed(
  values: readonly (readonly ["f4" | "f8" | "u1" | "u2" | "u4" | "i4", number])[],
  { isLittleEndian = true }: { readonly isLittleEndian?: boolean } = {},
): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [type]) => sum + Number(type[1]), 0)));
  let at = 0;
  for (const [type, value] of values) {
    if (type === "f4") view.setFloat32(at, value, isLittleEndian);
    else if (type === "f8") view.setFloat64(at, value, isLittleEndian);
    else if (type === "u1") view.setUint8(at, value);
    else if (type === "u2") view.setUint16(at, value, isLittleEndian);
    else if (type === "u4") view.setUint32(at, value, isLittleEndian);
    else view.setInt32(at, value, isLittleEndian);
    at += Number(type[1]);
  }
  return new Uint8Array(view.buffer);
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A small LAS file; `change` spoils its header. */
export function makeLas(
  points: readonly (readonly [x: number, y: number, z: number])[],
  change: (view: DataView) => void = () => undefined,
): Uint8Array {
  const bytes = new Uint8Array(227 + points.length * 26);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii("LASF"));
  bytes.set([1, 2], 24);
  view.setUint16(94, 227, true);
  view.setUint32(96, 227, true);
  bytes[104] = 2;
  view.setUint16(105, 26, true);
  view.setUint32(107, points.length, true);
  for (let axis = 0; axis < 3; axis++) view.setFloat64(131 + axis * 8, 0.01, true);
  view.setFloat64(155, 500_000, true);
  view.setFloat64(163, 5_400_000, true);
  points.forEach(([x, y, z], index) => {
    const at = 227 + index * 26;
    view.setInt32(at, x, true);
    view.setInt32(at + 4, y, true);
    view.setInt32(at + 8, z, true);
    view.setUint16(at + 12, 1000 + index, true);
    view.setUint8(at + 14, 0b00_011_010);
    view.setUint8(at + 15, 0b111_00110);
    view.setUint16(at + 20, 65_535, true);
  });
  change(view);
  return bytes;
}
