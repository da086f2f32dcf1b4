import { UnstyledButton } from "@mantine/core";
import { type LinkValue, type ObjectChange, objectNumber, type SceneChanges } from "@tessera/editor-core";
import { useCallback, useSyncExternalStore } from "react";
import { RelativeTime } from "../../../../components/RelativeTime.js";
import type { OtherLabels } from "../../editors/editor-module.js";
import { useHotkeyOf, useOpenLabel, useUi, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { rgbText } from "../rgb.js";
import { Toggle } from "../SettingFields.js";
import classes from "./ChangesSection.module.css";
import { changeCounts, changeWords, linkWords, valueWords } from "./change-words.js";
import { lastReviewed, useLabelVersions } from "./label-versions.js";

/** Something of the comparison with another version, as it is now. */
function useComparison<T>(read: (others: OtherLabels) => T): T {
  const { others } = useOpenLabel();
  return useSyncExternalStore(
    useCallback((listener) => others.changed.listen(listener), [others]),
    () => read(others),
  );
}

/** What changed since the last review: on the canvas, and as a list that leads to each change. */
export function ChangesSection() {
  const workbench = useWorkbench();
  const label = useOpenLabel();
  const { isComparing } = useUi();
  const version = lastReviewed(useLabelVersions().data ?? []);
  const changes = useComparison(({ changes }) => changes);
  const sceneChanges = useComparison(({ sceneChanges }) => sceneChanges);
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
            {changeCounts(changes, sceneChanges)}
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
                  <span className={panel.quiet} dir="auto">
                    {changeWords(change, (id) => editor.task.categoryName(id))}
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          {changes.length > MAX_ROWS && <p className={classes.about}>And {changes.length - MAX_ROWS} more.</p>}
          {sceneChanges !== undefined && <SceneChangeList {...sceneChanges} />}
        </>
      )}
    </section>
  );
}

/** Links lead to their ends; what is said of the whole image leads nowhere. */
function SceneChangeList({ links, values }: SceneChanges) {
  const workbench = useWorkbench();
  const label = useOpenLabel();
  const { document, links: present, task } = label.editor;
  const ends = ({ from_id, to_id }: LinkValue) =>
    [from_id, to_id].map((number) => document.annotations.ofNumber(number));
  const nameOf = (link: LinkValue) =>
    ends(link)
      .map(([record], at) => {
        const number = at === 0 ? link.from_id : link.to_id;
        return record === undefined ? `Object ${number}` : `${task.categoryName(record.categoryId)} ${number}`;
      })
      .join(" → ");
  const go = (link: LinkValue) => {
    const records = ends(link).flatMap(([record]) => record ?? []);
    if (records.length > 0) label.show(records);
    const key = present.keyed().find((each) => each.link === link)?.key;
    if (key !== undefined) present.select(key);
    workbench.focusCanvas();
  };
  if (links.length === 0 && values.length === 0) return null;
  return (
    <ul className={classes.list}>
      {links.slice(0, MAX_ROWS).map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two links may be alike
        <li key={`link ${at}`}>
          <UnstyledButton className={classes.row} onClick={() => go(change.link)} data-testid="link-change-row">
            <span className={classes.mark} data-kind={change.kind} />
            <span className={classes.name} dir="auto">
              {nameOf(change.link)}
            </span>
            <span className={panel.quiet}>Link {linkWords(change)}</span>
          </UnstyledButton>
        </li>
      ))}
      {values.slice(0, MAX_ROWS).map((change) => (
        <li key={`${change.place.frame ?? ""} ${change.name}`} className={classes.row} data-testid="value-change-row">
          <span className={classes.mark} data-kind="changed" />
          <span className={classes.name} dir="auto">
            {change.name}
            {change.place.frame !== undefined && (
              <span className={panel.quiet}> in frame {change.place.frame + 1}</span>
            )}
          </span>
          <span className={classes.value} dir="auto" title={valueWords(change)}>
            {valueWords(change)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** More than anybody goes through one by one; the canvas shows all. */
const MAX_ROWS = 200;
