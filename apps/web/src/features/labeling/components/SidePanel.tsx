import { Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconAdjustments,
  IconAlertTriangle,
  IconHistory,
  IconMessageCircle,
  IconShape,
  type TablerIcon,
} from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { PanelTab } from "../page/workbench.js";
import { useSettings, useUi, useWorkbench } from "../page/workbench-context.js";
import { AttributesPanel } from "./attributes/AttributesPanel.js";
import { SceneAttributes } from "./attributes/SceneAttributes.js";
import { HistoryPanel } from "./history/HistoryPanel.js";
import { IssuesPanel } from "./issues/IssuesPanel.js";
import { ClassList } from "./objects/ClassList.js";
import { ObjectsPanel } from "./objects/ObjectsPanel.js";
import { SettingsPanel } from "./SettingsPanel.js";
import classes from "./SidePanel.module.css";
import { Splitter } from "./Splitter.js";
import { WarningsPanel } from "./WarningsPanel.js";

const TABS = [
  { tab: "objects", words: "Objects", Icon: IconShape },
  { tab: "warnings", words: "Warnings", Icon: IconAlertTriangle },
  { tab: "issues", words: "Issues", Icon: IconMessageCircle },
  { tab: "history", words: "History", Icon: IconHistory },
  { tab: "settings", words: "View settings", Icon: IconAdjustments },
] as const satisfies readonly { tab: PanelTab; words: string; Icon: TablerIcon }[];

/** Objects and their attributes, warnings, issues, history, settings: one at a time. */
export function SidePanel() {
  const workbench = useWorkbench();
  const { tab } = useUi();
  const { attributesHeightPx } = useSettings();
  const select = (next: PanelTab) => workbench.setUi({ tab: next });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = TABS.findIndex((each) => each.tab === tab);
    const next = TABS[(at + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    select(next.tab);
    document.getElementById(`panel-tab-${next.tab}`)?.focus();
  };
  return (
    <div className={classes.side}>
      <div className={classes.tabs} role="tablist" aria-label="Panels" onKeyDown={onKeyDown}>
        {TABS.map(({ tab: each, words, Icon }) => (
          <Tooltip position="bottom" key={each} label={words}>
            <UnstyledButton
              id={`panel-tab-${each}`}
              role="tab"
              aria-label={words}
              aria-selected={each === tab}
              aria-controls="panel-content"
              tabIndex={each === tab ? 0 : -1}
              className={classes.tab}
              onClick={() => select(each)}
            >
              <Icon size={18} stroke={1.75} />
            </UnstyledButton>
          </Tooltip>
        ))}
      </div>
      <div id="panel-content" className={classes.content} role="tabpanel" aria-labelledby={`panel-tab-${tab}`}>
        {tab === "objects" && (
          <>
            <ClassList />
            <ObjectsPanel />
            <Splitter />
            <div className={classes.attributes} style={{ flexBasis: attributesHeightPx }}>
              <AttributesPanel />
              <SceneAttributes />
            </div>
          </>
        )}
        {tab === "warnings" && <WarningsPanel />}
        {tab === "issues" && <IssuesPanel />}
        {tab === "history" && <HistoryPanel />}
        {tab === "settings" && <SettingsPanel />}
      </div>
    </div>
  );
}
