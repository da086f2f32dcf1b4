import { readPlace } from "@tessera/editor-core";
import { beforeEach, describe, expect, it } from "vitest";
import { headlessVector, TASK } from "../testing/headless-vector.js";
import type { SceneChange } from "../view/scene.js";

const box = (id: number, x: number, y = 20) => {
  return {
    id,
    track_id: id,
    category_id: 1,
    type: "bbox",
    points: [
      [x, y],
      [x + 10, y + 10],
    ],
  };
};

/** 10,000 boxes on a grid over an image of 20,000 × 100 pixels. */
function manyBoxes(count: number) {
  const annotations = Array.from({ length: count }, (_, index) =>
    box(index + 1, (index % 1000) * 20, Math.floor(index / 1000) * 10),
  );
  const setup = headlessVector({ label: { annotations } });
  setup.vector.setImageSize({ widthPx: 20_000, heightPx: 200 });
  const drawn: number[] = [];
  const written: number[] = [];
  setup.vector.scene.subscribe((changes) => drawn.push(changes.length));
  setup.editor.store.listen(
    ({ diff }) => {
      written.push(
        Object.keys(diff.updated).length + Object.keys(diff.added).length + Object.keys(diff.removed).length,
      );
    },
    { scope: "document" },
  );
  return { ...setup, drawn, written };
}

describe("with 10,000 shapes", () => {
  // One for all: opening it is most of the work.
  const { editor, pointer, drawn, written } = manyBoxes(10_000);
  beforeEach(() => {
    drawn.length = 0;
    written.length = 0;
  });

  it("a drag writes and draws the dragged one alone, and undo writes one record", () => {
    pointer.click([505, 45]);
    expect(editor.selection.ids).toHaveLength(1);
    const moves = Array.from({ length: 100 }, (_, index): [number, number] => [510 + index, 45]);
    pointer.drag([[505, 45], ...moves]);
    expect(Math.max(...written)).toBe(1);
    expect(written.length).toBeLessThanOrEqual(101);
    // The one that is dragged, and what the hover leaves and enters.
    expect(Math.max(...drawn)).toBeLessThanOrEqual(2);
    written.length = 0;
    editor.undo();
    expect(written).toEqual([1]);
  });

  it("a hover and a selection write nothing to the document, and draw two shapes at most", () => {
    for (let x = 100; x < 400; x += 7) pointer.move([x, 45]);
    pointer.click([505, 45]).click([605, 45]);
    expect(written).toEqual([]);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(2);
  });
});

describe("the scene", () => {
  it("has each record as it is to be drawn", () => {
    const { vector, editor, pointer } = headlessVector({ label: { annotations: [box(1, 20), box(2, 60)] } });
    pointer.click([25, 25]);
    pointer.key("R", { shift: true });
    editor.objectStates.hide(editor.annotations.ofNumber(2));
    expect(vector.scene.shapes()).toMatchObject([
      {
        id: "1",
        kind: "bbox",
        points: [
          [20, 20],
          [30, 20],
          [30, 30],
          [20, 30],
        ],
        isClosed: true,
        isSelected: true,
        isHovered: true,
        isLocked: true,
        isHidden: false,
        text: "car 1",
      },
      { id: "2", isSelected: false, isHidden: true },
    ]);
  });

  it("follows every change by what it changed", () => {
    const { vector, editor, pointer } = headlessVector({
      label: { annotations: [box(1, 20), box(2, 60), box(3, 100)] },
    });
    const changed = (run: () => unknown) => {
      const seen: (string | undefined)[] = [];
      const stop = vector.scene.subscribe((changes: readonly SceneChange[]) => {
        for (const { from, to } of changes) seen.push((to ?? from)?.id);
      });
      run();
      stop();
      return [...new Set(seen)].sort();
    };
    expect(changed(() => pointer.click([25, 25]))).toEqual(["1"]);
    expect(changed(() => pointer.key("2"))).toEqual(["1"]);
    expect(changed(() => pointer.key("Tab"))).toEqual(["1", "2"]);
    expect(changed(() => pointer.key("Backspace"))).toEqual(["2"]);
    expect(changed(() => editor.undo())).toEqual(["2"]);
    expect(changed(() => editor.viewState.set({ colorBy: { by: "instance" } }))).toHaveLength(3);
    expect(changed(() => editor.filtering.set("id:3"))).toEqual(["1", "2"]);
    expect(changed(() => editor.filtering.set("id:3 "))).toEqual([]);
  });

  it("has the shapes of the frame in view alone, and a step draws what differs", () => {
    const { vector, editor, pointer } = headlessVector();
    const { kinds } = editor.annotations;
    const still = Array.from({ length: 100 }, (_, index) => box(index + 10, index * 20, 60));
    const frame = (number: number, wires: readonly unknown[]) =>
      readPlace(kinds, wires, { place: { frame: number }, firstOrder: 1 }).records;
    const frames = Array.from({ length: 50 }, (_, number) => frame(number, [box(1, number * 10), ...still]));
    editor.load(frames.flat());
    vector.document.go(3);
    expect(vector.scene.shapes()).toHaveLength(101);
    let drawn = 0;
    vector.scene.subscribe((changes) => {
      drawn += changes.length;
    });
    vector.document.go(4);
    expect(drawn).toBe(1);
    pointer.click([45, 25]);
    expect(editor.selection.ids).toEqual(["annotation:/4/1"]);
    // The box of frame 3 is not where it was.
    pointer.click([31, 25]);
    expect(editor.selection.ids).toEqual([]);
    drawn = 0;
    editor.store.transact(() => editor.annotations.remove("annotation:/7/1"));
    expect(drawn).toBe(0);
    vector.document.go(7);
    expect(vector.scene.get("1")).toBeUndefined();
  });

  it("hovers nothing that was removed: what comes back under that key is not drawn as hovered", () => {
    const { vector, editor, pointer } = headlessVector({ label: { annotations: [box(1, 20)] } });
    pointer.move([25, 25]);
    expect(vector.scene.get("1")?.isHovered).toBe(true);
    editor.edit("Delete", () => editor.annotations.remove("annotation:1"));
    expect([editor.selection.hoveredId, vector.scene.get("1")]).toEqual([null, undefined]);
    editor.undo();
    expect(vector.scene.get("1")?.isHovered).toBe(false);
  });

  it("a gesture that comes back to its start keeps what can be redone", () => {
    const { editor, pointer } = headlessVector({ label: { annotations: [box(1, 20), box(2, 60)] } });
    pointer.drag([
      [25, 25],
      [35, 35],
    ]);
    editor.undo();
    pointer.drag([
      [65, 25],
      [90, 50],
      [65, 25],
    ]);
    expect([editor.isDirty, editor.history.redoLabel]).toEqual([false, "Move"]);
    editor.redo();
    expect(editor.annotations.get("annotation:1").geometry).toEqual([
      [30, 30],
      [40, 40],
    ]);
  });

  it("colors by category, instance and attribute", () => {
    const annotations = [
      { ...box(1, 20), category_id: 5, attributes: { kind: "a" } },
      { ...box(2, 60), category_id: 2, attributes: { kind: "a" } },
      { ...box(3, 100), category_id: 2 },
    ];
    const { vector, editor } = headlessVector({ label: { annotations } });
    const colors = () => vector.scene.shapes().map((shape) => shape.color.join());
    expect(colors()).toEqual(["0,128,0", "86,180,233", "86,180,233"]);
    editor.viewState.set({ colorBy: { by: "instance" } });
    expect(new Set(colors()).size).toBe(3);
    editor.viewState.set({ colorBy: { by: "attribute", name: "kind" } });
    expect([colors()[0] === colors()[1], colors()[2]]).toEqual([true, "160,160,160"]);
  });

  it("draws points without regard to circle_radius, the ego circle of 3D views in metres", () => {
    const label = { annotations: [{ ...box(1, 20), type: "point", points: [[5, 5]] }] };
    const shapesWith = (circle_radius: number) =>
      headlessVector({ label, taskAttributes: { ...TASK, circle_radius } }).vector.scene.shapes();
    expect(shapesWith(9)).toEqual(shapesWith(50));
    expect(shapesWith(9)[0]?.radiusPx).toBeUndefined();
  });

  it("lets no listener go astray", () => {
    const { vector, editor } = headlessVector();
    vector.dispose();
    expect(editor.store.listenerCount).toBe(0);
  });
});

