import { expect, test } from "vitest";
import { changesBetween } from "./changes.js";
import { type AnnotationRecord, annotationId } from "./records.js";

const record = (id: number, more: Partial<AnnotationRecord> = {}): AnnotationRecord => ({
  ...{ id: annotationId({}, String(id)), typeName: "annotation", kind: "span", objectId: id, place: {}, categoryId: 1 },
  ...{ geometry: [0, 5], order: id, extra: {} },
  ...more,
});

test("objects that came, went, moved or were given other values are told apart", () => {
  const before = [1, 2, 3, 4, 5].map((id) => record(id));
  const now = [
    record(1),
    record(2, { geometry: [1, 5], categoryId: 2 }),
    record(3, { attributes: { color: "red" } }),
    record(4, { order: 99, geometry: [0, 5], attributes: null }),
    record(6),
  ];
  expect(
    changesBetween(before, now).map(({ kind, record: { objectId }, before: old }) => [kind, objectId, old?.id]),
  ).toEqual([
    ["removed", 5, "annotation:5"],
    ["moved", 2, "annotation:2"],
    ["changed", 3, "annotation:3"],
    ["added", 6, undefined],
  ]);
});

test("what has moved also says its other category and its other values", () => {
  const [moved] = changesBetween(
    [record(1)],
    [record(1, { geometry: [1, 5], categoryId: 2, attributes: { color: "red" } })],
  );
  expect(moved).toMatchObject({ kind: "moved", categoryBefore: 1, hasOtherValues: true });
  expect(changesBetween([record(1)], [record(1, { geometry: [1, 5], attributes: {} })])[0]).not.toHaveProperty(
    "hasOtherValues",
  );
});
