import type { Editor } from "../editor/editor.js";
import type { NudgeDirection } from "../editor/surface.js";
import type { Action } from "./actions.js";

/** What of the core's actions a surface sets otherwise. */
export interface CoreActionOptions {
  /** With the arrows, moves what is selected; the arrows alone where absent. Frames have the arrows elsewhere. */
  readonly nudgeModifier?: "Mod";
  /** Ids of actions that mean nothing on this surface, such as `view.crosshair`. */
  readonly without?: readonly string[];
}

/**
 * What can be done on a surface, by what the surface and its kinds can do. Surfaces add their own.
 *
 * @example new Editor({ ...options, actions: (editor) => coreActions(editor, { nudgeModifier: "Mod" }) })
 */
export function coreActions<Point>(editor: Editor<Point>, options: CoreActionOptions = {}): readonly Action[] {
  const without = new Set(options.without);
  const { movement, snapPoints } = editor.surface;
  const all = [
    ...toolActions(editor),
    ...editActions(editor),
    ...objectActions(editor),
    ...(movement === undefined ? [] : nudgeActions(editor, options)),
    ...categoryActions(editor),
    ...(snapPoints === undefined ? [] : snapActions(editor)),
    ...viewActions(editor),
  ];
  return all.filter(({ id }) => !without.has(id));
}

function toolActions<Point>(editor: Editor<Point>): readonly Action[] {
  return editor.tools.all.map((tool) => ({
    id: `tool.${tool.id}`,
    label: tool.label,
    group: "Tools",
    defaultKeys: tool.defaultKeys,
    when: () => editor.tools.canUse(tool.id),
    run: () => editor.tools.select(tool.id),
  }));
}

function editActions<Point>(editor: Editor<Point>): readonly Action[] {
  const group = "Edit";
  const { clipboard, links, objects, selection, tools } = editor;
  const hasSelection = () => selection.ids.length > 0;
  const canChange = () => hasSelection() && !editor.isReadOnly;
  const publish = (text: string | undefined) => {
    if (text !== undefined) editor.events.emit({ type: "copied", text });
  };
  return [
    { id: "edit.undo", label: "Undo", group, defaultKeys: ["Mod+Z"], repeats: true, run: () => editor.undo() },
    {
      id: "edit.redo",
      label: "Redo",
      group,
      defaultKeys: ["Mod+Shift+Z", "Mod+Y"],
      repeats: true,
      run: () => editor.redo(),
    },
    { id: "edit.confirm", label: "Confirm", group, defaultKeys: ["Enter"], run: () => confirm(editor) },
    confirmOnRelease(editor),
    {
      id: "edit.cancel",
      label: "Cancel, deselect, back to select",
      group,
      defaultKeys: ["Escape"],
      run: () => giveUp(editor),
    },
    {
      id: "edit.delete",
      label: "Delete",
      group,
      defaultKeys: ["Backspace", "Delete"],
      when: () =>
        !editor.isReadOnly && (hasSelection() || links.selected !== undefined || !tools.current.state.isResting),
      run: () => {
        const link = links.selected;
        if (tools.current.state.onDelete()) return;
        if (link !== undefined) links.remove(link.key);
        else objects.remove(selection.ids);
      },
    },
    {
      id: "edit.copy",
      label: "Copy",
      group,
      defaultKeys: ["Mod+C"],
      when: hasSelection,
      run: () => publish(clipboard.copy()),
    },
    {
      id: "edit.cut",
      label: "Cut",
      group,
      defaultKeys: ["Mod+X"],
      when: canChange,
      run: () => publish(clipboard.cut()),
    },
    {
      id: "edit.paste",
      label: "Paste",
      group,
      defaultKeys: ["Mod+V"],
      when: () => !editor.isReadOnly,
      run: () => editor.events.emit({ type: "paste-requested" }),
    },
    {
      id: "edit.duplicate",
      label: "Duplicate",
      group,
      defaultKeys: ["Mod+D"],
      when: canChange,
      run: () => clipboard.duplicate(),
    },
    { id: "edit.select-all", label: "Select all", group, defaultKeys: ["Mod+A"], run: () => selectAll(editor) },
  ];
}

/** A key that is held to pan confirms only where nothing was pressed meanwhile. */
function confirmOnRelease<Point>(editor: Editor<Point>): Action {
  const { hold, input } = editor;
  return {
    id: "edit.confirm-on-release",
    label: "Confirm, when let go; held: drag to pan",
    group: "Edit",
    defaultKeys: ["Space"],
    run: () => {
      hold.pressesBefore = input.pressCount;
    },
    release: () => {
      const { pressesBefore } = hold;
      hold.pressesBefore = undefined;
      if (pressesBefore === input.pressCount) confirm(editor);
    },
  };
}

