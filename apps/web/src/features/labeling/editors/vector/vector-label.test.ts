import { expect, it } from "vitest";
import { VectorLabel } from "./vector-label.js";

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
  const label = new VectorLabel({
    dataset: { task_type: "vector", task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "car" }] } },
    sample: { uuid: "s1", attributes: { image: { url: "" } } },
    documentKey: "s1",
    label: { annotations: [box(1, 0), box(2, 10), box(3, 20)] },
    isReadOnly: false,
  });
  const before = label.content();
  label.replace({ annotations: [box(1, 0), box(4, 30)] }, "Restore version 1");
  expect(label.content().attributes).toMatchObject({ annotations: [box(1, 0), box(4, 30)] });
  label.editor.undo();
  expect(label.content()).toEqual(before);
});
