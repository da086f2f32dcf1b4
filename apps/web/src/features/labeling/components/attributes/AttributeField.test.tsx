import { MantineProvider } from "@mantine/core";
import type { Refusal, SharedValue, TaskAttribute } from "@tessera/editor-core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { AttributeField } from "./AttributeField.js";

function show(attribute: TaskAttribute, shared: SharedValue, answer: true | Refusal = true) {
  const onSet = vi.fn((_input: unknown) => answer);
  render(
    <MantineProvider>
      <AttributeField attribute={attribute} shared={shared} isReadOnly={false} onSet={onSet} />
    </MantineProvider>,
  );
  return onSet;
}

const PARKED: TaskAttribute = { name: "parked", input_type: "checkbox" };
const WHEELS: TaskAttribute = { name: "wheels", input_type: "number", min: 0, max: 8, is_mandatory: true };

it.each([
  [undefined, "Not set"],
  [false, "No"],
  [true, "Yes"],
])("a checkbox that is %s says so: unset is not false", (value, words) => {
  show(PARKED, { isMixed: false, value });
  expect(screen.getByRole<HTMLInputElement>("radio", { name: words }).checked).toBe(true);
});

it("a checkbox of objects that differ shows no state, and sets all of them", () => {
  const onSet = show(PARKED, { isMixed: true });
  expect(screen.getAllByRole<HTMLInputElement>("radio").some(({ checked }) => checked)).toBe(false);
  fireEvent.click(screen.getByRole("radio", { name: "No" }));
  expect(onSet).toHaveBeenLastCalledWith(false);
  fireEvent.click(screen.getByRole("radio", { name: "Not set" }));
  expect(onSet).toHaveBeenLastCalledWith(undefined);
});

it("a number is set when it is done, and says why it is refused", () => {
  const onSet = show(WHEELS, { isMixed: false, value: 4 }, { reason: "wheels is at most 8" });
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: /wheels/ });
  expect(field.value).toBe("4");
  fireEvent.change(field, { target: { value: "9" } });
  expect(onSet).not.toHaveBeenCalled();
  fireEvent.blur(field);
  expect(onSet).toHaveBeenCalledWith("9");
  expect(screen.getByRole("alert").textContent).toBe("wheels is at most 8");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  fireEvent.keyDown(field, { key: "Escape" });
  expect(field.value).toBe("4");
});

it("what was not changed is not set", () => {
  const onSet = show({ name: "plate", input_type: "text" }, { isMixed: false, value: "B 12" });
  fireEvent.blur(screen.getByRole("textbox", { name: "plate" }));
  expect(onSet).not.toHaveBeenCalled();
});

it("a value that the dataset does not list any more is shown as it is", () => {
  show({ name: "color", input_type: "select", values: ["red"] }, { isMixed: false, value: "green" });
  expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "color" }).value).toBe("green");
});

it("names of people are text", () => {
  show({ name: "<b>size</b>", input_type: "text" }, { isMixed: false, value: undefined });
  expect(screen.getByText("<b>size</b>")).toBeTruthy();
});
