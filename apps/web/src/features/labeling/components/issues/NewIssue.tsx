import { Button, Textarea } from "@mantine/core";
import { IconMapPin, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { notifyError } from "../../../../components/notify.js";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useUi, useWorkbench } from "../../page/workbench-context.js";
import { anchorText } from "./anchor-text.js";
import classes from "./IssuesPanel.module.css";
import { useIssueChanges } from "./use-sample-issues.js";

function selectedNumber({ annotations, selection }: Core): number | undefined {
  const record = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
  return record?.trackId ?? record?.objectId;
}

/** An issue on the sample, on the selected object, or on a place that is clicked. */
export function NewIssue() {
  const workbench = useWorkbench();
  const { newIssueAnchor, isPlacingIssue } = useUi();
  const { create } = useIssueChanges();
  const [text, setText] = useState("");
  const number = useEditorValue(selectedNumber);
  const where = anchorText(newIssueAnchor);
  const close = () => {
    workbench.setUi({ newIssueAnchor: undefined, isPlacingIssue: false });
    workbench.focusCanvas();
  };
  const send = () => {
    if (text.trim() === "") return;
    const params = { description: text.trim(), ...(newIssueAnchor ? { anchor: newIssueAnchor } : {}) };
    create.mutate(params, { onSuccess: close, onError: notifyError });
  };
  return (
    <div className={classes.form}>
      <Textarea
        size="xs"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={10_000}
        dir="auto"
        autoFocus
        aria-label="What is the matter"
        placeholder="What is the matter"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
          if (event.key === "Escape") close();
        }}
      />
      <div className={classes.chips}>
        {where !== undefined && (
          <button
            type="button"
            className={classes.chip}
            aria-label={`Take ${where} away`}
            onClick={() => workbench.setUi({ newIssueAnchor: null })}
          >
            <IconMapPin size={13} aria-hidden="true" />
            <bdi>{where}</bdi>
            <IconX size={12} aria-hidden="true" />
          </button>
        )}
        {where === undefined && (
          <button
            type="button"
            className={classes.chip}
            aria-pressed={isPlacingIssue}
            data-testid="place-issue"
            onClick={() => workbench.setUi({ isPlacingIssue: !isPlacingIssue })}
          >
            <IconMapPin size={13} aria-hidden="true" />
            {isPlacingIssue ? "Click on the image" : "Pick a place"}
          </button>
        )}
        {where === undefined && number !== undefined && (
          <button
            type="button"
            className={classes.chip}
            onClick={() => workbench.setUi({ newIssueAnchor: { type: "track", trackNumber: number } })}
          >
            About object {number}
          </button>
        )}
      </div>
      <div className={classes.row}>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={close}>
          Cancel
        </Button>
        <Button
          size="compact-xs"
          loading={create.isPending}
          disabled={text.trim() === ""}
          onClick={send}
          data-testid="send-issue"
        >
          Raise the issue
        </Button>
      </div>
    </div>
  );
}
