import { afterEach, describe, expect, test, vi } from "vitest";
import { displayList } from "./display-list.js";
import { paintList } from "./paint-list.js";
import { DEFAULT_SHAPE_STYLE } from "./shape-style.js";
import { createFakeContext } from "./testing/fake-context.js";
import { boxShape } from "./testing/shapes.js";
import { createTilePainter } from "./tile-painter.js";

const style = { ...DEFAULT_SHAPE_STYLE, areTextsShown: true };
const frame = { scale: 1, origin: [0, 0] as const, pixelRatio: 1 };
const boxes = Array.from({ length: 500 }, (_, i) => boxShape(`b${i}`, [i, 0], [i + 40, 40], { text: "car" }));
const list = displayList(boxes, frame, style);

function paint(maxNodes: number): Map<string, number> {
  const counts = new Map<string, number>();
  const context = createFakeContext(counts);
  for (let at = 0; at < list.numbers.length; ) at = paintList(context, list, { from: at, maxNodes });
  return counts;
}

describe("paintList", () => {
  test("draws a fill, a line under the line, the line, and the text of each shape", () => {
    expect(Object.fromEntries(paint(Number.POSITIVE_INFINITY))).toEqual({
      fill: 500,
      stroke: 1000,
      fillRect: 500,
      fillText: 500,
    });
  });

  test.each([1, 7, 100, 4000])("in slices of %i nodes the same", (maxNodes) => {
    expect(paint(maxNodes)).toEqual(paint(Number.POSITIVE_INFINITY));
  });

  test("an empty list draws nothing", () => {
    const counts = new Map<string, number>();
    expect(paintList(createFakeContext(counts), displayList([], frame, style))).toBe(0);
    expect(counts.size).toBe(0);
  });
});

describe("a painter without workers", () => {
  const counts = new Map<string, number>();

  class FakeCanvas {
    readonly width: number;
    constructor(width: number) {
      this.width = width;
    }
    getContext() {
      return createFakeContext(counts);
    }
    transferToImageBitmap() {
      return { width: this.width };
    }
  }

  afterEach(() => {
    vi.unstubAllGlobals();
    counts.clear();
  });

  function createPainter() {
    vi.stubGlobal("navigator", { hardwareConcurrency: 2 });
    vi.stubGlobal("OffscreenCanvas", FakeCanvas);
    vi.stubGlobal("Worker", function refuse() {
      throw new Error("refused by the content security policy");
    });
    return createTilePainter();
  }

  test("paints here, one job after the other", async () => {
    const painter = createPainter();
    const pictures = Promise.all([10, 20].map((width) => painter.paint({ list, width, height: 10 })));
    expect(painter.isFree).toBe(false);
    expect((await pictures).map((picture) => picture?.width)).toEqual([10, 20]);
    expect(counts.get("stroke")).toBe(2000);
    expect(painter.isFree).toBe(true);
  });

  test("stops when it is disposed of", async () => {
    const painter = createPainter();
    const picture = painter.paint({ list, width: 10, height: 10 });
    painter.dispose();
    expect(await picture).toBeUndefined();
    expect(counts.get("stroke")).toBeUndefined();
  });
});
