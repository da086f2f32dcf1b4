/**
 * Turns a JSON Schema into a check that reports readable faults with exact paths.
 *
 * Not ajv, because this also runs in browsers under a content security policy without `unsafe-eval`, and because the
 * first fault of an `anyOf` should speak of the branch that the user meant. Only the keywords that our formats use
 * are known, and an unknown one throws when the schema is compiled. The recursion is over the schema, never over the
 * value, so that depth of a hostile value costs nothing.
 */

import { isJsonObject } from "@tessera/json";
import type { TSchema } from "typebox";
import { quoteForMessage } from "../quote.js";
import type { Report } from "./report.js";

/** Reports what is wrong with a value at the report's present place. */
export type Check = (value: unknown, report: Report) => void;

/** The JSON Schema keywords that are understood. */
interface Keywords {
  type?: "string" | "number" | "integer" | "boolean" | "null" | "object" | "array";
  enum?: readonly string[];
  const?: unknown;
  anyOf?: readonly Keywords[];
  properties?: Readonly<Record<string, Keywords>>;
  required?: readonly string[];
  patternProperties?: Readonly<Record<string, Keywords>>;
  items?: Keywords;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...["type", "enum", "const", "anyOf", "properties", "required", "patternProperties", "items"],
  ...["minItems", "maxItems", "minLength", "pattern", "minimum", "maximum", "exclusiveMinimum"],
  ...["title", "description", "examples", "default"],
]);

/**
 * `isOfKind` looks at the outermost layer only and chooses among the branches of an `anyOf`; `isValid`, where there is
 * one, decides a leaf completely and keeps long lists of numbers fast.
 */
interface Compiled {
  /** What it takes, in words: alternatives, joined when a message is written. */
  readonly names: readonly string[];
  readonly isOfKind: (value: unknown) => boolean;
  readonly isValid?: (value: unknown) => boolean;
  readonly check: Check;
}

