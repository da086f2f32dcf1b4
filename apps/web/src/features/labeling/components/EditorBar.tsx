import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconLayoutSidebarRight, IconLayoutSidebarRightFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { StatusBadge } from "../../../components/StatusBadge.js";
import { OpenLabelContext, useLabeling, useSettings, useShownLabel, useWorkbench } from "../page/workbench-context.js";
import { reasonText } from "../session/index.js";
import classes from "./EditorBar.module.css";
import { IssueCount, WarningCount } from "./PanelCounts.js";
import { QueueLeft } from "./QueueLeft.js";
import { Rating } from "./Rating.js";
import { SaveState } from "./SaveState.js";
import { WorkActions } from "./WorkActions.js";
import { WorkClock } from "./WorkClock.js";

/** Where one is, how the work stands, and what to do with it. */
export function EditorBar() {
  const { dataset, settings } = useWorkbench();
  const { sample, label, mode, reason, phase, actions } = useLabeling();
  const { isPanelOpen } = useSettings();
  const shown = useShownLabel();
  const why = reasonText(reason);
  const isOpen = sample !== null && phase !== "empty";
  const [owner = "", name = ""] = dataset.full_name.split("/");
  const panelWords = isPanelOpen ? "Hide the side panel" : "Show the side panel";
  return (
    <header className={classes.bar}>
      <Tooltip position="bottom" label={`Back to ${dataset.full_name}`}>
        <ActionIcon
          aria-label={`Back to ${dataset.full_name}`}
          renderRoot={(props) => <Link {...props} to="/@{$owner}/$dataset" params={{ owner, dataset: name }} />}
        >
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <div className={classes.place}>
        {sample === null ? (
          <h1 className={classes.dataset} dir="auto">
            {dataset.full_name}
          </h1>
        ) : (
          <h1 className={classes.sample} dir="auto" title={sample.name} data-testid="sample-name">
            {sample.name}
          </h1>
        )}
        {why !== undefined && isOpen && (
          <span className={classes.reason} data-reason={reason}>
            {why}
          </span>
        )}
        {isOpen && <StatusBadge status={label?.label_status ?? "UNLABELED"} />}
      </div>
      {isOpen && (
        <>
          <div className={classes.facts}>
            {mode !== "readOnly" && <SaveState />}
            {mode !== "readOnly" && <WorkClock />}
            <QueueLeft />
            {shown !== undefined && (
              <OpenLabelContext value={shown}>
                <WarningCount />
                <IssueCount />
              </OpenLabelContext>
            )}
          </div>
          {mode === "review" && actions.rate && <Rating />}
          <WorkActions />
          <Tooltip position="bottom" label={`${panelWords} · \\`}>
            <ActionIcon
              aria-label={panelWords}
              aria-pressed={isPanelOpen}
              onClick={() => settings.set({ isPanelOpen: !isPanelOpen })}
            >
              {isPanelOpen ? <IconLayoutSidebarRightFilled size={18} /> : <IconLayoutSidebarRight size={18} />}
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </header>
  );
}
