import type { TSchema } from "typebox";

/** A shared schema by its name: one component in the OpenAPI document. */
export const ref = (name: string): TSchema => ({ $ref: `${name}#` }) as TSchema;

export const listOf = (name: string) => ({ type: "array", items: ref(name) });

/** The answers that every route can give, on top of its own. */
const COMMON = {
  "4xx": describe("Refused: `detail` says why.", "Error"),
  "5xx": describe("Failed on our side.", "Error"),
};

function describe(description: string, schema: string) {
  return { description, content: { "application/json": { schema: ref(schema) } } };
}

/** The documented answers of a route: its own, by status, and the common ones. */
export function answers(
  own: Readonly<Record<number, { description: string; schema?: unknown }>>,
): Record<string, unknown> {
  const entries = Object.entries(own).map(([status, { description, schema }]) => [
    status,
    schema === undefined ? { description, type: "null" } : { description, content: { "application/json": { schema } } },
  ]);
  return { ...Object.fromEntries(entries), ...COMMON };
}
