import { type Static, Type } from "typebox";
import { descriptionField, nameField, Timestamp } from "./shared.js";

export const LabelsetSchema = Type.Object(
  {
    name: Type.String({ examples: ["ground-truth"] }),
    description: Type.String(),
    is_groundtruth: Type.Boolean(),
    created_at: Timestamp,
  },
  { title: "Labelset", description: "A set of labels, at most one a sample." },
);
export type Labelset = Static<typeof LabelsetSchema>;

export const LabelsetCreateSchema = Type.Object(
  { name: nameField(), description: Type.Optional(descriptionField({ default: "" })) },
  {
    title: "LabelsetCreate",
    description: "Adds a labelset to a dataset.",
    examples: [{ name: "model-predictions", description: "Of the model of May" }],
  },
);
export type LabelsetCreate = Static<typeof LabelsetCreateSchema>;
