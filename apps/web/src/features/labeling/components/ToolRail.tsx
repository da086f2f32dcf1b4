import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBook2,
  IconHelp,
  IconTool,
  type TablerIcon,
} from "@tabler/icons-react";
import { useCallback, useSyncExternalStore } from "react";
import type { Core } from "../editors/editor-module.js";
import { useEditorValue, useHotkeyOf, useOpenLabel, useWorkbench } from "../page/workbench-context.js";
import classes from "./ToolRail.module.css";

function toolOf(editor: Core): string {
  return editor.path.split(".")[0] ?? "";
}

function isReadOnly(editor: Core): boolean {
  return editor.isReadOnly;
}

/** What the task type allows to draw, and what helps to look. */
export function ToolRail() {
  const { editor } = useOpenLabel();
  const { instructions, module } = useWorkbench();
  const { toolIcons } = module;
  const current = useEditorValue(toolOf);
  useEditorValue(isReadOnly);
  const keysOf = useHotkeyOf();
  const editing = editor.tools.all.filter(({ id, isEditing }) => isEditing || id === "select");
  const looking = editor.tools.all.filter(({ id, isEditing }) => !isEditing && id !== "select");
  return (
    <nav className={classes.rail} aria-label="Tools">
      {[editing, looking].map((tools) => (
        <div key={tools[0]?.id ?? "none"} className={classes.group}>
          {tools.map(({ id, label }) => (
            <RailButton
              key={id}
              Icon={toolIcons[id] ?? IconTool}
              words={label}
              keys={keysOf(`tool.${id}`)}
              isPressed={id === current}
              isDisabled={!editor.tools.canUse(id)}
              onClick={() => editor.tools.select(id)}
              testId={`tool-${id}`}
            />
          ))}
        </div>
      ))}
      <HistoryButtons />
      <div className={classes.end}>
        {instructions !== "" && (
          <RailButton
            Icon={IconBook2}
            words="Instructions"
            keys={keysOf("page.instructions")}
            onClick={() => editor.actions.run("page.instructions")}
            testId="instructions"
          />
        )}
        <RailButton
          Icon={IconHelp}
          words="Hotkeys"
          keys={keysOf("page.hotkeys")}
          onClick={() => editor.actions.run("page.hotkeys")}
        />
      </div>
    </nav>
  );
}

function HistoryButtons() {
  const { editor } = useOpenLabel();
  const keysOf = useHotkeyOf();
  const state = useSyncExternalStore(
    useCallback((listener) => editor.history.changed.listen(listener), [editor]),
    () =>
      `${editor.history.canUndo} ${editor.history.canRedo} ${editor.history.undoLabels.at(-1) ?? ""}/${editor.history.redoLabel ?? ""}`,
  );
  void state;
  const { canUndo, canRedo, undoLabels, redoLabel = "" } = editor.history;
  return (
    <div className={classes.group}>
      <RailButton
        Icon={IconArrowBackUp}
        words={canUndo ? `Undo: ${undoLabels.at(-1) ?? ""}` : "Nothing to undo"}
        keys={keysOf("edit.undo")}
        isDisabled={!canUndo || editor.isReadOnly}
        onClick={() => editor.undo()}
        testId="undo"
      />
      <RailButton
        Icon={IconArrowForwardUp}
        words={canRedo ? `Redo: ${redoLabel}` : "Nothing to redo"}
        keys={keysOf("edit.redo")}
        isDisabled={!canRedo || editor.isReadOnly}
        onClick={() => editor.redo()}
        testId="redo"
      />
    </div>
  );
}

interface RailButtonProps {
  readonly Icon: TablerIcon;
  readonly words: string;
  readonly keys: string;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
  readonly testId?: string;
}

function RailButton({ Icon, words, keys, isPressed, isDisabled = false, onClick, testId }: RailButtonProps) {
  return (
    <Tooltip label={keys === "" ? words : `${words} · ${keys}`} position="right">
      <ActionIcon
        size={32}
        className={classes.button}
        aria-label={words}
        {...(isPressed === undefined ? {} : { "aria-pressed": isPressed })}
        {...(isDisabled ? { "data-disabled": true } : {})}
        aria-disabled={isDisabled || undefined}
        data-testid={testId}
        onClick={() => !isDisabled && onClick()}
      >
        <Icon size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
