import { type BodyKind, type Verdict, validateBody } from "./body-validation.js";

/** Runs in a worker thread: see BodyValidator. */
export function validate(task: { bytes: Uint8Array; kind: BodyKind }): Verdict {
  const { buffer, byteOffset, byteLength } = task.bytes;
  return validateBody(Buffer.from(buffer, byteOffset, byteLength), task.kind);
}
