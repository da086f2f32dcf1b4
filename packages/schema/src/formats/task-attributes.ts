import { type Static, type TProperties, Type } from "typebox";
import { CategoryIdSchema, FormatVersionSchema, maybe, PartialXyzSchema } from "./shared.js";

// Bounded and without two ways to match the same text: a long hostile string costs one pass, and no number is infinite.
const NUMBER_TEXT = "[+-]?(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})(?:[eE][+-]?\\d{1,2})?";

/** A number, also as text; editors leave an empty text where nothing was filled in. */
const LooseNumberSchema = Type.Union([Type.Number(), Type.String({ pattern: `^\\s*(?:${NUMBER_TEXT}\\s*)?$` })]);

/** The same, but an empty text is no default. */
const DefaultNumberSchema = Type.Union([Type.Number(), Type.String({ pattern: `^\\s*${NUMBER_TEXT}\\s*$` })]);

const SensorFilterSchema = Type.Enum(["2D", "3D", "all"]);

const shared = {
  name: Type.String({ minLength: 1 }),
  is_mandatory: maybe(Type.Boolean()),
  is_track_level: maybe(Type.Boolean()),
  synced_across_sensors: maybe(Type.Boolean()),
  sensors: maybe(SensorFilterSchema),
  sensor_filter: maybe(SensorFilterSchema),
};

function input<Kind extends string, Fields extends TProperties>(kind: Kind, fields: Fields) {
  return Type.Object({ ...shared, input_type: Type.Literal(kind), ...fields });
}

const LINK_INPUTS = [
  input("select", { values: Type.Array(Type.String()), default_value: maybe(Type.String()) }),
  input("multiselect", {
    values: Type.Array(Type.String()),
    default_value: maybe(Type.Union([Type.String(), Type.Array(Type.String())])),
  }),
  input("text", { default_value: maybe(Type.String()) }),
  input("number", {
    default_value: maybe(DefaultNumberSchema),
    min: maybe(LooseNumberSchema),
    max: maybe(LooseNumberSchema),
    step: maybe(LooseNumberSchema),
  }),
  input("checkbox", { default_value: maybe(Type.Boolean()) }),
] as const;

/** A field that annotators fill in for a link between two objects. */
export const LinkAttributeSchema = Type.Union([...LINK_INPUTS]);

/** A field that annotators fill in for an object or an image. */
export const TaskAttributeSchema = Type.Union([
  ...LINK_INPUTS,
  input("vector3", {}),
  input("quaternion", {}),
  input("points", {}),
]);

/**
 * A category of objects; keys that are not listed are custom data and kept. `dimensions` in metres: the size of a new
 * cuboid.
 */
export const CategorySchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  id: CategoryIdSchema,
  color: maybe(Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), { minItems: 3, maxItems: 4 })),
  has_instances: maybe(Type.Boolean()),
  attributes: maybe(Type.Array(TaskAttributeSchema)),
  link_attributes: maybe(Type.Array(LinkAttributeSchema)),
  link_category_restrictions: maybe(Type.Array(CategoryIdSchema)),
  dimensions: maybe(PartialXyzSchema),
  lock_dimensions: maybe(Type.Boolean()),
  lock_rotation: maybe(Type.Boolean()),
  lock_position: maybe(Type.Boolean()),
});

const CategoryIdsSchema = Type.Array(CategoryIdSchema);

/** A rule by which the editor warns before a label is submitted. `min` and `max` in metres. */
export const WarningRuleSchema = Type.Union([
  Type.Object({
    name: Type.Literal("intersecting-cuboids"),
    excluded_categories: maybe(CategoryIdsSchema),
    excluded_set_of_categories: maybe(CategoryIdsSchema),
  }),
  Type.Object({
    name: Type.Literal("cuboid-dimension-limits"),
    categories: maybe(CategoryIdsSchema),
    min: maybe(PartialXyzSchema),
    max: maybe(PartialXyzSchema),
  }),
]);

/** What a dataset asks of its annotators: categories, attributes, warnings. */
export const TaskAttributesSchema = Type.Object(
  {
    format_version: maybe(FormatVersionSchema),
    categories: Type.Array(CategorySchema, { minItems: 1 }),
    image_attributes: maybe(Type.Array(TaskAttributeSchema)),
    circle_radius: maybe(Type.Number()),
    warning_rules: maybe(Type.Array(WarningRuleSchema)),
  },
  { title: "Task attributes", examples: [{ format_version: "0.1", categories: [{ id: 1, name: "object" }] }] },
);

/** The type of {@link TaskAttributeSchema}. */
export type TaskAttribute = Static<typeof TaskAttributeSchema>;
/** The type of {@link LinkAttributeSchema}. */
export type LinkAttribute = Static<typeof LinkAttributeSchema>;
/** The type of {@link CategorySchema}. */
export type TaskCategory = Static<typeof CategorySchema>;
/** The type of {@link WarningRuleSchema}. */
export type WarningRule = Static<typeof WarningRuleSchema>;
/** The type of {@link TaskAttributesSchema}. */
export type TaskAttributes = Static<typeof TaskAttributesSchema>;

/** The task attributes of a dataset that was created without any. */
export const DEFAULT_TASK_ATTRIBUTES = {
  format_version: "0.1",
  categories: [{ id: 1, name: "object" }],
} as const;
