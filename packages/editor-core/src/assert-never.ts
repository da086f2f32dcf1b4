/**
 * Ends a switch over a union: a member that was forgotten does not compile.
 *
 * @example default: return assertNever(kind);
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`);
}
