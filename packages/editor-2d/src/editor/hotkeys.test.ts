import { expect, it } from "vitest";
import { headlessVector } from "../testing/headless-vector.js";

/** Keys that several actions have. */
function sharedKeys(editor: ReturnType<typeof headlessVector>["editor"]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { keys } of editor.hotkeys.rows()) for (const key of keys) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].filter(([, count]) => count > 1).map(([key]) => key);
}

it("no key has two actions, in any preset", () => {
  const { editor } = headlessVector({ linking: { isRestricted: false } });
  expect(editor.hotkeys.presets.map(({ id }) => id)).toEqual([
    "default",
    "cvat",
    "label-studio",
    "segments",
    "roboflow",
  ]);
  for (const { id } of editor.hotkeys.presets) {
    editor.hotkeys.usePreset(id);
    expect([id, sharedKeys(editor)]).toEqual([id, []]);
    expect(editor.hotkeys.conflicts()).toEqual([]);
  }
});

it("presets name actions that there are", () => {
  const { editor } = headlessVector({ linking: { isRestricted: false } });
  const named = editor.hotkeys.presets.flatMap(({ bindings }) => Object.keys(bindings));
  expect(named.filter((id) => !editor.actions.has(id))).toEqual([]);
});

it("every action has a name and a group, and every tool a key", () => {
  const { editor } = headlessVector();
  for (const { action, keys } of editor.hotkeys.rows()) {
    expect(action.label).toMatch(/^[A-Z]/);
    expect(action.group).not.toBe("");
    expect([action.id, keys.length > 0]).toEqual([action.id, true]);
  }
});

it("has the keys that the editors page names", () => {
  const { editor } = headlessVector();
  const bound = new Set(editor.hotkeys.rows().flatMap(({ keys }) => keys));
  const named = ["c", "1", "3", "Tab", "Backspace", "Space", "Escape", "Mod+C", "h", "Shift+R", "Mod+Z", "Mod+Shift+Z"];
  for (const key of [...named, "Shift+F", "f", "t", "i", "l", "z"]) expect(bound).toContain(key);
});

it("presets do what the other tools' documents say", () => {
  const { editor } = headlessVector({ linking: { isRestricted: false } });
  const keys = (preset: string, actionId: string) => {
    editor.hotkeys.usePreset(preset);
    return editor.hotkeys.keysOf(actionId)[0];
  };
  expect(["tool.box", "tool.polygon", "tool.hand", "tool.link"].map((id) => keys("label-studio", id))).toEqual([
    ...["r", "p", "h", "Alt+R"],
  ]);
  expect(["object.hide", "object.lock", "object.to-front"].map((id) => keys("cvat", id))).toEqual(["h", "l", "+"]);
  expect(["tool.select", "view.zoom-to-object", "view.fit"].map((id) => keys("segments", id))).toEqual([
    ...["Space", "t", "f"],
  ]);
  const wheels = editor.hotkeys.presets.map(({ id, wheel }) => [id, wheel]);
  expect(Object.fromEntries(wheels)).toMatchObject({ default: undefined, segments: "pan", cvat: "zoom" });
});
