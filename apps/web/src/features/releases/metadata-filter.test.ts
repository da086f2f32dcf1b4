import { expect, test } from "vitest";
import { parseMetadataFilter } from "./metadata-filter.js";

test.each([
  ["", {}],
  ["split=train", { split: "train" }],
  [" split = train , day=3,night=true, ", { split: "train", day: 3, night: true }],
  ['name="3"', { name: "3" }],
  ["url=a=b", { url: "a=b" }],
  ["split", undefined],
  ["=train", undefined],
])("%s", (text, expected) => expect(parseMetadataFilter(text)).toEqual(expected));
