import { UnstyledButton } from "@mantine/core";
import { type ObjectChange, type ObjectChangeKind, objectNumber } from "@tessera/editor-core";
import { useCallback, useSyncExternalStore } from "react";
import { RelativeTime } from "../../../../components/RelativeTime.js";
import { useHotkeyOf, useOpenLabel, useUi, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { rgbText } from "../rgb.js";
import { Toggle } from "../SettingFields.js";
import classes from "./ChangesSection.module.css";
import { lastReviewed, useLabelVersions } from "./label-versions.js";

const KINDS: readonly ObjectChangeKind[] = ["added", "moved", "changed", "removed"];

/** What differs from the version that the label is compared with now. */
export function useChanges(): readonly ObjectChange[] | undefined {
  const { others } = useOpenLabel();
  return useSyncExternalStore(
    useCallback((listener) => others.changed.listen(listener), [others]),
    () => others.changes,
  );
}

/** Counts of changes, as words: "2 added, 1 moved". */
export function changeCounts(changes: readonly Pick<ObjectChange, "kind">[]): string {
  const counts = KINDS.map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const);
  const words = counts.flatMap(([count, kind]) => (count === 0 ? [] : [`${count} ${kind}`]));
  return words.length === 0 ? "Nothing has changed" : words.join(", ");
}

/** What changed since the last review: on the canvas, and as a list that leads to each change. */
export function ChangesSection() {
  const workbench = useWorkbench();
  const label = useOpenLabel();
  const { isComparing } = useUi();
  const version = lastReviewed(useLabelVersions().data ?? []);
  const changes = useChanges();
  const keysOf = useHotkeyOf();
  if (version === undefined) return null;
  const { editor } = label;
  const go = ({ record, kind }: ObjectChange) => {
    label.show([record]);
    if (kind !== "removed") editor.selection.set([record.id]);
    workbench.focusCanvas();
  };
  return (
    <section className={classes.section} aria-label="Changes since the last review" data-testid="changes">
      <div className={classes.toggle}>
        <Toggle
          label="Since the last review"
          keys={keysOf("page.changes")}
          value={isComparing}
          onChange={(next) => workbench.setUi({ isComparing: next })}
        />
        <p className={classes.about}>
          {version.label_status === "REJECTED" ? "Rejected" : "Accepted"} by <bdi>{version.saved_by}</bdi>{" "}
          <RelativeTime time={version.saved_at} />
        </p>
      </div>
      {isComparing && changes !== undefined && (
        <>
          <p className={classes.counts} data-testid="change-counts">
            {changeCounts(changes)}
          </p>
          <ul className={classes.list}>
            {changes.slice(0, MAX_ROWS).map((change) => (
              <li key={`${change.kind} ${change.record.id}`}>
                <UnstyledButton className={classes.row} onClick={() => go(change)} data-testid="change-row">
                  <span
                    className={classes.mark}
                    data-kind={change.kind}
                    style={{ borderColor: rgbText(workbench.module.changeLooks[change.kind].color) }}
                  />
                  <span className={classes.name} dir="auto">
                    {editor.task.categoryName(change.record.categoryId)}{" "}
                    <span className={panel.quiet}>{objectNumber(change.record)}</span>
                  </span>
                  <span className={panel.quiet}>{change.kind}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          {changes.length > MAX_ROWS && <p className={classes.about}>And {changes.length - MAX_ROWS} more.</p>}
        </>
      )}
    </section>
  );
}

/** More than anybody goes through one by one; the canvas shows all. */
const MAX_ROWS = 200;
