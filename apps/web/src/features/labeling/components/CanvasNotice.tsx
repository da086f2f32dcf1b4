import { useEffect, useState, useSyncExternalStore } from "react";
import { useWorkbench } from "../page/workbench-context.js";
import classes from "./CanvasNotice.module.css";

/** How long a sentence stays: about as long as it takes to read it. */
const SHOWN_MS = 3_500;

/** A sentence of the editor at the canvas's edge, such as why a shape was refused. */
export function CanvasNotice() {
  const { notice } = useWorkbench();
  const said = useSyncExternalStore(notice.subscribe, notice.get);
  const [heard, setHeard] = useState<number>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setHeard(said.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const isShown = said !== undefined && said.id !== heard;
  return (
    <div className={classes.notice} role="status" data-shown={isShown || undefined}>
      {isShown ? said.text : ""}
    </div>
  );
}
