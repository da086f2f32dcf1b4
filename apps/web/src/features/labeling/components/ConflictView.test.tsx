import { MantineProvider } from "@mantine/core";
import type { LabelAttributes } from "@tessera/sdk";
import { fireEvent, render, screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Workbench } from "../page/workbench.js";
import { WorkbenchContext } from "../page/workbench-context.js";
import { compareLabels, type Resolution } from "../session/index.js";
import { ConflictView } from "./ConflictView.js";

function label(boxes: readonly (readonly [id: number, x: number])[]): LabelAttributes {
  const annotations = boxes.map(([id, x]) => ({
    id,
    category_id: 1,
    type: "bbox",
    points: [
      [x, 0],
      [x + 5, 5],
    ],
  }));
  return { annotations } as unknown as LabelAttributes;
}

function show(versions: {
  readonly base: LabelAttributes;
  readonly mine: LabelAttributes;
  readonly theirs: LabelAttributes;
  readonly savedBy?: string;
}) {
  const resolveConflict = vi.fn(async (_resolution: Resolution) => undefined);
  const theirs = {
    attributes: versions.theirs,
    updated_by: versions.savedBy ?? "john",
    created_by: "john",
    updated_at: "2026-01-01T00:00:00Z",
    version: 3,
  };
  const state = {
    conflict: {
      mine: { attributes: versions.mine, files: [] },
      theirs,
      comparison: compareLabels(versions),
      action: "save",
      otherDraft: null,
    },
  };
  const ui = { preview: null, isConflictHidden: false };
  const workbench = {
    services: { account: "jane" },
    dataset: { task_attributes: { categories: [{ id: 1, name: "car" }] } },
    session: { subscribe: () => () => undefined, getState: () => state, resolveConflict },
    ui: { subscribe: () => () => undefined, get: () => ui },
    focusCanvas: () => undefined,
  };
  render(
    <MantineProvider>
      <WorkbenchContext value={workbench as unknown as Workbench}>
        <ConflictView />
      </WorkbenchContext>
    </MantineProvider>,
  );
  return resolveConflict;
}

it("goes on at once where the work of both fits together", () => {
  const resolve = show({
    base: label([[1, 0]]),
    mine: label([
      [1, 0],
      [2, 0],
    ]),
    theirs: label([[1, 5]]),
  });
  expect(screen.getByText(/fit together/)).toBeTruthy();
  fireEvent.click(screen.getByTestId("use-merged"));
  expect(resolve).toHaveBeenCalledWith({ kind: "merge", choices: new Map() });
});

it("wants a choice for each object that both changed", () => {
  const resolve = show({
    base: label([
      [1, 0],
      [2, 0],
    ]),
    mine: label([
      [1, 1],
      [2, 1],
    ]),
    theirs: label([
      [1, 2],
      [2, 2],
    ]),
  });
  const merged = screen.getByTestId<HTMLButtonElement>("use-merged");
  expect([merged.textContent, merged.disabled]).toEqual(["2 to decide", true]);
  const [first, second] = screen.getAllByTestId("difference");
  if (first === undefined || second === undefined) throw new Error("There are two differences");
  fireEvent.click(within(first).getByRole("radio", { name: "Both" }));
  expect(merged.textContent).toBe("1 to decide");
  fireEvent.click(within(second).getByRole("radio", { name: "Theirs" }));
  fireEvent.click(merged);
  expect(resolve).toHaveBeenCalledWith({
    kind: "merge",
    choices: new Map([
      ["object 1", "both"],
      ["object 2", "theirs"],
    ]),
  });
});

it.each([
  ["john", "Two people changed this label", /saved this label while you worked on it/],
  ["jane", "You changed this label on two devices", /You saved this label on another device/],
])("says whose save of %s it was", (savedBy, title, sentence) => {
  show({ base: label([[1, 0]]), mine: label([[1, 1]]), theirs: label([[1, 5]]), savedBy });
  expect(screen.getByText(title)).toBeTruthy();
  expect(screen.getByText(sentence)).toBeTruthy();
});
