import { describe, expect, it } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";
import type { Point } from "../view/rect.js";

type Setup = ReturnType<typeof headlessVector>;

const annotation = (id: number, type: string, points: readonly Point[], more: object = {}) => {
  return { id, track_id: id, category_id: 1, type, points, ...more };
};
const BOX = annotation(1, "bbox", [
  [20, 20],
  [60, 50],
]);
const SQUARE = annotation(1, "polygon", [
  [20, 20],
  [60, 20],
  [60, 60],
  [20, 60],
]);
const LINE = annotation(1, "polyline", [
  [20, 20],
  [60, 20],
  [60, 60],
]);
const POINT = annotation(1, "point", [[30, 30]]);

/** An editor with one object, selected. */
function withObject(wire: object, more: readonly object[] = []) {
  const setup = headlessVector({ label: { annotations: [wire, ...more] } });
  setup.pointer.key("Tab");
  const points = (index = 0) => {
    const shape = setup.shapes()[index];
    return Array.isArray(shape) ? shape[1] : undefined;
  };
  return { ...setup, points };
}

interface EditCase {
  readonly name: string;
  readonly wire: object;
  readonly edit: (setup: Setup) => unknown;
  readonly points: readonly Point[];
  readonly label: string;
}

const EDITS: readonly EditCase[] = [
  {
    name: "a box by a corner",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag([
        [60, 50],
        [70, 55],
        [80, 70],
      ]),
    points: [
      [20, 20],
      [80, 70],
    ],
    label: "Resize",
  },
  {
    name: "a box by a corner over to the other side",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag([
        [60, 50],
        [30, 30],
        [10, 5],
      ]),
    points: [
      [10, 5],
      [20, 20],
    ],
    label: "Resize",
  },
  {
    name: "a box by a corner, its ratio kept",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag(
        [
          [60, 50],
          [100, 80],
        ],
        { shift: true },
      ),
    points: [
      [20, 20],
      [100, 80],
    ],
    label: "Resize",
  },
  {
    name: "a box by an edge",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag([
        [40, 20],
        [90, 10],
      ]),
    points: [
      [20, 10],
      [60, 50],
    ],
    label: "Resize",
  },
  {
    name: "a box by an edge, about its centre",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag(
        [
          [60, 35],
          [70, 35],
        ],
        { alt: true },
      ),
    points: [
      [10, 20],
      [70, 50],
    ],
    label: "Resize",
  },
  {
    name: "a box as a whole, up to the image's edge",
    wire: BOX,
    edit: ({ pointer }) =>
      pointer.drag([
        [35, 30],
        [10, 30],
        [-100, 40],
      ]),
    points: [
      [0, 30],
      [40, 60],
    ],
    label: "Move",
  },
  {
    name: "a polygon by a node, up to the image's edge",
    wire: SQUARE,
    edit: ({ pointer }) =>
      pointer.drag([
        [20, 20],
        [10, 10],
        [-50, 10],
      ]),
    points: [
      [0, 10],
      [60, 20],
      [60, 60],
      [20, 60],
    ],
    label: "Move node",
  },
  {
    name: "a polygon by the middle of its last edge: a new node",
    wire: SQUARE,
    edit: ({ pointer }) =>
      pointer.drag([
        [20, 40],
        [10, 40],
      ]),
    points: [
      [20, 20],
      [60, 20],
      [60, 60],
      [20, 60],
      [10, 40],
    ],
    label: "Add node",
  },
  {
    name: "a polygon as a whole",
    wire: SQUARE,
    edit: ({ pointer }) =>
      pointer.drag([
        [45, 45],
        [50, 40],
      ]),
    points: [
      [25, 15],
      [65, 15],
      [65, 55],
      [25, 55],
    ],
    label: "Move",
  },
  {
    name: "a polygon by Shift+click on its outline: a node",
    wire: SQUARE,
    edit: ({ pointer }) => pointer.click([50, 21], { shift: true }),
    points: [
      [20, 20],
      [50, 20],
      [60, 20],
      [60, 60],
      [20, 60],
    ],
    label: "Add node",
  },
  {
    name: "a polygon by Shift+click on a node: without it",
    wire: SQUARE,
    edit: ({ pointer }) => pointer.click([60, 20], { shift: true }),
    points: [
      [20, 20],
      [60, 60],
      [20, 60],
    ],
    label: "Remove node",
  },
  {
    name: "a polyline by Shift+click on its line: a node",
    wire: LINE,
    edit: ({ pointer }) => pointer.click([60, 50], { shift: true }),
    points: [
      [20, 20],
      [60, 20],
      [60, 50],
      [60, 60],
    ],
    label: "Add node",
  },
  {
    name: "a keypoint by a drag",
    wire: POINT,
    edit: ({ pointer }) =>
      pointer.drag([
        [30, 30],
        [50, 40],
      ]),
    points: [[50, 40]],
    label: "Move node",
  },
  {
    name: "by arrow keys",
    wire: BOX,
    edit: ({ pointer }) => pointer.key("ArrowRight"),
    points: [
      [21, 20],
      [61, 50],
    ],
    label: "Move",
  },
  {
    name: "by Shift and arrow keys, up to the image's edge",
    wire: BOX,
    edit: ({ pointer }) => {
      pointer.key("ArrowUp", { shift: true });
      pointer.key("ArrowUp", { shift: true });
      pointer.key("ArrowUp", { shift: true });
    },
    points: [
      [20, 0],
      [60, 30],
    ],
    label: "Move",
  },
  {
    name: "by numbers",
    wire: BOX,
    edit: ({ editor }) => editor.objects.setNumbers("annotation:1", { x: 5.125, width: 10 }),
    points: [
      [5.13, 20],
      [15.13, 50],
    ],
    label: "Set numbers",
  },
];

