import { describe, expect, it } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";
import { randomLabel } from "../testing/random-label.js";

const saved = (label: unknown) => headlessVector({ label }).vector.toLabelAttributes();

describe("a label that is loaded and saved", () => {
  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    "is the same, value for value and in its order (seed %i)",
    (seed) => {
      const label = randomLabel(seed);
      const text = JSON.stringify(label);
      expect(saved(JSON.parse(text))).toEqual(JSON.parse(text));
    },
  );

  it("is the same after every object was moved and all was undone", () => {
    for (let seed = 0; seed < 20; seed++) {
      const label = randomLabel(seed);
      const { vector, editor, pointer } = headlessVector({ label });
      pointer.key("a", { mod: true });
      pointer.key("ArrowRight");
      pointer.key("2");
      pointer.key("Backspace");
      while (editor.undo());
      expect(vector.toLabelAttributes()).toEqual(label);
      expect(editor.isDirty).toBe(false);
    }
  });

  it("changes nothing but what was touched", () => {
    const far = {
      id: 7,
      track_id: 7,
      category_id: 1,
      type: "polygon",
      points: [
        [0.123456789, 1 / 3],
        [50, 1],
        [9.999, 40],
      ],
    };
    const near = {
      id: 3,
      track_id: 3,
      category_id: 2,
      type: "bbox",
      points: [
        [100, 10],
        [150.00001, 60],
      ],
      odd: [null],
    };
    const { vector, editor, pointer } = headlessVector({ label: { annotations: [far, near], x: 1 } });
    pointer.drag([
      [120, 30],
      [130, 40],
    ]);
    expect(editor.history.undoLabels).toEqual(["Move"]);
    expect(vector.toLabelAttributes()).toEqual({
      annotations: [
        far,
        {
          ...near,
          points: [
            [110, 20],
            [160, 70],
          ],
        },
      ],
      x: 1,
    });
  });

  it("rounds the nodes that were moved to a hundredth of a pixel, and no others", () => {
    const points = [
      [10.123456, 10],
      [60, 10],
      [60.98765, 60],
    ];
    const label = { annotations: [{ id: 1, track_id: 1, category_id: 1, type: "polygon", points }] };
    const { vector, pointer } = headlessVector({ label });
    pointer.click([50, 20]).drag([
      [60, 10],
      [65, 10],
      [70.11111, 12.99999],
    ]);
    expect(vector.toLabelAttributes().annotations).toMatchObject([{ points: [points[0], [70.11, 13], points[2]] }]);
  });

  it("has both ids where only one came", () => {
    const label = { annotations: [{ id: 4, category_id: 1, type: "point", points: [[1, 2]] }] };
    expect(saved(label).annotations).toMatchObject([{ id: 4, track_id: 4 }]);
    const tracked = { annotations: [{ track_id: 4, category_id: 1, type: "point", points: [[1, 2]] }] };
    expect(saved(tracked).annotations).toMatchObject([{ id: 4, track_id: 4 }]);
  });

  it("keeps what no kind can read", () => {
    const odd = [{ id: 1, type: "circle" }, "text", { id: 2, category_id: 1, type: "bbox", points: [[1, 1]] }];
    expect(saved({ annotations: odd }).annotations).toEqual(odd);
  });

  it.each([null, undefined, [], "text", 7, {}])("begins empty from %o", (label) => {
    expect(saved(label).annotations).toEqual([]);
  });

  it("begins with the defaults of image attributes", () => {
    const image_attributes = [{ name: "weather", input_type: "text" as const, default_value: "dry" }];
    const taskAttributes = { categories: [{ id: 1, name: "car" }], image_attributes };
    const { vector, editor } = headlessVector({ taskAttributes });
    expect(vector.toLabelAttributes().image_attributes).toEqual({ weather: "dry" });
    expect(editor.isDirty).toBe(false);
    const loaded = headlessVector({ taskAttributes, label: { annotations: [] } });
    expect(loaded.vector.toLabelAttributes()).toEqual({ annotations: [] });
  });

  it("begins with a format version", () => {
    expect(saved(null)).toEqual({ format_version: "0.1", annotations: [] });
  });
});
