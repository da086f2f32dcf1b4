import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { hotkeyText } from "../../page/workbench-context.js";
import classes from "./PropagationSign.module.css";
import type { Propagation } from "./propagation.js";
import type { VectorLabel } from "./vector-label.js";

/** What is carried on, how far it is, and a button that stops it. */
export function PropagationSign({
  label,
  propagation,
}: {
  readonly label: VectorLabel;
  readonly propagation: Propagation;
}) {
  const progress = useSyncExternalStore(propagation.progress.subscribe, propagation.progress.get);
  if (progress === undefined) return null;
  return (
    <div className={classes.sign} role="status" data-testid="propagation">
      <span>
        {progress.object}: frame {progress.frame + 1} of {label.frames.length}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => propagation.cancel()}>
        Stop · {hotkeyText(label.editor, "track.propagate")}
      </Button>
    </div>
  );
}
