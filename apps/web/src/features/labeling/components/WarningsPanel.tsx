import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { objectNumber, type Warning } from "@tessera/editor-core";
import { useState, useSyncExternalStore } from "react";
import type { Core } from "../editors/editor-module.js";
import { useEditorValue, useOpenLabel } from "../page/workbench-context.js";
import panel from "./panel.module.css";
import { Toggle } from "./SettingFields.js";
import classes from "./WarningsPanel.module.css";

/** Of one group; the rest is told by its count. */
const SHOWN_PER_GROUP = 100;

function frameInView({ place }: Core): number | undefined {
  return place.frame;
}

function dismissedCount(editor: Core): number {
  return editor.viewState.get().dismissedWarnings.length;
}

/** What a person should look at before the label goes on. */
export function WarningsPanel() {
  const { editor } = useOpenLabel();
  const list = useSyncExternalStore(editor.warnings.subscribe, editor.warnings.get);
  const dismissed = useEditorValue(dismissedCount);
  const frame = useEditorValue(frameInView);
  const [isHereOnly, setHereOnly] = useState(false);
  const shown = frame === undefined || !isHereOnly ? list : list.filter(({ place }) => place.frame === frame);
  const groups = Map.groupBy(shown, ({ group }) => group);
  return (
    <section className={panel.scroll} aria-label="Warnings" data-testid="warnings">
      <h2 className={panel.heading}>
        <span>
          Warnings <span className={panel.quiet}>{list.length}</span>
        </span>
        {dismissed > 0 && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => editor.warnings.restoreDismissed()}>
            Show {dismissed} dismissed
          </Button>
        )}
      </h2>
      {frame !== undefined && list.length > 0 && (
        <div className={panel.body}>
          <Toggle label="This frame only" value={isHereOnly} onChange={setHereOnly} />
        </div>
      )}
      {shown.length === 0 && (
        <p className={panel.none}>{list.length === 0 ? "Nothing to warn of." : "Nothing to warn of in this frame."}</p>
      )}
      {[...groups].map(([group, warnings]) => (
        <div key={group} className={classes.group}>
          <h3 className={classes.name} data-severity={warnings[0]?.severity}>
            {group} <span className={panel.quiet}>{warnings.length}</span>
          </h3>
          <ul className={classes.list}>
            {byFrame(warnings)
              .slice(0, SHOWN_PER_GROUP)
              .map((warning) => (
                <WarningRow key={warning.id} warning={warning} />
              ))}
          </ul>
          {warnings.length > SHOWN_PER_GROUP && (
            <p className={classes.more}>{warnings.length - SHOWN_PER_GROUP} more</p>
          )}
        </div>
      ))}
    </section>
  );
}

/** In the order of the frames; as they were within one. */
function byFrame(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.toSorted((a, b) => (a.place.frame ?? -1) - (b.place.frame ?? -1));
}

function WarningRow({ warning }: { readonly warning: Warning }) {
  const label = useOpenLabel();
  const { editor } = label;
  const { annotationId, message, place } = warning;
  const record = annotationId === null ? undefined : editor.annotations.find(annotationId);
  const frame = place.frame;
  const jump = () => {
    if (frame !== undefined) editor.document.go(frame);
    if (record === undefined) return;
    editor.reveal([record]);
    label.show([record]);
    editor.selection.set([record.id]);
  };
  return (
    <li className={classes.row}>
      <button
        type="button"
        className={classes.jump}
        onClick={jump}
        disabled={record === undefined && frame === undefined}
      >
        <span className={classes.object} dir="auto">
          {record === undefined ? "Image" : `${editor.task.categoryName(record.categoryId)} ${objectNumber(record)}`}
          {frame !== undefined && <span className={panel.quiet}> · frame {frame + 1}</span>}
        </span>
        <span className={classes.message} dir="auto">
          {message}
        </span>
      </button>
      <ActionIcon size={24} aria-label="Dismiss" title="Dismiss" onClick={() => editor.warnings.dismiss(warning.id)}>
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
