import { useEffect } from "react";
import { frameAnchor } from "../../components/issues/new-anchor.js";
import { useUi, useWorkbench } from "../../page/workbench-context.js";
import classes from "./IssueMarkers.module.css";
import type { VectorLabel } from "./vector-label.js";

/** Catches the one click that says what place an issue is about. */
export function IssuePlacer({ label }: { readonly label: VectorLabel }) {
  const workbench = useWorkbench();
  const { isPlacingIssue } = useUi();
  useEffect(() => {
    if (!isPlacingIssue) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      workbench.setUi({ isPlacingIssue: false });
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [isPlacingIssue, workbench]);
  if (!isPlacingIssue) return null;
  return (
    <button
      type="button"
      className={classes.placer}
      aria-label="Click where the issue is"
      data-testid="issue-placer"
      onClick={(event) => {
        const place = label.view.get()?.imagePlace(event);
        if (place === undefined) return;
        const [x, y] = place.map((value) => Math.round(value * 10) / 10) as [number, number];
        workbench.setUi({
          isPlacingIssue: false,
          newIssueAnchor: { type: "location", location: { type: "2d", x, y }, ...frameAnchor(label.editor) },
        });
      }}
    />
  );
}
