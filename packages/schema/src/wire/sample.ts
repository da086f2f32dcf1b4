import { type Static, Type } from "typebox";
import { IssueSchema } from "./issue.js";
import { LabelSchema, LabelSummarySchema } from "./label.js";
import { jsonObject, nameField, nullable, readmeField, sampleNameField, Timestamp, Uuid } from "./shared.js";

/** A small picture of a sample: its image, of a sequence the first. Sizes in pixels. */
export const ThumbnailSchema = Type.Object(
  {
    url: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    image_width: Type.Integer({ description: "Of the whole image as it is shown" }),
    image_height: Type.Integer({ description: "Of the whole image as it is shown" }),
  },
  { title: "Thumbnail", description: "A small picture of a sample: its image, of a sequence the first." },
);
/** The type of {@link ThumbnailSchema}. */
export type Thumbnail = Static<typeof ThumbnailSchema>;

/**
 * A sample; with `label` and `issues` when asked for. `label` is null when there is none. `rejection`, for one sample alone, is
 * the latest open reason of a rejection.
 */
export const SampleSchema = Type.Object(
  {
    uuid: Uuid,
    name: Type.String(),
    attributes: jsonObject("Sample attributes, by sample type"),
    metadata: jsonObject("Names with strings, numbers, booleans or null"),
    created_at: Timestamp,
    created_by: Type.String(),
    updated_at: Timestamp,
    priority: Type.Number(),
    readme: Type.String(),
    assigned_labeler: Type.Optional(nullable(Type.String())),
    assigned_reviewer: Type.Optional(nullable(Type.String())),
    label: Type.Optional(Type.Union([LabelSchema, LabelSummarySchema, Type.Null()])),
    issues: Type.Optional(Type.Array(IssueSchema)),
    rejection: Type.Optional(nullable(IssueSchema)),
    thumbnail: Type.Optional(nullable(ThumbnailSchema)),
    thumbnail_error: Type.Optional(nullable(Type.String({ description: "Why there is no thumbnail" }))),
    dataset_full_name: Type.String(),
    data_type: Type.Literal("IMAGE"),
  },
  { title: "Sample" },
);
/** The type of {@link SampleSchema}. */
export type Sample = Static<typeof SampleSchema>;

/** A sample's place in a list, as far as its neighbours. */
const NeighbourSchema = nullable(Type.Object({ uuid: Uuid, name: Type.String() }));

/** Which samples stand before and after one in a list. */
export const SampleNeighboursSchema = Type.Object(
  {
    previous: NeighbourSchema,
    next: NeighbourSchema,
    is_match: Type.Boolean({ description: "Whether the filter lets the sample itself through" }),
    position: nullable(
      Type.Integer({
        description: "Its place in the list from 1, or where it would stand; null beyond the first 100,000",
      }),
    ),
    count: nullable(
      Type.Integer({ description: "How many the list has; null where a filter lets more than 100,000 through" }),
    ),
  },
  { title: "SampleNeighbours", description: "Which samples stand before and after one in a list." },
);
/** The type of {@link SampleNeighboursSchema}. */
export type SampleNeighbours = Static<typeof SampleNeighboursSchema>;

const assigneeField = Type.Optional(nullable(nameField({ description: "A username; null for nobody" })));

/** Higher is labeled first. */
function priorityField(options: { default?: number } = {}) {
  return Type.Number({ description: "Higher is labeled first", ...options });
}

/**
 * Body of POST `/datasets/{owner}/{name}/samples/`, and an item of `samples_bulk`. `attributes` and `metadata` are
 * checked apart.
 */
export const SampleCreateSchema = Type.Object(
  {
    name: sampleNameField(),
    attributes: jsonObject("Sample attributes, by the dataset's task type"),
    metadata: Type.Optional(jsonObject("Names with strings, numbers, booleans or null", { default: {} })),
    priority: Type.Optional(priorityField({ default: 0 })),
    assigned_labeler: assigneeField,
    assigned_reviewer: assigneeField,
    readme: Type.Optional(readmeField({ default: "" })),
  },
  {
    title: "SampleCreate",
    description: "Adds a sample to a dataset.",
    examples: [
      {
        name: "violet.jpg",
        attributes: { image: { url: "https://example.com/violet.jpg" } },
        metadata: { city: "London", robot_id: 3 },
        priority: 10,
      },
    ],
  },
);
/** The type of {@link SampleCreateSchema}. */
export type SampleCreate = Static<typeof SampleCreateSchema>;

/** Body of PATCH `/samples/{uuid}/`; a `null` assignee clears it. */
export const SamplePatchSchema = Type.Object(
  {
    name: Type.Optional(sampleNameField()),
    attributes: Type.Optional(jsonObject("Sample attributes, by the dataset's task type")),
    metadata: Type.Optional(jsonObject("Names with strings, numbers, booleans or null")),
    priority: Type.Optional(priorityField()),
    assigned_labeler: assigneeField,
    assigned_reviewer: assigneeField,
    readme: Type.Optional(readmeField()),
  },
  {
    title: "SamplePatch",
    description: "Changes a sample; what is absent stays as it is.",
    examples: [{ priority: 5, assigned_labeler: null }],
  },
);
/** The type of {@link SamplePatchSchema}. */
export type SamplePatch = Static<typeof SamplePatchSchema>;

/** Body of DELETE `/datasets/{owner}/{name}/samples_bulk/`: 1 to 1000 UUIDs. */
export const SamplesBulkDeleteSchema = Type.Object(
  { uuids: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }) },
  {
    title: "SamplesBulkDelete",
    description: "Deletes up to 1000 samples; unknown ones are skipped.",
    examples: [{ uuids: ["602a3eec-a61c-4a77-9fcc-3037ce5e9606"] }],
  },
);
/** The type of {@link SamplesBulkDeleteSchema}. */
export type SamplesBulkDelete = Static<typeof SamplesBulkDeleteSchema>;
