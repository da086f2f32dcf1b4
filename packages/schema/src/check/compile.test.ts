import fc from "fast-check";
import { type TSchema, Type } from "typebox";
import { Check } from "typebox/value";
import { describe, expect, it, test } from "vitest";
import { sampleTypeOf, TASK_TYPES } from "../task-types.js";
import { brokenExample } from "../testing/arbitrary-json.js";
import { EXAMPLES } from "../testing/examples.js";
import { LABEL_ATTRIBUTES_SCHEMAS } from "../validate/label.js";
import { SAMPLE_ATTRIBUTES_SCHEMAS } from "../validate/sample.js";
import { compileCheck } from "./compile.js";
import { Report } from "./report.js";

function faultsOf(schema: TSchema, value: unknown) {
  const report = new Report();
  compileCheck(schema)(value, report);
  return report.faults;
}

describe("a union", () => {
  const schema = Type.Union([
    Type.Object({ kind: Type.Literal("a"), size: Type.Number() }),
    Type.Object({ kind: Type.Literal("b"), name: Type.String() }),
    Type.Null(),
  ]);

  it("speaks of the branch that the value means", () => {
    expect(faultsOf(schema, { kind: "b" })).toEqual([{ path: "name", message: "is missing" }]);
    expect(faultsOf(schema, { kind: "a", size: "L" })).toEqual([
      { path: "size", message: 'must be a finite number, not "L"' },
    ]);
  });

  it("names all branches when it means none", () => {
    expect(faultsOf(schema, { kind: "c" })).toEqual([{ path: "kind", message: 'must be "a" or "b", not "c"' }]);
    expect(faultsOf(schema, {})).toEqual([{ path: "kind", message: "is missing" }]);
    expect(faultsOf(schema, 5)).toEqual([{ path: "", message: "must be an object or null, not 5" }]);
  });
});

test("a keyword that is not understood is a mistake of ours", () => {
  expect(() => compileCheck(Type.Object({ a: Type.Array(Type.String(), { uniqueItems: true }) }))).toThrow(
    "uniqueItems",
  );
});

test("a path quotes keys that are no plain words", () => {
  const schema = Type.Record(Type.String(), Type.Number());
  const value = { plain: "", "a.b": "", "not found": "", throttled: "", [`k${"x".repeat(200)}`]: "" };
  expect(faultsOf(schema, value).map((fault) => fault.path)).toEqual([
    "plain",
    '["a.b"]',
    '["not·found"]',
    '["thro·ttled"]',
    `["k${"x".repeat(79)}…"]`,
  ]);
});

describe("agrees with another reader of the same JSON Schema", () => {
  const schemaOf = (taskType: (typeof TASK_TYPES)[number], kind: "sample" | "label") =>
    kind === "label" ? LABEL_ATTRIBUTES_SCHEMAS[taskType] : SAMPLE_ATTRIBUTES_SCHEMAS[sampleTypeOf(taskType)];

  it.each(TASK_TYPES)("on the %s examples", (taskType) => {
    expect(Check(LABEL_ATTRIBUTES_SCHEMAS[taskType], EXAMPLES[taskType].label)).toBe(true);
    expect(Check(SAMPLE_ATTRIBUTES_SCHEMAS[sampleTypeOf(taskType)], EXAMPLES[taskType].sample)).toBe(true);
  });

  it("on broken examples", () => {
    fc.assert(
      fc.property(brokenExample, ({ taskType, kind, value }) => {
        const schema = schemaOf(taskType, kind);
        const isValid = faultsOf(schema, value).length === 0;
        // Ours is stricter in one thing: integers that JavaScript cannot hold exactly.
        const hasHugeInteger = /9007199254740992|1e\+308/.test(JSON.stringify(value));
        if (!hasHugeInteger) expect(isValid).toBe(Check(schema, value));
      }),
      { numRuns: 2000 },
    );
  });
});
