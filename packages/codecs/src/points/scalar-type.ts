import type { NumericArray } from "../bytes.js";

/** How one number stands in a file. */
export type ScalarType =
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32"
  | "float64";

export const SCALAR_BYTES: { readonly [type in ScalarType]: number } = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

/** An array that holds numbers of a type exactly; 64-bit integers as doubles, exact up to 2⁵³. */
export function arrayOf(type: ScalarType, length: number): NumericArray {
  switch (type) {
    case "int8":
      return new Int8Array(length);
    case "uint8":
      return new Uint8Array(length);
    case "int16":
      return new Int16Array(length);
    case "uint16":
      return new Uint16Array(length);
    case "int32":
      return new Int32Array(length);
    case "uint32":
      return new Uint32Array(length);
    case "float32":
      return new Float32Array(length);
    case "int64":
    case "uint64":
    case "float64":
      return new Float64Array(length);
  }
}

/** Whether 32-bit floats hold every number of the type. */
export function fitsFloat32(type: ScalarType): boolean {
  return type === "float32" || SCALAR_BYTES[type] <= 2;
}
