import type { CanvasView } from "@tessera/editor-2d";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { isObjectDeleted } from "../../components/issues/anchor-text.js";
import { type SampleIssue, useSampleIssues } from "../../components/issues/use-sample-issues.js";
import { useUi, useWorkbench } from "../../page/workbench-context.js";
import { anchorPlace } from "./anchors.js";
import classes from "./IssueMarkers.module.css";
import type { VectorLabel } from "./vector-label.js";

/** Pins on the image where open issues are about a place or an object. Moved by hand: they follow the camera frame by frame. */
export function IssueMarkers({ label }: { readonly label: VectorLabel }) {
  const workbench = useWorkbench();
  const { data = [] } = useSampleIssues();
  const { focusedIssue } = useUi();
  const layer = useRef<HTMLDivElement>(null);
  const view = useSyncExternalStore(label.view.subscribe, label.view.get);
  const shown = data.filter(
    (issue) =>
      (issue.status === "OPEN" || issue.uuid === focusedIssue) && issue.anchor != null && !isObjectDeleted(issue),
  );
  useEffect(() => {
    const move = () => {
      if (view !== undefined && layer.current !== null) placePins(layer.current, { view, label, issues: shown });
    };
    move();
    const stops = [label.cameraChanged.listen(move), label.document.store.listen(move)];
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
  readonly label: VectorLabel;
  readonly issues: readonly SampleIssue[];
}

function placePins(layer: HTMLElement, { view, label, issues }: PinParts): void {
  const { zoom, center, widthPx, heightPx } = view.camera;
  for (const [index, { anchor }] of issues.entries()) {
    const pin = layer.children[index];
    const place = anchorPlace(label.vector, anchor);
    if (!(pin instanceof HTMLElement)) continue;
    pin.hidden = place === undefined;
    if (place === undefined) continue;
    const [x, y] = [(place[0] - center[0]) * zoom + widthPx / 2, (place[1] - center[1]) * zoom + heightPx / 2];
    pin.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -100%)`;
  }
}
