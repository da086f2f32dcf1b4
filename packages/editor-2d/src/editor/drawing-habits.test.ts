import { describe, expect, test } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";
import type { Point } from "../view/rect.js";

const SQUARE: readonly Point[] = [
  [20, 20],
  [60, 20],
  [60, 60],
  [20, 60],
];

function setUp() {
  const setup = headlessVector();
  const categories = () => setup.editor.annotations.all().map(({ categoryId }) => categoryId);
  const events: unknown[] = [];
  setup.editor.events.listen((event) => {
    if (event.type === "open-context-menu") events.push(event.annotationId);
  });
  return { ...setup, categories, contextMenus: events };
}

function drawBox({ editor, pointer }: ReturnType<typeof setUp>): void {
  editor.tools.select("box");
  pointer.drag([
    [20, 20],
    [60, 60],
  ]);
}

describe("a digit", () => {
  test("while a drawing tool is in use is the category of what is drawn next; what was drawn keeps its own", () => {
    const setup = setUp();
    drawBox(setup);
    setup.pointer.key("2");
    expect(setup.categories()).toEqual([1]);
    setup.pointer.drag([
      [100, 20],
      [140, 60],
    ]);
    expect(setup.categories()).toEqual([1, 2]);
  });

  test("in the middle of a shape is that shape's", () => {
    const setup = setUp();
    setup.editor.tools.select("polygon");
    setup.pointer.click([20, 20]).click([60, 20]);
    setup.pointer.key("3");
    setup.pointer.click([60, 60]);
    setup.pointer.key("Enter");
    expect(setup.categories()).toEqual([5]);
  });

  test("in the select tool is the category of what is selected", () => {
    const setup = setUp();
    drawBox(setup);
    setup.pointer.key("v");
    expect(setup.editor.selection.ids).toHaveLength(1);
    setup.pointer.key("2");
    expect(setup.categories()).toEqual([2]);
  });
});

describe("another drawing tool", () => {
  test("lets go of what was just drawn", () => {
    const setup = setUp();
    drawBox(setup);
    setup.pointer.key("g");
    expect(setup.editor.selection.ids).toEqual([]);
  });
});

describe("Escape", () => {
  test("drops the shape in the making, then the selection, then the tool", () => {
    const setup = setUp();
    drawBox(setup);
    const { editor, pointer } = setup;
    pointer.move([100, 20]).down([100, 20]).move([120, 40]);
    pointer.key("Escape");
    pointer.up([120, 40]);
    expect([editor.path, editor.annotations.count]).toEqual(["box.idle", 1]);
    editor.selection.set(["annotation:1"]);
    pointer.key("Escape");
    expect([editor.path, editor.selection.ids]).toEqual(["box.idle", []]);
    pointer.key("Escape");
    expect(editor.path).toBe("select.idle");
  });
});

describe("Space", () => {
  test("confirms when it is let go", () => {
    const setup = setUp();
    const { editor, pointer } = setup;
    editor.tools.select("polygon");
    for (const node of SQUARE) pointer.click(node);
    pointer.keyDown(" ");
    expect(editor.annotations.count).toBe(0);
    pointer.keyUp(" ");
    expect(editor.annotations.count).toBe(1);
  });

  test("held while one drags pans with any tool, and confirms nothing", () => {
    const setup = setUp();
    const { editor, pointer, vector } = setup;
    editor.tools.select("polygon");
    for (const node of SQUARE) pointer.click(node);
    const { camera } = vector.surface.viewport;
    pointer.keyDown(" ");
    pointer.drag([
      [100, 50],
      [130, 70],
    ]);
    pointer.keyUp(" ");
    expect(vector.surface.viewport.camera.center).toEqual([camera.center[0] - 30, camera.center[1] - 20]);
    expect([editor.path, editor.annotations.count]).toEqual(["polygon.drawing", 0]);
  });

  test("that is lost to another window confirms nothing, and the next press draws", () => {
    const setup = setUp();
    const { editor, pointer } = setup;
    drawBox(setup);
    pointer.keyDown(" ");
    editor.blur();
    expect(editor.selection.ids).toHaveLength(1);
    pointer.drag([
      [100, 20],
      [140, 60],
    ]);
    expect(editor.annotations.count).toBe(2);
  });
});

