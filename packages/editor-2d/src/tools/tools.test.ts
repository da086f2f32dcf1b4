import { describe, expect, it } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";
import type { Point } from "../view/rect.js";

type Setup = ReturnType<typeof headlessVector>;
type Wire = readonly [type: string, points: readonly Point[]];

interface DrawCase {
  readonly name: string;
  readonly tool: string;
  readonly draw: (setup: Setup) => unknown;
  /** State paths on the way, the last before the shape is there. */
  readonly path: string;
  readonly shape: Wire;
  readonly label: string;
}

const TRIANGLE: Wire = [
  "polygon",
  [
    [10, 10],
    [60, 10],
    [30, 40],
  ],
];
const LINE: Wire = [
  "polyline",
  [
    [10, 10],
    [60, 10],
    [30, 40],
  ],
];
const clicks = ({ pointer }: Setup) => pointer.click([10, 10]).click([60, 10]).click([30, 40]);

const DRAWN: readonly DrawCase[] = [
  {
    name: "a box by a drag, from any corner",
    tool: "box",
    draw: ({ pointer }) =>
      pointer.drag([
        [60, 40],
        [40, 30],
        [20, 10],
      ]),
    path: "box.idle",
    shape: [
      "bbox",
      [
        [20, 10],
        [60, 40],
      ],
    ],
    label: "Draw box",
  },
  {
    name: "a box by two clicks",
    tool: "box",
    draw: ({ pointer }) => pointer.click([20, 10]).move([40, 20]).click([60, 40]),
    path: "box.idle",
    shape: [
      "bbox",
      [
        [20, 10],
        [60, 40],
      ],
    ],
    label: "Draw box",
  },
  {
    name: "a square with Shift",
    tool: "box",
    draw: ({ pointer }) =>
      pointer.drag(
        [
          [20, 10],
          [80, 40],
        ],
        { shift: true },
      ),
    path: "box.idle",
    shape: [
      "bbox",
      [
        [20, 10],
        [50, 40],
      ],
    ],
    label: "Draw box",
  },
  {
    name: "a box that ends at the image's edge",
    tool: "box",
    draw: ({ pointer }) =>
      pointer.drag([
        [150, 50],
        [250, 170],
      ]),
    path: "box.idle",
    shape: [
      "bbox",
      [
        [150, 50],
        [200, 100],
      ],
    ],
    label: "Draw box",
  },
  {
    name: "a box in hundredths of pixels",
    tool: "box",
    draw: ({ pointer }) =>
      pointer.drag([
        [20.12345, 10.009],
        [60.5, 40],
      ]),
    path: "box.idle",
    shape: [
      "bbox",
      [
        [20.12, 10.01],
        [60.5, 40],
      ],
    ],
    label: "Draw box",
  },
  {
    name: "a polygon by clicks and Enter",
    tool: "polygon",
    draw: (setup) => clicks(setup).key("Enter"),
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polygon by clicks and Space",
    tool: "polygon",
    draw: (setup) => clicks(setup).key(" "),
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polygon closed on its first node",
    tool: "polygon",
    draw: (setup) => clicks(setup).click([12, 13]),
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polygon closed by a double click, which adds one node",
    tool: "polygon",
    draw: ({ pointer }) => pointer.click([10, 10]).click([60, 10]).doubleClick([30, 40]),
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polygon with a node taken back",
    tool: "polygon",
    draw: (setup) => {
      clicks(setup).click([90, 90]).key("Backspace");
      setup.pointer.key("Enter");
    },
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polygon free-hand, thinned, closed where it began",
    tool: "polygon",
    draw: ({ pointer }) =>
      pointer.drag([
        [10, 10],
        ...along([10, 10], [60, 10]),
        ...along([60, 10], [30, 40]),
        ...along([30, 40], [10, 10]),
      ]),
    path: "polygon.idle",
    shape: TRIANGLE,
    label: "Draw polygon",
  },
  {
    name: "a polyline by clicks and a double click",
    tool: "polyline",
    draw: ({ pointer }) => pointer.click([10, 10]).click([60, 10]).doubleClick([30, 40]),
    path: "polyline.idle",
    shape: LINE,
    label: "Draw polyline",
  },
  {
    name: "a polyline that ends where it began",
    tool: "polyline",
    draw: (setup) => clicks(setup).click([10, 10]).key("Enter"),
    path: "polyline.idle",
    shape: ["polyline", [...LINE[1], [10, 10]]],
    label: "Draw polyline",
  },
  {
    name: "a polyline free-hand",
    tool: "polyline",
    draw: ({ pointer }) => {
      pointer.drag([[10, 10], ...along([10, 10], [60, 10]), ...along([60, 10], [30, 40])]).key("Enter");
    },
    path: "polyline.idle",
    shape: LINE,
    label: "Draw polyline",
  },
  {
    name: "a keypoint by a click",
    tool: "keypoint",
    draw: ({ pointer }) => pointer.click([12.345, 20]),
    path: "keypoint.idle",
    shape: ["point", [[12.35, 20]]],
    label: "Draw keypoint",
  },
  {
    name: "a keypoint where the press is let go",
    tool: "keypoint",
    draw: ({ pointer }) =>
      pointer.drag([
        [10, 10],
        [40, 20],
      ]),
    path: "keypoint.idle",
    shape: ["point", [[40, 20]]],
    label: "Draw keypoint",
  },
];

