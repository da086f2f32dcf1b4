import { type Static, Type } from "typebox";
import { DEFAULT_TASK_ATTRIBUTES, type TaskAttributes } from "../formats/task-attributes.js";
import { DATASET_ROLES } from "../roles.js";
import { LABEL_STATUSES, type LabelStatus, RELEASE_STATUSES } from "../vocabulary.js";
import { LabelsetSchema } from "./labelset.js";
import {
  categoryField,
  DatasetRoleField,
  descriptionField,
  jsonObject,
  nameField,
  nullable,
  oneOf,
  readmeField,
  TaskTypeField,
  Timestamp,
  Uuid,
} from "./shared.js";
import { UserSchema } from "./user.js";

/** Switches of a dataset and what they are where nobody set them. */
export const DATASET_SWITCHES = {
  archived: false,
  enable_skip_labeling: true,
  enable_skip_reviewing: false,
  enable_ratings: false,
  enable_interpolation: true,
  use_timestamps_for_interpolation: true,
  enable_same_dimensions_track_constraint: false,
  enable_save_button: false,
  enable_label_status_verified: false,
  enable_3d_cuboid_rotation: false,
  enable_confirm_on_submit: false,
  block_submit_on_mandatory: true,
  enable_3d_region_of_interest: false,
  enable_object_linking: false,
  enable_object_link_category_restrictions: false,
  enable_extrapolation: false,
  noncollaborator_can_label: false,
  noncollaborator_can_review: false,
} as const;

/** A key of {@link DATASET_SWITCHES}. */
export type DatasetSwitch = keyof typeof DATASET_SWITCHES;

const SWITCHES = Object.keys(DATASET_SWITCHES) as DatasetSwitch[];

/** One field for each switch. */
function switches<Field>(field: (name: DatasetSwitch) => Field): Record<DatasetSwitch, Field> {
  return Object.fromEntries(SWITCHES.map((name) => [name, field(name)])) as Record<DatasetSwitch, Field>;
}

/** How long a pause may be, in seconds, until it counts as inactivity in the metrics. */
const DEFAULT_INACTIVITY_SECONDS = 300;

function inactivityField(options: { default?: number } = {}) {
  return Type.Integer({ minimum: 1, maximum: 86_400, description: "Seconds", ...options });
}

const retentionField = nullable(
  Type.Integer({
    minimum: 1,
    maximum: 36_500,
    description:
      "Of versions of labels that are older than so many days, the last of each day is kept, and all that a review made; null keeps every version",
  }),
);

const tagsField = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100, uniqueItems: true });

const LabelStatsSchema = Type.Unsafe<Partial<Record<LabelStatus | "TOTAL", number>>>({
  type: "object",
  description: "How many samples have each label status in the ground truth, and TOTAL",
  properties: Object.fromEntries([...LABEL_STATUSES, "TOTAL"].map((status) => [status, { type: "integer" }])),
});

/** A category that the task attributes no longer have. Its id is not given again, as labels may still refer to it. */
export const RemovedCategorySchema = Type.Object(
  { id: Type.Integer(), name: Type.String(), color: Type.Optional(Type.Array(Type.Integer())) },
  { title: "RemovedCategory" },
);
/** The type of {@link RemovedCategorySchema}. */
export type RemovedCategory = Static<typeof RemovedCategorySchema>;

/** How much in the current labels refers to the categories of a dataset, removed ones included. */
export const CategoryUsageSchema = Type.Object(
  {
    id: Type.Integer({ description: "A category's id" }),
    objects: Type.Integer({ description: "Annotations with this category, in all labelsets" }),
    samples: Type.Integer({ description: "Samples that have one at least" }),
  },
  { title: "CategoryUsage" },
);
/** The type of {@link CategoryUsageSchema}. */
export type CategoryUsage = Static<typeof CategoryUsageSchema>;

/** Task attributes as they were saved once. */
export const TaskAttributesVersionSchema = Type.Object(
  {
    task_attributes: jsonObject<TaskAttributes>("See TaskAttributes"),
    saved_at: Timestamp,
    saved_by: Type.String({ description: "A username" }),
  },
  { title: "TaskAttributesVersion" },
);
/** The type of {@link TaskAttributesVersionSchema}. */
export type TaskAttributesVersion = Static<typeof TaskAttributesVersionSchema>;

/** How much in the current labels refers to an attribute, or to one choice of it. */
export const AttributeUsageSchema = Type.Object(
  {
    category_id: nullable(Type.Integer({ description: "null for an attribute of the scene" })),
    name: Type.String(),
    value: nullable(Type.String({ description: "A choice of a select; null for the whole attribute" })),
    objects: Type.Integer({ description: "Annotations, or scenes, that have it, in all labelsets" }),
    samples: Type.Integer({ description: "Samples that have one at least" }),
  },
  { title: "AttributeUsage" },
);
/** The type of {@link AttributeUsageSchema}. */
export type AttributeUsage = Static<typeof AttributeUsageSchema>;

