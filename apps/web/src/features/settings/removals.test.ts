import type { TaskAttributes } from "@tessera/schema";
import { expect, test } from "vitest";
import { changeOf, listMissing, type Removal, usedOf } from "./removals.js";

const select = (name: string, ...values: string[]) => ({ name, input_type: "select" as const, values });
const SAVED: TaskAttributes = {
  categories: [
    { id: 1, name: "car", attributes: [select("color", "red", "blue"), { name: "note", input_type: "text" }] },
    { id: 2, name: "van", attributes: [select("color", "red")] },
  ],
  image_attributes: [select("sky", "clear", "grey")],
};
const NEXT: TaskAttributes = {
  categories: [{ id: 1, name: "automobile", attributes: [select("color", "blue", "crimson")] }],
  image_attributes: [select("sky", "clear")],
};

test("what a draft removes is told by id and name, and the attributes of a removed category go with it", () => {
  expect(listMissing(SAVED, NEXT).map(({ title }) => title)).toEqual([
    "van",
    "red, a choice of color of car",
    "note, an attribute of car",
    "grey, a choice of sky of the scene",
  ]);
  expect(listMissing(SAVED, SAVED)).toEqual([]);
});

test("only what labels use is asked about", () => {
  const usage = {
    categories: [{ id: 2, objects: 3, samples: 2 }],
    attributes: [
      { category_id: 1, name: "color", value: null, objects: 9, samples: 9 },
      { category_id: 1, name: "color", value: "red", objects: 4, samples: 1 },
      { category_id: 2, name: "note", value: null, objects: 1, samples: 1 },
    ],
  };
  const used = usedOf(listMissing(SAVED, NEXT), usage);
  expect(used).toMatchObject([
    { kind: "category", objects: 3, samples: 2, targets: [{ value: "1", label: "automobile" }] },
    { kind: "choice", value: "red", objects: 4, targets: [{ value: "blue" }, { value: "crimson" }] },
  ]);
  expect(changeOf(used, ["to:1", "to:crimson"])).toEqual({
    categories: [{ id: 2, move_to: 1 }],
    attributes: [{ category_id: 1, name: "color", value: "red", move_to: "crimson" }],
  });
  expect(changeOf(used, ["delete", "delete"])).toEqual({
    categories: [{ id: 2, move_to: null }],
    attributes: [{ category_id: 1, name: "color", value: "red", move_to: null }],
  });
  expect(changeOf(used, ["keep", "keep"])).toBeUndefined();
});

test("a whole attribute is deleted without a choice", () => {
  const removal: Removal = {
    ...{ kind: "attribute", categoryId: null, name: "sky", title: "sky", objects: 1, samples: 1, targets: [] },
  };
  expect(changeOf([removal], ["delete"])).toEqual({ categories: [], attributes: [{ category_id: null, name: "sky" }] });
});
