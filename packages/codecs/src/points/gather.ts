import type { NumericArray } from "../bytes.js";
import { SCALAR_BYTES, type ScalarType } from "./scalar-type.js";

/** A column of equal numbers at equal distances in a file. */
export interface Column {
  readonly view: DataView;
  readonly type: ScalarType;
  readonly isLittleEndian: boolean;
  /** Byte of the first number. */
  readonly start: number;
  /** Bytes from one to the next. */
  readonly stride: number;
  readonly count: number;
}

/**
 * Copies a column into `out[offset]`, `out[offset + step]`, ... The type is looked at once, not once a number.
 * The caller has checked that the column lies within the view.
 */
export function gather(column: Column, out: NumericArray, offset: number, step: number): void {
  const { view, type, isLittleEndian: little, start, stride, count } = column;
  const end = start + stride * count;
  let to = offset;
  switch (type) {
    case "int8":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getInt8(at);
      return;
    case "uint8":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getUint8(at);
      return;
    case "int16":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getInt16(at, little);
      return;
    case "uint16":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getUint16(at, little);
      return;
    case "int32":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getInt32(at, little);
      return;
    case "uint32":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getUint32(at, little);
      return;
    case "int64":
      for (let at = start; at < end; at += stride, to += step) out[to] = Number(view.getBigInt64(at, little));
      return;
    case "uint64":
      for (let at = start; at < end; at += stride, to += step) out[to] = Number(view.getBigUint64(at, little));
      return;
    case "float32":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getFloat32(at, little);
      return;
    case "float64":
      for (let at = start; at < end; at += stride, to += step) out[to] = view.getFloat64(at, little);
      return;
  }
}

/** The bytes that one record of the types takes. */
export function bytesOf(type: ScalarType, componentCount: number): number {
  return SCALAR_BYTES[type] * componentCount;
}
