import { Modal } from "@mantine/core";
import { Markdown } from "../../../components/Markdown.js";
import { useUi, useWorkbench } from "../page/workbench-context.js";

/** The dataset's readme, to be read without leaving the sample. */
export function Instructions() {
  const workbench = useWorkbench();
  const { areInstructionsOpen } = useUi();
  const close = () => {
    workbench.setUi({ areInstructionsOpen: false });
    workbench.focusCanvas();
  };
  return (
    <Modal
      opened={areInstructionsOpen}
      onClose={close}
      title="Instructions"
      size={720}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div data-testid="readme">
        <Markdown text={workbench.instructions} />
      </div>
    </Modal>
  );
}
