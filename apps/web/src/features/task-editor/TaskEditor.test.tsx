import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { renderInApp } from "../../testing/render.js";
import { type TaskDraft, TaskEditor } from "./TaskEditor.js";

/** The editor in a page that keeps its draft, and shows it. */
function Page({ value }: { readonly value: unknown }) {
  const [draft, setDraft] = useState<TaskDraft>({ value, text: undefined });
  return (
    <>
      <TaskEditor taskType="bboxes" draft={draft} onChange={setDraft} faults={[]} />
      <output data-testid="draft">{JSON.stringify(draft.value)}</output>
    </>
  );
}

function draft(): { categories: { id: number; name: string; attributes?: unknown[]; note?: string }[] } {
  return JSON.parse(screen.getByTestId("draft").textContent ?? "");
}

test("categories are named, added, moved and removed; custom data stays", () => {
  renderInApp(<Page value={{ categories: [{ id: 1, name: "car", note: "mine" }] }} />);
  fireEvent.click(screen.getByRole("button", { name: "Add category" }));
  fireEvent.change(screen.getByLabelText("Name of category 2"), { target: { value: "tram" } });
  fireEvent.click(screen.getByRole("button", { name: "Move tram up" }));
  expect(draft().categories.map(({ id, name }) => [id, name])).toEqual([
    [2, "tram"],
    [1, "car"],
  ]);
  expect(draft().categories[1]?.note).toBe("mine");
  fireEvent.click(screen.getByRole("button", { name: "Remove tram" }));
  expect(draft().categories.map(({ name }) => name)).toEqual(["car"]);
  expect(screen.getByRole("button", { name: "Remove car" })).toHaveProperty("disabled", true);
});

test("Enter in a name makes the next category", () => {
  renderInApp(<Page value={{ categories: [{ id: 1, name: "car" }] }} />);
  fireEvent.keyDown(screen.getByLabelText("Name of category 1"), { key: "Enter" });
  expect(draft().categories).toHaveLength(2);
});

test("attributes are added below their category and gone with the last of them", () => {
  renderInApp(<Page value={{ categories: [{ id: 1, name: "car" }] }} />);
  fireEvent.click(screen.getByRole("button", { name: "Attributes" }));
  fireEvent.click(screen.getAllByRole("button", { name: "Add attribute" })[0] as HTMLElement);
  expect(draft().categories[0]?.attributes).toEqual([{ name: "", input_type: "select", values: [] }]);
  fireEvent.click(screen.getByRole("button", { name: "Remove attribute" }));
  expect(draft().categories[0]).toEqual({ id: 1, name: "car" });
});

test("form and JSON are two views of one value", () => {
  renderInApp(<Page value={{ categories: [{ id: 1, name: "car" }] }} />);
  fireEvent.click(screen.getByLabelText("JSON"));
  const field = screen.getByLabelText("Categories and attributes as JSON");
  fireEvent.change(field, { target: { value: '{"categories":[{"id":5,"name":"bus"}]}' } });
  fireEvent.click(screen.getByLabelText("Form"));
  expect(screen.getByLabelText("Name of category 5")).toHaveProperty("value", "bus");
});

test("while the JSON is broken, the last whole value is kept and the form is out of reach", () => {
  renderInApp(<Page value={{ categories: [{ id: 1, name: "car" }] }} />);
  fireEvent.click(screen.getByLabelText("JSON"));
  const field = screen.getByLabelText("Categories and attributes as JSON");
  fireEvent.change(field, { target: { value: '{"categories":' } });
  expect(draft()).toEqual({ categories: [{ id: 1, name: "car" }] });
  expect(screen.getByLabelText("Form")).toHaveProperty("disabled", true);
});

test("a value that the form cannot show opens as JSON", () => {
  renderInApp(<Page value={{ categories: [{ id: "one", name: "car" }] }} />);
  expect(screen.getByLabelText("Categories and attributes as JSON")).toBeTruthy();
});
