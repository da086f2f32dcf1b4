/** Parts that sample, label and task formats share. Where a key is optional, `null` means the same as its absence. */
import { type TSchema, Type } from "typebox";

/** An optional property that may also be null: what Python clients write for "none". */
export function maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** A point or a size; in metres unless said otherwise. */
export const XyzSchema = Type.Object({ x: Type.Number(), y: Type.Number(), z: Type.Number() });

/** The same where some axes may be left open. */
export const PartialXyzSchema = Type.Object({
  x: maybe(Type.Number()),
  y: maybe(Type.Number()),
  z: maybe(Type.Number()),
});

/** A rotation, not necessarily of length one. All zero stands for "no rotation": recordings without a heading have it. */
export const QuaternionSchema = Type.Object({
  qx: Type.Number(),
  qy: Type.Number(),
  qz: Type.Number(),
  qw: Type.Number(),
});

/** Comes back as it was sent: `"0.1"` stays a string, `0.1` a number. */
export const FormatVersionSchema = Type.Union([Type.String(), Type.Number()]);

/** Nanoseconds. A 19-digit integer loses digits as a JavaScript number: pass the text on, not the parsed value. */
export const TimestampSchema = Type.Union([Type.String(), Type.Number()]);

const NumbersSchema = Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]));

/**
 * The value of an object, image or link attribute: a scalar or a list of strings; and for the inputs `vector3`,
 * `quaternion` and `points` also numbers by name, lists of numbers, or lists of either.
 */
export const AttributeValueSchema = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.Union([Type.String(), Type.Number(), Type.Array(Type.Number()), NumbersSchema])),
  NumbersSchema,
]);

/** Attribute values by attribute name. */
export const AttributesSchema = Type.Record(Type.String(), AttributeValueSchema);

/** Any integer that JavaScript holds exactly. Categories that the dataset does not list (yet) are accepted. */
export const CategoryIdSchema = Type.Integer();
