import type { KeyboardEvent } from "react";

interface GridKeysOptions {
  readonly count: number;
  /** 1 for a table. */
  readonly columns: number;
  readonly activeIndex: number;
  /** How many rows a page is. */
  readonly pageRows: number;
  readonly moveTo: (index: number, options: { readonly isExtending: boolean }) => void;
  readonly onOpen?: ((index: number) => void) | undefined;
  readonly onToggle?: ((index: number) => void) | undefined;
  readonly onSelectAll?: (() => void) | undefined;
}

/** Where a key leads from the active item; undefined for keys that do not move. */
export function nextIndex(
  key: string,
  { activeIndex, columns, count, pageRows }: Pick<GridKeysOptions, "activeIndex" | "columns" | "count" | "pageRows">,
): number | undefined {
  const last = count - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * pageRows,
    PageUp: -columns * pageRows,
    ...(columns > 1 && { ArrowRight: 1, ArrowLeft: -1 }),
  };
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = steps[key];
  if (step === undefined) return undefined;
  const target = activeIndex + step;
  // Above the first row there is nothing; below the last one there is the last item.
  if (target < 0) return Math.abs(step) > columns ? activeIndex % columns : activeIndex;
  return Math.min(target, last);
}

/** The keys of lists and grids: arrows, Home, End, Page Up and Down, Enter opens, Space selects, Ctrl+A selects all. */
export function handleGridKey(event: KeyboardEvent, options: GridKeysOptions): void {
  if (options.count === 0) return;
  // Keys in a field or button within the grid are its own.
  if (event.target instanceof HTMLElement && event.target.closest("input, button, textarea, [role='menuitem']")) return;
  const target = nextIndex(event.key, options);
  if (target !== undefined) {
    event.preventDefault();
    options.moveTo(target, { isExtending: event.shiftKey });
  } else if (event.key === "Enter" && options.onOpen !== undefined) {
    event.preventDefault();
    options.onOpen(options.activeIndex);
  } else if (event.key === " " && options.onToggle !== undefined) {
    event.preventDefault();
    options.onToggle(options.activeIndex);
  } else if (event.key === "a" && (event.ctrlKey || event.metaKey) && options.onSelectAll !== undefined) {
    event.preventDefault();
    options.onSelectAll();
  }
}
