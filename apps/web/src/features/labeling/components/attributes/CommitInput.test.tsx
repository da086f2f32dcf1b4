import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { CommitInput } from "./CommitInput.js";

it.each([
  [true, [["B 1"]]],
  [false, []],
])("Escape keeps what was typed: %s", (keepsOnEscape, kept) => {
  const onCommit = vi.fn(() => true);
  render(
    <CommitInput
      id="plate"
      text=""
      placeholder=""
      isReadOnly={false}
      keepsOnEscape={keepsOnEscape}
      onCommit={onCommit}
    />,
  );
  const field = screen.getByRole("textbox");
  fireEvent.change(field, { target: { value: "B 1" } });
  fireEvent.keyDown(field, { key: "Escape" });
  expect(onCommit.mock.calls).toEqual(kept);
});
