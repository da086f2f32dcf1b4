import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import classes from "./Splitter.module.css";

const STEP_PX = 24;

interface SplitterProps {
  /** What is below it. */
  readonly label: string;
  readonly heightPx: number;
  readonly minPx: number;
  readonly maxPx?: number;
  readonly onResize: (heightPx: number) => void;
}

/** The upper edge of something that is as high as one wants: dragged, or moved by arrow keys. */
export function Splitter({ label, heightPx, minPx, maxPx, onResize }: SplitterProps) {
  const drag = useRef<{ readonly fromY: number; readonly heightPx: number }>(undefined);
  const resize = (height: number) =>
    onResize(Math.min(maxPx ?? Number.POSITIVE_INFINITY, Math.max(minPx, Math.round(height))));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromY: event.clientY, heightPx };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== undefined) resize(drag.current.heightPx + drag.current.fromY - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    resize(heightPx + (event.key === "ArrowUp" ? STEP_PX : -STEP_PX));
  };
  const end = () => {
    drag.current = undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter that takes keys, which no rule does
    <div
      className={classes.splitter}
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={heightPx}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onLostPointerCapture={end}
      onKeyDown={onKeyDown}
    />
  );
}
