import { type Static, Type } from "typebox";

/** The body of every 4xx and 5xx answer; for validation also a list of sentences for each field at fault. */
export const ErrorBodySchema = Type.Object(
  { detail: Type.String() },
  {
    title: "Error",
    additionalProperties: Type.Array(Type.String()),
    examples: [{ detail: "Not found." }, { detail: "name: is missing", name: ["is missing"] }],
  },
);
/** The type of {@link ErrorBodySchema}. */
export type ErrorBody = Static<typeof ErrorBodySchema>;
