import { HeadlessInput } from "@tessera/editor-core";
import type { DatasetData, LabelAttributes, SampleData } from "@tessera/sdk";
import { describe, expect, it } from "vitest";
import { VectorLabel } from "../editors/vector/vector-label.js";
import { DocumentPort } from "./document-port.js";
import type { EditorChange } from "./ports.js";
import { boxAt, boxesOf } from "./testing/fake-editor.js";

const dataset = {
  task_type: "bboxes",
  task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "car" }] },
} as unknown as DatasetData;

const sample = (uuid: string) => ({ uuid }) as SampleData;
const label = (...ids: number[]) => ({ annotations: ids.map((id) => boxAt(id)) }) as unknown as LabelAttributes;

function setUp(attributes: LabelAttributes | null = null) {
  const port = new DocumentPort((options) => new VectorLabel(options));
  const changes: EditorChange[] = [];
  port.onChange((change) => changes.push(change));
  port.load({ sample: sample("s1"), dataset, attributes, files: [] });
  port.setReadOnly({ isReadOnly: false });
  const opened = port.label.get();
  if (opened === null) throw new Error("A sample is loaded");
  const { vector } = opened;
  vector.setImageSize({ widthPx: 200, heightPx: 100 });
  const pointer = new HeadlessInput<readonly [number, number]>(vector.editor, ([x, y]) => ({ x, y }));
  return { port, changes, opened, vector, pointer };
}

/** Lets the end of a gesture be told. */
const told = () => Promise.resolve();

describe("DocumentPort", () => {
  it("tells of a drag when it ends, as one change, and of nothing that was cancelled", async () => {
    const { changes, vector } = setUp(label(1));
    const [record] = vector.editor.annotations.inPlace({});
    if (record === undefined) throw new Error("There is a box");
    const move = vector.editor.beginGesture("Move");
    for (let step = 1; step <= 5; step++) {
      move?.update(() => vector.editor.store.put({ ...record, categoryId: step } as typeof record));
      await told();
    }
    expect(changes).toEqual([]);
    move?.finish();
    await told();
    expect(changes).toMatchObject([{ diff: { put: [{ id: record.id, categoryId: 5 }], removed: [] } }]);

    const cancelled = vector.editor.beginGesture("Move");
    cancelled?.update(() => vector.editor.store.put({ ...record, categoryId: 9 } as typeof record));
    cancelled?.cancel();
    await told();
    expect(changes).toHaveLength(1);
  });

  it("restores what was drawn, undone and deleted from a snapshot and diffs", async () => {
    const { port, changes, vector } = setUp(label(1, 2));
    const snapshot = structuredClone(port.snapshot());
    vector.editor.edit("Delete", () => vector.editor.store.remove(vector.editor.annotations.inPlace({})[0]?.id ?? ""));
    vector.editor.undo();
    vector.editor.edit("Delete", () => vector.editor.store.remove(vector.editor.annotations.inPlace({})[1]?.id ?? ""));
    await told();
    expect(changes).toHaveLength(3);
    const content = port.content();
    expect(boxesOf(content.attributes).map(({ id }) => id)).toEqual([1]);

    const other = setUp();
    other.port.restore({ snapshot, diffs: structuredClone(changes.map(({ diff }) => diff)) });
    expect(other.port.content()).toEqual(content);
    expect(other.changes).toEqual([]);
    expect(other.port.objectCount()).toBe(1);
  });

  it("draws with a pointer, and no more once it is read-only", async () => {
    const { port, changes, vector, pointer } = setUp();
    vector.editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [60, 40],
    ]);
    await told();
    expect(changes).toHaveLength(1);
    expect(port.objectCount()).toBe(1);
    port.setReadOnly({ isReadOnly: true });
    pointer.drag([
      [70, 10],
      [90, 40],
    ]);
    await told();
    expect(changes).toHaveLength(1);
  });

  it("keeps the editor for another label of the sample, and makes one for another sample", () => {
    const { port, opened, vector } = setUp(label(1));
    port.load({ sample: sample("s1"), dataset, attributes: label(1, 2), files: [] });
    expect(port.label.get()).toBe(opened);
    expect(port.objectCount()).toBe(2);
    port.load({ sample: sample("s2"), dataset, attributes: null, files: [] });
    expect(port.label.get()).not.toBe(opened);
    expect(port.objectCount()).toBe(0);
    expect(vector.editor.store.listenerCount).toBe(0);
    port.dispose();
  });

  it("refuses what it cannot label, and drafts that it cannot read", () => {
    const { port } = setUp();
    const other = { ...dataset, task_type: "pointcloud-cuboid" } as DatasetData;
    expect(() => port.load({ sample: sample("s3"), dataset: other, attributes: null, files: [] })).toThrow(
      "cannot be edited",
    );
    expect(() => port.restore({ snapshot: { format: "older" }, diffs: [] })).toThrow("another version");
  });
});