describe("the right button", () => {
  test("finishes a path by a click", () => {
    const { editor, pointer, contextMenus } = setUp();
    editor.tools.select("polyline");
    pointer.click([20, 20]).click([60, 20]);
    pointer.move([60, 60]).down([60, 60], {}, 2).up([60, 60], {}, 2);
    expect(editor.annotations.count).toBe(1);
    expect(contextMenus).toEqual([]);
  });

  test("elsewhere selects what is there and asks what to do with it", () => {
    const setup = setUp();
    drawBox(setup);
    const { editor, pointer, contextMenus } = setup;
    editor.selection.clear();
    pointer.move([40, 40]).down([40, 40], {}, 2).up([40, 40], {}, 2);
    expect([contextMenus, editor.selection.ids]).toEqual([["annotation:1"], ["annotation:1"]]);
    pointer.move([150, 80]).down([150, 80], {}, 2).up([150, 80], {}, 2);
    expect(contextMenus).toEqual(["annotation:1", undefined]);
  });

  test("pans by a drag, in the middle of a shape too, and asks nothing", () => {
    const { editor, pointer, vector, contextMenus } = setUp();
    editor.tools.select("box");
    pointer.click([20, 20]);
    const { center } = vector.surface.viewport.camera;
    pointer.move([100, 50]).down([100, 50], {}, 2).move([110, 60]).move([120, 65]).up([120, 65], {}, 2);
    expect(vector.surface.viewport.camera.center).toEqual([center[0] - 20, center[1] - 15]);
    expect([editor.path, editor.annotations.count, contextMenus]).toEqual(["box.sizing", 0, []]);
  });
});

describe("a double click", () => {
  test("on the edge of the selected polygon adds a node there, in one step", () => {
    const { editor, pointer, shapes } = setUp();
    editor.tools.select("polygon");
    for (const node of SQUARE) pointer.click(node);
    pointer.key("Enter");
    pointer.key("v");
    // Off the middle, where a handle for a new node is.
    pointer.doubleClick([30, 20]);
    expect(shapes()).toEqual([["polygon", [[20, 20], [30, 20], ...SQUARE.slice(1)]]]);
    editor.undo();
    expect(shapes()).toEqual([["polygon", SQUARE]]);
  });
});

describe("handles of the selected shape", () => {
  test("work in the tool that has drawn it; a press elsewhere begins the next shape", () => {
    const setup = setUp();
    drawBox(setup);
    setup.pointer.drag([
      [60, 60],
      [80, 70],
    ]);
    expect(setup.shapes()).toEqual([
      [
        "bbox",
        [
          [20, 20],
          [80, 70],
        ],
      ],
    ]);
    expect(setup.editor.path).toBe("box.idle");
    setup.pointer.drag([
      [100, 20],
      [120, 40],
    ]);
    expect(setup.shapes()).toHaveLength(2);
    expect(setup.editor.history.undoLabels).toEqual(["Draw box", "Resize", "Draw box"]);
  });

  test("are shown in that tool alone, and not beside what is being drawn", () => {
    const setup = setUp();
    drawBox(setup);
    const handles = () => setup.vector.overlay().filter(({ type }) => type === "handle").length;
    expect(handles()).toBe(8);
    setup.pointer.key("g");
    expect(handles()).toBe(0);
    setup.pointer.key("v");
    setup.editor.selection.set(setup.editor.annotations.all().map(({ id }) => id));
    expect(handles()).toBe(8);
    setup.pointer.key("g");
    expect(handles()).toBe(0);
  });

  test("Delete removes the selected node first, then the object", () => {
    for (const tool of ["polygon", "select"]) {
      const setup = setUp();
      setup.editor.tools.select("polygon");
      for (const point of SQUARE) setup.pointer.click(point);
      setup.pointer.key("Enter");
      if (tool === "select") setup.pointer.key("v");
      setup.pointer.click([60, 60]);
      expect(setup.editor.handles.selectedNode, tool).toBe("node:2");
      setup.pointer.key("Delete");
      expect(setup.shapes(), tool).toEqual([["polygon", [SQUARE[0], SQUARE[1], SQUARE[3]]]]);
      setup.pointer.key("Delete");
      expect(setup.shapes(), tool).toEqual([]);
      expect(setup.editor.history.undoLabels, tool).toEqual(["Draw polygon", "Remove node", "Delete"]);
    }
  });

  test("a node that the shape needs stays; a node is selected no more when something else is pressed or changed", () => {
    const setup = setUp();
    const notices: unknown[] = [];
    setup.editor.events.listen((event) => event.type === "notice" && notices.push(event.message));
    setup.editor.tools.select("polygon");
    for (const point of SQUARE.slice(0, 3)) setup.pointer.click(point);
    setup.pointer.key("Enter");
    setup.pointer.key("v");
    setup.pointer.drag([
      [60, 60],
      [70, 70],
    ]);
    expect(setup.editor.handles.selectedNode).toBe("node:2");
    setup.pointer.key("Delete");
    expect(notices).toEqual(["A polygon needs at least 3 nodes"]);
    expect(setup.shapes()).toHaveLength(1);
    setup.pointer.click([70, 70]);
    setup.pointer.key("ArrowRight");
    expect(setup.editor.handles.selectedNode).toBeUndefined();
    setup.pointer.click([71, 70]);
    setup.pointer.click([50, 30]);
    expect(setup.editor.handles.selectedNode).toBeUndefined();
    setup.pointer.key("Delete");
    expect(setup.shapes()).toEqual([]);
  });
});
