import { move, transferableSymbol, valueSymbol } from "piscina";
import { type BodyKind, type Verdict, validateBody } from "./body-validation.js";

export interface WorkerResult {
  readonly verdict: Verdict;
  readonly buffer: ArrayBuffer;
}

/** Runs in a worker thread: see BodyValidator. The bytes go back with the verdict, moved and not copied. */
export function validate(task: { bytes: Uint8Array<ArrayBuffer>; kind: BodyKind }): unknown {
  const { buffer, byteOffset, byteLength } = task.bytes;
  const verdict = withBytes(validateBody(Buffer.from(buffer, byteOffset, byteLength), task.kind));
  const result: WorkerResult = { verdict, buffer };
  const completed = verdict.ok ? verdict.attributesBytes : undefined;
  return move({ [transferableSymbol]: [buffer, ...(completed ? [completed.buffer] : [])], [valueSymbol]: result });
}

/** Text would be copied, and stay in the main thread's heap. */
function withBytes(verdict: Verdict): Verdict {
  if (!verdict.ok || verdict.attributesText === undefined) return verdict;
  const { attributesText, ...rest } = verdict;
  return { ...rest, attributesBytes: new TextEncoder().encode(attributesText) };
}
