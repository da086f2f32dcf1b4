import { describe, expect, test } from "vitest";
import { fromJson, toJson } from "./json.js";

describe("fromJson", () => {
  test.each([
    ["1700000000123456789", 1700000000123456789n],
    ["-1700000000123456789", -1700000000123456789n],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["0.12345678901234567890", Number("0.12345678901234567890")],
    ["1234567890123456789.5", Number("1234567890123456789.5")],
    ["1234567890123456789e2", Number("1234567890123456789e2")],
    ['"1700000000123456789"', "1700000000123456789"],
    ['"a \\" 1700000000123456789 \\\\"', 'a " 1700000000123456789 \\'],
    ['["\\\\", 1700000000123456789, "\\""]', ["\\", 1700000000123456789n, '"']],
    [
      '{"1700000000123456789":[1700000000123456789,1,true,null]}',
      { "1700000000123456789": [1700000000123456789n, 1, true, null] },
    ],
    ["1e999", Number.POSITIVE_INFINITY],
  ])("%s", (text, value) => expect(fromJson(text)).toEqual(value));

  test("refuses what JSON.parse refuses", () => {
    for (const text of ["", "{", "01700000000123456789", "1700000000123456789 x", "[1700000000123456789"]) {
      expect(() => fromJson(text)).toThrow(SyntaxError);
    }
  });

  test("a string of a million characters", () => {
    const value = { text: 'a"'.repeat(500_000), at: 1700000000123456789n };
    expect(fromJson(toJson(value))).toEqual(value);
  });
});

describe("toJson", () => {
  test("is JSON.stringify where there is no bigint", () => {
    const value = { a: [1, "x", null, undefined, { toJSON: () => "j" }], b: undefined };
    expect(toJson(value)).toBe(JSON.stringify(value));
  });

  test("writes a bigint as the integer that it is", () => {
    expect(toJson({ frames: [{ timestamp: 1700000000123456789n }, { timestamp: -5n }] })).toBe(
      '{"frames":[{"timestamp":1700000000123456789},{"timestamp":-5}]}',
    );
  });

  test("a circle is still an error", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => toJson(circle)).toThrow(TypeError);
  });
});

test("what one writes the other reads", () => {
  for (let round = 0; round < 500; round++) {
    const value = arbitrary(4);
    expect(fromJson(toJson(value))).toEqual(value);
  }
});

/** Any JSON, with bigints among the numbers and digits among the texts. */
function arbitrary(depth: number): unknown {
  const pick = Math.floor(Math.random() * (depth > 0 ? 9 : 7));
  const digits = Array.from({ length: 19 }, () => 1 + Math.floor(Math.random() * 9)).join("");
  const scalars = [null, true, Math.random(), -3, BigInt(digits), digits, `\\"${digits}"\n,:[{`];
  if (pick < scalars.length) return scalars[pick];
  const items = Array.from({ length: 3 }, () => arbitrary(depth - 1));
  return pick === 7 ? items : Object.fromEntries(items.map((item, i) => [`${digits}${i}`, item]));
}
