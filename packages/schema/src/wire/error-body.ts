import { type Static, Type } from "typebox";
import { LabelSchema } from "./label.js";
import { LabelDraftSchema } from "./label-draft.js";
import { nullable } from "./shared.js";

const sentences = Type.Array(Type.String());

/** The body of every 4xx and 5xx answer; for validation also a list of sentences for each field at fault. */
export const ErrorBodySchema = Type.Object(
  {
    detail: Type.String(),
    version: Type.Optional(
      Type.Union([
        Type.Integer({ description: "On 409: the version that the label is at; 0 for no label" }),
        sentences,
      ]),
    ),
    label: Type.Optional(nullable(LabelSchema)),
    draft: Type.Optional(
      Type.Union([
        LabelDraftSchema,
        Type.Null({ description: "On 409: the caller has no draft of the label" }),
        sentences,
      ]),
    ),
  },
  {
    title: "Error",
    additionalProperties: sentences,
    examples: [{ detail: "Not found." }, { detail: "name: is missing", name: ["is missing"] }],
  },
);
/** The type of {@link ErrorBodySchema}. */
export type ErrorBody = Static<typeof ErrorBodySchema>;