describe("editing", () => {
  it.each(EDITS)("$name", ({ wire, edit, points, label }) => {
    const setup = withObject(wire);
    edit(setup);
    expect(setup.points()).toEqual(points);
    expect(setup.editor.path).toBe("select.idle");
    expect(new Set(setup.editor.history.undoLabels)).toEqual(new Set([label]));
    const attributes = setup.vector.toLabelAttributes();
    const reloaded = headlessVector({ label: JSON.parse(JSON.stringify(attributes)) });
    expect(reloaded.vector.toLabelAttributes()).toEqual(attributes);
    while (setup.editor.undo());
    expect(setup.points()).toEqual(Reflect.get(wire, "points"));
    while (setup.editor.redo());
    expect(setup.points()).toEqual(points);
  });

  it("refuses to make a polygon of two nodes, and says why", () => {
    const { pointer, points, editor } = withObject(
      annotation(1, "polygon", [
        [20, 20],
        [60, 20],
        [60, 60],
      ]),
    );
    const notices: unknown[] = [];
    editor.events.listen((event) => notices.push(event));
    pointer.click([60, 20], { shift: true });
    expect(points()).toHaveLength(3);
    expect(notices).toEqual([{ type: "notice", message: "A polygon needs at least 3 nodes" }]);
  });

  it.each([
    [{ width: 0 }, "A box needs a width and a height"],
    [{ x: Number.NaN }, "A box needs numbers"],
  ])("refuses numbers %o", (values, reason) => {
    const { editor, points } = withObject(BOX);
    expect(editor.objects.setNumbers("annotation:1", values)).toEqual({ reason });
    expect(points()).toEqual(BOX.points);
  });

  it("takes a resize back that leaves nothing of the box", () => {
    const { editor, pointer, points } = withObject(BOX);
    pointer.drag([
      [60, 35],
      [40, 35],
      [20, 35],
    ]);
    expect(points()).toEqual(BOX.points);
    expect(editor.history.canUndo).toBe(false);
  });

  it("moves several at once, stopping at the edge together", () => {
    const { pointer, points, editor } = withObject(BOX, [annotation(2, "point", [[190, 90]])]);
    pointer.key("a", { mod: true });
    pointer.drag([
      [35, 30],
      [60, 80],
    ]);
    expect([points(0), points(1)]).toEqual([
      [
        [30, 30],
        [70, 60],
      ],
      [[200, 100]],
    ]);
    expect(editor.history.undoLabels).toEqual(["Move"]);
  });

  it("moves out of the image only what was outside already, no further", () => {
    const { pointer, points } = withObject(
      annotation(1, "bbox", [
        [-10, 20],
        [60, 50],
      ]),
    );
    pointer.drag([
      [35, 30],
      [0, 30],
    ]);
    expect(points()).toEqual([
      [-10, 20],
      [60, 50],
    ]);
    pointer.drag([
      [35, 30],
      [40, 30],
    ]);
    expect(points()).toEqual([
      [-5, 20],
      [65, 50],
    ]);
  });

  it("lets shapes out where the dataset wants it", () => {
    const { pointer, editor, shapes } = headlessVector({ allowsOutside: true });
    editor.tools.select("box");
    pointer.drag([
      [150, 50],
      [250, 170],
    ]);
    expect(shapes()).toEqual([
      [
        "bbox",
        [
          [150, 50],
          [250, 170],
        ],
      ],
    ]);
    expect(editor.warnings.get().map(({ rule }) => rule)).toEqual(["outside-image"]);
  });

  it("finds what lies inside something larger, and with Alt what lies below", () => {
    const { editor, pointer } = headlessVector({
      label: {
        annotations: [
          annotation(1, "bbox", [
            [40, 30],
            [50, 40],
          ]),
          annotation(2, "bbox", [
            [10, 10],
            [90, 90],
          ]),
        ],
      },
    });
    const selected = () => editor.selection.ids.map((id) => editor.annotations.get(id).objectId);
    pointer.click([45, 35]);
    expect(selected()).toEqual([1]);
    pointer.click([45, 35], { alt: true });
    expect(selected()).toEqual([2]);
    pointer.click([45, 35], { alt: true });
    expect(selected()).toEqual([1]);
    pointer.click([20, 20]);
    expect(selected()).toEqual([2]);
  });

  it.each([["inside" as const], ["on the outline" as const]])(
    "goes down through a pile by Alt+click, however quick, pressed %s",
    (where) => {
      const grown = where === "inside" ? 10 : 0;
      const { editor, pointer } = headlessVector({
        label: {
          annotations: [1, 2, 3, 4].map((id) =>
            annotation(id, "bbox", [
              [10, 10],
              [50 + id * grown, 50 + id * grown],
            ]),
          ),
        },
      });
      const at = where === "inside" ? ([30, 30] as const) : ([10, 30] as const);
      const selected = () => editor.selection.ids.map((id) => editor.annotations.get(id).objectId)[0];
      pointer.click(at);
      const seen = [selected()];
      for (let turn = 0; turn < 3; turn++) {
        // Without the pause between two clicks of `click`.
        pointer.down(at, { alt: true }).up(at, { alt: true });
        seen.push(selected());
      }
      expect(seen.toSorted()).toEqual([1, 2, 3, 4]);
    },
  );

  it("selects by a rectangle what lies wholly in it and is shown", () => {
    const { editor, pointer } = headlessVector({
      label: {
        annotations: [1, 2, 3].map((id) =>
          annotation(id, "bbox", [
            [id * 30, 20],
            [id * 30 + 20, 40],
          ]),
        ),
      },
    });
    editor.objectStates.hide(editor.annotations.ofNumber(2));
    pointer.drag([
      [10, 10],
      [95, 50],
    ]);
    expect(editor.selection.ids).toEqual(["annotation:1"]);
    pointer.drag(
      [
        [85, 10],
        [115, 50],
      ],
      { shift: true },
    );
    expect(editor.selection.ids).toEqual(["annotation:1", "annotation:3"]);
  });

  it("deletes an object with its links, and undo brings both back", () => {
    const links = [
      { from_id: 1, to_id: 2 },
      { from_id: 2, to_id: 3, attributes: { a: 1 } },
    ];
    const label = { annotations: [1, 2, 3].map((id) => annotation(id, "point", [[id * 30, 20]])), links };
    const { vector, editor, pointer } = headlessVector({ label });
    pointer.click([30, 20]).key("Delete");
    expect(vector.toLabelAttributes()).toEqual({ annotations: label.annotations.slice(1), links: [links[1]] });
    editor.undo();
    expect(vector.toLabelAttributes()).toEqual(label);
  });

  it("links objects, once, and shows the arrow", () => {
    const label = { annotations: [1, 2].map((id) => annotation(id, "point", [[id * 30, 20]])) };
    const { vector, editor } = headlessVector({ label });
    expect(editor.links.add("annotation:1", "annotation:2")).toBe(true);
    expect(editor.links.add("annotation:1", "annotation:2")).toEqual({
      reason: "These objects are linked already",
    });
    expect(editor.links.add("annotation:1", "annotation:1")).toEqual({
      reason: "An object cannot be linked to itself",
    });
    expect(vector.toLabelAttributes().links).toEqual([{ from_id: 1, to_id: 2 }]);
    editor.selection.clear();
    expect(vector.overlay()).toMatchObject([{ type: "arrow", from: [30, 20], to: [60, 20], isSelected: false }]);
  });

  it("changes the order of drawing and of saving", () => {
    const label = { annotations: [1, 2, 3].map((id) => annotation(id, "point", [[id * 30, 20]])) };
    const { vector, editor, pointer } = headlessVector({ label });
    const ids = () => editor.annotations.all().map((record) => record.objectId);
    pointer.click([30, 20]).key("]");
    expect(ids()).toEqual([2, 3, 1]);
    pointer.key("[");
    expect(ids()).toEqual([1, 2, 3]);
    expect(vector.toLabelAttributes()).toEqual(label);
  });

  it("duplicates beside the original, inside the image", () => {
    const { pointer, points, editor } = withObject(
      annotation(1, "bbox", [
        [150, 20],
        [190, 50],
      ]),
    );
    pointer.key("d", { mod: true });
    expect(points(1)).toEqual([
      [160, 36],
      [200, 66],
    ]);
    expect(editor.selection.ids).toEqual(["annotation:2"]);
  });

  it("hands a copied text to the page", () => {
    const { pointer, editor } = withObject(BOX);
    const texts: string[] = [];
    editor.events.listen((event) => event.type === "copied" && texts.push(event.text));
    pointer.key("c", { mod: true });
    pointer.key("x", { mod: true });
    expect(texts).toHaveLength(2);
    expect(editor.annotations.count).toBe(0);
    expect(editor.clipboard.paste(texts[1] ?? "")).toBe(1);
    expect(editor.annotations.count).toBe(1);
  });

  it("pastes no polygon into a dataset of boxes", () => {
    const { editor } = withObject(SQUARE);
    const text = editor.clipboard.copy() ?? "";
    expect(headlessVector({ taskType: "bboxes" }).editor.clipboard.paste(text)).toBe(0);
  });

  it("warns of polygons that cross themselves, have no area, or leave the image", () => {
    const label = {
      annotations: [
        annotation(1, "polygon", [
          [10, 10],
          [60, 60],
          [60, 10],
          [10, 60],
        ]),
        annotation(2, "polygon", [
          [10, 10],
          [20, 20],
          [30, 30],
        ]),
        annotation(3, "point", [[10, 101]]),
        annotation(4, "polygon", [
          [10, 10],
          [60, 10],
          [60, 60],
        ]),
      ],
    };
    const { editor } = headlessVector({ label });
    const found = editor.warnings.get().map(({ rule, annotationId }) => `${annotationId} ${rule}`);
    expect(found).toEqual(["annotation:1 self-crossing", "annotation:2 zero-area", "annotation:3 outside-image"]);
  });
});

