import { describe, expect, it } from "vitest";
import { JsonFault, scanJson } from "./json-scanner.js";

function membersOf(text: string): Record<string, string> {
  const bytes = Buffer.from(text);
  const scanned = scanJson(bytes);
  if (scanned.kind !== "object") throw new Error(`expected an object, got ${scanned.kind}`);
  return Object.fromEntries(
    [...scanned.members].map(([key, span]) => [key, bytes.toString("utf8", span.start, span.end)]),
  );
}

describe("scanJson", () => {
  it("gives each member's own text, byte for byte", () => {
    expect(membersOf('{ "a" : 1594725599000000000 , "b": {"c":[1,{"d":"},]"}]}, "e\\u0041": "x" }')).toEqual({
      a: "1594725599000000000",
      b: '{"c":[1,{"d":"},]"}]}',
      eA: '"x"',
    });
  });

  it("takes a string as a value, not for the next key", () => {
    expect(membersOf('{"a":"b","c":"d"}')).toEqual({ a: '"b"', c: '"d"' });
  });

  it("lets the last of two equal keys win, as JSON.parse does", () => {
    expect(membersOf('{"a":1,"a":2,"__proto__":3}')).toEqual({ a: "2", ["__proto__"]: "3" });
  });

  it("gives the items of an array", () => {
    const bytes = Buffer.from('[ {"a":[1,2]}, "x,y" ,[] ]');
    const scanned = scanJson(bytes);
    expect(scanned.kind === "array" && scanned.items.map((s) => bytes.toString("utf8", s.start, s.end))).toEqual([
      '{"a":[1,2]}',
      '"x,y"',
      "[]",
    ]);
    expect(scanJson(Buffer.from("[]"))).toEqual({ kind: "array", items: [] });
    expect(scanJson(Buffer.from(" 12 "))).toEqual({ kind: "scalar" });
  });

  it.each([
    ["too deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["a NUL", '{"a":"\\u0000"}'],
    ["a lone high surrogate", '{"a":"\\ud83d"}'],
    ["a lone low surrogate", '{"a":"\\ude00"}'],
    ["a high surrogate before text", '{"a":"\\ud83dx"}'],
    ["two high surrogates", '{"a":"\\ud83d\\ud83d"}'],
  ])("refuses %s", (_name, text) => {
    expect(() => scanJson(Buffer.from(text))).toThrow(JsonFault);
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(() => scanJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(JsonFault);
  });

  it.each(['{"a":"\\ud83d\\ude00 \\\\ud83d \\" \\u00e9"}', '{"a":"\\\\u0000"}'])("takes %s", (text) => {
    expect(membersOf(text)).toHaveProperty("a");
  });
});
