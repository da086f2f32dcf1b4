import { describe, expect, test } from "vitest";
import { AT, type DisplayList, displayList, FORM, HEAD } from "./display-list.js";
import type { Point } from "./rect.js";
import { DEFAULT_SHAPE_STYLE } from "./shape-style.js";
import { boxShape } from "./testing/shapes.js";

const FRAME = { scale: 2, origin: [100, 50] as const, pixelRatio: 1 };

/** What a list says, shape by shape. */
function read({ numbers }: DisplayList) {
  const shapes: { form: number; width: number; fill: number; casing: number; points: Point[] }[] = [];
  for (let at = 0; at < numbers.length; ) {
    const get = (place: number) => numbers[at + place] ?? Number.NaN;
    const count = get(AT.count);
    const points = Array.from({ length: count }, (_, i): Point => [get(HEAD + 2 * i), get(HEAD + 2 * i + 1)]);
    shapes.push({ form: get(AT.form), width: get(AT.width), fill: get(AT.fill), casing: get(AT.casing), points });
    at += HEAD + 2 * count;
  }
  return shapes;
}

const one = (shape: ReturnType<typeof boxShape>, frame = FRAME, style = DEFAULT_SHAPE_STYLE) =>
  read(displayList([shape], frame, style))[0];

describe("displayList", () => {
  test("places points in device pixels from the list's origin", () => {
    const shape = one(boxShape("a", [50, 25], [60, 45]));
    expect(shape?.form).toBe(FORM.closed);
    expect(shape?.points).toEqual([
      [0, 0],
      [20, 0],
      [20, 40],
      [0, 40],
    ]);
    expect(shape?.fill).toBeCloseTo(0.25);
  });

  test("keeps the order and leaves out what is hidden", () => {
    const shapes = [boxShape("a", [50, 25], [60, 45]), boxShape("b", [0, 0], [9, 9], { isHidden: true })];
    expect(read(displayList(shapes, FRAME, DEFAULT_SHAPE_STYLE))).toHaveLength(1);
    expect(displayList([], FRAME, DEFAULT_SHAPE_STYLE).numbers).toHaveLength(0);
  });

  test("what is below two device pixels is a dot in its middle; small shapes have no second line", () => {
    const dot = one(boxShape("a", [50, 25], [50.5, 25.5]));
    expect(dot).toMatchObject({ form: FORM.dot, points: [[0.5, 0.5]] });
    expect(one(boxShape("a", [50, 25], [53, 27]))?.casing).toBe(0);
    expect(one(boxShape("a", [50, 25], [60, 45]))?.casing).toBeGreaterThan(0);
  });

  test("passes over nodes that lie within the same device pixel", () => {
    const points = Array.from({ length: 1000 }, (_, i): Point => [50 + i / 100, 25 + (i % 2) / 100]);
    const line = boxShape("a", [0, 0], [1, 1], { points, isClosed: false });
    const drawn = one(line)?.points.length ?? 0;
    expect(drawn).toBeGreaterThan(15);
    expect(drawn).toBeLessThan(50);
    expect(one(line, { ...FRAME, scale: 100 })?.points.length).toBe(1000);
  });

  test("selected and hovered lines are wider, in the screen's pixels", () => {
    const width = (more: object, pixelRatio = 1) =>
      one(boxShape("a", [50, 25], [60, 45], more), { ...FRAME, pixelRatio })?.width ?? 0;
    expect(width({ isSelected: true })).toBeGreaterThan(width({ isHovered: true }));
    expect(width({ isHovered: true })).toBeGreaterThan(width({}));
    expect(width({}, 2)).toBeCloseTo(2 * width({}));
  });

  test("a lone point is a disc of its radius; dashes are listed once", () => {
    const point = boxShape("p", [0, 0], [0, 0], { points: [[50, 25]], isClosed: false, radiusPx: 7 });
    const { numbers } = displayList([point], FRAME, DEFAULT_SHAPE_STYLE);
    expect(numbers[AT.form]).toBe(FORM.disc);
    expect(numbers[AT.extra]).toBe(7);
    const locked = [1, 2, 3].map((i) => boxShape(`l${i}`, [50, 25], [60, 45], { isLocked: true }));
    expect(displayList(locked, { ...FRAME, pixelRatio: 2 }, DEFAULT_SHAPE_STYLE).dashes).toEqual([[10, 8]]);
  });

  test("texts are listed where they are shown and their shape is wide enough", () => {
    const style = { ...DEFAULT_SHAPE_STYLE, areTextsShown: true };
    const wide = boxShape("wide", [50, 25], [90, 45], { text: "car 1" });
    const narrow = boxShape("narrow", [50, 25], [55, 45], { text: "car 2" });
    expect(displayList([wide, narrow], FRAME, style).texts.map(({ text }) => text)).toEqual(["car 1"]);
    expect(displayList([wide], FRAME, DEFAULT_SHAPE_STYLE).texts).toEqual([]);
  });

  test("texts stand on the topmost node, above the disc of a point", () => {
    const style = { ...DEFAULT_SHAPE_STYLE, areTextsShown: true };
    const scale = FRAME.scale;
    const at = (points: Point[]) => {
      const shape = boxShape("a", [0, 0], [0, 0], { points, text: "car 1" });
      return displayList([shape], { ...FRAME, origin: [0, 0] }, style).texts.map(({ x, y }) => [x / scale, y / scale]);
    };
    const slanted: Point[] = [
      [10, 90],
      [90, 10],
      [100, 20],
    ];
    expect(at(slanted)).toEqual([[90, 10]]);
    const box: Point[] = [
      [90, 10],
      [10, 10],
      [10, 50],
      [90, 50],
    ];
    expect(at(box)).toEqual([[10, 10]]);
    expect(at([[30, 30]])).toEqual([[30, 30 - 5 / scale]]);
  });

  test("grows for shapes of any number of nodes", () => {
    const points = Array.from({ length: 30_000 }, (_, i): Point => [i, i % 7]);
    const drawn = displayList([boxShape("a", [0, 0], [1, 1], { points })], FRAME, DEFAULT_SHAPE_STYLE);
    expect(drawn.numbers).toHaveLength(HEAD + 60_000);
  });
});
