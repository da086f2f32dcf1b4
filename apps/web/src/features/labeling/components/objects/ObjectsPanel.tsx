// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves over rows, not cells
// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by hand, which no table allows
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconEye, IconFilter, IconX } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Core } from "../../editors/editor-module.js";
import { FILTER_ID } from "../../page/page-actions.js";
import { useEditorValue, useOpenLabel } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { ObjectRow } from "./ObjectRow.js";
import classes from "./ObjectsPanel.module.css";
import { type ListRow, listRows, objectList } from "./object-list.js";

const ROW_PX = 28;

/** How many objects of the frame in view the filter is laid over; undefined without one, as the list has them all. */
function countBehindFilter({ annotations, filtering, place }: Core): number | undefined {
  if (!filtering.isOn) return undefined;
  return place.frame === undefined ? annotations.count : annotations.inPlace(place).length;
}

function lastSelected(editor: Core): string | undefined {
  return editor.selection.ids.at(-1);
}

function areSomeHidden(editor: Core): boolean {
  return editor.viewState.get().isolatedKeys !== null;
}

/** All objects of the sample, ten thousand as easily as ten. */
export function ObjectsPanel() {
  const { editor } = useOpenLabel();
  const source = useMemo(() => objectList(editor), [editor]);
  const ids = useSyncExternalStore(source.subscribe, source.get);
  const count = useEditorValue(countBehindFilter) ?? ids.length;
  const isIsolated = useEditorValue(areSomeHidden);
  const countText = ids.length === count ? String(count) : `${ids.length} of ${count}`;
  return (
    <section className={classes.panel} aria-label="Objects">
      <h2 className={panel.heading}>
        <span>
          Objects{" "}
          <span className={panel.quiet} data-testid="object-count">
            {countText}
          </span>
        </span>
        {isIsolated && (
          <Tooltip label="Show all objects">
            <ActionIcon size={24} aria-label="Show all objects" onClick={() => editor.objectStates.showAll()}>
              <IconEye size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </h2>
      <FilterBox />
      <Rows ids={ids} isEmpty={count === 0} />
    </section>
  );
}

function FilterBox() {
  const { editor } = useOpenLabel();
  const [text, setText] = useState(editor.filtering.text);
  const change = (next: string) => {
    setText(next);
    editor.filtering.set(next);
  };
  useEffect(() => setText(editor.filtering.text), [editor]);
  return (
    <div className={classes.filter}>
      <IconFilter size={14} aria-hidden="true" />
      <input
        id={FILTER_ID}
        value={text}
        placeholder="Filter: car, id:7, is:hidden"
        aria-label="Filter objects"
        spellCheck={false}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text !== "") change("");
          else event.currentTarget.blur();
        }}
      />
      {text !== "" && (
        <ActionIcon size={20} aria-label="Clear the filter" onClick={() => change("")}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

function Rows({ ids, isEmpty }: { readonly ids: readonly string[]; readonly isEmpty: boolean }) {
  const { editor } = useOpenLabel();
  const scroller = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  // `ids` are another list whenever the rows may be others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const listed = useMemo(() => listRows(editor, closed), [editor, ids, closed]);
  const listedIds = useMemo(() => listed.flatMap((row) => (row.type === "object" ? [row.id] : [])), [listed]);
  const selectedId = useEditorValue(lastSelected);
  const rows = useVirtualizer({
    count: listed.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const selectedIndex = selectedId === undefined ? -1 : listedIds.indexOf(selectedId);
  const selectedRow = listed.findIndex((row) => row.type === "object" && row.id === selectedId);
  useEffect(() => {
    if (selectedRow >= 0) rows.scrollToIndex(selectedRow, { align: "auto" });
  }, [selectedRow, rows]);
  const toggle = (categoryId: number) =>
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(categoryId)) next.add(categoryId);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const next = listedIds[Math.max(0, Math.min(listedIds.length - 1, selectedIndex + step))];
    if (next === undefined) return;
    event.preventDefault();
    if (event.shiftKey) editor.selection.add([next]);
    else editor.selection.set([next]);
  };
  /** Shift extends from the one that was selected last. */
  const select = (id: string, how: { readonly isRange: boolean; readonly isToggle: boolean }) => {
    const at = listedIds.indexOf(id);
    const record = editor.annotations.find(id);
    if (record !== undefined && !editor.isShown(record)) editor.notify("Show this object to select it");
    else if (how.isToggle) editor.selection.toggle(id);
    else if (how.isRange && selectedIndex >= 0)
      editor.selection.add(listedIds.slice(Math.min(at, selectedIndex), Math.max(at, selectedIndex) + 1));
    else editor.selection.set([id]);
  };
  if (ids.length === 0) {
    return <p className={panel.none}>{isEmpty ? "Nothing is labeled yet." : "No object fits the filter."}</p>;
  }
  return (
    <div
      ref={scroller}
      className={panel.scroll}
      role="grid"
      aria-multiselectable
      aria-rowcount={listed.length}
      aria-label="Objects"
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerLeave={() => editor.selection.hover(null)}
      data-testid="object-list"
    >
      <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative" }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const row = listed[index];
          if (row === undefined) return null;
          const place = { topPx: start, position: index + 1 };
          return row.type === "object" ? (
            <ObjectRow key={row.id} id={row.id} {...place} onSelect={select} />
          ) : (
            <GroupRow key={row.categoryId} row={row} {...place} onToggle={() => toggle(row.categoryId)} />
          );
        })}
      </div>
    </div>
  );
}

interface GroupRowProps {
  readonly row: Extract<ListRow, { readonly type: "group" }>;
  readonly topPx: number;
  readonly position: number;
  readonly onToggle: () => void;
}

/** The head of a category's objects: opens and closes them. */
function GroupRow({ row, topPx, position, onToggle }: GroupRowProps) {
  const { task } = useOpenLabel().editor;
  const Chevron = row.isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={position}
      className={classes.group}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      <span role="gridcell">
        <button type="button" aria-expanded={row.isOpen} tabIndex={-1} onClick={onToggle} data-testid="object-group">
          <Chevron size={14} aria-hidden />
          <span dir="auto">{task.categoryName(row.categoryId)}</span>
          <span className={panel.quiet}>{row.count}</span>
        </button>
      </span>
    </div>
  );
}
