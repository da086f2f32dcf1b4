import { Type } from "typebox";
import { compileCheck } from "../check/compile.js";
import { type Fault, Report } from "../check/report.js";

/** Metadata of a sample or dataset: names with strings, numbers, booleans or null. */
export const MetadataSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  { title: "Metadata", examples: [{ city: "London", robot_id: 3 }] },
);

const check = compileCheck(MetadataSchema);

/**
 * What is wrong with metadata; an empty list when nothing is. Never throws on a JSON value, stops after 20 faults.
 *
 * @example validateMetadata({ robot_id: 3 }) // []
 */
export function validateMetadata(value: unknown): Fault[] {
  const report = new Report();
  check(value, report);
  return report.faults;
}
