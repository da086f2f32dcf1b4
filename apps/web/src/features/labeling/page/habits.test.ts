import { VectorEditor } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import { Habits } from "./habits.js";

function open(options: { readonly isReadOnly?: boolean } = {}): VectorEditor {
  return new VectorEditor({
    taskType: "vector",
    taskAttributes: {
      categories: [
        { id: 1, name: "car" },
        { id: 2, name: "person" },
      ],
    },
    documentKey: "sample",
    label: null,
    isReadOnly: options.isReadOnly ?? false,
  });
}

it("the next sample begins with the tool and the category of the one before, once it can be changed", () => {
  const habits = new Habits();
  const first = open();
  habits.follow(first.editor);
  first.editor.tools.select("polygon");
  first.editor.objects.pickCategory(2);
  first.editor.isReadOnly = true;
  const second = open({ isReadOnly: true });
  habits.follow(second.editor);
  expect(second.editor.tools.current.id).toBe("select");
  second.editor.isReadOnly = false;
  expect(second.editor.tools.current.id).toBe("polygon");
  expect(second.editor.viewState.get().categoryId).toBe(2);
});

it("a tool that only looks is no habit", () => {
  const habits = new Habits();
  const first = open();
  habits.follow(first.editor);
  first.editor.tools.select("box");
  first.editor.tools.select("ruler");
  const second = open();
  habits.follow(second.editor);
  expect(second.editor.tools.current.id).toBe("box");
});