/** Places every two pixels on the way, the end included. */
function along(from: Point, to: Point): Point[] {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 2);
  return Array.from({ length: steps }, (_, index): Point => {
    const at = (index + 1) / steps;
    return [from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at];
  });
}

describe("drawing", () => {
  it.each(DRAWN)("$name: one step, saved, loaded, edited", ({ tool, draw, path, shape, label }) => {
    const setup = headlessVector();
    const { vector, editor, pointer, shapes } = setup;
    expect(editor.tools.select(tool)).toBe(true);
    draw(setup);
    expect(shapes()).toEqual([shape]);
    expect(editor.path).toBe(path);
    expect(editor.selection.ids).toHaveLength(1);
    expect(editor.history.undoLabels).toEqual([label]);

    editor.undo();
    expect(shapes()).toEqual([]);
    expect(editor.isDirty).toBe(false);
    editor.redo();
    expect(shapes()).toEqual([shape]);

    const attributes = vector.toLabelAttributes();
    expect(attributes.annotations).toEqual([
      { id: 1, track_id: 1, category_id: 1, type: shape[0], points: shape[1], attributes: { occluded: false } },
    ]);
    const reloaded = headlessVector({ label: JSON.parse(JSON.stringify(attributes)) });
    expect(reloaded.vector.toLabelAttributes()).toEqual(attributes);
    expect(reloaded.editor.isDirty).toBe(false);

    pointer.key("Escape");
    expect(editor.path).toBe("select.idle");
    pointer.key("a", { mod: true });
    pointer.key("ArrowLeft");
    const moved = shape[1].map(([x, y]) => [Math.round((x - 1) * 100) / 100, y]);
    expect(vector.toLabelAttributes().annotations).toMatchObject([{ points: moved }]);
    editor.undo();
    expect(shapes()).toEqual([shape]);
  });

  const HALFWAY: readonly (readonly [tool: string, path: string, begin: (setup: Setup) => unknown])[] = [
    ["box", "box.sizing", ({ pointer }) => pointer.move([10, 10]).down([10, 10]).move([50, 50])],
    ["box", "box.sizing", ({ pointer }) => pointer.click([10, 10]).move([50, 50])],
    ["polygon", "polygon.drawing", clicks],
    [
      "polygon",
      "polygon.drawing",
      ({ pointer }) => pointer.move([10, 10]).down([10, 10]).move([30, 30]).move([50, 50]),
    ],
    ["polyline", "polyline.drawing", clicks],
    ["keypoint", "keypoint.placing", ({ pointer }) => pointer.move([10, 10]).down([10, 10])],
    ["ruler", "ruler.measuring", ({ pointer }) => pointer.click([10, 10]).move([50, 50])],
  ];

  it.each(HALFWAY)("%s is given up by Escape, by another tool, and leaves no trace", (tool, path, begin) => {
    for (const end of [
      ({ pointer }: Setup) => pointer.key("Escape"),
      ({ editor }: Setup) => editor.tools.select("select"),
      ({ vector }: Setup) => vector.loadLabel(null),
    ]) {
      const setup = headlessVector();
      setup.editor.tools.select(tool);
      begin(setup);
      expect(setup.editor.path).toBe(path);
      expect(setup.vector.overlay().length).toBeGreaterThan(0);
      end(setup);
      expect(setup.editor.path).toMatch(/\.idle$/);
      expect(setup.shapes()).toEqual([]);
      expect(setup.vector.overlay()).toEqual([]);
      // A path that was dropped is one step of undo; see below.
      const isPathDropped = ["polygon", "polyline"].includes(tool) && setup.editor.history.canUndo;
      expect(setup.editor.history.undoLabels).toEqual(isPathDropped ? [`Drop ${tool}`] : []);
      setup.pointer.up([50, 50]);
      expect(setup.shapes()).toEqual([]);
    }
  });

  const DROPS: readonly (readonly [name: string, drop: (setup: Setup) => unknown])[] = [
    ["Escape", ({ pointer }) => pointer.key("Escape")],
    ["the box tool", ({ pointer }) => pointer.key("b")],
    ["the select tool", ({ pointer }) => pointer.key("v")],
  ];

  it.each(DROPS)("brings a path of 30 nodes that %s dropped back by one undo, to go on with it", (_, drop) => {
    const setup = headlessVector();
    const { editor, pointer, shapes } = setup;
    editor.tools.select("polygon");
    const nodes = Array.from({ length: 30 }, (_, index): Point => {
      const angle = (index / 30) * 2 * Math.PI;
      return [Math.round(100 + 60 * Math.cos(angle)), Math.round(50 + 40 * Math.sin(angle))];
    });
    for (const node of nodes.slice(0, 29)) pointer.click(node);
    drop(setup);
    expect([editor.path.endsWith(".idle"), editor.isDirty, shapes()]).toEqual([true, false, []]);
    pointer.key("z", { mod: true });
    expect(editor.path).toBe("polygon.drawing");
    pointer.click(nodes[29] ?? [0, 0]);
    pointer.key("Enter");
    expect(shapes()).toEqual([["polygon", nodes]]);
    pointer.key("z", { mod: true });
    expect([editor.path, editor.isDirty, shapes()]).toEqual(["polygon.idle", false, []]);
  });

  it("drops a path that undo brought back again by redo", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polygon");
    clicks(setup).key("Escape");
    setup.pointer.key("z", { mod: true });
    expect(setup.editor.path).toBe("polygon.drawing");
    setup.pointer.key("Z", { mod: true, shift: true });
    expect([setup.editor.path, setup.editor.sketch.record]).toEqual(["polygon.idle", undefined]);
  });

  it("keeps a path in the making in the draft, and goes on with it where the draft is opened", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polyline");
    clicks(setup);
    expect(setup.editor.isDirty).toBe(true);
    expect(setup.shapes()).toEqual([]);
    const reopened = headlessVector();
    reopened.editor.restore(JSON.parse(JSON.stringify(setup.editor.snapshot())));
    expect(reopened.editor.path).toBe("polyline.drawing");
    reopened.pointer.key("Enter");
    expect(reopened.shapes()).toEqual([LINE]);
  });

  it("keeps the path when the label becomes read-only, and goes on when it may be changed again", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polygon");
    clicks(setup);
    setup.editor.isReadOnly = true;
    expect([setup.editor.path, setup.editor.isDirty]).toEqual(["select.idle", true]);
    setup.editor.isReadOnly = false;
    setup.pointer.key("Enter");
    expect(setup.shapes()).toEqual([TRIANGLE]);
  });

  it("goes back to select by a second Escape", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polygon");
    clicks(setup);
    setup.pointer.key("Escape");
    expect(setup.editor.path).toBe("polygon.idle");
    setup.pointer.key("Escape");
    expect(setup.editor.path).toBe("select.idle");
  });

  it("keeps nodes when the window is left, and only loses the stroke whose end was lost", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polygon");
    clicks(setup);
    setup.editor.blur();
    expect(setup.editor.path).toBe("polygon.drawing");
    setup.pointer.down([90, 50]).move([99, 60]).move([99, 90]).cancel();
    setup.pointer.key("Enter");
    expect(setup.shapes()).toEqual([["polygon", [...TRIANGLE[1], [90, 50]]]]);
  });

  it("undoes and redoes nodes while a polygon is drawn, then the polygon as one step", () => {
    const setup = headlessVector();
    const { editor, pointer, shapes } = setup;
    editor.tools.select("polygon");
    clicks(setup).click([90, 90]);
    pointer.key("z", { mod: true });
    pointer.key("z", { mod: true });
    pointer.key("Z", { mod: true, shift: true });
    pointer.key("Enter");
    expect(shapes()).toEqual([TRIANGLE]);
    pointer.key("z", { mod: true });
    expect(shapes()).toEqual([]);
  });

  it("stops drawing when the last node is taken back", () => {
    const { editor, pointer } = headlessVector();
    editor.tools.select("polyline");
    pointer.click([10, 10]).key("Backspace");
    expect(editor.path).toBe("polyline.idle");
  });

  it.each([
    [
      "polygon",
      [
        [10, 10],
        [60, 10],
      ],
      "A polygon needs at least 3 nodes",
    ],
    ["polyline", [[10, 10]], "A polyline needs at least 2 nodes"],
  ] as const)("says why a %s of too few nodes is not kept, and goes on", (tool, points, message) => {
    const { editor, pointer, shapes } = headlessVector();
    const notices: unknown[] = [];
    editor.events.listen((event) => notices.push(event));
    editor.tools.select(tool);
    for (const point of points) pointer.click(point);
    pointer.key("Enter");
    expect(notices).toEqual([{ type: "notice", message }]);
    expect([editor.path, shapes()]).toEqual([`${tool}.drawing`, []]);
  });

  it("says why a box without a size is not kept", () => {
    const { editor, pointer, shapes } = headlessVector();
    const notices: unknown[] = [];
    editor.events.listen((event) => notices.push(event));
    editor.tools.select("box");
    pointer.click([10, 10]).click([10, 60]);
    expect(shapes()).toEqual([]);
    expect(notices).toEqual([{ type: "notice", message: "A box needs a width and a height" }]);
  });

  it.each([
    ["bboxes", ["select", "box", "ruler", "hand", "zoom"]],
    ["keypoints", ["select", "keypoint", "ruler", "hand", "zoom"]],
    ["vector", ["select", "box", "polygon", "polyline", "keypoint", "ruler", "hand", "zoom"]],
  ] as const)("%s has its tools alone", (taskType, tools) => {
    expect(headlessVector({ taskType }).editor.tools.all.map((tool) => tool.id)).toEqual(tools);
  });

  it("can be asked for its picture at every change, also while tools change hands", () => {
    const setup = headlessVector();
    const { vector, editor, pointer } = setup;
    const cursors: string[] = [];
    const look = () => {
      vector.overlay();
      cursors.push(`${editor.path} ${editor.tools.cursor}`);
    };
    editor.store.listen(look);
    editor.overlayChanged.listen(look);
    editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [60, 60],
    ]);
    editor.tools.select("select");
    pointer.move([30, 30]);
    for (const { id } of editor.tools.all) {
      editor.tools.select(id);
      pointer.drag([
        [30, 30],
        [50, 40],
      ]);
      editor.tools.hold("hand");
      pointer.drag([
        [30, 30],
        [50, 40],
      ]);
      editor.tools.releaseHeld();
      pointer.click([30, 30]).key("Escape");
      editor.tools.select("select");
      pointer.move([30, 30]);
    }
    expect(cursors).toContain("hand.panning grabbing");
    expect(cursors).toContain("select.idle pointer");
  });

  it("takes tools up by their keys", () => {
    const { editor, pointer } = headlessVector();
    const paths = ["b", "g", "y", "k", "z", "m", "v"].map((key) => {
      pointer.key(key);
      return editor.path;
    });
    expect(paths).toEqual(
      ["box", "polygon", "polyline", "keypoint", "ruler", "hand", "select"].map((id) => `${id}.idle`),
    );
  });

  it("snaps to nodes of other shapes, and shows where", () => {
    const { vector, editor, pointer, shapes } = headlessVector();
    editor.tools.select("polyline");
    pointer.click([10, 10]).doubleClick([60, 10]);
    pointer.key("F", { shift: true });
    pointer.move([64, 15]);
    expect(vector.overlay()).toContainEqual({ type: "snap", at: [60, 10] });
    pointer.click([64, 15]).doubleClick([90, 50]);
    expect(shapes()).toEqual([
      [
        "polyline",
        [
          [10, 10],
          [60, 10],
        ],
      ],
      [
        "polyline",
        [
          [60, 10],
          [90, 50],
        ],
      ],
    ]);
  });

  it("gives a category that is picked while drawing to the new shape, not to the one before", () => {
    const setup = headlessVector();
    setup.editor.tools.select("polygon");
    clicks(setup).key("Enter");
    setup.pointer.click([100, 10]).key("3");
    setup.pointer.click([150, 10]).click([150, 60]).key("Enter");
    expect(setup.editor.annotations.all().map((record) => record.categoryId)).toEqual([1, 5]);
  });

  it("uses the category of the session with its defaults", () => {
    const { vector, editor, pointer } = headlessVector();
    pointer.key("Escape");
    pointer.key("2");
    editor.tools.select("keypoint");
    pointer.click([10, 10]);
    expect(vector.toLabelAttributes().annotations).toEqual([
      { id: 1, track_id: 1, category_id: 2, type: "point", points: [[10, 10]] },
    ]);
  });
});

