import { describe, expect, test } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";

const box = (id: number, x: number, more: object = {}) => ({
  ...{ id, track_id: id, category_id: 1, type: "bbox" },
  points: [
    [x, 20],
    [x + 20, 40],
  ],
  ...more,
});
const label = (...annotations: readonly object[]) => ({ format_version: "0.1", annotations });

function setUp() {
  const setup = headlessVector({ label: label(box(1, 10), box(2, 60), box(3, 110)) });
  const { others } = setup.vector;
  const changes = () => others.changes?.map(({ kind, record }) => [kind, record.objectId]);
  const references = () => setup.vector.scene.references().map(({ id, points, dash }) => [id, points[0], dash]);
  return { ...setup, others, changes, references };
}

describe("an earlier version", () => {
  test("is compared with the label, as it goes on, and drawn as it was", () => {
    const { others, editor, pointer, changes, references, vector } = setUp();
    let told = 0;
    others.changed.listen(() => told++);
    others.compareWith(label(box(1, 10), box(2, 70), box(4, 160)));
    expect(changes()).toEqual([
      ["removed", 4],
      ["moved", 2],
      ["added", 3],
    ]);
    expect(references()).toEqual([
      ["before:4", [160, 20], [2, 4]],
      ["before:2", [70, 20], [2, 4]],
    ]);
    expect(vector.scene.get("1")).toMatchObject({ color: [150, 150, 156] });
    expect(vector.scene.get("3")?.dash).toBeUndefined();
    expect(vector.scene.get("2")?.dash).toEqual([10, 4]);
    editor.objects.remove(["annotation:3"]);
    expect(changes()).toEqual([
      ["removed", 4],
      ["moved", 2],
    ]);
    editor.undo();
    expect(changes()).toHaveLength(3);
    const before = told;
    pointer.down([20, 22]).move([30, 26]).move([40, 30]);
    expect(told).toBe(before);
    pointer.up([40, 30]);
    expect(changes()).toContainEqual(["moved", 1]);
    others.compareWith(null);
    expect(changes()).toBeUndefined();
    expect(references()).toEqual([]);
    expect(vector.scene.get("1")).not.toMatchObject({ color: [150, 150, 156] });
  });

  test("is compared by its links and image attributes, too", () => {
    const { others, editor } = setUp();
    others.compareWith({ ...label(box(1, 10), box(2, 60), box(3, 110)), image_attributes: { lit: true } });
    expect(others.sceneChanges).toEqual({
      links: [],
      values: [{ place: {}, name: "lit", before: true, now: undefined }],
    });
    editor.links.add("annotation:1", "annotation:2");
    expect(others.changes).toEqual([]);
    expect(others.sceneChanges?.links).toMatchObject([{ kind: "added", link: { from_id: 1, to_id: 2 } }]);
    others.compareWith(null);
    expect(others.sceneChanges).toBeUndefined();
  });

  test("of nothing makes everything new", () => {
    const { others, changes } = setUp();
    others.compareWith({ format_version: "0.1", annotations: [] });
    expect(changes()).toEqual([
      ["added", 1],
      ["added", 2],
      ["added", 3],
    ]);
  });
});

describe("a label of another labelset", () => {
  test("is drawn dashed below, and neither hit, selected, snapped to nor saved", () => {
    const { others, editor, pointer, references, vector } = setUp();
    const saved = vector.toLabelAttributes();
    others.showBeside(label(box(1, 150), box(9, 170)));
    expect(references()).toEqual([
      ["beside:1", [150, 20], [6, 5]],
      ["beside:9", [170, 20], [6, 5]],
    ]);
    pointer.click([150, 30]);
    expect(editor.selection.ids).toEqual([]);
    pointer.drag([
      [145, 5],
      [199, 60],
    ]);
    expect(editor.selection.ids).toEqual([]);
    editor.viewState.set({ isSnapping: true });
    editor.tools.select("box");
    pointer.move([151, 21]);
    expect(editor.snapping.target).toBeUndefined();
    pointer.key("v");
    pointer.click([12, 20]);
    expect(editor.selection.ids).toEqual(["annotation:1"]);
    editor.filtering.set("id:1");
    expect(references()).toHaveLength(2);
    expect(vector.toLabelAttributes()).toEqual(saved);
    others.showBeside(null);
    expect(references()).toEqual([]);
  });
});
