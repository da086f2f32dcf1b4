import type { TaskAttributes } from "@tessera/editor-core";
import { describe, expect, test } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";

const TASK: TaskAttributes = {
  format_version: "0.1",
  categories: [
    {
      ...{ id: 1, name: "car", link_category_restrictions: [2] },
      link_attributes: [{ name: "kind", input_type: "select", values: ["tows", "blocks"], default_value: "tows" }],
    },
    { id: 2, name: "trailer" },
  ],
};
const box = (id: number, categoryId: number, x: number) => ({
  ...{ id, track_id: id, category_id: categoryId, type: "bbox" },
  points: [
    [x, 20],
    [x + 20, 40],
  ],
});
const LABEL = { format_version: "0.1", annotations: [box(1, 1, 10), box(2, 2, 60), box(3, 2, 110), box(4, 1, 160)] };

function setUp({ isRestricted = false } = {}) {
  const setup = headlessVector({ taskAttributes: TASK, label: LABEL, linking: { isRestricted } });
  const notices: string[] = [];
  setup.editor.events.listen((event) => {
    if (event.type === "notice") notices.push(event.message);
  });
  const links = () => setup.vector.toLabelAttributes().links;
  const arrows = () => setup.vector.overlay().filter(({ type }) => type === "arrow");
  setup.editor.tools.select("link");
  return { ...setup, notices, links, arrows };
}

describe("the link tool", () => {
  test("is there only where the dataset links objects", () => {
    expect(headlessVector().editor.tools.has("link")).toBe(false);
  });

  test("links the object that is picked first to the second, with the defaults of the first one's category", () => {
    const { editor, pointer, links, arrows } = setUp();
    pointer.click([20, 30]).move([66, 30]);
    expect(arrows()).toMatchObject([{ from: [20, 30], to: [70, 30] }]);
    pointer.move([90, 70]);
    expect(arrows()).toMatchObject([{ from: [20, 30], to: [90, 70] }]);
    pointer.click([70, 30]);
    expect(links()).toEqual([{ from_id: 1, to_id: 2, attributes: { kind: "tows" } }]);
    expect(editor.path).toBe("link.idle");
    expect(editor.links.selected?.key).toBe("1>2");
    editor.undo();
    expect(links()).toBeUndefined();
    expect(arrows()).toEqual([]);
    editor.redo();
    expect(links()).toEqual([{ from_id: 1, to_id: 2, attributes: { kind: "tows" } }]);
  });

  test("links by a drag too, and its arrow follows the objects", () => {
    const { editor, pointer, arrows } = setUp();
    pointer.drag([
      [20, 30],
      [40, 30],
      [120, 30],
    ]);
    pointer.key("v");
    pointer.drag([
      [120, 38],
      [120, 58],
    ]);
    expect(arrows()).toMatchObject([{ from: [20, 30], to: [120, 50] }]);
    expect(editor.history.undoLabels).toEqual(["Link", "Move"]);
  });

  test("says what cannot be linked; Escape gives the first object up, then the tool", () => {
    const { editor, pointer, notices, links } = setUp();
    pointer.click([20, 30]).click([170, 30]);
    expect(notices).toEqual(["car cannot be linked to car"]);
    // It begins anew: the next click picks the object from which the link goes.
    expect(editor.path).toBe("link.idle");
    expect(editor.selection.ids).toEqual([]);
    pointer.click([20, 30]).click([70, 30]).click([20, 30]).click([70, 30]);
    expect(notices.at(-1)).toBe("These objects are linked already");
    pointer.click([20, 30]).key("Escape");
    expect(editor.path).toBe("link.idle");
    pointer.key("Escape");
    expect(editor.path).toBe("select.idle");
    expect(links()).toHaveLength(1);
  });

  test("where the dataset restricts links, a category that names none is linked to nothing", () => {
    for (const isRestricted of [true, false]) {
      const { pointer, links } = setUp({ isRestricted });
      pointer.click([70, 30]).click([20, 30]);
      expect(links(), String(isRestricted)).toEqual(isRestricted ? undefined : [{ from_id: 2, to_id: 1 }]);
    }
  });
});

describe("a link", () => {
  test("that is selected is deleted by Delete, its objects stay; an object that is selected takes its place", () => {
    const { editor, pointer, links, shapes } = setUp();
    pointer.click([20, 30]).click([70, 30]).click([20, 30]).click([120, 30]);
    editor.links.select("1>2");
    pointer.key("Delete");
    expect(links()).toEqual([{ from_id: 1, to_id: 3, attributes: { kind: "tows" } }]);
    editor.links.select("1>3");
    editor.selection.set(["annotation:4"]);
    expect(editor.links.selected).toBeUndefined();
    pointer.key("Delete");
    expect(shapes()).toHaveLength(3);
    expect(links()).toHaveLength(1);
  });

  test("is selected by a click on its arrow, beside all objects", () => {
    const { editor, pointer } = setUp();
    pointer.click([20, 30]).click([70, 30]);
    editor.tools.select("select");
    editor.links.select(null);
    pointer.click([45, 33]);
    expect(editor.links.selected?.key).toBe("1>2");
    pointer.click([45, 60]);
    expect(editor.links.selected).toBeUndefined();
    // An object above the arrow comes first.
    pointer.click([70, 30]);
    expect(editor.selection.ids).toEqual(["annotation:2"]);
    expect(editor.links.selected).toBeUndefined();
  });

  test("has values that fit its attributes, and keeps what nobody knows", () => {
    const own = { from_id: 1, to_id: 2, since: "today" };
    const { vector, editor } = headlessVector({ taskAttributes: TASK, label: { ...LABEL, links: [own, own] } });
    const [kind] = editor.links.attributesOf(own);
    if (kind === undefined) throw new Error("There is an attribute");
    expect(editor.links.setAttribute("1>2#2", kind, "pushes")).toEqual({ reason: "kind is one of tows, blocks" });
    expect(editor.links.setAttribute("1>2#2", kind, "blocks")).toBe(true);
    expect(vector.toLabelAttributes().links).toEqual([own, { ...own, attributes: { kind: "blocks" } }]);
  });
});
