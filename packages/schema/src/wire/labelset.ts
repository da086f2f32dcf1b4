import { type Static, Type } from "typebox";
import { descriptionField, nameField, Timestamp } from "./shared.js";

/** A set of labels, at most one a sample; every dataset is born with `ground-truth`. */
export const LabelsetSchema = Type.Object(
  {
    name: Type.String({ examples: ["ground-truth"] }),
    description: Type.String(),
    is_groundtruth: Type.Boolean(),
    created_at: Timestamp,
  },
  { title: "Labelset", description: "A set of labels, at most one a sample." },
);
/** The type of {@link LabelsetSchema}. */
export type Labelset = Static<typeof LabelsetSchema>;

/** Body of POST `/datasets/{owner}/{name}/labelsets/`. */
export const LabelsetCreateSchema = Type.Object(
  { name: nameField(), description: Type.Optional(descriptionField({ default: "" })) },
  {
    title: "LabelsetCreate",
    description: "Adds a labelset to a dataset.",
    examples: [{ name: "model-predictions", description: "Of the model of May" }],
  },
);
/** The type of {@link LabelsetCreateSchema}. */
export type LabelsetCreate = Static<typeof LabelsetCreateSchema>;
