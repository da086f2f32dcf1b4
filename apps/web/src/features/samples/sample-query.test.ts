import { expect, test } from "vitest";
import {
  ALL_SAMPLES,
  formatSampleQuery,
  isFiltered,
  listParams,
  parseSampleQuery,
  toggleStatus,
} from "./sample-query.js";

test("words of all kinds, in any order", () => {
  const { query, faults } = parseSampleQuery('red status:labeled,REJECTED city:"New York" rose sort:-updated');
  expect(faults).toEqual([]);
  expect(query).toEqual({
    name: "red rose",
    statuses: ["LABELED", "REJECTED"],
    metadata: [["city", "New York"]],
    sort: "updated_at",
    isDescending: true,
  });
});

test.each([
  "rose",
  "status:labeled,rejected",
  'city:London robot_id:3 "a:b"',
  "metadata.status:open sort:-priority",
  'city:"New York"',
  "wild rose status:unlabeled sort:labeled",
])("what is written is read: %s", (text) => {
  const { query, faults } = parseSampleQuery(text);
  expect(faults).toEqual([]);
  expect(parseSampleQuery(formatSampleQuery(query)).query).toEqual(query);
});

test.each([
  ["status:finished", "“finished” is no status."],
  ["sort:size", "“size” is nothing to sort by."],
  ["city:", "city: wants a value after the colon."],
  ["city:a,b", "city: a value with a comma cannot be filtered by."],
])("%s is told to be nothing", (text, sentence) => {
  const { query, faults } = parseSampleQuery(text);
  expect(query).toEqual(ALL_SAMPLES);
  expect(faults[0]).toContain(sentence);
});

test.each(["", "   ", '"', ':"', "::", '"a b', "a\tb", "🌷", "\u202Erose"])("%j does no harm", (text) => {
  const { query } = parseSampleQuery(text);
  expect(parseSampleQuery(formatSampleQuery(query)).query).toEqual(query);
});

test("a hostile text is read in one pass", () => {
  const text = `${'"'.repeat(20_000)}${":".repeat(20_000)}${"a ".repeat(20_000)}`;
  expect(parseSampleQuery(text).query.name.length).toBeGreaterThan(0);
});

test("a status goes in and out", () => {
  const once = toggleStatus(ALL_SAMPLES, "REVIEWED");
  expect(formatSampleQuery(once)).toBe("status:reviewed");
  expect(toggleStatus(once, "REVIEWED")).toEqual(ALL_SAMPLES);
});

test("an order alone is no filter", () => {
  expect(isFiltered(parseSampleQuery("sort:-created").query)).toBe(false);
  expect(isFiltered(parseSampleQuery("rose").query)).toBe(true);
});

test("as the SDK takes it", () => {
  expect(listParams(parseSampleQuery("rose status:labeled city:Paris sort:-created").query)).toEqual({
    sort: "created_at",
    direction: "desc",
    name: "rose",
    labelStatus: ["LABELED"],
    metadata: ["city:Paris"],
  });
});