function objectActions<Point>(editor: Editor<Point>): readonly Action[] {
  const group = "Objects";
  const { objects, objectStates, selection } = editor;
  const hasSelection = () => selection.ids.length > 0;
  const selected = () => selection.ids.flatMap((id) => editor.annotations.find(id) ?? []);
  return [
    {
      id: "object.next",
      label: "Next object",
      group,
      defaultKeys: ["Tab"],
      repeats: true,
      run: () => objects.selectNeighbour(1),
    },
    {
      id: "object.previous",
      label: "Previous object",
      group,
      defaultKeys: ["Shift+Tab"],
      repeats: true,
      run: () => objects.selectNeighbour(-1),
    },
    {
      id: "object.isolate",
      label: "Hide all others",
      group,
      defaultKeys: ["h"],
      run: () => objectStates.toggleIsolated(selected()),
    },
    {
      id: "object.hide",
      label: "Hide or show",
      group,
      defaultKeys: ["Shift+H"],
      when: hasSelection,
      run: () => {
        if (selected().every((record) => objectStates.isHidden(record))) objectStates.show(selected());
        else objectStates.hide(selected());
      },
    },
    { id: "object.show-all", label: "Show all", group, defaultKeys: ["Alt+H"], run: () => objectStates.showAll() },
    {
      id: "object.lock",
      label: "Lock or unlock",
      group,
      defaultKeys: ["Shift+R"],
      when: hasSelection,
      run: () => {
        if (selected().every((record) => objectStates.isLocked(record))) objectStates.unlock(selected());
        else objectStates.lock(selected());
      },
    },
    {
      id: "object.repeat-values",
      label: "Repeat the last values of its category",
      group,
      defaultKeys: ["Alt+R"],
      when: () => hasSelection() && !editor.isReadOnly,
      run: () => objects.repeatValues(selection.ids),
    },
    {
      id: "object.to-front",
      label: "Bring to front",
      group,
      defaultKeys: ["]"],
      when: hasSelection,
      run: () => objects.reorder(selection.ids, "front"),
    },
    {
      id: "object.to-back",
      label: "Send to back",
      group,
      defaultKeys: ["["],
      when: hasSelection,
      run: () => objects.reorder(selection.ids, "back"),
    },
  ];
}

const ARROWS: readonly (readonly [NudgeDirection, key: string])[] = [
  ["left", "ArrowLeft"],
  ["right", "ArrowRight"],
  ["up", "ArrowUp"],
  ["down", "ArrowDown"],
];

function nudgeActions<Point>(editor: Editor<Point>, { nudgeModifier }: CoreActionOptions): readonly Action[] {
  const modifier = nudgeModifier === undefined ? "" : `${nudgeModifier}+`;
  const canMove = () => editor.selection.ids.length > 0 && !editor.isReadOnly && !editor.isInGesture;
  return ARROWS.flatMap(([direction, key]) =>
    [1, 10].map(
      (steps): Action => ({
        id: `object.nudge-${direction}${steps === 1 ? "" : `-${steps}`}`,
        label: `Move ${direction} by ${steps}`,
        group: "Objects",
        defaultKeys: [`${modifier}${steps === 1 ? "" : "Shift+"}${key}`],
        repeats: true,
        when: canMove,
        run: () => editor.objects.nudge(editor.selection.ids, direction, steps),
      }),
    ),
  );
}

/** Digits pick the first nine categories. */
const DIGIT_CATEGORIES = 9;

function categoryActions<Point>(editor: Editor<Point>): readonly Action[] {
  const group = "Categories";
  return [
    {
      id: "category.menu",
      label: "Choose category",
      group,
      defaultKeys: ["c"],
      when: () => !editor.isReadOnly,
      run: () => editor.events.emit({ type: "open-category-menu" }),
    },
    ...editor.task.categories.slice(0, DIGIT_CATEGORIES).map(
      (category, index): Action => ({
        id: `category.pick-${index + 1}`,
        label: `Category ${category.name}`,
        group,
        defaultKeys: [String(index + 1)],
        when: () => !editor.isReadOnly && editor.task.findCategory(category.id) !== undefined,
        run: () => editor.objects.pickCategory(category.id),
      }),
    ),
  ];
}

function snapActions<Point>({ snapping }: Editor<Point>): readonly Action[] {
  return [
    {
      id: "view.snap",
      label: "Snap to nodes of other shapes",
      group: "View",
      defaultKeys: ["Shift+F"],
      run: () => snapping.toggle(),
    },
  ];
}

function viewActions<Point>(editor: Editor<Point>): readonly Action[] {
  const group = "View";
  const { viewState } = editor;
  const layer = (onlyLayer: "data" | "label", label: string, key: string): Action => ({
    id: `view.${onlyLayer}-only`,
    label,
    group,
    defaultKeys: [key],
    run: () => viewState.set({ onlyLayer }),
    release: () => viewState.set({ onlyLayer: null }),
  });
  return [
    {
      id: "view.crosshair",
      label: "Crosshair",
      group,
      defaultKeys: ["x"],
      run: () => viewState.set({ showsCrosshair: !viewState.get().showsCrosshair }),
    },
    layer("data", "Data only, while held", "i"),
    layer("label", "Label only, while held", "l"),
  ];
}

/** Finishes what is going on; where nothing is, the selected objects are done with. */
function confirm<Point>({ selection, tools }: Editor<Point>): void {
  if (!tools.current.state.onComplete()) selection.clear();
}

/** Gives up what is going on; where nothing is, lets the selection go; then goes back to the first tool. */
function giveUp<Point>({ document, links, selection, tools }: Editor<Point>): void {
  if (document.cancelComputation()) return;
  const { current } = tools;
  if (!current.state.isResting) tools.cancel();
  else if (selection.keys.length > 0 || links.selected !== undefined) selection.clear();
  else if (current !== tools.all[0]) tools.selectFirst();
  else tools.cancel();
}

function selectAll<Point>({ annotations, place, selection }: Editor<Point>): void {
  // The selection takes only what is shown.
  selection.set(annotations.inPlace(place).map((record) => record.id));
}
