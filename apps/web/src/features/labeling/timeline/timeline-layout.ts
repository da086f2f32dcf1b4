/** Height of the bar of buttons above the frames. */
export const HEADER_PX = 28;
/** Height of a track, and of the ruler above them. */
export const ROW_PX = 22;
export const RULER_PX = 16;
/** Width of the names at the left. */
export const NAMES_PX = 132;
/** A frame is at least and at most this wide. */
export const MIN_COLUMN_PX = 6;
export const MAX_COLUMN_PX = 40;

/** Where frames and tracks lie on the canvas. */
export interface TimelineLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly columnPx: number;
  readonly scrollXPx: number;
  readonly scrollYPx: number;
  readonly frameCount: number;
  readonly rowCount: number;
}

/** What lies under a place of the canvas. */
export interface TimelinePlace {
  readonly area: "ruler" | "names" | "grid";
  /** Undefined beside the frames. */
  readonly frame: number | undefined;
  readonly row: number | undefined;
}

/** The left edge of a frame on the canvas. */
export function frameLeft({ columnPx, scrollXPx }: TimelineLayout, frame: number): number {
  return NAMES_PX + frame * columnPx - scrollXPx;
}

/** The upper edge of a track on the canvas. */
export function rowTop({ scrollYPx }: TimelineLayout, row: number): number {
  return RULER_PX + row * ROW_PX - scrollYPx;
}

/**
 * What lies under a place of the canvas.
 *
 * @example placeAt(layout, NAMES_PX + 3, RULER_PX + 3) // { area: "grid", frame: 0, row: 0 }
 */
export function placeAt(layout: TimelineLayout, xPx: number, yPx: number): TimelinePlace {
  const frame = Math.floor((xPx - NAMES_PX + layout.scrollXPx) / layout.columnPx);
  const row = Math.floor((yPx - RULER_PX + layout.scrollYPx) / ROW_PX);
  const isFrame = xPx >= NAMES_PX && frame >= 0 && frame < layout.frameCount;
  const isRow = yPx >= RULER_PX && row >= 0 && row < layout.rowCount;
  const area = yPx < RULER_PX ? "ruler" : xPx < NAMES_PX ? "names" : "grid";
  return { area, frame: isFrame ? frame : undefined, row: isRow ? row : undefined };
}

/** The frame nearest to a place, for scrubbing beyond the ends. */
export function nearestFrame(layout: TimelineLayout, xPx: number): number {
  const frame = Math.floor((xPx - NAMES_PX + layout.scrollXPx) / layout.columnPx);
  return Math.min(layout.frameCount - 1, Math.max(0, frame));
}

/** The frames and tracks that are in sight; ends exclusive. */
export function inSight(layout: TimelineLayout) {
  const { columnPx, scrollXPx, scrollYPx, widthPx, heightPx, frameCount, rowCount } = layout;
  return {
    firstFrame: Math.max(0, Math.floor(scrollXPx / columnPx)),
    endFrame: Math.min(frameCount, Math.ceil((scrollXPx + widthPx - NAMES_PX) / columnPx)),
    firstRow: Math.max(0, Math.floor(scrollYPx / ROW_PX)),
    endRow: Math.min(rowCount, Math.ceil((scrollYPx + heightPx - RULER_PX) / ROW_PX)),
  };
}

/** Frames between numbers on the ruler, so that they do not touch. */
export function rulerStep(columnPx: number): number {
  return [1, 2, 5, 10, 20, 50, 100].find((step) => step * columnPx >= 44) ?? 200;
}
