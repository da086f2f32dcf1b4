import { afterEach, beforeEach, expect, it } from "vitest";
import { Picks } from "./picks.js";

let picks: Picks;
let abort: AbortController;

beforeEach(() => {
  abort = new AbortController();
  picks = new Picks();
  picks.listen(abort.signal);
  const canvas = document.createElement("div");
  canvas.id = "canvas";
  canvas.tabIndex = 0;
  document.body.append(canvas);
});

afterEach(() => {
  abort.abort();
  document.body.replaceChildren();
});

function focused<T extends HTMLElement>(element: T): T {
  document.body.append(element);
  element.focus();
  return element;
}

const pointer = (target: HTMLElement) => target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
const change = (target: HTMLElement) => target.dispatchEvent(new Event("change", { bubbles: true }));
const focus = () => (document.activeElement === document.getElementById("canvas") ? "canvas" : "control");

it.each(["select", "radio", "checkbox"])("a pick by pointer in a %s leads back to the canvas", (type) => {
  const input = document.createElement("input");
  if (type !== "select") input.type = type;
  const control = focused(type === "select" ? document.createElement("select") : input);
  pointer(control);
  change(control);
  expect(focus()).toBe("canvas");
});

it("whoever walks through a select by keys stays in it, until Enter or Escape", () => {
  const select = focused(document.createElement("select"));
  expect(picks.endBy({ key: "ArrowDown", target: select })).toBe("none");
  change(select);
  expect(focus()).toBe("control");
  expect(picks.endBy({ key: "g", target: select })).toBe("none");
  expect(picks.endBy({ key: "Enter", target: select })).toBe("consumed");
  expect(focus()).toBe("canvas");
});

it("picking what was picked already is no change, but the next key is the canvas's", () => {
  const select = focused(document.createElement("select"));
  pointer(select);
  expect(picks.endBy({ key: "Delete", target: select })).toBe("done");
  expect(focus()).toBe("canvas");
});

it("a text field keeps its keys and its focus", () => {
  const field = focused(document.createElement("input"));
  pointer(field);
  change(field);
  expect(picks.endBy({ key: "g", target: field })).toBe("none");
  expect(focus()).toBe("control");
});

it("a dialog keeps its focus", () => {
  const dialog = document.createElement("div");
  dialog.setAttribute("role", "dialog");
  const select = document.createElement("select");
  dialog.append(select);
  document.body.append(dialog);
  select.focus();
  pointer(select);
  change(select);
  expect(picks.endBy({ key: "g", target: select })).toBe("none");
  expect(focus()).toBe("control");
});
