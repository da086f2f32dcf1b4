import { HeadlessInput, type TaskAttributes } from "@tessera/editor-core";
import { VectorEditor, type VectorEditorOptions } from "../editor/vector-editor.js";
import { fitImage } from "../view/camera.js";
import type { Point } from "../view/rect.js";

export const TASK: TaskAttributes = {
  format_version: "0.1",
  categories: [
    { id: 1, name: "car", attributes: [{ name: "occluded", input_type: "checkbox", default_value: false }] },
    { id: 2, name: "person" },
    { id: 5, name: "tree", color: [0, 128, 0] },
  ],
};

/** A vector editor over an image of 200 × 100 pixels, one screen pixel each, with a pointer and a keyboard. */
export function headlessVector(options: Partial<VectorEditorOptions> = {}) {
  const vector = new VectorEditor({
    taskType: "vector",
    taskAttributes: TASK,
    label: null,
    documentKey: "sample-1",
    ...options,
  });
  const image = { widthPx: 200, heightPx: 100 };
  vector.setImageSize(image);
  vector.surface.viewport.setCamera({ ...fitImage({ ...image, pixelRatio: 1 }, image), zoom: 1, center: [100, 50] });
  const pointer = new HeadlessInput<Point>(
    vector.editor,
    ([x, y]) => ({ x, y }),
    (event) => vector.pointer(event),
  );
  return { vector, editor: vector.editor, pointer, shapes: () => shapesOf(vector) };
}

/** The annotations as they would be saved: type and points. */
export function shapesOf(vector: VectorEditor): readonly unknown[] {
  const { annotations } = vector.toLabelAttributes();
  if (!Array.isArray(annotations)) throw new Error("A label has annotations");
  return annotations.map(({ type, points }) => [type, points]);
}
