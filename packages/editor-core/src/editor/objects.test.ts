import { describe, expect, it } from "vitest";
import { headlessSpans } from "../testing/span-surface.js";

function withSpans(count: number) {
  const setup = headlessSpans();
  setup.editor.tools.select("span");
  for (let index = 0; index < count; index++) setup.pointer.drag([index * 10, index * 10 + 5]);
  const attributes = () => setup.editor.annotations.all().map((record) => record.attributes);
  const role = setup.editor.task.attributesOf(1)[0];
  if (!role) throw new Error("Persons have a role");
  return { ...setup, attributes, role };
}

describe("attributes of objects", () => {
  it("are set for all selected in one step", () => {
    const { editor, pointer, attributes, role } = withSpans(3);
    pointer.key("a", { mod: true });
    expect(editor.objects.setAttribute(editor.selection.ids, role, "author")).toBe(true);
    expect(attributes()).toEqual([{ role: "author" }, { role: "author" }, { role: "author" }]);
    expect(editor.history.undoLabels.at(-1)).toBe("Set role");
    editor.undo();
    expect(attributes()).toEqual([undefined, undefined, undefined]);
  });

  it("are set for those that are not locked, and refused where all are", () => {
    const { editor, attributes, role } = withSpans(2);
    const [first, second] = editor.annotations.all();
    if (!first || !second) throw new Error("Two spans were drawn");
    editor.objectStates.lock([first]);
    expect(editor.objects.setAttribute([first.id, second.id], role, "author")).toBe(true);
    expect(attributes()).toEqual([undefined, { role: "author" }]);
    expect(editor.objects.setAttribute([first.id], role, "author")).toEqual({
      reason: "The selected objects are locked",
    });
  });

  it("say why a value does not fit, and change nothing", () => {
    const { editor, role } = withSpans(1);
    const { version } = editor.draft;
    expect(editor.objects.setAttribute(editor.selection.ids, role, 7)).toEqual({ reason: "role is a text" });
    expect(editor.draft.version).toBe(version);
  });

  it("follow the category: defaults of the new one come, those of the old go, undo brings them back", () => {
    const { editor, pointer, attributes, role } = withSpans(1);
    editor.objects.setAttribute(editor.selection.ids, role, "author");
    pointer.key("2");
    expect(attributes()).toEqual([{ country: "none" }]);
    pointer.key("3");
    expect(attributes()).toEqual([undefined]);
    editor.undo();
    editor.undo();
    expect(attributes()).toEqual([{ role: "author" }]);
  });
});

describe("values that are repeated", () => {
  it("are those that were set last on an object of the category; what else an object has stays", () => {
    const { editor, pointer, attributes, role } = withSpans(3);
    const [first, second, third] = editor.annotations.all().map(({ id }) => id);
    if (!first || !second || !third) throw new Error("Three spans were drawn");
    pointer.key("r", { alt: true });
    expect(attributes()).toEqual([undefined, undefined, undefined]);
    editor.objects.setAttribute([first], role, "author");
    editor.selection.set([second, third]);
    editor.edit("Note", () => editor.annotations.update(third, (each) => ({ ...each, attributes: { note: 1 } })));
    pointer.key("r", { alt: true });
    expect(attributes()).toEqual([{ role: "author" }, { role: "author" }, { note: 1, role: "author" }]);
    expect(editor.history.undoLabels.at(-1)).toBe("Repeat values");
    editor.objects.setCategory([third], 2);
    editor.selection.set([third]);
    pointer.key("r", { alt: true });
    expect(attributes()[2]).toEqual({ note: 1, country: "none" });
  });
});

describe("a category that is picked", () => {
  it("is that of the selected and of the next", () => {
    const { editor, pointer } = withSpans(2);
    pointer.key("3");
    pointer.drag([50, 60]);
    expect(editor.annotations.all().map((record) => record.categoryId)).toEqual([1, 3, 3]);
  });

  it("is chosen from a menu that the page shows", () => {
    const { editor, pointer } = withSpans(0);
    const events: unknown[] = [];
    editor.events.listen((event) => events.push(event));
    expect(pointer.key("c")).toBe(true);
    expect(pointer.key("v", { mod: true })).toBe(true);
    expect(events).toEqual([{ type: "open-category-menu" }, { type: "paste-requested" }]);
  });
});

describe("frames", () => {
  it("hold objects of the same id; a paste into another keeps it, hiding and locking go over all", () => {
    const { editor, saved } = withSpans(1);
    const text = editor.clipboard.copy() ?? "";
    editor.document.go(1);
    expect(editor.clipboard.paste(text)).toBe(1);
    expect(saved().map(({ id, start }) => [id, start])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const [first] = editor.annotations.inPlace({});
    const [second] = editor.annotations.inPlace({ frame: 1 });
    if (!first || !second) throw new Error("There is one in each frame");
    editor.objectStates.lock([second]);
    expect(editor.objectStates.isLocked(first)).toBe(true);
    expect(editor.annotations.ofNumber(1)).toHaveLength(2);
    editor.clipboard.paste(text);
    expect(editor.annotations.inPlace({ frame: 1 }).map((record) => record.objectId)).toEqual([1, 2]);
  });
});

describe("a category that was picked by slip", () => {
  const color = (values: readonly string[], more: object = {}) => ({
    name: "color",
    input_type: "select" as const,
    values: [...values],
    ...more,
  });
  function colored() {
    const setup = headlessSpans({
      taskAttributes: {
        categories: [
          { id: 1, name: "car", attributes: [color(["red", "blue", "white"])] },
          { id: 2, name: "truck", attributes: [color(["white", "blue"], { default_value: "white" })] },
          { id: 3, name: "tree" },
        ],
      },
    });
    const { editor, pointer } = setup;
    editor.tools.select("span");
    pointer.drag([0, 5]);
    const set = (value: string) => {
      const [record] = editor.annotations.all();
      const attribute = editor.task.attributesOf(record?.categoryId ?? 0)[0];
      if (record && attribute) editor.objects.setAttribute([record.id], attribute, value);
    };
    set("red");
    return { ...setup, set, value: () => editor.annotations.all()[0]?.attributes?.color };
  }

  it.each(["21", "31", "231", "321", "2321"])("gives the attributes back on return: %s", (keys) => {
    const { pointer, value } = colored();
    for (const key of keys) pointer.key(key);
    expect(value()).toBe("red");
  });

  it("keeps what was set under the other category", () => {
    const { pointer, set, value } = colored();
    pointer.key("2");
    expect(value()).toBe("white");
    set("blue");
    pointer.key("1");
    expect(value()).toBe("blue");
    pointer.key("2");
    expect(value()).toBe("blue");
  });

  it("knows nothing of another label", () => {
    const { editor, pointer, value } = colored();
    pointer.key("3");
    editor.load(editor.draft.records());
    editor.selection.set(editor.annotations.all().map(({ id }) => id));
    pointer.key("1");
    expect(value()).toBeUndefined();
  });
});
