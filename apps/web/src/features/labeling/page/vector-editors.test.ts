import { VectorEditor } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import { replaceLabel } from "../components/history/restore-version.js";
import { Habits } from "./vector-editors.js";

function open(
  options: { readonly isReadOnly?: boolean; readonly annotations?: readonly unknown[] } = {},
): VectorEditor {
  return new VectorEditor({
    taskType: "vector",
    taskAttributes: {
      categories: [
        { id: 1, name: "car" },
        { id: 2, name: "person" },
      ],
    },
    documentKey: "sample",
    label: { annotations: options.annotations ?? [] },
    isReadOnly: options.isReadOnly ?? false,
  });
}

it("the next sample begins with the tool and the category of the one before, once it can be changed", () => {
  const habits = new Habits();
  const first = open();
  habits.follow(first);
  first.editor.tools.select("polygon");
  first.editor.objects.pickCategory(2);
  first.editor.isReadOnly = true;
  const second = open({ isReadOnly: true });
  habits.follow(second);
  expect(second.editor.tools.current.id).toBe("select");
  second.editor.isReadOnly = false;
  expect(second.editor.tools.current.id).toBe("polygon");
  expect(second.editor.session.get().categoryId).toBe(2);
});

it("a tool that only looks is no habit", () => {
  const habits = new Habits();
  const first = open();
  habits.follow(first);
  first.editor.tools.select("box");
  first.editor.tools.select("ruler");
  const second = open();
  habits.follow(second);
  expect(second.editor.tools.current.id).toBe("box");
});

it("an earlier version is taken over in one step that can be undone", () => {
  const box = (id: number, x: number) => ({
    id,
    track_id: id,
    category_id: 1,
    type: "bbox",
    points: [
      [x, 0],
      [x + 5, 5],
    ],
  });
  const vector = open({ annotations: [box(1, 0), box(2, 10), box(3, 20)] });
  const before = vector.toLabelAttributes();
  replaceLabel(vector, { annotations: [box(1, 0), box(4, 30)] }, "Restore version 1");
  expect(vector.toLabelAttributes().annotations).toEqual([box(1, 0), box(4, 30)]);
  vector.editor.undo();
  expect(vector.toLabelAttributes()).toEqual(before);
});