/** What becomes of the objects of one category, or of what objects have for one attribute. */
const categoryMoves = Type.Array(
  Type.Object({
    id: Type.Integer({ description: "A category that is there, or was" }),
    move_to: nullable(Type.Integer({ description: "The category that its objects get; null deletes them" })),
  }),
  { maxItems: 1000 },
);
const attributeMoves = Type.Array(
  Type.Object({
    category_id: nullable(Type.Integer({ description: "null for an attribute of the scene" })),
    name: Type.String({ minLength: 1 }),
    value: Type.Optional(Type.String({ description: "One choice; leave out for the whole attribute" })),
    move_to: Type.Optional(
      nullable(Type.String({ description: "The choice that takes its place; null or nothing deletes it" })),
    ),
  }),
  { maxItems: 1000 },
);

/** Body of POST `/datasets/{owner}/{name}/task_attributes/changes/`. */
export const TaskAttributesChangeCreateSchema = Type.Object(
  {
    task_attributes: Type.Optional(jsonObject("Saved first, in one go with the change, see TaskAttributes")),
    categories: Type.Optional(categoryMoves),
    attributes: Type.Optional(attributeMoves),
  },
  {
    title: "TaskAttributesChangeCreate",
    description: "Moves or deletes what labels have for categories, attributes and choices.",
    examples: [{ categories: [{ id: 3, move_to: 5 }] }],
  },
);
/** The type of {@link TaskAttributesChangeCreateSchema}. */
export type TaskAttributesChangeCreate = Static<typeof TaskAttributesChangeCreateSchema>;

/** A change of all labels that a job works through. */
export const TaskAttributesChangeSchema = Type.Object(
  {
    uuid: Uuid,
    status: oneOf(RELEASE_STATUSES),
    reason: Type.String({ description: "What the history of every changed label says" }),
    samples_total: Type.Integer(),
    samples_done: Type.Integer(),
    labels_changed: Type.Integer(),
    labels_kept: Type.Integer({ description: "Labels that stay as they are, as their bitmaps cannot be rewritten" }),
    objects_moved: Type.Integer(),
    objects_deleted: Type.Integer(),
    values_changed: Type.Integer({ description: "Objects and scenes whose attributes changed" }),
    values_dropped: Type.Integer({ description: "Attribute values, and choices, that the new categories do not have" }),
    created_at: Timestamp,
    created_by: Type.String({ description: "A username" }),
  },
  { title: "TaskAttributesChange" },
);
/** The type of {@link TaskAttributesChangeSchema}. */
export type TaskAttributesChange = Static<typeof TaskAttributesChangeSchema>;

/** A dataset as the caller sees it. Lists leave out `readme`, `task_attributes` and `removed_categories`. */
export const DatasetSchema = Type.Object(
  {
    name: Type.String({ examples: ["flowers"] }),
    full_name: Type.String({ description: "owner/name", examples: ["jane/flowers"] }),
    description: Type.String(),
    category: Type.String(),
    public: Type.Boolean(),
    owner: Type.Object({
      username: Type.String(),
      created_at: Timestamp,
      email: Type.Optional(nullable(Type.String())),
    }),
    created_at: Timestamp,
    task_type: TaskTypeField,
    task_attributes: Type.Optional(jsonObject<TaskAttributes>("See TaskAttributes")),
    removed_categories: Type.Optional(Type.Array(RemovedCategorySchema)),
    label_stats: LabelStatsSchema,
    samples_count: Type.Integer(),
    collaborators_count: Type.Integer(),
    labelsets: Type.Optional(Type.Array(LabelsetSchema)),
    role: Type.Optional(nullable(DatasetRoleField)),
    readme: Type.Optional(Type.String()),
    metadata: jsonObject("The dataset's own data"),
    cloned_from: Type.Optional(nullable(Type.String())),
    is_cloning: Type.Boolean({ description: "Whether samples are still being copied in from `cloned_from`" }),
    data_type: Type.Literal("IMAGE"),
    labeling_inactivity_timeout_seconds: Type.Integer(),
    version_retention_days: retentionField,
    ...switches(() => Type.Boolean()),
    region_of_interest: Type.Optional(nullable(jsonObject("A part of the point cloud"))),
    insights_urls: Type.Optional(nullable(Type.Record(Type.String(), Type.String()))),
    tags: Type.Array(Type.String()),
  },
  { title: "Dataset" },
);
/** The type of {@link DatasetSchema}. */
export type Dataset = Static<typeof DatasetSchema>;

const regionField = Type.Optional(nullable(jsonObject("A part of the point cloud; null clears it")));

/**
 * Body of POST `/user/datasets/`. `task_type` is read by `normalizeTaskType`, `task_attributes` and `metadata` are
 * checked apart.
 */