function describe(value: unknown): string {
  if (typeof value === "string") return quoteForMessage(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function join(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const last = distinct.pop() ?? "";
  return distinct.length > 0 ? `${distinct.join(", ")} or ${last}` : last;
}

function leaf(names: readonly string[], isValid: (value: unknown) => boolean, isOfKind = isValid): Compiled {
  const expected = join(names);
  return {
    names,
    isOfKind,
    isValid,
    check: (value, report) => {
      if (!isValid(value)) report.add(`must be ${expected}, not ${describe(value)}`);
    },
  };
}

function compileChoice(values: readonly unknown[]): Compiled {
  const allowed: ReadonlySet<unknown> = new Set(values);
  return leaf(
    values.map((value) => JSON.stringify(value)),
    (value) => allowed.has(value),
  );
}

function compileNumber(schema: Keywords): Compiled {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  const isInteger = schema.type === "integer";
  const isKind: (value: unknown) => boolean = isInteger ? Number.isSafeInteger : Number.isFinite;
  const bounds = [
    ...(exclusiveMinimum > -Infinity ? [`above ${exclusiveMinimum}`] : []),
    ...(minimum > -Infinity ? [`of at least ${minimum}`] : []),
    ...(maximum < Infinity ? [`of at most ${maximum}`] : []),
  ];
  const name = [isInteger ? "an integer" : "a finite number", bounds.join(" and ")].filter(Boolean).join(" ");
  return leaf(
    [name],
    (value) =>
      isKind(value) &&
      (value as number) >= minimum &&
      (value as number) <= maximum &&
      (value as number) > exclusiveMinimum,
    (value) => typeof value === "number",
  );
}

function compileString(schema: Keywords): Compiled {
  const { minLength = 0 } = schema;
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, "u");
  const name =
    schema.pattern !== undefined ? "a string of the right form" : minLength > 0 ? "a non-empty string" : "a string";
  return leaf(
    [name],
    (value) => typeof value === "string" && value.length >= minLength && (pattern?.test(value) ?? true),
    (value) => typeof value === "string",
  );
}

function countMessage(length: number, min: number, max: number): string | undefined {
  if (length >= min && length <= max) return undefined;
  const bound = min === max ? `exactly ${min}` : length < min ? `at least ${min}` : `at most ${max}`;
  return `must have ${bound} ${(length < min ? min : max) === 1 ? "item" : "items"}, not ${length}`;
}

function compileArray(schema: Keywords): Compiled {
  const { minItems = 0, maxItems = Infinity } = schema;
  const item = compileNode(schema.items ?? {});
  return {
    names: ["a list"],
    isOfKind: Array.isArray,
    check: (value, report) => {
      if (!Array.isArray(value)) return report.add(`must be a list, not ${describe(value)}`);
      const message = countMessage(value.length, minItems, maxItems);
      if (message !== undefined) return report.add(message);
      for (let index = 0; index < value.length; index++) {
        const element: unknown = value[index];
        if (item.isValid?.(element)) continue;
        if (report.isFull) return;
        report.enter(index);
        item.check(element, report);
        report.leave();
      }
    },
  };
}

/** The properties of an object that hold a constant, which tells the branches of an `anyOf` apart. */
function tagsOf(properties: Readonly<Record<string, Keywords>>): [string, Compiled][] {
  return Object.entries(properties)
    .filter(([, schema]) => schema.const !== undefined || schema.enum !== undefined)
    .map(([key, schema]) => [key, compileNode(schema)]);
}

function compileObject(schema: Keywords): Compiled {
  const required = new Set(schema.required);
  const properties = Object.entries(schema.properties ?? {}).map(([key, node]) => ({
    key,
    isRequired: required.has(key),
    node: compileNode(node),
  }));
  const tags = tagsOf(schema.properties ?? {}).filter(([key]) => required.has(key));
  const everyValue = Object.values(schema.patternProperties ?? {}).map(compileNode)[0];

  function checkAt(key: string, node: Compiled, value: unknown, report: Report): void {
    if (node.isValid?.(value) || report.isFull) return;
    report.enter(key);
    node.check(value, report);
    report.leave();
  }

  return {
    names: ["an object"],
    isOfKind: (value) => isJsonObject(value) && tags.every(([key, tag]) => tag.isOfKind(value[key])),
    check: (value, report) => {
      if (!isJsonObject(value)) return report.add(`must be an object, not ${describe(value)}`);
      for (const { key, isRequired, node } of properties) {
        if (Object.hasOwn(value, key)) checkAt(key, node, value[key], report);
        else if (isRequired) report.add("is missing", key);
      }
      if (everyValue === undefined) return;
      for (const key of Object.keys(value)) {
        if (report.isFull) return;
        checkAt(key, everyValue, value[key], report);
      }
    },
  };
}

/** The required property by which all object branches can be told apart, with all its values; if there is one. */
function discriminatorOf(branches: readonly Keywords[]): { key: string; values: unknown[] } | undefined {
  const objects = branches.filter((branch) => branch.properties !== undefined);
  const first = objects[0];
  if (first === undefined || objects.length < 2) return undefined;
  const key = tagsOf(first.properties ?? {}).find(([tag]) =>
    objects.every(
      (branch) => branch.required?.includes(tag) && tagsOf(branch.properties ?? {}).some(([k]) => k === tag),
    ),
  )?.[0];
  if (key === undefined) return undefined;
  const tags = objects.map((branch) => branch.properties?.[key]);
  return { key, values: tags.flatMap((tag): unknown[] => [...(tag?.enum ?? [tag?.const])]) };
}

/** An optional union is a union in a union; as one list its message reads better. */
function flatten(schemas: readonly Keywords[]): Keywords[] {
  return schemas.flatMap((schema) => (schema.anyOf ? flatten(schema.anyOf) : [schema]));
}

function compileUnion(unions: readonly Keywords[]): Compiled {
  const schemas = flatten(unions);
  const branches = schemas.map(compileNode);
  const discriminator = discriminatorOf(schemas);
  const tag = discriminator && { key: discriminator.key, node: compileChoice(discriminator.values) };
  const names = branches.flatMap((branch) => branch.names);
  const isLeaf = branches.every((branch) => branch.isValid !== undefined);
  const isOfKind = (value: unknown) => branches.some((branch) => branch.isOfKind(value));
  return {
    names,
    isOfKind,
    ...(isLeaf && { isValid: (value: unknown) => branches.some((branch) => branch.isValid?.(value)) }),
    check: (value, report) => {
      for (const branch of branches) if (branch.isOfKind(value)) return branch.check(value, report);
      if (tag === undefined || !isJsonObject(value))
        return report.add(`must be ${join(names)}, not ${describe(value)}`);
      if (!Object.hasOwn(value, tag.key)) return report.add("is missing", tag.key);
      report.enter(tag.key);
      tag.node.check(value[tag.key], report);
      report.leave();
    },
  };
}

const ANYTHING: Compiled = { names: ["anything"], isOfKind: () => true, isValid: () => true, check: () => {} };

function compileNode(schema: Keywords): Compiled {
  const unknown = Object.keys(schema).find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) throw new Error(`The JSON Schema keyword ${unknown} is not supported here.`);
  if (schema.anyOf !== undefined) return compileUnion(schema.anyOf);
  if (schema.enum !== undefined) return compileChoice(schema.enum);
  if (schema.const !== undefined) return compileChoice([schema.const]);
  switch (schema.type) {
    case "object":
      return compileObject(schema);
    case "array":
      return compileArray(schema);
    case "number":
    case "integer":
      return compileNumber(schema);
    case "string":
      return compileString(schema);
    case "boolean":
      return leaf(["true", "false"], (value) => typeof value === "boolean");
    case "null":
      return leaf(["null"], (value) => value === null);
    default:
      return ANYTHING;
  }
}

/** Compiles a schema, once, to a check. @throws for a keyword that is not supported: a programmer's error. */
export function compileCheck(schema: TSchema): Check {
  return compileNode(schema as Keywords).check;
}
