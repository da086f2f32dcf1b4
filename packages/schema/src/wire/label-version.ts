import { type Static, Type } from "typebox";
import { LABEL_OPERATIONS } from "../vocabulary.js";
import { jsonObject, LabelStatusField, nullable, oneOf, Timestamp } from "./shared.js";

const versionFields = {
  version: Type.Integer({ minimum: 1 }),
  operation: oneOf(LABEL_OPERATIONS),
  label_status: nullable(LabelStatusField),
  score: nullable(Type.Number()),
  rating: nullable(Type.Number({ minimum: 1, maximum: 5 })),
  saved_at: Timestamp,
  saved_by: Type.String(),
  is_current: Type.Boolean(),
  reason: nullable(
    Type.String({ description: "Why it was written, where a change of the task attributes did it; else null" }),
  ),
};

/** One write of a label, in a list. A deletion has no status. */
export const LabelVersionSchema = Type.Object(versionFields, {
  title: "LabelVersion",
  description: "One write of a label; a deletion has no status.",
});
/** The type of {@link LabelVersionSchema}. */
export type LabelVersion = Static<typeof LabelVersionSchema>;

/** One write of a label, with what was written. */
export const LabelVersionContentSchema = Type.Object(
  { ...versionFields, attributes: nullable(jsonObject("Label attributes as they were; null for a deletion")) },
  { title: "LabelVersionContent", description: "One write of a label, with what was written." },
);
/** The type of {@link LabelVersionContentSchema}. */
export type LabelVersionContent = Static<typeof LabelVersionContentSchema>;

/** Body of POST `/labels/{uuid}/{labelset}/versions/{version}/restore/`. */
export const LabelRestoreSchema = Type.Object(
  {
    version: Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description: "The version that the label is at (0: no label); another one there is answered with 409",
    }),
  },
  { title: "LabelRestore", description: "Brings an earlier version back, as a new one.", examples: [{ version: 7 }] },
);
/** The type of {@link LabelRestoreSchema}. */
export type LabelRestore = Static<typeof LabelRestoreSchema>;
