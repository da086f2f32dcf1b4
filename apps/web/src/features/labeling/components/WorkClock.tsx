import { Tooltip } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useWorkbench } from "../page/workbench-context.js";

/** How long the person has worked on the sample; idle time does not count. */
export function WorkClock() {
  const { session } = useWorkbench();
  const [timeMs, setTimeMs] = useState(() => session.workTime().timeMs);
  useInterval(() => setTimeMs(session.workTime().timeMs), 1_000, { autoInvoke: true });
  return (
    <Tooltip position="bottom" label="Time on this sample">
      <span role="timer" aria-label="Time on this sample">
        {clockText(timeMs)}
      </span>
    </Tooltip>
  );
}

/** @example clockText(62_000) // "1:02" */
export function clockText(timeMs: number): string {
  const seconds = Math.floor(timeMs / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
