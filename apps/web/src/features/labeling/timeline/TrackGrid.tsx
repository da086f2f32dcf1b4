import { useComputedColorScheme } from "@mantine/core";
import { annotationColor, annotationId, type ObjectKey } from "@tessera/editor-core";
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useSampleIssues } from "../components/issues/use-sample-issues.js";
import { rgbText } from "../components/rgb.js";
import { useWorkbench } from "../page/workbench-context.js";
import { type PaintedRow, paintTimeline, type TimelineColors } from "./paint-timeline.js";
import { RowCache } from "./row-cache.js";
import { rulerDots } from "./ruler-dots.js";
import classes from "./Timeline.module.css";
import {
  inSight,
  MAX_COLUMN_PX,
  MIN_COLUMN_PX,
  NAMES_PX,
  nearestFrame,
  placeAt,
  ROW_PX,
  RULER_PX,
  type TimelineLayout,
} from "./timeline-layout.js";
import type { TimelineRow } from "./timeline-rows.js";
import type { TimelineSource } from "./timeline-source.js";

const DEFAULT_COLUMN_PX = 14;
/** Each notch of the wheel widens or narrows the frames by this. */
const WHEEL_FACTOR = 1.15;

interface TrackGridProps {
  readonly source: TimelineSource;
  readonly heightPx: number;
}

/** The ruler and the tracks, on a canvas. Only what is in sight is drawn, so a thousand tracks cost no more than ten. */
export function TrackGrid({ source, heightPx }: TrackGridProps) {
  const workbench = useWorkbench();
  const scheme = useComputedColorScheme();
  const body = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [columnPx, setColumnPx] = useState(DEFAULT_COLUMN_PX);
  const rows = useMemo(() => new RowCache(source), [source]);
  const [size, setSize] = useState({ widthPx: 0, heightPx: 0 });
  const drag = useRef<Drag>(undefined);
  const { warnings } = source.editor;
  const warned = useSyncExternalStore(warnings.subscribe, warnings.get);
  const { data: issues } = useSampleIssues();
  const dots = useMemo(() => rulerDots(source.editor.place, warned, issues ?? []), [source, warned, issues]);

  useLayoutEffect(() => {
    const element = body.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const layoutNow = (): TimelineLayout => ({
    ...size,
    columnPx,
    scrollXPx: body.current?.scrollLeft ?? 0,
    scrollYPx: body.current?.scrollTop ?? 0,
    frameCount: source.times.count,
    rowCount: rows.keys().length,
  });
  const paint = usePainter(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || canvas.current === null || size.widthPx === 0) return;
    sizeCanvas(canvas.current, size);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintTimeline(context, {
      layout: layoutNow(),
      frame: source.editor.document.frame ?? 0,
      colors: colorsOf(canvas.current),
      rowAt: (index) => paintedRow(source, rows, index),
      frameState: (frame) => source.frameState(frame),
      dots,
      drag: drag.current?.type === "mark" ? drag.current : undefined,
    });
  });

  const followed = useRef<number>(undefined);
  /** Another frame is brought into sight. What else changes in the view, such as what is hovered, leaves the timeline where it was scrolled to. */
  const follow = (frame: number) => {
    if (frame === followed.current) return;
    followed.current = frame;
    showFrame(body.current, layoutNow(), frame);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme, size, scale or dot is another picture
  useLayoutEffect(paint, [paint, scheme, size, columnPx, heightPx, dots]);
  useEffect(() => {
    const { store } = source.editor;
    const stops = [
      store.listen(({ diff, scope }) => {
        if (scope === "document") rows.follow(diff);
        else follow(source.editor.document.frame ?? 0);
        paint();
      }),
      source.framesChanged.listen(paint),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  });
  useWheelScale(body, (factor) => setColumnPx((now) => Math.min(MAX_COLUMN_PX, Math.max(MIN_COLUMN_PX, now * factor))));

  const select = (key: ObjectKey) => {
    const { editor } = source;
    editor.selection.set([annotationId(editor.place, key)]);
    workbench.focusCanvas();
  };
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x, y } = within(event);
    const place = placeAt(layoutNow(), x, y);
    const key = place.row === undefined ? undefined : rows.keys()[place.row];
    if (place.area === "ruler") {
      drag.current = { type: "scrub" };
      source.go(nearestFrame(layoutNow(), x));
      return;
    }
    if (key === undefined) return;
    if (place.area === "names") {
      const present = firstFrame(rows.row(key), source.editor.document.frame ?? 0);
      if (present !== undefined) source.go(present);
      select(key);
      return;
    }
    if (place.frame === undefined || place.row === undefined) return;
    const mark = rows.row(key)?.marks.find(({ frame, type }) => frame === place.frame && type !== "stated");
    drag.current = mark ? { type: "mark", key, row: place.row, from: mark.frame, to: mark.frame } : undefined;
    source.go(place.frame);
    select(key);
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (drag.current === undefined) return;
    const frame = nearestFrame(layoutNow(), within(event).x);
    if (drag.current.type === "scrub") source.go(frame);
    else drag.current = { ...drag.current, to: frame };
    paint();
  };
  const onPointerUp = () => {
    const done = drag.current;
    drag.current = undefined;
    if (done?.type === "mark" && done.to !== done.from) {
      const result = source.moveEvent(done.key, done.from, done.to);
      if (result === true) source.go(done.to);
      else workbench.tell(result.reason);
    }
    paint();
    workbench.focusCanvas();
  };

  const heightOfRows = RULER_PX + rows.keys().length * ROW_PX;
  const isCollapsed = heightPx <= RULER_PX;
  return (
    <div
      ref={body}
      className={classes.body}
      style={{
        height: heightPx,
        overflowY: isCollapsed ? "hidden" : "auto",
        overflowX: isCollapsed ? "hidden" : "auto",
      }}
      onScroll={paint}
      data-testid="track-grid"
      data-column-px={columnPx}
    >
      <div
        className={classes.sizer}
        style={{ width: NAMES_PX + source.times.count * columnPx, height: isCollapsed ? RULER_PX : heightOfRows }}
      />
      <canvas
        ref={canvas}
        className={classes.canvas}
        aria-label={`${rows.keys().length} tracks in ${source.times.count} frames`}
        role="img"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onLostPointerCapture={() => {
          drag.current = undefined;
        }}
      />
    </div>
  );
}

