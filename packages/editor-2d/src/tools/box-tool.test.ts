import { describe, expect, it } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";

describe("BoxTool", () => {
  it("draws by a drag, in one step of undo", () => {
    const { editor, pointer, shapes } = headlessVector();
    editor.tools.select("box");
    expect(editor.path).toBe("box.idle");
    pointer.move([60, 40]).down([60, 40]).move([20, 10]);
    expect(editor.path).toBe("box.sizing");
    pointer.up([20, 10]);
    const box = [
      "bbox",
      [
        [20, 10],
        [60, 40],
      ],
    ];
    expect(shapes()).toEqual([box]);
    expect(editor.history.undoLabels).toEqual(["Draw box"]);
    editor.undo();
    expect(shapes()).toEqual([]);
    editor.redo();
    expect(shapes()).toEqual([box]);
  });

  it("moves it by the select tool", () => {
    const { editor, pointer, shapes } = headlessVector();
    editor.tools.select("box");
    pointer.drag([
      [20, 10],
      [60, 40],
    ]);
    editor.tools.select("select");
    pointer.drag([
      [40, 30],
      [45, 35],
      [50, 30],
    ]);
    expect(shapes()).toEqual([
      [
        "bbox",
        [
          [30, 10],
          [70, 40],
        ],
      ],
    ]);
    expect(editor.history.undoLabels).toEqual(["Draw box", "Move"]);
  });
});
