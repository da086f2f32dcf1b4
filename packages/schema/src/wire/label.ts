import { type Static, Type } from "typebox";
import { LABEL_STATUSES } from "../vocabulary.js";
import { jsonObject, LabelStatusField, nullable, oneOf, TaskTypeField, Timestamp, Uuid } from "./shared.js";

/** A sample's label in one labelset, whole. `attributes` by {@link LabelAttributesByType}. */
export const LabelSchema = Type.Object(
  {
    sample_uuid: Uuid,
    label_type: TaskTypeField,
    label_status: LabelStatusField,
    labelset: Type.String(),
    attributes: jsonObject("Label attributes, by task type"),
    created_at: Timestamp,
    created_by: Type.String(),
    updated_at: Timestamp,
    updated_by: Type.Optional(nullable(Type.String())),
    score: Type.Optional(nullable(Type.Number())),
    rating: Type.Optional(nullable(Type.Number({ minimum: 1, maximum: 5 }))),
    reviewed_at: Type.Optional(nullable(Timestamp)),
    reviewed_by: Type.Optional(nullable(Type.String())),
    version: Type.Integer({ minimum: 1, description: "Counts the writes of this label" }),
  },
  { title: "Label" },
);
/** The type of {@link LabelSchema}. */
export type Label = Static<typeof LabelSchema>;

/** A label in a list of samples, without its attributes. */
export const LabelSummarySchema = Type.Object(
  {
    label_status: LabelStatusField,
    score: Type.Optional(nullable(Type.Number())),
    updated_at: Type.Optional(nullable(Timestamp)),
    created_by: Type.Optional(nullable(Type.String())),
    reviewed_by: Type.Optional(nullable(Type.String())),
  },
  { title: "LabelSummary", description: "A label in a list of samples, without its attributes." },
);
/** The type of {@link LabelSummarySchema}. */
export type LabelSummary = Static<typeof LabelSummarySchema>;

const example = {
  label_status: "PRELABELED",
  attributes: {
    format_version: "0.1",
    annotations: [
      {
        id: 1,
        category_id: 1,
        type: "bbox",
        points: [
          [12.34, 56.78],
          [90.12, 81.5],
        ],
      },
    ],
  },
};

const versionField = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: "The version that the change started from (0: no label); another one there is answered with 409",
  }),
);

const scoreField = Type.Optional(nullable(Type.Number({ description: "How sure a model is of it; null clears it" })));

/** Body of PUT `/labels/{uuid}/{labelset}/`. `attributes` is checked apart, by `validateLabelAttributes`. */
export const LabelPutSchema = Type.Object(
  {
    attributes: jsonObject("Label attributes, by task type"),
    label_status: Type.Optional(oneOf(LABEL_STATUSES, { default: "PRELABELED" })),
    score: scoreField,
    version: versionField,
  },
  { title: "LabelPut", description: "Creates or replaces a label.", examples: [example] },
);
/** The type of {@link LabelPutSchema}. */
export type LabelPut = Static<typeof LabelPutSchema>;

/** Body of PATCH `/labels/{uuid}/{labelset}/`; a `null` score clears it. */
export const LabelPatchSchema = Type.Object(
  {
    attributes: Type.Optional(jsonObject("Label attributes, by task type")),
    label_status: Type.Optional(LabelStatusField),
    score: scoreField,
    rating: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 5 }))),
    version: versionField,
  },
  { title: "LabelPatch", description: "Changes a label; it must be there.", examples: [{ label_status: "REVIEWED" }] },
);
/** The type of {@link LabelPatchSchema}. */
export type LabelPatch = Static<typeof LabelPatchSchema>;
