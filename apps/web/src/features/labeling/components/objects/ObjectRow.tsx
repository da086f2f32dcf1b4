// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by hand, which no table allows
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves over rows, not cells
import { ActionIcon } from "@mantine/core";
import { IconEye, IconEyeOff, IconLock, IconLockOpen, IconTrash } from "@tabler/icons-react";
import { annotationColor, objectNumber } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import { useCallback } from "react";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useOpenLabel, useWorkbench } from "../../page/workbench-context.js";
import { rgbText } from "../rgb.js";
import { attributeSummary } from "./attribute-summary.js";
import classes from "./ObjectRow.module.css";

interface RowFacts {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  /** What it was given, in a few words. */
  readonly summary: string;
  readonly color: string;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  readonly isHidden: boolean;
  readonly isLocked: boolean;
  readonly isWarned: boolean;
  /** The dataset no longer has its category. */
  readonly isRemoved: boolean;
}

/** What a row shows; undefined for an object that has gone while its row was still there. */
export function rowFacts(editor: Core, id: string): RowFacts | undefined {
  const record = editor.annotations.find(id);
  if (record === undefined) return undefined;
  return {
    name: editor.task.categoryName(record.categoryId),
    number: objectNumber(record),
    kind: record.kind,
    summary: attributeSummary(editor.task.attributesOf(record.categoryId), record.attributes),
    color: rgbText(annotationColor(editor.task, record, editor.viewState.get().colorBy)),
    isSelected: editor.selection.has(id),
    isHovered: editor.selection.hoveredId === id,
    isHidden: editor.objectStates.isHidden(record),
    isLocked: editor.objectStates.isLocked(record),
    isWarned: editor.warnings.of(id).length > 0,
    isRemoved: editor.task.isRemoved(record.categoryId),
  };
}

interface ObjectRowProps {
  readonly id: string;
  readonly topPx: number;
  readonly position: number;
  readonly onSelect: (id: string, how: { readonly isRange: boolean; readonly isToggle: boolean }) => void;
}

/** One object: it renders when what it shows changes, not when its shape does. */
export function ObjectRow({ id, topPx, position, onSelect }: ObjectRowProps) {
  const label = useOpenLabel();
  const { kindIcons } = useWorkbench().module;
  const { editor } = label;
  const facts = useEditorValue(
    useCallback((core: Core) => rowFacts(core, id), [id]),
    isSameJson,
  );
  if (facts === undefined) return null;
  const { objectStates, objects } = editor;
  const KindIcon = kindIcons[facts.kind];
  const records = () => [editor.annotations.get(id)];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the arrow keys
    <div
      role="row"
      tabIndex={-1}
      aria-selected={facts.isSelected}
      aria-rowindex={position}
      className={classes.row}
      style={{ transform: `translateY(${topPx}px)` }}
      data-hovered={facts.isHovered || undefined}
      data-hidden={facts.isHidden || undefined}
      data-removed={facts.isRemoved || undefined}
      data-testid="object-row"
      onPointerEnter={() => editor.selection.hover(id)}
      onClick={(event) => onSelect(id, { isRange: event.shiftKey, isToggle: event.ctrlKey || event.metaKey })}
      onDoubleClick={() => label.show(records())}
    >
      <span role="gridcell" className={classes.facts}>
        <span className={classes.swatch} style={{ background: facts.color }} />
        {KindIcon !== undefined && <KindIcon className={classes.kind} size={14} stroke={1.75} aria-hidden />}
        <span className={classes.name} dir="auto" title={facts.name}>
          {facts.name}
        </span>
        <span className={classes.number}>{facts.number}</span>
        {facts.isWarned && <span className={classes.warned} role="img" aria-label="Has warnings" />}
        <span className={classes.summary} dir="auto" title={facts.summary}>
          {facts.summary}
        </span>
      </span>
      <span role="gridcell" className={classes.buttons}>
        <RowButton
          words={facts.isHidden ? "Show" : "Hide"}
          isStill={facts.isHidden}
          onClick={() => (facts.isHidden ? showOne(editor, id) : objectStates.hide(records()))}
        >
          {facts.isHidden ? <IconEyeOff size={15} /> : <IconEye size={15} />}
        </RowButton>
        <RowButton
          words={facts.isLocked ? "Unlock" : "Lock"}
          isStill={facts.isLocked}
          onClick={() => (facts.isLocked ? objectStates.unlock(records()) : objectStates.lock(records()))}
        >
          {facts.isLocked ? <IconLock size={15} /> : <IconLockOpen size={15} />}
        </RowButton>
        {!editor.isReadOnly && (
          <RowButton words="Delete" onClick={() => objects.remove([id])}>
            <IconTrash size={15} />
          </RowButton>
        )}
      </span>
    </div>
  );
}

/** One that is hidden because others are isolated is shown beside them. */
function showOne(editor: Core, id: string): void {
  const record = editor.annotations.get(id);
  const { isolatedKeys } = editor.viewState.get();
  if (isolatedKeys === null) editor.objectStates.show([record]);
  else editor.objectStates.reveal([record]);
}

interface RowButtonProps {
  readonly words: string;
  /** Shown without hover: its state is not the usual one. */
  readonly isStill?: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function RowButton({ words, isStill = false, onClick, children }: RowButtonProps) {
  return (
    <ActionIcon
      size={24}
      className={classes.button}
      data-still={isStill || undefined}
      aria-label={words}
      title={words}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      {children}
    </ActionIcon>
  );
}
