import { Button, Group, Modal } from "@mantine/core";
import { useLabeling, useUi, useWorkbench } from "../page/workbench-context.js";

/** Asks before unsaved work is given up: there is no undo. */
export function DiscardDialog() {
  const workbench = useWorkbench();
  const { isDiscarding } = useUi();
  const { label } = useLabeling();
  const close = () => {
    workbench.setUi({ isDiscarding: false });
    workbench.focusCanvas();
  };
  return (
    <Modal
      opened={isDiscarding}
      onClose={close}
      title="Discard your unsaved work?"
      size={440}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {label === null ? "The sample has no saved label: it will be empty." : "You go back to the label as it is saved."}{" "}
      This cannot be undone.
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Keep it
        </Button>
        <Button
          color="red.8"
          data-testid="confirm-discard"
          onClick={() => {
            close();
            void workbench.session.discardDraft();
          }}
        >
          Discard
        </Button>
      </Group>
    </Modal>
  );
}
