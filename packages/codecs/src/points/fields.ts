import type { NumericArray } from "../bytes.js";
import type { SourceField } from "./assemble.js";
import { type Column, gather } from "./gather.js";
import type { ScalarType } from "./scalar-type.js";

interface FieldShape {
  readonly name: string;
  readonly type: ScalarType;
  readonly componentCount: number;
}

/** A field that is read from the file's bytes when it is asked for. */
export function columnField(
  { name, type, componentCount }: FieldShape,
  count: number,
  columnAt: (component: number) => Column,
): SourceField {
  return {
    name,
    type,
    componentCount,
    copy: (out, offset, step, component, as) => {
      if (count > 0) gather({ ...columnAt(component), ...(as === undefined ? {} : { type: as }) }, out, offset, step);
    },
  };
}

/** A field that was parsed already: values point by point. */
export function arrayField({ name, type, componentCount }: FieldShape, values: NumericArray): SourceField {
  return {
    name,
    type,
    componentCount,
    copy: (out, offset, step, component, as) => {
      const source = as === "uint32" ? new Uint32Array(values.buffer, values.byteOffset, values.length) : values;
      for (let from = component, to = offset; from < source.length; from += componentCount, to += step) {
        out[to] = source[from] ?? 0;
      }
    },
  };
}
