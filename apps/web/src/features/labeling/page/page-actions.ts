import type { Action } from "@tessera/editor-core";
import { flushSync } from "react-dom";
import { readOnlyText, type WorkAction } from "../session/index.js";
import type { Workbench } from "./workbench.js";

/** What can be done on the page, beside what can be done in the editor. */
export function pageActions(workbench: Workbench): readonly Action[] {
  return [...workActions(workbench), ...panelActions(workbench)];
}

function workActions(workbench: Workbench): readonly Action[] {
  const group = "Label";
  const state = () => workbench.session.getState();
  const work = (action: WorkAction, label: string, keys: readonly string[]): Action => ({
    id: `label.${action}`,
    label,
    group,
    defaultKeys: keys,
    when: () => action !== "edit" && state().mode !== "edit" && state().actions[action],
    run: () => workbench.request(action),
  });
  return [
    work("submit", "Submit", ["Mod+Enter"]),
    work("accept", "Accept", ["Mod+Enter"]),
    work("reject", "Reject", ["Mod+Shift+Enter"]),
    work("verify", "Verify", ["Mod+Alt+Enter"]),
    work("skip", "Skip", ["Mod+Shift+K"]),
    {
      id: "label.discard",
      label: "Discard unsaved work",
      group,
      defaultKeys: [],
      when: () => state().mode !== "readOnly" && state().otherTab === "none" && state().isDirty,
      run: () => workbench.setUi({ isDiscarding: true }),
    },
    { id: "label.save", label: "Save", group, defaultKeys: ["Mod+S"], run: () => void saveSomehow(workbench) },
  ];
}

async function saveSomehow(workbench: Workbench): Promise<void> {
  const state = workbench.session.getState();
  const { mode, actions } = state;
  if (state.otherTab !== "none" || mode === "readOnly") {
    workbench.tell(readOnlyText(state) ?? "Read-only");
    return;
  }
  if (actions.save) workbench.port.label.get()?.editor.finishSketch();
  if (mode === "edit" && actions.save) return workbench.request("edit");
  const isSafe = await workbench.session.saveSomehow();
  if (!actions.save) workbench.tell(isSafe ? "Your work is kept on this device" : "Your work cannot be kept here");
}

function step(workbench: Workbench, way: "previous" | "next"): void {
  const { isKnown, [way]: go } = workbench.steps;
  // Pressed faster than samples come: the way on from the one in front is not known yet.
  if (!isKnown) return;
  if (go === undefined) workbench.tell(way === "next" ? "This is the last sample" : "This is the first sample");
  else go();
}

function panelActions(workbench: Workbench): readonly Action[] {
  const group = "Page";
  const { settings } = workbench;
  return [
    {
      id: "page.previous",
      label: "Previous sample",
      group,
      defaultKeys: ["PageUp"],
      run: () => step(workbench, "previous"),
    },
    { id: "page.next", label: "Next sample", group, defaultKeys: ["PageDown"], run: () => step(workbench, "next") },
    {
      id: "page.hotkeys",
      label: "Show all hotkeys",
      group,
      defaultKeys: ["?"],
      run: () => workbench.setUi({ areHotkeysOpen: true }),
    },
    {
      id: "page.changes",
      label: "Show what changed since the last review",
      group,
      defaultKeys: ["Shift+D"],
      run: () => workbench.setUi({ isComparing: !workbench.ui.get().isComparing }),
    },
    {
      id: "page.instructions",
      label: "Show the dataset's instructions",
      group,
      defaultKeys: ["F1"],
      when: () => workbench.instructions !== "",
      run: () => workbench.setUi({ areInstructionsOpen: true }),
    },
    {
      id: "page.panel",
      label: "Show or hide the side panel",
      group,
      defaultKeys: ["\\"],
      run: () => settings.set({ isPanelOpen: !settings.get().isPanelOpen }),
    },
    {
      id: "page.filter",
      label: "Filter objects",
      group,
      defaultKeys: ["/"],
      run: () => {
        // Rendered at once: a letter typed before the box has the focus would be a hotkey.
        flushSync(() => {
          settings.set({ isPanelOpen: true });
          workbench.setUi({ tab: "objects" });
        });
        document.getElementById(FILTER_ID)?.focus();
      },
    },
    {
      id: "page.values",
      label: "Set values: the first that is missing",
      group,
      defaultKeys: ["Alt+A"],
      run: () => workbench.startValues(),
    },
    {
      id: "page.issue",
      label: "Raise an issue",
      group,
      defaultKeys: ["Alt+I"],
      when: () => workbench.session.getState().actions.createIssue,
      run: () => {
        settings.set({ isPanelOpen: true });
        workbench.setUi({ tab: "issues", newIssueAnchor: null });
      },
    },
  ];
}

/** The filter box over the objects. */
export const FILTER_ID = "object-filter";
