import { Button, Textarea } from "@mantine/core";
import { IconMapPin, IconX } from "@tabler/icons-react";
import { type AnnotationRecord, objectNumber } from "@tessera/editor-core";
import { useState } from "react";
import { notifyError } from "../../../../components/notify.js";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useOpenLabel, useUi, useWorkbench } from "../../page/workbench-context.js";
import { anchorText } from "./anchor-text.js";
import classes from "./IssuesPanel.module.css";
import { frameAnchor, trackAnchor } from "./new-anchor.js";
import { useIssueChanges } from "./use-sample-issues.js";

function selectedRecord({ annotations, selection }: Core): AnnotationRecord | undefined {
  return selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
}

function frameOf({ place }: Core): number | undefined {
  return place.frame;
}

/** An issue on the sample, on the selected object, or on a place that is clicked. */
export function NewIssue() {
  const workbench = useWorkbench();
  const { newIssueAnchor, isPlacingIssue } = useUi();
  const { create } = useIssueChanges();
  const [text, setText] = useState("");
  const { editor } = useOpenLabel();
  const selected = useEditorValue(selectedRecord);
  const frame = useEditorValue(frameOf);
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
        {where === undefined && frame !== undefined && (
          <button
            type="button"
            className={classes.chip}
            onClick={() => workbench.setUi({ newIssueAnchor: { type: "basic", ...frameAnchor(editor) } })}
          >
            About frame {frame + 1}
          </button>
        )}
        {where === undefined && selected !== undefined && (
          <button
            type="button"
            className={classes.chip}
            onClick={() => workbench.setUi({ newIssueAnchor: trackAnchor(editor, selected) })}
          >
            About object {objectNumber(selected)}
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
