// biome-ignore-all lint/a11y/useSemanticElements: tiles are placed by the virtualizer, which table elements do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus moves over tiles, not rows
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { handleGridKey } from "./grid-keys.js";
import { useKeptScroll } from "./use-kept-scroll.js";
import classes from "./VirtualGrid.module.css";
import type { Selection } from "./VirtualTable.js";

interface VirtualGridProps {
  readonly label: string;
  readonly count: number;
  /** Tiles are at least as wide, and share the rest. */
  readonly minTilePx: number;
  /** Height of a tile by its width. */
  readonly tileHeight: (widthPx: number) => number;
  readonly renderTile: (index: number) => ReactNode;
  readonly onOpen: (index: number) => void;
  readonly selection?: Selection | undefined;
  readonly onRange: (first: number, last: number) => void;
}

const GAP_PX = 16;

/** A grid of any length: only the tiles on the screen exist. */
export function VirtualGrid(props: VirtualGridProps) {
  const { label, count, minTilePx, selection, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useElementSize();
  const ref = useMergedRef(scroller, size.ref);
  const [activeIndex, setActiveIndex] = useState(0);
  const widthPx = size.width;
  const columns = Math.max(1, Math.floor((widthPx + GAP_PX) / (minTilePx + GAP_PX)));
  const tileWidthPx = (widthPx - GAP_PX * (columns - 1)) / columns;
  const rowHeightPx = Math.max(1, Math.floor(props.tileHeight(tileWidthPx)) + GAP_PX);
  const rows = widthPx === 0 ? 0 : Math.ceil(count / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 2,
    paddingEnd: 72,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured anew when their height changes
  useEffect(() => virtualizer.measure(), [rowHeightPx, virtualizer]);
  useKeptScroll(scroller, { isReady: rows > 0 });
  const items = virtualizer.getVirtualItems();
  const first = (items.at(0)?.index ?? 0) * columns;
  const last = Math.max(0, Math.min(count, ((items.at(-1)?.index ?? 0) + 1) * columns) - 1);
  useEffect(() => onRange(first, last), [first, last, onRange]);
  const active = Math.min(activeIndex, count - 1);
  const moveTo = (index: number) => {
    setActiveIndex(index);
    virtualizer.scrollToIndex(Math.floor(index / columns));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-tile="${index}"]`)?.focus({ preventScroll: true }),
    );
  };
  return (
    <div
      ref={ref}
      className={classes.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows}
      aria-multiselectable={selection !== undefined || undefined}
      tabIndex={-1}
      onKeyDown={(event) =>
        handleGridKey(event, {
          count,
          columns,
          activeIndex: active,
          pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 600) / rowHeightPx)),
          moveTo: (index, { isExtending }) => {
            if (isExtending) selection?.toggle(index, { isRange: true });
            moveTo(index);
          },
          onOpen: props.onOpen,
          onToggle: selection && ((index) => selection.toggle(index, { isRange: false })),
          onSelectAll: selection?.selectAll,
        })
      }
    >
      <div role="rowgroup" style={{ position: "relative", height: virtualizer.getTotalSize() }}>
        {items.map(({ index: row, start }) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 1}
            className={classes.row}
            style={{
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              height: rowHeightPx - GAP_PX,
              transform: `translateY(${start}px)`,
            }}
          >
            {Array.from({ length: Math.min(columns, count - row * columns) }, (_, column) => {
              const index = row * columns + column;
              return (
                <div
                  key={index}
                  role="gridcell"
                  data-tile={index}
                  tabIndex={index === active ? 0 : -1}
                  aria-selected={selection?.isSelected(index)}
                  className={classes.tile}
                  onFocus={() => setActiveIndex(index)}
                >
                  {props.renderTile(index)}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