describe("box to polygon", () => {
  const TRIANGLE: readonly Point[] = [
    [20, 20],
    [60, 20.123],
    [300, 50],
  ];

  function withAssist(answer: (box: unknown, signal: AbortSignal) => Promise<readonly Point[]>) {
    const setup = headlessVector({ label: { annotations: [BOX] }, assist: { boxToPolygon: answer } });
    const notices: string[] = [];
    setup.editor.events.listen((event) => event.type === "notice" && notices.push(event.message));
    setup.pointer.key("Tab");
    return { ...setup, notices };
  }

  it("makes a polygon under the same id, in one step", async () => {
    const { vector, editor } = withAssist(async () => TRIANGLE);
    expect(editor.actions.canRun("object.box-to-polygon")).toBe(true);
    const done = vector.boxesToPolygons();
    expect([vector.isAssisting, editor.actions.canRun("object.box-to-polygon")]).toEqual([true, false]);
    await done;
    expect(vector.isAssisting).toBe(false);
    const points = [
      [20, 20],
      [60, 20.12],
      [200, 50],
    ];
    expect(vector.toLabelAttributes().annotations).toEqual([{ ...BOX, type: "polygon", points }]);
    editor.undo();
    expect(vector.toLabelAttributes().annotations).toEqual([BOX]);
  });

  it("leaves the box when the model fails, answers nonsense, or comes too late", async () => {
    for (const [answer, notice] of [
      [async () => Promise.reject(new Error("The model is not loaded")), "The model is not loaded"],
      [async () => [], "A polygon needs at least 3 nodes"],
      [async () => TRIANGLE, "The box has changed meanwhile"],
    ] as const) {
      const { vector, editor, pointer, notices } = withAssist(answer);
      const done = vector.boxesToPolygons();
      if (notice.startsWith("The box")) pointer.key("ArrowRight");
      await done;
      expect(notices).toEqual([notice]);
      expect(editor.annotations.all()[0]?.kind).toBe("bbox");
    }
  });

  it("ends when the editor is closed", async () => {
    const { vector, notices } = withAssist(
      (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    );
    const done = vector.boxesToPolygons();
    vector.dispose();
    await done;
    expect([vector.isAssisting, notices]).toEqual([false, []]);
  });

  it("is not offered without a model", () => {
    const { editor, pointer } = headlessVector({ label: { annotations: [BOX] } });
    pointer.key("Tab");
    expect(editor.actions.canRun("object.box-to-polygon")).toBe(false);
  });
});

it("what the filter leaves out cannot be pointed at, and what lies below it can", () => {
  const above = annotation(2, "bbox", [
    [30, 30],
    [50, 40],
  ]);
  const { editor, pointer } = headlessVector({ label: { annotations: [BOX, above] } });
  editor.filtering.set("id:1");
  pointer.click([40, 35]);
  expect(editor.selection.ids.map((id) => editor.annotations.get(id).objectId)).toEqual([1]);
});

describe("a paste from a larger image", () => {
  const copied = (points: readonly Point[]) => {
    const large = headlessVector({ label: { annotations: [annotation(7, "polygon", points)] }, documentKey: "large" });
    const text = large.editor.clipboard.copy(large.editor.annotations.all().map(({ id }) => id));
    if (text === undefined) throw new Error("There is one to copy");
    return text;
  };
  const pasted = (points: readonly Point[], options: Parameters<typeof headlessVector>[0] = {}) => {
    const { editor, shapes } = headlessVector(options);
    const notices: unknown[] = [];
    editor.events.listen((event) => event.type === "notice" && notices.push(event.message));
    editor.clipboard.paste(copied(points));
    return { shapes: shapes(), notices };
  };
  const triangle = (x: number, y: number): readonly Point[] => [
    [x, y],
    [x + 40, y],
    [x, y + 20],
  ];

  it.each([
    [
      [900, 600],
      [160, 80],
    ],
    [
      [190, 10],
      [160, 10],
    ],
    [
      [-30, -900],
      [0, 0],
    ],
  ] as const)("lands inside: %j", (from, to) => {
    const { shapes, notices } = pasted(triangle(from[0], from[1]));
    expect(shapes).toEqual([["polygon", triangle(to[0], to[1])]]);
    expect(notices).toEqual(["1 of 1 objects lay outside and were moved in"]);
  });

  it("stays in place where it lies inside, or where shapes may reach out", () => {
    expect(pasted(triangle(50, 50))).toEqual({ shapes: [["polygon", triangle(50, 50)]], notices: [] });
    const { shapes } = pasted(triangle(900, 600), { allowsOutside: true });
    expect(shapes).toEqual([["polygon", triangle(900, 600)]]);
  });
});
