import { isJsonObject } from "@tessera/json";
import { Type } from "typebox";
import { compileCheck } from "../check/compile.js";
import { type Fault, Report } from "../check/report.js";

/** Metadata of a sample: names with strings, numbers, booleans or null. */
export const MetadataSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  { title: "Metadata", examples: [{ city: "London", robot_id: 3 }] },
);

const check = compileCheck(MetadataSchema);

/**
 * What is wrong with the metadata of a sample; an empty list when nothing is. Never throws on a JSON value, stops after 20 faults.
 *
 * @example validateMetadata({ robot_id: 3 }) // []
 */
export function validateMetadata(value: unknown): Fault[] {
  const report = new Report();
  check(value, report);
  return report.faults;
}

/**
 * What is wrong with the metadata of a dataset, which may be nested as its user likes: numbers must be ones that clients can
 * read (`1e999` is JSON, but no number to them).
 *
 * @example validateDatasetMetadata({ cameras: [{ name: "front", fov: 90 }] }) // []
 */
export function validateDatasetMetadata(value: unknown): Fault[] {
  const report = new Report();
  if (isJsonObject(value)) visit(value, report);
  else report.add("must be an object");
  return report.faults;
}

/** Recursion is bounded by the depth of bodies that servers take. */
function visit(value: unknown, report: Report): void {
  if (typeof value === "number" && !Number.isFinite(value)) report.add("must be a finite number");
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (report.isFull) return;
    report.enter(Array.isArray(value) ? Number(key) : key);
    visit(member, report);
    report.leave();
  }
}
