import { Button, Menu, Tooltip } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { StatusBadge } from "../../../components/StatusBadge.js";
import { STATUSES } from "../../../components/status.js";
import { hotkeyText, useLabeling, useShownLabel, useUi, useWorkbench } from "../page/workbench-context.js";
import { actionText, type WorkAction } from "../session/index.js";
import classes from "./WorkActions.module.css";

/** What can be done with the label; the one that most end with stands last. */
const ORDER = ["skip", "save", "reject", "verify", "accept", "submit"] as const satisfies readonly WorkAction[];

export function WorkActions() {
  const { mode, actions, readOnlyReason, phase } = useLabeling();
  if (mode === "readOnly") return <span className={classes.readOnly}>Read-only</span>;
  if (mode === "edit") return <EditActions />;
  const allowed = ORDER.filter((action) => actions[action]);
  if (readOnlyReason === "role") return <span className={classes.readOnly}>Read-only</span>;
  const shown = allowed.length > 0 ? allowed : ([mode === "label" ? "submit" : "accept"] as const);
  return (
    <div className={classes.actions}>
      {shown.map((action) => (
        <ActionButton
          key={action}
          action={action}
          isBusy={phase === "saving" && isPrimary(action)}
          isDisabled={allowed.length === 0}
        />
      ))}
    </div>
  );
}

function isPrimary(action: WorkAction): boolean {
  return action === "submit" || action === "accept" || action === "edit";
}

interface ActionButtonProps {
  readonly action: WorkAction;
  readonly isBusy: boolean;
  readonly isDisabled: boolean;
}

function ActionButton({ action, isBusy, isDisabled }: ActionButtonProps) {
  const workbench = useWorkbench();
  const label = useShownLabel();
  const { isOver } = workbench.settling;
  const isSettling = !useSyncExternalStore(isOver.subscribe, isOver.get);
  const words = actionText(action);
  const keys =
    label === undefined ? "" : hotkeyText(label.editor, action === "edit" ? "label.save" : `label.${action}`);
  return (
    <Tooltip position="bottom" label={keys === "" ? words : `${words} · ${keys}`}>
      <Button
        size="compact-sm"
        h={28}
        px={12}
        variant={isPrimary(action) ? "filled" : "default"}
        loading={isBusy}
        disabled={isDisabled}
        // For a moment after a change of sample; not long enough to look different.
        aria-disabled={isSettling || undefined}
        data-testid={`action-${action}`}
        onClick={() => workbench.request(action)}
      >
        {words}
      </Button>
    </Tooltip>
  );
}

function EditActions() {
  const workbench = useWorkbench();
  const { actions, label, save } = useLabeling();
  const { status } = useUi();
  const current = label?.label_status ?? "UNLABELED";
  const chosen = status ?? (current === "UNLABELED" || current === "PRELABELED" ? "LABELED" : current);
  return (
    <div className={classes.actions}>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-sm"
            h={28}
            px={10}
            variant="default"
            rightSection={<IconChevronDown size={14} />}
            aria-label={`${STATUSES[chosen].name}: status after saving`}
            disabled={!actions.save}
          >
            <StatusBadge status={chosen} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Status after saving</Menu.Label>
          {actions.statuses.map((each) => (
            <Menu.Item
              key={each}
              rightSection={each === chosen ? <IconCheck size={14} /> : null}
              onClick={() => workbench.setUi({ status: each })}
            >
              <StatusBadge status={each} />
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ActionButton action="edit" isBusy={save.kind === "saving"} isDisabled={!actions.save} />
    </div>
  );
}
