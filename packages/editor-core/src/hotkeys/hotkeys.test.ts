import { describe, expect, it } from "vitest";
import { headlessSpans } from "../testing/span-surface.js";
import { type Action, ActionRegistry } from "./actions.js";
import { Hotkeys } from "./hotkeys.js";
import { comboOf, formatCombo, normalizeCombo } from "./key-combo.js";

const modifiers = { isShift: false, isAlt: false, isMod: false };
const press = (key: string, code = key, held: Partial<typeof modifiers> = {}, isRepeat = false) => ({
  key,
  code,
  modifiers: { ...modifiers, ...held },
  isRepeat,
});

describe("comboOf", () => {
  it.each([
    ["a letter", press("b", "KeyB"), "b"],
    ["a letter with caps lock", press("B", "KeyB"), "b"],
    ["as printed on AZERTY", press("z", "KeyW", { isMod: true }), "Mod+Z"],
    ["by its place on a Cyrillic keyboard", press("я", "KeyZ", { isMod: true }), "Mod+Z"],
    ["with Alt on a Mac", press("˙", "KeyH", { isAlt: true }), "Alt+H"],
    ["a digit", press("1", "Digit1"), "1"],
    ["a digit on AZERTY", press("&", "Digit1"), "1"],
    ["a digit of the number pad", press("1", "Numpad1"), "1"],
    ["space", press(" ", "Space"), "Space"],
    ["shift with a letter", press("F", "KeyF", { isShift: true }), "Shift+F"],
    ["shift with tab", press("Tab", "Tab", { isShift: true }), "Shift+Tab"],
    ["a sign that needs shift", press("+", "Equal", { isShift: true }), "+"],
    ["a sign that does not", press("+", "BracketRight"), "+"],
    ["a bracket", press("]", "BracketRight"), "]"],
    ["a modifier alone", press("Shift", "ShiftLeft", { isShift: true }), undefined],
    ["a dead key", press("Dead", "Quote"), "Dead"],
  ])("%s", (_, key, combo) => {
    expect(comboOf(key)).toBe(combo);
  });
});

it.each([
  ["ctrl+c", "Mod+C"],
  ["shift+ctrl+z", "Mod+Shift+Z"],
  ["B", "b"],
  [" ", "Space"],
  ["Mod++", "Mod++"],
  ["+", "+"],
  ["Esc", "Escape"],
])("normalizes %s to %s", (combo, expected) => {
  expect(normalizeCombo(combo)).toBe(expected);
});

it("writes combinations as people know them", () => {
  expect(formatCombo("Mod+Shift+Z")).toBe("Ctrl+Shift+Z");
  expect(formatCombo("Mod+Shift+Z", { isMac: true })).toBe("⌘⇧Z");
  expect(formatCombo("Shift+ArrowLeft")).toBe("Shift+←");
});

function setUp() {
  const ran: string[] = [];
  let isDrawing = false;
  const action = (id: string, defaultKeys: string[], more: Partial<Action> = {}): Action => {
    return { id, label: `Do ${id}`, group: "Test", defaultKeys, run: () => ran.push(id), ...more };
  };
  const actions = new ActionRegistry();
  actions.add([
    action("remove-node", ["Backspace"], { when: () => isDrawing }),
    action("delete", ["Backspace", "Delete"]),
    action("move", ["ArrowLeft"], { repeats: true }),
    action("box", ["b"]),
    action("peek", ["i"], { release: () => ran.push("peek end") }),
  ]);
  const presets = [{ id: "other", label: "Other", bindings: { box: ["r"] } }];
  return { actions, hotkeys: new Hotkeys(actions, presets), ran, draw: (value: boolean) => (isDrawing = value) };
}

describe("Hotkeys", () => {
  it("runs the first action that is possible now", () => {
    const { hotkeys, ran, draw } = setUp();
    draw(true);
    hotkeys.keyDown(press("Backspace"));
    draw(false);
    hotkeys.keyDown(press("Backspace"));
    expect(ran).toEqual(["remove-node", "delete"]);
    expect(hotkeys.keyDown(press("q", "KeyQ"))).toBe(false);
  });

  it("repeats movement alone while a key is held", () => {
    const { hotkeys, ran } = setUp();
    hotkeys.keyDown(press("ArrowLeft", "ArrowLeft", {}, true));
    hotkeys.keyDown(press("b", "KeyB", {}, true));
    expect(ran).toEqual(["move"]);
  });

  it("ends what is held when the key, or the window, is let go", () => {
    const { hotkeys, ran } = setUp();
    hotkeys.keyDown(press("i", "KeyI"));
    hotkeys.keyDown(press("i", "KeyI", {}, true));
    hotkeys.keyUp(press("i", "KeyI"));
    hotkeys.keyDown(press("i", "KeyI"));
    hotkeys.releaseAll();
    hotkeys.releaseAll();
    expect(ran).toEqual(["peek", "peek end", "peek", "peek end"]);
  });

  it("rebinds, finds conflicts, resets", () => {
    const { hotkeys, ran } = setUp();
    expect(hotkeys.conflicts()).toEqual([]);
    hotkeys.rebind("box", ["I"]);
    expect(hotkeys.conflicts()).toEqual([{ combo: "i", actionIds: ["box", "peek"] }]);
    hotkeys.rebind("box", ["ctrl+k"]);
    hotkeys.keyDown(press("k", "KeyK", { isMod: true }));
    hotkeys.keyDown(press("b", "KeyB"));
    expect(ran).toEqual(["box"]);
    expect(hotkeys.rows("box")).toMatchObject([{ keys: ["Mod+K"], isCustom: true }]);
    hotkeys.reset("box");
    expect(hotkeys.keysOf("box")).toEqual(["b"]);
  });

  it("keeps settings per user, and passes over what it does not know", () => {
    const { hotkeys } = setUp();
    hotkeys.usePreset("other");
    hotkeys.rebind("delete", []);
    const { settings } = hotkeys;
    const other = setUp().hotkeys;
    other.load(JSON.parse(JSON.stringify(settings)));
    expect([other.keysOf("box"), other.keysOf("delete")]).toEqual([["r"], []]);
    other.load({ preset: "gone", bindings: { gone: ["x"], constructor: ["x"], box: ["x"] } });
    expect(other.settings).toEqual({ preset: "default", bindings: { box: ["x"] } });
    expect(() => other.usePreset("gone")).toThrow("There is no preset gone");
  });

  it("lists what a search finds, in labels, groups and keys", () => {
    const { hotkeys } = setUp();
    const found = (search: string) => hotkeys.rows(search).map(({ action }) => action.id);
    expect(found("do DELETE")).toEqual(["delete"]);
    expect(found("arrow")).toEqual(["move"]);
    expect(found("test")).toHaveLength(5);
    expect(found("nothing")).toEqual([]);
  });
});

it("binds no key of the editor's own actions twice but in turns", () => {
  const { editor } = headlessSpans();
  const shared = new Map<string, string[]>();
  for (const { action, keys } of editor.hotkeys.rows()) {
    for (const key of keys) shared.set(key, [...(shared.get(key) ?? []), action.id]);
  }
  expect([...shared].filter(([, ids]) => ids.length > 1)).toEqual([]);
});