describe("ruler, hand and zoom", () => {
  it("measure and move the camera, and save nothing, also where one may only look", () => {
    const { vector, editor, pointer } = headlessVector({ isReadOnly: true });
    editor.tools.select("ruler");
    pointer.drag([
      [10, 10],
      [40, 50],
    ]);
    expect(vector.overlay()).toEqual([{ type: "ruler", from: [10, 10], to: [40, 50] }]);
    editor.tools.select("hand");
    pointer.drag([
      [100, 50],
      [110, 55],
      [120, 60],
    ]);
    expect(vector.surface.viewport.camera.center).toEqual([80, 40]);
    editor.tools.select("zoom");
    pointer.click([100, 50]);
    expect(vector.surface.viewport.camera.zoom).toBe(2);
    pointer.click([100, 50], { alt: true });
    expect(vector.surface.viewport.camera.zoom).toBe(1);
    expect(editor.isDirty).toBe(false);
  });

  it("pan by Ctrl+drag and the middle button in the midst of drawing", () => {
    const setup = headlessVector();
    const { vector, editor, pointer, shapes } = setup;
    editor.tools.select("polygon");
    clicks(setup);
    const screen = (x: number, y: number) => ({
      ...{ point: [x, y] as Point, screen: { x, y }, pointerType: "mouse" as const, timeMs: 9000 },
      modifiers: { isShift: false, isAlt: false, isMod: true },
    });
    vector.pointer({ type: "down", button: 0, ...screen(100, 50) });
    expect(editor.path).toBe("hand.panning");
    vector.pointer({ type: "move", ...screen(120, 50) });
    vector.pointer({ type: "up", button: 0, ...screen(120, 50) });
    expect(editor.path).toBe("polygon.drawing");
    expect(vector.surface.viewport.camera.center).toEqual([80, 50]);
    vector.pointer({ type: "down", button: 1, ...screen(100, 50) });
    vector.pointer({ type: "cancel" });
    expect(editor.path).toBe("polygon.drawing");
    pointer.key("Enter");
    expect(shapes()).toEqual([TRIANGLE]);
  });

  it("pan while a key is held, and go on where they were", () => {
    const setup = headlessVector();
    const { vector, editor, pointer } = setup;
    editor.tools.select("polygon");
    clicks(setup);
    pointer.keyDown(" ", { shift: true });
    expect(editor.path).toBe("hand.idle");
    for (const _ of [1, 2]) {
      pointer.drag([
        [100, 50],
        [110, 50],
      ]);
      expect(editor.path).toBe("hand.idle");
    }
    pointer.keyUp(" ", { shift: true });
    expect(editor.path).toBe("polygon.drawing");
    expect(vector.surface.viewport.camera.center).toEqual([80, 50]);
  });

  it("fits, zooms to the object, steps in and out by keys", () => {
    const { vector, editor, pointer } = headlessVector();
    editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [20, 20],
    ]);
    pointer.key("t");
    expect(vector.surface.viewport.camera.center).toEqual([15, 15]);
    pointer.key("f");
    expect(vector.surface.viewport.camera.center).toEqual([100, 50]);
    const { zoom } = vector.surface.viewport.camera;
    pointer.key("+");
    expect(vector.surface.viewport.camera.zoom).toBeCloseTo(zoom * 1.5);
    pointer.key("-");
    expect(vector.surface.viewport.camera.zoom).toBeCloseTo(zoom);
  });

  it("show one layer while i or l is held", () => {
    const { editor, pointer } = headlessVector();
    pointer.keyDown("i");
    expect(editor.viewState.get().onlyLayer).toBe("data");
    pointer.keyUp("i");
    pointer.keyDown("l");
    expect(editor.viewState.get().onlyLayer).toBe("label");
    editor.blur();
    expect(editor.viewState.get().onlyLayer).toBeNull();
  });
});

describe("small shapes", () => {
  const nodes = Array.from({ length: 8 }, (_, index): Point => {
    const angle = (index * Math.PI) / 4;
    return [Math.round(50 + 10 * Math.cos(angle)), Math.round(50 + 10 * Math.sin(angle))];
  });

  it("keep all nodes of a polygon of 8 nodes on a radius of 10 px that are set in quick succession", () => {
    const { editor, pointer, shapes } = headlessVector();
    editor.tools.select("polygon");
    // No pause between the presses.
    for (const node of nodes) pointer.move(node).down(node).up(node);
    pointer.key("Enter");
    expect(shapes()).toEqual([["polygon", nodes]]);
  });

  it("end by a double click whose presses lie up to 3 px apart", () => {
    const { editor, pointer, shapes } = headlessVector();
    editor.tools.select("polyline");
    pointer.click([10, 10]).click([60, 10]).click([30, 40]).move([32, 42]).down([32, 42]).up([32, 42]);
    expect(shapes()).toEqual([LINE]);
  });
});
