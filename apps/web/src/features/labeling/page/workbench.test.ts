// @vitest-environment jsdom
import { HeadlessInput } from "@tessera/editor-core";
import type { DatasetData, SampleData } from "@tessera/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { vectorModule } from "../editors/vector/module.js";
import { vectorLabel } from "../editors/vector/vector-label.js";
import type { LabelingServices, LabelingSession, WorkAction } from "../session/index.js";
import { pageActions } from "./page-actions.js";
import { SETTLING_MS } from "./settling.js";
import { Workbench } from "./workbench.js";

const dataset = {
  full_name: "jane/streets",
  task_type: "vector",
  task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "car" }] },
} as unknown as DatasetData;

/** A workbench over one sample, and what was asked of the session: the actions, with the shapes at that moment. */
function setUp() {
  let settle: (settlement: unknown) => void = () => undefined;
  const outbox = {
    onSettled: (listener: typeof settle) => {
      settle = listener;
      return () => undefined;
    },
  };
  const workbench = new Workbench(
    { account: "jane", outbox } as unknown as LabelingServices,
    dataset,
    vectorModule,
    pageActions,
  );
  const acts: { readonly action: WorkAction; readonly kinds: readonly string[] }[] = [];
  const shownKinds = () => workbench.shown?.editor.annotations.all().map((record) => record.kind) ?? [];
  const session = {
    updateDataset: (next: DatasetData) => workbench.port.updateDataset(next),
    getState: () => ({ mode: "label", sample: null, actions: { submit: true, skip: true } }),
    act: async (action: WorkAction) => {
      acts.push({ action, kinds: shownKinds() });
      return true;
    },
  };
  workbench.open(session as unknown as LabelingSession);
  workbench.port.load({ sample: { uuid: "s1" } as SampleData, dataset, attributes: null, files: [] });
  workbench.port.setReadOnly({ isReadOnly: false });
  const label = workbench.port.label.get();
  if (label === null) throw new Error("A sample is loaded");
  const { vector } = vectorLabel(label);
  vector.setImageSize({ widthPx: 200, heightPx: 100 });
  const pointer = new HeadlessInput<readonly [number, number]>(vector.editor, ([x, y]) => ({ x, y }));
  return { workbench, acts, editor: vector.editor, pointer, settle: (settlement: unknown) => settle(settlement) };
}

describe("the way to the next sample", () => {
  it("is not said to end while it is found out", () => {
    const { workbench, pointer } = setUp();
    pointer.key("PageDown");
    expect(workbench.notice.get()).toBeUndefined();
    workbench.steps = { isKnown: true, previous: undefined, next: undefined };
    pointer.key("PageDown");
    expect(workbench.notice.get()?.text).toBe("This is the last sample");
    const next = vi.fn();
    workbench.steps = { isKnown: true, previous: undefined, next };
    pointer.key("PageDown");
    expect(next).toHaveBeenCalledOnce();
    workbench.port.load({ sample: { uuid: "s2" } as SampleData, dataset, attributes: null, files: [] });
    expect(workbench.notice.get()).toBeUndefined();
    workbench.dispose();
  });
});

describe("an action with a path in the making", () => {
  it.each(["submit", "skip"] as const)("%s finishes it where it is valid", (action) => {
    const { workbench, acts, editor, pointer } = setUp();
    editor.tools.select("polygon");
    pointer.click([10, 10]).click([60, 10]).click([30, 40]);
    workbench.request(action);
    expect(acts).toEqual([{ action, kinds: ["polygon"] }]);
    workbench.dispose();
  });

  it.each(["submit", "skip"] as const)("%s asks where it is not, and loses nothing meanwhile", (action) => {
    const { workbench, acts, editor, pointer } = setUp();
    editor.tools.select("polygon");
    pointer.click([10, 10]).click([60, 10]);
    workbench.request(action);
    expect(acts).toEqual([]);
    expect(workbench.ui.get().confirming).toBe(action);
    expect(editor.sketch.record?.nodes).toEqual([
      [10, 10],
      [60, 10],
    ]);
    workbench.dispose();
  });
});

describe("a category that is removed while somebody labels", () => {
  const withoutCar = {
    ...dataset,
    task_attributes: { format_version: "0.1", categories: [{ id: 2, name: "van" }] },
    removed_categories: [{ id: 1, name: "car" }],
  } as unknown as DatasetData;

  it("is told, with the sample that was just saved with it; its objects stay and are warned of", () => {
    const { workbench, editor, pointer, settle } = setUp();
    editor.tools.select("box");
    pointer.drag([
      [10, 10],
      [40, 40],
    ]);
    const [drawn] = editor.annotations.all();
    let renders = 0;
    editor.store.listen(() => renders++);
    const label = { attributes: { annotations: [{ id: 1, category_id: 1 }] } };
    settle({ kind: "saved", entry: { sampleName: "a.jpg" }, label });
    workbench.updateDataset(dataset);
    expect(workbench.ui.get().removal).toBeNull();
    workbench.updateDataset(withoutCar);
    expect(workbench.ui.get().removal).toEqual({ names: ["car"], savedSample: "a.jpg" });
    expect(editor.annotations.all()).toEqual([drawn]);
    expect(editor.task.isRemoved(1)).toBe(true);
    expect(editor.warnings.get().map(({ message }) => message)).toContain("The category car was removed");
    // Lists and canvas look again; the next object gets a category that is there.
    expect(renders).toBeGreaterThan(0);
    expect(editor.viewState.get().categoryId).toBe(2);
    expect(editor.history.canUndo).toBe(true);
    workbench.dispose();
  });
});

describe("a second press of Submit, on the sample that has just appeared", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function withNextSample() {
    const setup = setUp();
    const { workbench } = setup;
    workbench.request("submit");
    workbench.port.load({ sample: { uuid: "s2" } as SampleData, dataset, attributes: null, files: [] });
    const editor = workbench.port.label.get()?.editor;
    if (editor === undefined) throw new Error("The next sample is loaded");
    return { ...setup, editor };
  }

  it.each(["submit", "skip"] as const)("does nothing: %s", (action) => {
    const { workbench, acts } = withNextSample();
    vi.advanceTimersByTime(40);
    workbench.request(action);
    expect(acts).toHaveLength(1);
    vi.advanceTimersByTime(SETTLING_MS);
    workbench.request(action);
    expect(acts.map((act) => act.action)).toEqual(["submit", action]);
    workbench.dispose();
  });

  it("counts as soon as something was drawn", () => {
    const { workbench, acts, editor } = withNextSample();
    const geometry = [
      [10, 10],
      [60, 40],
    ];
    editor.objects.create({ kind: "bbox", geometry });
    workbench.request("submit");
    expect(acts.map(({ kinds }) => kinds)).toEqual([[], ["bbox"]]);
    workbench.dispose();
  });

  it("leaves no timer behind", () => {
    withNextSample().workbench.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("no action while another version is looked at: what is seen is not what would be saved", () => {
  const { workbench, acts } = setUp();
  const label = workbench.port.label.get();
  if (label === null) throw new Error("A sample is loaded");
  workbench.setUi({ preview: { title: "Version 1", label, version: 1 } });
  workbench.request("submit");
  expect(acts).toEqual([]);
  expect(workbench.notice.get()?.text).toContain("another version");
  workbench.setUi({ preview: null });
  workbench.request("submit");
  expect(acts.map(({ action }) => action)).toEqual(["submit"]);
});
