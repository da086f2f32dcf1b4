import type { RulerDots } from "./ruler-dots.js";
import {
  frameLeft,
  inSight,
  NAMES_PX,
  ROW_PX,
  RULER_PX,
  rowTop,
  rulerStep,
  type TimelineLayout,
} from "./timeline-layout.js";
import type { TimelineRow, TrackMark } from "./timeline-rows.js";
import type { FrameState } from "./timeline-source.js";

/** Colors of the theme. */
export interface TimelineColors {
  readonly text: string;
  readonly dimmed: string;
  readonly background: string;
  readonly sunken: string;
  readonly border: string;
  readonly selected: string;
  readonly current: string;
  readonly failed: string;
  readonly warning: string;
  readonly issue: string;
}

/** A row and how it is to be shown. */
export interface PaintedRow {
  readonly row: TimelineRow;
  readonly name: string;
  readonly color: string;
  readonly isSelected: boolean;
  readonly isDimmed: boolean;
}

/** What is on the canvas. */
export interface TimelinePicture {
  readonly layout: TimelineLayout;
  readonly frame: number;
  readonly colors: TimelineColors;
  rowAt(index: number): PaintedRow | undefined;
  frameState(frame: number): FrameState;
  /** Frames of which something is said. */
  readonly dots: RulerDots;
  /** A keyframe that is being dragged, and to where. */
  readonly drag: { readonly row: number; readonly from: number; readonly to: number } | undefined;
}

const FONT = "12px system-ui, sans-serif";
const MARK_PX = 4;
const BAR_PX = 10;

/** Draws what is in sight: its cost does not grow with the number of tracks and frames. */
export function paintTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { layout, colors } = picture;
  const { widthPx, heightPx } = layout;
  context.clearRect(0, 0, widthPx, heightPx);
  context.fillStyle = colors.background;
  context.fillRect(0, 0, widthPx, heightPx);
  context.font = FONT;
  context.textBaseline = "middle";
  const { firstRow, endRow } = inSight(layout);
  clipped(context, [0, RULER_PX, widthPx, heightPx - RULER_PX], () => {
    for (let index = firstRow; index < endRow; index++) {
      const painted = picture.rowAt(index);
      if (painted) paintRow(context, picture, { painted, index });
    }
  });
  paintRuler(context, picture);
  paintCurrent(context, picture);
}

function paintRow(
  context: CanvasRenderingContext2D,
  picture: TimelinePicture,
  { painted, index }: { readonly painted: PaintedRow; readonly index: number },
): void {
  const { layout, colors, drag } = picture;
  const top = rowTop(layout, index);
  const middle = top + ROW_PX / 2;
  if (painted.isSelected) {
    context.fillStyle = colors.selected;
    context.fillRect(0, top, layout.widthPx, ROW_PX);
  }
  context.fillStyle = colors.border;
  context.fillRect(0, top + ROW_PX - 1, layout.widthPx, 1);
  clipped(context, [NAMES_PX, top, layout.widthPx - NAMES_PX, ROW_PX], () => {
    context.globalAlpha = painted.isDimmed ? 0.35 : 1;
    paintSpans(context, picture, { painted, middle });
    const { firstFrame, endFrame } = inSight(layout);
    for (const mark of painted.row.marks) {
      if (mark.frame < firstFrame - 1 || mark.frame > endFrame) continue;
      const isDragged = drag?.row === index && drag.from === mark.frame;
      const frame = isDragged ? drag.to : mark.frame;
      paintMark(context, mark.type, {
        x: frameLeft(layout, frame) + layout.columnPx / 2,
        y: middle,
        color: painted.color,
        colors,
      });
    }
    context.globalAlpha = 1;
  });
  context.fillStyle = painted.isSelected ? colors.selected : colors.background;
  context.fillRect(0, top, NAMES_PX, ROW_PX - 1);
  context.fillStyle = painted.color;
  context.fillRect(8, middle - 5, 10, 10);
  clipped(context, [0, top, NAMES_PX - 6, ROW_PX], () => {
    context.fillStyle = painted.isDimmed ? colors.dimmed : colors.text;
    context.fillText(painted.name, 24, middle + 1);
  });
  context.fillStyle = colors.border;
  context.fillRect(NAMES_PX - 1, top, 1, ROW_PX);
}

