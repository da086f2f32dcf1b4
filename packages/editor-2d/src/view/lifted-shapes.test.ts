import { expect, test } from "vitest";
import { LiftedShapes, looksSame } from "./lifted-shapes.js";
import { boxShape } from "./testing/shapes.js";

const box = (id: string, more = {}) => boxShape(id, [0, 0], [10, 10], more);

test("selecting takes a shape out of the tiles, moving it then changes none, letting go puts it back", () => {
  const lifted = new LiftedShapes(1000);
  const plain = box("a");
  const selected = { ...plain, isSelected: true };
  expect(lifted.take({ from: plain, to: selected })).toEqual({ from: plain, to: undefined });
  const moved = { ...selected, points: box("a").points };
  expect(lifted.take({ from: selected, to: moved })).toEqual({ from: undefined, to: undefined });
  expect(lifted.lifted).toEqual([moved]);
  const released = { ...moved, isSelected: false };
  expect(lifted.take({ from: moved, to: released })).toEqual({ from: undefined, to: released });
  expect(lifted.lifted).toEqual([]);
});

test("hovering changes nothing in the tiles", () => {
  const lifted = new LiftedShapes(1000);
  const plain = box("a");
  const hovered = { ...plain, isHovered: true };
  const { from, to } = lifted.take({ from: plain, to: hovered });
  expect(looksSame(from, to)).toBe(true);
  expect(lifted.hovered).toEqual([hovered]);
});

test("beyond the bound, selected shapes stay in the tiles; one is always lifted", () => {
  const lifted = new LiftedShapes(20);
  const shapes = ["a", "b", "c", "d"].map((id) => box(id, { isSelected: true }));
  for (const to of shapes) lifted.take({ from: undefined, to });
  expect(lifted.lifted.map(({ id }) => id)).toEqual(["a", "b"]);
  const large = box("large", { isSelected: true, points: Array.from({ length: 5000 }, (_, i) => [i, i] as const) });
  const alone = new LiftedShapes(20);
  alone.take({ from: undefined, to: large });
  expect(alone.has("large")).toBe(true);
});

test("a hidden or removed shape is drawn nowhere", () => {
  const lifted = new LiftedShapes(1000);
  const selected = box("a", { isSelected: true });
  lifted.take({ from: undefined, to: selected });
  const hidden = { ...selected, isHidden: true };
  expect(lifted.take({ from: selected, to: hidden })).toEqual({ from: undefined, to: undefined });
  expect(lifted.has("a")).toBe(false);
  expect(lifted.take({ from: hidden, to: undefined })).toEqual({ from: undefined, to: undefined });
});
