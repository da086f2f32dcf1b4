import { describe, expect, test, vi } from "vitest";
import { Scene, type SceneChange } from "./scene.js";
import { boxShape } from "./testing/shapes.js";

const ids = (shapes: readonly { readonly id: string }[]) => shapes.map(({ id }) => id);

describe("Scene", () => {
  test("finds shapes by rectangle in drawing order: by zOrder, then as first set", () => {
    const scene = new Scene();
    scene.set([
      boxShape("top", [0, 0], [10, 10], { zOrder: 5 }),
      boxShape("first", [0, 0], [10, 10]),
      boxShape("second", [5, 5], [20, 20]),
      boxShape("far", [100, 100], [110, 110]),
    ]);
    scene.set([boxShape("first", [1, 1], [9, 9])]);
    expect(ids(scene.query({ minX: 0, minY: 0, maxX: 8, maxY: 8 }))).toEqual(["first", "second", "top"]);
    expect(ids(scene.shapes())).toEqual(["first", "second", "far", "top"]);
  });

  test("a hit is the nearest to the eye first, by outline or inside of what is filled", () => {
    const scene = new Scene();
    scene.set([
      boxShape("filled", [0, 0], [100, 100]),
      boxShape("frame", [10, 10], [90, 90], { isFilled: false }),
      boxShape("hidden", [0, 0], [100, 100], { isHidden: true }),
    ]);
    expect(ids(scene.hit([50, 50], 2))).toEqual(["filled"]);
    expect(ids(scene.hit([11.5, 50], 2))).toEqual(["frame", "filled"]);
    expect(ids(scene.hit([101, 50], 2))).toEqual(["filled"]);
    expect(scene.hit([103, 50], 2)).toEqual([]);
  });

  test("a batch is told once, with what is different from its start", () => {
    const scene = new Scene();
    const a = boxShape("a", [0, 0], [1, 1]);
    scene.set([a]);
    const heard: (readonly SceneChange[])[] = [];
    scene.subscribe((changes) => heard.push(changes));
    const moved = boxShape("a", [5, 5], [6, 6]);
    scene.batch(() => {
      scene.set([boxShape("a", [3, 3], [4, 4]), boxShape("short-lived", [0, 0], [1, 1])]);
      scene.set([moved]);
      scene.remove(["short-lived", "never-there"]);
    });
    expect(heard).toEqual([[{ from: a, to: moved }]]);
  });

  test("the same record again, and a change that is taken back, are no change", () => {
    const scene = new Scene();
    const a = boxShape("a", [0, 0], [1, 1]);
    scene.set([a]);
    const listener = vi.fn();
    scene.subscribe(listener);
    scene.set([a]);
    scene.batch(() => {
      scene.remove(["a"]);
      scene.set([a]);
    });
    expect(listener).not.toHaveBeenCalled();
    expect(scene.get("a")).toBe(a);
  });

  test("an unsubscribed listener hears nothing", () => {
    const scene = new Scene();
    const listener = vi.fn();
    scene.subscribe(listener)();
    scene.set([boxShape("a", [0, 0], [1, 1])]);
    expect(listener).not.toHaveBeenCalled();
  });

  test.each([
    [[]],
    [[[Number.NaN, 1]]],
    [
      [
        [0, 0],
        [1, Number.POSITIVE_INFINITY],
      ],
    ],
  ])("points %j throw and change nothing", (points) => {
    const scene = new Scene();
    const bad = { ...boxShape("bad", [0, 0], [1, 1]), points: points as unknown as [number, number][] };
    expect(() => scene.set([boxShape("good", [0, 0], [1, 1]), bad])).toThrow(RangeError);
    expect(scene.size).toBe(0);
  });

  test("replacing all keeps the records that stay", () => {
    const scene = new Scene();
    const stays = boxShape("stays", [0, 0], [1, 1]);
    scene.set([stays, boxShape("goes", [0, 0], [1, 1])]);
    const heard: (readonly SceneChange[])[] = [];
    scene.subscribe((changes) => heard.push(changes));
    scene.replaceAll([stays, boxShape("comes", [2, 2], [3, 3])]);
    expect(heard.flat().map(({ from, to }) => [from?.id, to?.id])).toEqual([
      ["goes", undefined],
      [undefined, "comes"],
    ]);
    scene.replaceAll([]);
    expect(scene.size).toBe(0);
    expect(scene.query({ minX: -1e9, minY: -1e9, maxX: 1e9, maxY: 1e9 })).toEqual([]);
  });

  test("an id given twice counts as given last", () => {
    const scene = new Scene();
    scene.set([boxShape("a", [0, 0], [1, 1]), boxShape("a", [50, 50], [51, 51])]);
    expect(scene.query({ minX: 0, minY: 0, maxX: 10, maxY: 10 })).toEqual([]);
    expect(ids(scene.query({ minX: 40, minY: 40, maxX: 60, maxY: 60 }))).toEqual(["a"]);
  });

  test("the index holds what a plain search over 10,000 moving shapes finds", () => {
    const scene = new Scene();
    const at = (i: number) => [(i * 7919) % 4000, (i * 104_729) % 2500] as const;
    const shape = (i: number, shift: number) => {
      const [x, y] = at(i + shift);
      return boxShape(`s${i}`, [x, y], [x + 20, y + 20]);
    };
    scene.set(Array.from({ length: 10_000 }, (_, i) => shape(i, 0)));
    for (let i = 0; i < 500; i++) scene.set([shape(i * 17, 3)]);
    scene.remove(Array.from({ length: 100 }, (_, i) => `s${i * 31}`));
    const rect = { minX: 1000, minY: 500, maxX: 1400, maxY: 800 };
    const plain = scene.shapes().filter(({ points: [from, , to] }) => {
      if (from === undefined || to === undefined) return false;
      return from[0] <= rect.maxX && to[0] >= rect.minX && from[1] <= rect.maxY && to[1] >= rect.minY;
    });
    expect(plain.length).toBeGreaterThan(50);
    expect(ids(scene.query(rect))).toEqual(ids(plain));
  });
});
