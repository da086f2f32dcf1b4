import { Tooltip } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconDeviceFloppy } from "@tabler/icons-react";
import { useState } from "react";
import { useLabeling } from "../page/workbench-context.js";
import { outboxText, saveStateText } from "../session/index.js";
import classes from "./SaveState.module.css";

/** Where the work is, in words. */
export function SaveState() {
  const { save, outbox, sample, otherTab } = useLabeling();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true });
  const others = outboxText({ ...outbox, items: outbox.items.filter(({ sampleUuid }) => sampleUuid !== sample?.uuid) });
  const isUnkept = "isKept" in save && !save.isKept;
  const isBad = save.kind === "failed" || isUnkept;
  const Icon = isBad
    ? IconAlertTriangle
    : save.kind === "offline"
      ? IconCloudOff
      : save.kind === "dirty"
        ? IconDeviceFloppy
        : IconCloudCheck;
  const text =
    otherTab === "none"
      ? saveStateText(save, Math.max(now, save.kind === "saved" ? save.atMs : 0))
      : "Read-only: open in another tab";
  return (
    <Tooltip position="bottom" label={others ?? text} disabled={others === undefined}>
      <span
        className={classes.state}
        data-bad={isBad || undefined}
        data-testid="save-state"
        data-save={save.kind}
        data-outbox={outbox.items.length}
      >
        <Icon size={16} aria-hidden="true" />
        <span role="status" className={classes.text}>
          {save.kind === "clean" && otherTab === "none" && others !== undefined ? others : text}
        </span>
      </span>
    </Tooltip>
  );
}
