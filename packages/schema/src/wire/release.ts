import { type Static, Type } from "typebox";
import { RELEASE_STATUSES } from "../vocabulary.js";
import { descriptionField, nameField, nullable, oneOf, Timestamp, Uuid } from "./shared.js";

/** A snapshot of a dataset as one JSON file; `attributes.url` is null until it succeeded. */
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
/** The type of {@link ReleaseSchema}. */
export type Release = Static<typeof ReleaseSchema>;

/** Body of POST `/datasets/{owner}/{name}/releases/`. */
export const ReleaseCreateSchema = Type.Object(
  { name: nameField(), description: Type.Optional(descriptionField({ default: "" })) },
  {
    title: "ReleaseCreate",
    description: "Takes a snapshot of a dataset.",
    examples: [{ name: "v0.1", description: "The first" }],
  },
);
/** The type of {@link ReleaseCreateSchema}. */
export type ReleaseCreate = Static<typeof ReleaseCreateSchema>;
