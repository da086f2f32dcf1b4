import { Button, Group, Modal, Text } from "@mantine/core";
import { useUi, useWorkbench } from "../page/workbench-context.js";
import { actionText } from "../session/index.js";
import classes from "./ConfirmAction.module.css";

const SHOWN_GROUPS = 6;

/** Asks before a label goes on with warnings, or where the dataset wants to be asked. */
export function ConfirmAction() {
  const workbench = useWorkbench();
  const { confirming } = useUi();
  const warnings = workbench.port.editor.get()?.editor.warnings.get() ?? [];
  const close = () => {
    workbench.setUi({ confirming: null });
    workbench.focusCanvas();
  };
  const look = () => {
    workbench.settings.set({ isPanelOpen: true });
    workbench.setUi({ confirming: null, tab: "warnings" });
    workbench.focusCanvas();
  };
  const words = confirming === null ? "" : actionText(confirming);
  const groups = new Map<string, number>();
  for (const { group } of warnings) groups.set(group, (groups.get(group) ?? 0) + 1);
  const title =
    warnings.length > 0
      ? `${words} with ${warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}`
      : `${words} this label`;
  return (
    <Modal
      opened={confirming !== null}
      onClose={close}
      title={title}
      size={420}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {warnings.length === 0 && <Text>Once it is done, the next sample opens.</Text>}
      {warnings.length > 0 && (
        <ul className={classes.groups}>
          {[...groups].slice(0, SHOWN_GROUPS).map(([group, count]) => (
            <li key={group}>
              <span>{group}</span>
              <span>{count}</span>
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        {warnings.length > 0 ? (
          <Button variant="default" onClick={look}>
            Look at them
          </Button>
        ) : (
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        )}
        <Button
          data-autofocus
          data-testid="confirm-action"
          onClick={() => confirming !== null && void workbench.act(confirming)}
        >
          {warnings.length > 0 ? `${words} anyway` : words}
        </Button>
      </Group>
    </Modal>
  );
}
