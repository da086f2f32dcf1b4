import type { TSchema } from "typebox";
import { type Check, compileCheck } from "./compile.js";

/** Compiles each schema of a table when it is first asked for: a reader of one task type does not pay for sixteen. */
export function cachedChecks<Key extends string>(schemas: Readonly<Record<Key, TSchema>>): (key: Key) => Check {
  const checks = new Map<Key, Check>();
  return (key) => {
    const check = checks.get(key) ?? compileCheck(schemas[key]);
    checks.set(key, check);
    return check;
  };
}
