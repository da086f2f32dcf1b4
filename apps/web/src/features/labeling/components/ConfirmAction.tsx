import { Button, Group, Modal, Text } from "@mantine/core";
import { useUi, useWorkbench } from "../page/workbench-context.js";
import { actionText } from "../session/index.js";
import classes from "./ConfirmAction.module.css";

const SHOWN_GROUPS = 6;

/**
 * Asks before a label goes on with warnings or without the path in the making, or where the dataset wants to be asked.
 * "Anyway" is never what Enter does.
 */
export function ConfirmAction() {
  const workbench = useWorkbench();
  const { confirming } = useUi();
  const editor = workbench.port.label.get()?.editor;
  const isBlocked = confirming !== null && workbench.isBlocked(confirming);
  const all = confirming === "edit" ? [] : editor?.warnings.get();
  const warnings = (isBlocked ? editor?.warnings.mandatory() : all) ?? [];
  const unfinished = editor?.sketch.record?.tool;
  const close = () => {
    workbench.setUi({ confirming: null });
    workbench.focusCanvas();
  };
  const look = () => {
    workbench.settings.set({ isPanelOpen: true });
    if (isBlocked) editor?.warnings.restoreDismissed();
    workbench.setUi({ confirming: null, tab: "warnings" });
    workbench.focusCanvas();
  };
  const words = confirming === null ? "" : actionText(confirming);
  const groups = new Map<string, number>();
  for (const { group } of warnings) groups.set(group, (groups.get(group) ?? 0) + 1);
  const title = isBlocked
    ? "Mandatory attributes are missing"
    : warnings.length > 0
      ? `${words} with ${warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`}`
      : `${words} this label`;
  const holder = confirming === "edit" ? workbench.holder : undefined;
  const isPlain = warnings.length === 0 && unfinished === undefined && holder === undefined;
  return (
    <Modal
      opened={confirming !== null}
      onClose={close}
      title={title}
      size={420}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {unfinished !== undefined && (
        <Text mb="xs">The {unfinished} that you are drawing has too few nodes and will be discarded.</Text>
      )}
      {holder !== undefined && (
        <Text mb="xs">
          <bdi>{holder.username}</bdi> is working on this sample now. What you save reaches them as another version,
          which they will have to merge with theirs.
        </Text>
      )}
      {isPlain && <Text>Once it is done, the next sample opens.</Text>}
      {isBlocked && <Text mb="xs">This dataset takes a label only when they are set.</Text>}
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
          <Button data-autofocus onClick={look}>
            Look at them
          </Button>
        ) : (
          <Button {...(unfinished === undefined ? { variant: "default" } : { "data-autofocus": true })} onClick={close}>
            {unfinished === undefined ? "Cancel" : "Go on drawing"}
          </Button>
        )}
        {!isBlocked && (
          <Button
            {...(isPlain ? { "data-autofocus": true } : { variant: "default" })}
            data-testid="confirm-action"
            onClick={() => confirming !== null && void workbench.act(confirming)}
          >
            {isPlain ? words : `${words} anyway`}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