type Drag =
  | { readonly type: "scrub" }
  | {
      readonly type: "mark";
      readonly key: ObjectKey;
      readonly row: number;
      readonly from: number;
      readonly to: number;
    };

function paintedRow({ editor }: TimelineSource, rows: RowCache, index: number): PaintedRow | undefined {
  const key = rows.keys()[index];
  const row = key === undefined ? undefined : rows.row(key);
  if (key === undefined || row === undefined) return undefined;
  const { record, number } = row;
  return {
    row,
    name: `${editor.task.categoryName(record.categoryId)} ${number}`,
    color: rgbText(annotationColor(editor.task, record, editor.viewState.get().colorBy)),
    isSelected: editor.selection.keys.includes(key),
    isDimmed: editor.objectStates.isHidden(record),
  };
}

/** Where the object is seen: the frame in view, if it is there, else the first one. */
function firstFrame(row: TimelineRow | undefined, frame: number): number | undefined {
  if (row === undefined) return undefined;
  const isHere =
    row.spans.some(({ from, to }) => frame >= from && frame < to) || row.marks.some((mark) => mark.frame === frame);
  return isHere ? frame : (row.spans[0]?.from ?? row.marks[0]?.frame);
}

/** Paints at the next frame of the screen, once, however often it is asked. */
function usePainter(paint: () => void): () => void {
  const latest = useRef(paint);
  latest.current = paint;
  const due = useRef<number>(undefined);
  useEffect(
    () => () => {
      if (due.current !== undefined) cancelAnimationFrame(due.current);
    },
    [],
  );
  const ask = useRef(() => {
    due.current ??= requestAnimationFrame(() => {
      due.current = undefined;
      latest.current();
    });
  });
  return ask.current;
}

/** Brings the frame in view into the sight of the timeline. */
function showFrame(body: HTMLElement | null, layout: TimelineLayout, frame: number): void {
  if (body === null) return;
  const { firstFrame: first, endFrame } = inSight(layout);
  const wide = layout.widthPx - NAMES_PX;
  if (frame < first + 1) body.scrollLeft = Math.max(0, (frame - 1) * layout.columnPx);
  else if (frame > endFrame - 3) body.scrollLeft = (frame + 3) * layout.columnPx - wide;
}

/** Ctrl+wheel, which React's passive listeners cannot keep from zooming the page. */
function useWheelScale(body: React.RefObject<HTMLElement | null>, scale: (factor: number) => void): void {
  const latest = useRef(scale);
  latest.current = scale;
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current(event.deltaY < 0 ? WHEEL_FACTOR : 1 / WHEEL_FACTOR);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [body]);
}

function sizeCanvas(canvas: HTMLCanvasElement, { widthPx, heightPx }: { widthPx: number; heightPx: number }): void {
  const [width, height] = [Math.round(widthPx * devicePixelRatio), Math.round(heightPx * devicePixelRatio)];
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
}

function colorsOf(element: HTMLElement): TimelineColors {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: color("--mantine-color-text"),
    dimmed: color("--mantine-color-dimmed"),
    background: color("--mantine-color-body"),
    sunken: color("--t-sunken"),
    border: color("--t-border"),
    selected: color("--t-selected"),
    current: color("--mantine-primary-color-6"),
    failed: color("--t-rejected"),
    warning: color("--t-warning"),
    issue: color("--mantine-color-text"),
  };
}

function within(event: PointerEvent<HTMLCanvasElement>): { readonly x: number; readonly y: number } {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
