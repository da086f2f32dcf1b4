import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconLayoutSidebarRight, IconLayoutSidebarRightFilled } from "@tabler/icons-react";
import { Link, useLocation, useRouter, useSearch } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { StatusBadge } from "../../../components/StatusBadge.js";
import { OpenLabelContext, useLabeling, useSettings, useShownLabel, useWorkbench } from "../page/workbench-context.js";
import { reasonText } from "../session/index.js";
import classes from "./EditorBar.module.css";
import { IssueCount, WarningCount } from "./PanelCounts.js";
import { QueueLeft } from "./QueueLeft.js";
import { Rating } from "./Rating.js";
import { SampleSteps } from "./SampleSteps.js";
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
  const panelWords = isPanelOpen ? "Hide the side panel" : "Show the side panel";
  return (
    <header className={classes.bar}>
      <BackLink />
      <SampleSteps />
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

/** Back to where one came from: the list of samples, as it was, or the dataset. */
function BackLink() {
  const { dataset } = useWorkbench();
  const router = useRouter();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const isFromList = useLocation({ select: ({ state }) => state.isFromList === true });
  const [owner = "", name = ""] = dataset.full_name.split("/");
  const params = { owner, dataset: name };
  const { list, view } = search;
  const isList = typeof list === "string";
  const words = isList ? "Back to the samples" : `Back to ${dataset.full_name}`;
  const q = isList && list !== "" ? { q: list } : {};
  const listSearch = { ...q, ...(view === "table" && { view: "table" as const }) };
  const goBack = (event: MouseEvent) => {
    if (!isFromList || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // The entry of the history knows how far the list was scrolled.
    event.preventDefault();
    router.history.back();
  };
  return (
    <Tooltip position="bottom" label={words}>
      <ActionIcon
        aria-label={words}
        renderRoot={(props) =>
          isList ? (
            <Link {...props} to="/@{$owner}/$dataset/samples" params={params} search={listSearch} onClick={goBack} />
          ) : (
            <Link {...props} to="/@{$owner}/$dataset" params={params} />
          )
        }
      >
        <IconArrowLeft size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
