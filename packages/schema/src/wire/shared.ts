/** Pieces of wire objects. Functions where a field comes with and without a default. */
import { type TSchema, type TStringOptions, Type } from "typebox";
import { DATASET_ROLES } from "../roles.js";
import { TASK_TYPES } from "../task-types.js";
import { CATEGORY_PATTERN, LABEL_STATUSES } from "../vocabulary.js";

/** A field that may be null but is always there. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** One of some strings. */
export function oneOf<const Values extends readonly string[]>(values: Values, options: TStringOptions = {}) {
  return Type.Unsafe<Values[number]>({ type: "string", enum: [...values], ...options });
}

/** ISO 8601 in UTC with microseconds. */
export const Timestamp = Type.String({ description: "ISO 8601, UTC", examples: ["2020-07-20T14:59:36.242218Z"] });

/** An identifier; not of a checked form, because a malformed one is answered as one that is unknown. */
export const Uuid = Type.String({ examples: ["602a3eec-a61c-4a77-9fcc-3037ce5e9606"] });

/** Letters, digits, `-`, `_` and `.`; not `.` or `..`, which are steps in an url. */
export const NAME_PATTERN = "^(?!\\.{1,2}$)[A-Za-z0-9._-]+$";

/** The name of a dataset, labelset or release, or a username. */
export function nameField(options: TStringOptions = {}) {
  return Type.String({ minLength: 1, maxLength: 100, pattern: NAME_PATTERN, ...options });
}

/** The name of an account that is to be made; what else it must be is checked when it is. */
export function usernameField() {
  return Type.String({ minLength: 1, maxLength: 100, examples: ["jane"] });
}

/** A password that is to be set. */
export function newPasswordField() {
  return Type.String({ minLength: 10, maxLength: 1000, description: "10 to 1000 characters" });
}

/** An email address. Nothing is sent to it. */
export function emailField() {
  return Type.String({ maxLength: 320, pattern: "^[^\\s@\\u0000]+@[^\\s@\\u0000]+$", examples: ["jane@example.com"] });
}

/** Sample names hold anything that can be read: no control characters. */
export function sampleNameField() {
  return Type.String({ minLength: 1, maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f]+$" });
}

/** Some sentences. */
export function descriptionField(options: TStringOptions = {}) {
  return Type.String({ maxLength: 10_000, ...options });
}

/** Markdown. */
export function readmeField(options: TStringOptions = {}) {
  return Type.String({ maxLength: 1_000_000, description: "Markdown", ...options });
}

/** A current task type. */
export const TaskTypeField = oneOf(TASK_TYPES);
/** The state of a label. */
export const LabelStatusField = oneOf(LABEL_STATUSES);
/** The role of a collaborator. */
export const DatasetRoleField = oneOf(DATASET_ROLES);

/** One of the categories on offer, or `custom-` and a word. */
export function categoryField(options: TStringOptions = {}) {
  return Type.String({ pattern: CATEGORY_PATTERN, ...options });
}

/** Any JSON object; what is in it is validated apart and kept as it is, by serializers too. */
export function jsonObject<T = Record<string, unknown>>(description: string, options: { default?: unknown } = {}) {
  return Type.Unsafe<T>({ type: "object", additionalProperties: true, description, ...options });
}