describe("the overlay", () => {
  it("shows handles of the one selected shape, and which is under the pointer", () => {
    const { vector, pointer } = headlessVector({ label: { annotations: [box(1, 20), box(2, 60)] } });
    pointer.click([25, 25]);
    const handles = () => vector.overlay().filter((item) => item.type === "handle");
    expect(handles()).toHaveLength(8);
    pointer.move([30, 30]);
    expect(handles().filter(({ state }) => state === "hovered")).toMatchObject([{ at: [30, 30], form: "corner" }]);
    pointer.down([30, 30]).move([50, 50]);
    expect(handles().filter(({ state }) => state === "active")).toMatchObject([{ at: [50, 50] }]);
    pointer.up([50, 50]).click([65, 25], { shift: true });
    expect(handles()).toEqual([]);
  });

  it("shows none of a locked or hidden shape, nor to those who may only look", () => {
    const { vector, pointer } = headlessVector({ label: { annotations: [box(1, 20)] } });
    pointer.click([25, 25]).key("R", { shift: true });
    expect(vector.overlay()).toEqual([]);
    const viewer = headlessVector({ label: { annotations: [box(1, 20)] }, isReadOnly: true });
    viewer.pointer.click([25, 25]);
    expect(viewer.vector.overlay()).toEqual([]);
  });

  it("shows the shape in the making, with its size", () => {
    const { vector, editor, pointer } = headlessVector();
    editor.tools.select("box");
    pointer.move([10, 10]).down([10, 10]).move([50, 30]);
    expect(vector.overlay()).toMatchObject([
      {
        type: "shape",
        shape: {
          points: [
            [10, 10],
            [50, 10],
            [50, 30],
            [10, 30],
          ],
          isClosed: true,
        },
      },
      { type: "text", text: "40 × 20 px" },
    ]);
  });

  it("shows nodes, the rubber band back to the first, and where a click closes", () => {
    const { vector, editor, pointer } = headlessVector();
    editor.tools.select("polygon");
    pointer.click([10, 10]).click([60, 10]).click([60, 60]).move([40, 60]);
    expect(vector.overlay().at(-1)).toMatchObject({
      type: "rubber",
      points: [
        [60, 60],
        [40, 60],
        [10, 10],
      ],
    });
    pointer.move([11, 11]);
    expect(vector.overlay().filter((item) => item.type === "handle" && item.state === "hovered")).toHaveLength(1);
  });

  it("shows the crosshair and the rectangle of a selection", () => {
    const { vector, pointer } = headlessVector();
    pointer.key("x");
    pointer.move([10, 10]).down([10, 10]).move([50, 30]);
    expect(vector.overlay()).toEqual([
      { type: "marquee", rect: { minX: 10, minY: 10, maxX: 50, maxY: 30 } },
      { type: "crosshair", at: [50, 30] },
    ]);
  });
});
