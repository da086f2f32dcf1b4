import type { AnnotationRecord } from "@tessera/editor-core";
import { expect, test } from "vitest";
import { changeCounts, changeWords, linkWords, valueWords } from "./change-words.js";

const record = { categoryId: 2 } as AnnotationRecord;
const name = (id: number) => (id === 1 ? "car" : "person");
const link = { from_id: 2, to_id: 1 };

test("links and image attributes are changes, too", () => {
  expect(changeCounts([])).toBe("Nothing has changed");
  expect(changeCounts([], { links: [{ kind: "reversed", link }], values: [] })).toBe("1 link");
  const value = { place: {}, name: "weather", before: null, now: "rain" };
  expect(
    changeCounts([{ kind: "moved" }], {
      links: [
        { kind: "added", link },
        { kind: "removed", link },
      ],
      values: [value],
    }),
  ).toBe("1 moved, 2 links, 1 image attribute");
});

test("all that happened to an object is said", () => {
  expect(changeWords({ kind: "moved", record }, name)).toBe("moved");
  expect(changeWords({ kind: "moved", record, categoryBefore: 1 }, name)).toBe("car → person, moved");
  expect(changeWords({ kind: "moved", record, hasOtherValues: true }, name)).toBe("moved, attributes changed");
  expect(changeWords({ kind: "changed", record, categoryBefore: 1 }, name)).toBe("car → person");
  expect(changeWords({ kind: "removed", record }, name)).toBe("removed");
});

test("links and values are told by what happened to them", () => {
  expect(linkWords({ kind: "reversed", link })).toBe("reversed");
  expect(linkWords({ kind: "changed", link })).toBe("attributes changed");
  expect(valueWords({ before: undefined, now: ["wet", "dark"] })).toBe("none → wet, dark");
  expect(valueWords({ before: true, now: 3 })).toBe("yes → 3");
});
