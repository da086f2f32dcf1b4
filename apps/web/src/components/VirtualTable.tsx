// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by the virtualizer, which table elements do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves over rows, not cells
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys of its rows
import { Skeleton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { handleGridKey } from "./grid-keys.js";
import { useKeptScroll } from "./use-kept-scroll.js";
import classes from "./VirtualTable.module.css";

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** A track of a CSS grid: `120px`, `minmax(200px, 2fr)`. */
  readonly width: string;
  readonly isRight?: boolean;
  /** Whether a click on the head sorts by it. */
  readonly isSortable?: boolean;
  readonly render: (row: Row) => ReactNode;
}

export interface TableSort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** Which rows are chosen, and what a click or key does about it. */
export interface Selection {
  readonly isSelected: (index: number) => boolean;
  readonly toggle: (index: number, options: { readonly isRange: boolean }) => void;
  readonly selectAll: () => void;
}

interface VirtualTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly count: number;
  /** undefined while it is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly keyOf: (row: Row) => string;
  /** What the row is called for those who hear it. */
  readonly nameOf: (row: Row) => string;
  readonly rowHeightPx?: number;
  readonly sort?: TableSort | undefined;
  readonly onSort?: (column: string) => void;
  readonly onOpen?: (row: Row) => void;
  readonly selection?: Selection | undefined;
  /** The rows on the screen, so that they can be fetched. */
  readonly onRange?: ((first: number, last: number) => void) | undefined;
}

/** A table of any length: only the rows on the screen exist. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, count, rowAt, rowHeightPx = 48, selection, onOpen, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeIndex, setActiveIndex] = useState(0);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollPaddingStart: 36,
  });
  useKeptScroll(scroller, { isReady: count > 0 });
  const items = virtualizer.getVirtualItems();
  const first = items.at(0)?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);

  const tracks = [...(selection === undefined ? [] : ["36px"]), ...columns.map(({ width }) => width)].join(" ");
  const moveTo = (index: number) => {
    setActiveIndex(index);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  const open = (index: number) => {
    const row = rowAt(index);
    if (row !== undefined) onOpen?.(row);
  };
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={selection !== undefined || undefined}
      tabIndex={-1}
      onKeyDown={(event) =>
        handleGridKey(event, {
          count,
          columns: 1,
          activeIndex: Math.min(activeIndex, count - 1),
          pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeightPx) - 1),
          moveTo: (index, { isExtending }) => {
            if (isExtending) selection?.toggle(index, { isRange: true });
            moveTo(index);
          },
          onOpen: onOpen && open,
          onToggle: selection && ((index) => selection.toggle(index, { isRange: false })),
          onSelectAll: selection?.selectAll,
        })
      }
    >
      <Head {...props} tracks={tracks} />
      <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <BodyRow
            key={index}
            {...props}
            tracks={tracks}
            index={index}
            startPx={start}
            heightPx={rowHeightPx}
            isActive={index === Math.min(activeIndex, count - 1)}
            onActivate={() => setActiveIndex(index)}
          />
        ))}
      </div>
    </div>
  );
}

function Head<Row>({ columns, sort, onSort, selection, tracks }: VirtualTableProps<Row> & { readonly tracks: string }) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: tracks }}>
        {selection !== undefined && <HeadCell label="Select" />}
        {columns.map(({ id, header, isRight = false, isSortable = false }) => {
          const isSorted = sort?.column === id;
          const Arrow = sort?.isDescending ? IconArrowDown : IconArrowUp;
          const order = sort?.isDescending ? ("descending" as const) : ("ascending" as const);
          return (
            <div
              key={id}
              role="columnheader"
              className={classes.headCell}
              data-right={isRight || undefined}
              {...(isSorted && { "aria-sort": order })}
            >
              {isSortable && onSort !== undefined ? (
                <button type="button" className={classes.sort} onClick={() => onSort(id)}>
                  {header}
                  {isSorted && <Arrow size={12} aria-hidden="true" />}
                </button>
              ) : (
                header
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function HeadCell({ label }: { readonly label: string }) {
  return (
    <div role="columnheader" className={classes.headCell}>
      <span className={classes.hidden}>{label}</span>
    </div>
  );
}

interface BodyRowProps<Row> extends VirtualTableProps<Row> {
  readonly tracks: string;
  readonly index: number;
  readonly startPx: number;
  readonly heightPx: number;
  readonly isActive: boolean;
  readonly onActivate: () => void;
}

function BodyRow<Row>(props: BodyRowProps<Row>) {
  const { columns, rowAt, nameOf, selection, index, onOpen, tracks, isActive } = props;
  const row = rowAt(index);
  const isSelected = selection?.isSelected(index) ?? false;
  const click = (event: MouseEvent) => {
    props.onActivate();
    if (row === undefined) return;
    // A link in the row opens it in its own way, in a new tab too; selected text is being read.
    if (event.target instanceof Element && event.target.closest("a, button, input, label")) return;
    if ((globalThis.getSelection()?.toString() ?? "") !== "") return;
    if (selection !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      selection.toggle(index, { isRange: event.shiftKey });
    } else {
      onOpen?.(row);
    }
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selection === undefined ? undefined : isSelected}
      tabIndex={isActive ? 0 : -1}
      data-row={index}
      data-selected={isSelected || undefined}
      data-clickable={onOpen !== undefined || undefined}
      className={classes.row}
      style={{ gridTemplateColumns: tracks, height: props.heightPx, transform: `translateY(${props.startPx}px)` }}
      onClick={click}
      onFocus={props.onActivate}
    >
      {selection !== undefined && (
        <div role="gridcell" className={classes.cell}>
          <input
            type="checkbox"
            className={classes.check}
            aria-label={row === undefined ? "Select" : `Select ${nameOf(row)}`}
            checked={isSelected}
            disabled={row === undefined}
            tabIndex={-1}
            onChange={() => undefined}
            onClick={(event) => selection.toggle(index, { isRange: event.shiftKey })}
          />
        </div>
      )}
      {columns.map(({ id, render, isRight = false }) => (
        <div key={id} role="gridcell" className={classes.cell} data-right={isRight || undefined}>
          {row === undefined ? <Skeleton height={12} width="60%" /> : render(row)}
        </div>
      ))}
    </div>
  );
}
