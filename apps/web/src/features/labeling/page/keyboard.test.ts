import { afterEach, expect, it } from "vitest";
import { isForEditor } from "./keyboard.js";

afterEach(() => document.body.replaceChildren());

function pressed(key: string, target: HTMLElement, { ctrlKey = false } = {}): boolean {
  document.body.append(target);
  return isForEditor({ key, target, ctrlKey, metaKey: false });
}

function element(tag: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

it("the canvas takes every key, Tab too", () => {
  const canvas = element("div", { id: "canvas" });
  expect(["b", "Tab", " ", "Enter", "ArrowLeft"].map((key) => pressed(key, canvas))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
});

it("a button keeps the keys that work it", () => {
  expect(pressed("b", element("button"))).toBe(true);
  expect(["Tab", " ", "Enter", "ArrowUp"].map((key) => pressed(key, element("button")))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(pressed("Enter", element("button"), { ctrlKey: true })).toBe(true);
  expect(pressed("PageDown", element("button"))).toBe(true);
});

it.each([element("input"), element("textarea"), element("select"), element("input", { type: "number" })])(
  "whoever types is left alone, but for saving",
  (field) => {
    expect(pressed("b", field)).toBe(false);
    expect(pressed("z", field, { ctrlKey: true })).toBe(false);
    expect(pressed("s", field, { ctrlKey: true })).toBe(true);
  },
);

it("a checkbox is no text field", () => {
  expect(pressed("b", element("input", { type: "checkbox" }))).toBe(true);
});

it("a dialog has all keys", () => {
  document.body.append(element("div", { role: "dialog" }));
  expect(pressed("b", element("button"))).toBe(false);
});
