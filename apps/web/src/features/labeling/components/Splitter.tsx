import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useSettings, useWorkbench } from "../page/workbench-context.js";
import classes from "./Splitter.module.css";

const MIN_PX = 96;
const STEP_PX = 24;

/** Between the objects and their attributes: dragged, or moved by arrow keys; its place is remembered. */
export function Splitter() {
  const { settings } = useWorkbench();
  const { attributesHeightPx } = useSettings();
  const drag = useRef<{ readonly fromY: number; readonly heightPx: number }>(undefined);
  const resize = (heightPx: number) => settings.set({ attributesHeightPx: Math.max(MIN_PX, Math.round(heightPx)) });
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromY: event.clientY, heightPx: attributesHeightPx };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== undefined) resize(drag.current.heightPx + drag.current.fromY - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    resize(attributesHeightPx + (event.key === "ArrowUp" ? STEP_PX : -STEP_PX));
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
      aria-label="Height of the attributes"
      aria-valuenow={attributesHeightPx}
      aria-valuemin={MIN_PX}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onLostPointerCapture={end}
      onKeyDown={onKeyDown}
    />
  );
}