export const DatasetCreateSchema = Type.Object(
  {
    name: nameField(),
    description: Type.Optional(descriptionField({ default: "" })),
    task_type: Type.Optional(Type.String({ default: "segmentation-bitmap", description: "A task type" })),
    task_attributes: Type.Optional(
      jsonObject("Categories and attributes, see TaskAttributes", { default: DEFAULT_TASK_ATTRIBUTES }),
    ),
    category: Type.Optional(categoryField({ default: "other" })),
    public: Type.Optional(Type.Boolean({ default: false })),
    readme: Type.Optional(readmeField({ default: "" })),
    metadata: Type.Optional(jsonObject("Any data of yours", { default: {} })),
    labeling_inactivity_timeout_seconds: Type.Optional(inactivityField({ default: DEFAULT_INACTIVITY_SECONDS })),
    version_retention_days: Type.Optional(retentionField),
    ...switches((name) => Type.Optional(Type.Boolean({ default: DATASET_SWITCHES[name] }))),
    region_of_interest: regionField,
    tags: Type.Optional(tagsField),
  },
  {
    title: "DatasetCreate",
    description: "Creates a dataset.",
    examples: [{ name: "flowers", description: "Flowers of all kinds", task_type: "segmentation-bitmap" }],
  },
);
/** The type of {@link DatasetCreateSchema}. */
export type DatasetCreate = Static<typeof DatasetCreateSchema>;

/** Body of PATCH `/datasets/{owner}/{name}/`; a `null` region of interest clears it. */
export const DatasetPatchSchema = Type.Object(
  {
    name: Type.Optional(nameField()),
    description: Type.Optional(descriptionField()),
    task_type: Type.Optional(Type.String({ description: "A task type" })),
    task_attributes: Type.Optional(jsonObject("Categories and attributes, see TaskAttributes")),
    category: Type.Optional(categoryField()),
    public: Type.Optional(Type.Boolean()),
    readme: Type.Optional(readmeField()),
    metadata: Type.Optional(jsonObject("Any data of yours")),
    labeling_inactivity_timeout_seconds: Type.Optional(inactivityField()),
    version_retention_days: Type.Optional(retentionField),
    ...switches(() => Type.Optional(Type.Boolean())),
    region_of_interest: regionField,
    tags: Type.Optional(tagsField),
  },
  {
    title: "DatasetPatch",
    description: "Changes a dataset; what is absent stays as it is.",
    examples: [{ description: "Wild flowers" }],
  },
);
/** The type of {@link DatasetPatchSchema}. */
export type DatasetPatch = Static<typeof DatasetPatchSchema>;

/** Body of POST `/datasets/{owner}/{name}/clone/`. `canCloneTo` says which task types fit. */
export const DatasetCloneSchema = Type.Object(
  {
    name: Type.Optional(nameField({ description: "Default: the original's name and -clone" })),
    task_type: Type.Optional(Type.String({ description: "Default: the original's" })),
    public: Type.Optional(Type.Boolean({ description: "Default: as the original" })),
    owner: Type.Optional(nameField({ description: "An organization; default: the caller" })),
    clone_labels: Type.Optional(Type.Boolean({ default: false })),
  },
  {
    title: "DatasetClone",
    description: "Copies a dataset with its samples.",
    examples: [{ name: "flowers-vector", task_type: "vector", clone_labels: false }],
  },
);
/** The type of {@link DatasetCloneSchema}. */
export type DatasetClone = Static<typeof DatasetCloneSchema>;

/** Somebody who works on a dataset, and as what. */
export const CollaboratorSchema = Type.Object({ user: UserSchema, role: DatasetRoleField }, { title: "Collaborator" });
/** The type of {@link CollaboratorSchema}. */
export type Collaborator = Static<typeof CollaboratorSchema>;

/** Body of POST `/datasets/{owner}/{name}/collaborators/`. */
export const CollaboratorCreateSchema = Type.Object(
  { user: nameField({ description: "A username" }), role: Type.Optional(oneOf(DATASET_ROLES, { default: "labeler" })) },
  {
    title: "CollaboratorCreate",
    description: "Adds a collaborator to a dataset.",
    examples: [{ user: "jane", role: "reviewer" }],
  },
);
/** The type of {@link CollaboratorCreateSchema}. */
export type CollaboratorCreate = Static<typeof CollaboratorCreateSchema>;

/** Body of PATCH `/datasets/{owner}/{name}/collaborators/{username}`. */
export const CollaboratorPatchSchema = Type.Object(
  { role: DatasetRoleField },
  { title: "CollaboratorPatch", description: "Changes a collaborator's role.", examples: [{ role: "manager" }] },
);
/** The type of {@link CollaboratorPatchSchema}. */
export type CollaboratorPatch = Static<typeof CollaboratorPatchSchema>;
