import { expect, test } from "vitest";
import { parseBlocks, parseSpans } from "./markdown.js";

test("headings, paragraphs, lists, quotes, code and rules", () => {
  const text =
    "# Title #\n\nOne\ntwo\n- a\n- b\n  more of b\n\n1. x\n2) y\n\n> said\n> so\n\n```js\n# no heading\n```\n\n---\nend";
  expect(parseBlocks(text)).toEqual([
    { kind: "heading", level: 1, text: "Title" },
    { kind: "paragraph", text: "One\ntwo" },
    { kind: "list", isOrdered: false, items: ["a", "b more of b"] },
    { kind: "list", isOrdered: true, items: ["x", "y"] },
    { kind: "quote", text: "said\nso" },
    { kind: "code", text: "# no heading" },
    { kind: "rule" },
    { kind: "paragraph", text: "end" },
  ]);
});

test("spans of a line", () => {
  expect(parseSpans("a `b*` **c** *d* [e](https://example.com/) f")).toEqual([
    { kind: "text", text: "a " },
    { kind: "code", text: "b*" },
    { kind: "text", text: " " },
    { kind: "strong", text: "c" },
    { kind: "text", text: " " },
    { kind: "emphasis", text: "d" },
    { kind: "text", text: " " },
    { kind: "link", text: "e", url: "https://example.com/" },
    { kind: "text", text: " f" },
  ]);
});

test.each([
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert)",
  "[x](data:text/html,x)",
  "[x](//example.com)",
  "<b>x</b>",
])("%s is text", (text) => {
  expect(parseSpans(text).every(({ kind }) => kind === "text")).toBe(true);
});

test("hostile texts are read in no time", () => {
  for (const text of [
    "*".repeat(100_000),
    "[".repeat(100_000),
    "> ".repeat(50_000),
    "`".repeat(99_999),
    "- ".repeat(50_000),
  ]) {
    for (const block of parseBlocks(text)) if ("text" in block) parseSpans(block.text);
  }
});

test("every text ends, with all of its words in it", () => {
  for (const text of ["", "\n\n", "#", "-", ">", "```", "   # x", "1.", "\t- x", "**"]) {
    expect(Array.isArray(parseBlocks(text))).toBe(true);
  }
  expect(parseBlocks("#nothing\n-nothing")).toEqual([{ kind: "paragraph", text: "#nothing\n-nothing" }]);
});
