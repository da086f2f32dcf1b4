import { Tooltip } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { relativeTime } from "./relative-time.js";

const EXACT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** A time as people say it; the exact one on hover. */
export function RelativeTime({ time }: { readonly time: string }) {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return null;
  return (
    <Tooltip label={EXACT.format(date)}>
      <time dateTime={time}>{relativeTime(date.getTime(), now)}</time>
    </Tooltip>
  );
}
