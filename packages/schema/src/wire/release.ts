import { type Static, Type } from "typebox";
import { RELEASE_STATUSES } from "../vocabulary.js";
import { descriptionField, nameField, nullable, oneOf, Timestamp, Uuid } from "./shared.js";

export const ReleaseSchema = Type.Object(
  {
    uuid: Uuid,
    name: Type.String({ examples: ["v0.1"] }),
    description: Type.String(),
    release_type: Type.Literal("JSON"),
    attributes: Type.Object({ url: nullable(Type.String({ description: "null until it succeeded" })) }),
    status: oneOf(RELEASE_STATUSES),
    status_info: Type.Optional(nullable(Type.String())),
    created_at: Timestamp,
    samples_count: Type.Integer(),
  },
  { title: "Release", description: "A snapshot of a dataset as one JSON file." },
);
export type Release = Static<typeof ReleaseSchema>;

export const ReleaseCreateSchema = Type.Object(
  { name: nameField(), description: Type.Optional(descriptionField({ default: "" })) },
  {
    title: "ReleaseCreate",
    description: "Takes a snapshot of a dataset.",
    examples: [{ name: "v0.1", description: "The first" }],
  },
);
export type ReleaseCreate = Static<typeof ReleaseCreateSchema>;