/** Full where the object moves, dotted where it is held. */
function paintSpans(
  context: CanvasRenderingContext2D,
  { layout }: TimelinePicture,
  { painted, middle }: { readonly painted: PaintedRow; readonly middle: number },
): void {
  const end = layout.widthPx;
  for (const { from, to, type } of painted.row.spans) {
    const left = Math.max(NAMES_PX, frameLeft(layout, from) + 1);
    const right = Math.min(end, frameLeft(layout, to) - 1);
    if (right <= left) continue;
    if (type === "moving") {
      context.fillStyle = painted.color;
      context.globalAlpha *= 0.55;
      context.fillRect(left, middle - BAR_PX / 2, right - left, BAR_PX);
      context.globalAlpha /= 0.55;
    } else {
      context.strokeStyle = painted.color;
      context.lineWidth = 2;
      context.setLineDash([2, 3]);
      context.beginPath();
      context.moveTo(left, middle);
      context.lineTo(right, middle);
      context.stroke();
      context.setLineDash([]);
    }
  }
}

function paintMark(
  context: CanvasRenderingContext2D,
  type: TrackMark["type"],
  {
    x,
    y,
    color,
    colors,
  }: { readonly x: number; readonly y: number; readonly color: string; readonly colors: TimelineColors },
): void {
  context.lineWidth = 1.5;
  if (type === "removal") {
    context.strokeStyle = colors.dimmed;
    context.beginPath();
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x + 3, y - 3);
    context.lineTo(x - 3, y + 3);
    context.stroke();
    return;
  }
  context.beginPath();
  context.moveTo(x, y - MARK_PX - 1);
  context.lineTo(x + MARK_PX + 1, y);
  context.lineTo(x, y + MARK_PX + 1);
  context.lineTo(x - MARK_PX - 1, y);
  context.closePath();
  context.fillStyle = type === "keyframe" ? color : colors.background;
  context.fill();
  context.strokeStyle = type === "keyframe" ? colors.text : color;
  context.stroke();
}

function paintRuler(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { layout, colors } = picture;
  context.fillStyle = colors.sunken;
  context.fillRect(0, 0, layout.widthPx, RULER_PX);
  context.fillStyle = colors.border;
  context.fillRect(0, RULER_PX - 1, layout.widthPx, 1);
  const step = rulerStep(layout.columnPx);
  const { firstFrame, endFrame } = inSight(layout);
  clipped(context, [NAMES_PX, 0, layout.widthPx - NAMES_PX, RULER_PX], () => {
    for (let frame = firstFrame; frame < endFrame; frame++) {
      const left = frameLeft(layout, frame);
      const state = picture.frameState(frame);
      if (state === "ready" || state === "failed" || state === "loading") {
        context.fillStyle = state === "failed" ? colors.failed : colors.current;
        context.globalAlpha = state === "loading" ? 0.4 : 1;
        context.fillRect(left, RULER_PX - 3, Math.max(1, layout.columnPx - 1), 2);
        context.globalAlpha = 1;
      }
      if (picture.dots.warnings.has(frame)) paintDot(context, left + layout.columnPx / 3, colors.warning);
      if (picture.dots.issues.has(frame)) paintDot(context, left + (layout.columnPx * 2) / 3, colors.issue);
      if ((frame + 1) % step !== 0 && frame !== 0) continue;
      context.fillStyle = colors.dimmed;
      context.fillText(String(frame + 1), left + 2, RULER_PX / 2 - 1);
    }
  });
}

function paintDot(context: CanvasRenderingContext2D, x: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, RULER_PX - 6, 2, 0, 2 * Math.PI);
  context.fill();
}

function paintCurrent(context: CanvasRenderingContext2D, { layout, frame, colors }: TimelinePicture): void {
  clipped(context, [NAMES_PX, 0, layout.widthPx - NAMES_PX, layout.heightPx], () => {
    const left = frameLeft(layout, frame);
    context.fillStyle = colors.current;
    context.globalAlpha = 0.16;
    context.fillRect(left, 0, layout.columnPx, layout.heightPx);
    context.globalAlpha = 1;
    context.fillRect(left + layout.columnPx / 2 - 0.75, 0, 1.5, layout.heightPx);
  });
}

function clipped(
  context: CanvasRenderingContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  paint: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  paint();
  context.restore();
}
