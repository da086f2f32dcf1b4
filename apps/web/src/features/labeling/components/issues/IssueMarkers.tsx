import type { CanvasView, VectorEditor } from "@tessera/editor-2d";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useUi, useVector, useWorkbench } from "../../page/workbench-context.js";
import { anchorPlace } from "./anchors.js";
import classes from "./IssueMarkers.module.css";
import { type SampleIssue, useSampleIssues } from "./use-sample-issues.js";

/** Pins on the image where open issues are about a place or an object. Moved by hand: they follow the camera frame by frame. */
export function IssueMarkers() {
  const workbench = useWorkbench();
  const vector = useVector();
  const { data = [] } = useSampleIssues();
  const { focusedIssue } = useUi();
  const layer = useRef<HTMLDivElement>(null);
  const view = useSyncExternalStore(workbench.view.subscribe, workbench.view.get);
  const shown = data.filter(
    ({ status, uuid, anchor }) =>
      (status === "OPEN" || uuid === focusedIssue) && anchor !== null && anchor !== undefined,
  );
  useEffect(() => {
    const move = () => {
      if (view !== undefined && layer.current !== null) placePins(layer.current, { view, vector, issues: shown });
    };
    move();
    const stops = [workbench.cameraChanged.listen(move), vector.editor.store.listen(move, { scope: "document" })];
    return () => {
      for (const stop of stops) stop();
    };
  });
  const open = (uuid: string) => {
    workbench.settings.set({ isPanelOpen: true });
    workbench.setUi({ tab: "issues", focusedIssue: uuid });
  };
  return (
    <div ref={layer} className={classes.layer}>
      {shown.map(({ uuid, description }) => (
        <button
          key={uuid}
          type="button"
          className={classes.pin}
          data-focused={uuid === focusedIssue || undefined}
          aria-label={`Issue: ${description}`}
          title={description}
          onClick={() => open(uuid)}
        >
          !
        </button>
      ))}
    </div>
  );
}

interface PinParts {
  readonly view: CanvasView;
  readonly vector: VectorEditor;
  readonly issues: readonly SampleIssue[];
}

function placePins(layer: HTMLElement, { view, vector, issues }: PinParts): void {
  const { zoom, center, widthPx, heightPx } = view.camera;
  for (const [index, { anchor }] of issues.entries()) {
    const pin = layer.children[index];
    const place = anchorPlace(vector, anchor);
    if (!(pin instanceof HTMLElement)) continue;
    pin.hidden = place === undefined;
    if (place === undefined) continue;
    const [x, y] = [(place[0] - center[0]) * zoom + widthPx / 2, (place[1] - center[1]) * zoom + heightPx / 2];
    pin.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -100%)`;
  }
}
