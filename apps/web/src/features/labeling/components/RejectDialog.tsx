import { Button, Checkbox, Group, Modal, Textarea } from "@mantine/core";
import { objectNumber } from "@tessera/editor-core";
import { useState } from "react";
import { useUi, useWorkbench } from "../page/workbench-context.js";
import { trackAnchor } from "./issues/new-anchor.js";

/** Asks what is wrong with a label that is sent back: the labeler sees it first. */
export function RejectDialog() {
  const { isRejecting } = useUi();
  return isRejecting ? <OpenDialog /> : null;
}

function OpenDialog() {
  const workbench = useWorkbench();
  const editor = workbench.port.label.get()?.editor;
  const selected =
    editor?.selection.onlyId === undefined ? undefined : editor.annotations.find(editor.selection.onlyId);
  const [text, setText] = useState("");
  const [isAboutObject, setAboutObject] = useState(true);
  const close = () => {
    workbench.setUi({ isRejecting: false });
    workbench.focusCanvas();
  };
  const reject = () => {
    const description = text.trim();
    const isAbout = selected !== undefined && editor !== undefined && isAboutObject;
    const anchor = isAbout ? { anchor: trackAnchor(editor, selected) } : {};
    void workbench.act("reject", description === "" ? undefined : { description, ...anchor });
  };
  return (
    <Modal opened onClose={close} title="Reject this label" size={440} closeButtonProps={{ "aria-label": "Close" }}>
      <Textarea
        data-autofocus
        label="What is wrong?"
        description="Whoever labeled the sample sees this first when it comes back."
        placeholder="The car behind the tree is missing."
        autosize
        minRows={3}
        maxRows={8}
        value={text}
        data-testid="reject-reason"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          reject();
        }}
      />
      {selected !== undefined && editor !== undefined && (
        <Checkbox
          mt="sm"
          size="xs"
          checked={isAboutObject}
          onChange={(event) => setAboutObject(event.currentTarget.checked)}
          label={`About ${editor.task.categoryName(selected.categoryId)} ${objectNumber(selected)}`}
        />
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button color="red" data-testid="confirm-reject" onClick={reject}>
          {text.trim() === "" ? "Reject without a reason" : "Reject"}
        </Button>
      </Group>
    </Modal>
  );
}
