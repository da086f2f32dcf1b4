import { UnstyledButton } from "@mantine/core";
import {
  IconAdjustments,
  IconAlertTriangle,
  IconHistory,
  IconLink,
  IconMessageCircle,
  IconShape,
  type TablerIcon,
} from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { PanelTab } from "../page/workbench.js";
import { useEditorValue, useSettings, useUi, useWorkbench } from "../page/workbench-context.js";
import { AttributesPanel } from "./attributes/AttributesPanel.js";
import { SceneAttributes } from "./attributes/SceneAttributes.js";
import { HistoryPanel } from "./history/HistoryPanel.js";
import { IssuesPanel } from "./issues/IssuesPanel.js";
import { canHaveLinks, LinksPanel } from "./links/LinksPanel.js";
import { ClassList } from "./objects/ClassList.js";
import { ObjectsPanel } from "./objects/ObjectsPanel.js";
import { usePanelCounts } from "./PanelCounts.js";
import { SettingsPanel } from "./SettingsPanel.js";
import classes from "./SidePanel.module.css";
import { Splitter } from "./Splitter.js";
import { WarningsPanel } from "./WarningsPanel.js";

interface TabFacts {
  readonly tab: PanelTab;
  /** Below the icon. */
  readonly words: string;
  readonly name?: string;
  readonly Icon: TablerIcon;
}

const MIN_ATTRIBUTES_PX = 96;

const TABS: readonly TabFacts[] = [
  { tab: "objects", words: "Objects", Icon: IconShape },
  { tab: "links", words: "Links", Icon: IconLink },
  { tab: "warnings", words: "Warnings", Icon: IconAlertTriangle },
  { tab: "issues", words: "Issues", Icon: IconMessageCircle },
  { tab: "history", words: "History", Icon: IconHistory },
  { tab: "settings", words: "View", name: "View settings", Icon: IconAdjustments },
];

/** Objects and their attributes, warnings, issues, history, settings: one at a time. */
export function SidePanel() {
  const workbench = useWorkbench();
  const ui = useUi();
  const hasLinks = useEditorValue(canHaveLinks);
  const tabs = hasLinks ? TABS : TABS.filter((each) => each.tab !== "links");
  const tab = hasLinks || ui.tab !== "links" ? ui.tab : "objects";
  const { attributesHeightPx } = useSettings();
  return (
    <div className={classes.side}>
      <Tabs tabs={tabs} tab={tab} />
      <div id="panel-content" className={classes.content} role="tabpanel" aria-labelledby={`panel-tab-${tab}`}>
        {tab === "objects" && (
          <>
            <ClassList />
            <ObjectsPanel />
            <Splitter
              label="Height of the attributes"
              heightPx={attributesHeightPx}
              minPx={MIN_ATTRIBUTES_PX}
              onResize={(heightPx) => workbench.settings.set({ attributesHeightPx: heightPx })}
            />
            <div className={classes.attributes} style={{ flexBasis: attributesHeightPx }}>
              <AttributesPanel />
              <SceneAttributes />
            </div>
          </>
        )}
        {tab === "links" && <LinksPanel />}
        {tab === "warnings" && <WarningsPanel />}
        {tab === "issues" && <IssuesPanel />}
        {tab === "history" && <HistoryPanel />}
        {tab === "settings" && <SettingsPanel />}
      </div>
    </div>
  );
}

interface TabsProps {
  readonly tabs: readonly TabFacts[];
  readonly tab: PanelTab;
}

/** Apart from the panels: their counts change with every draft and every warning. */
function Tabs({ tabs, tab }: TabsProps) {
  const workbench = useWorkbench();
  const counts = usePanelCounts();
  const select = (next: PanelTab) => workbench.setUi({ tab: next });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((each) => each.tab === tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    select(next.tab);
    document.getElementById(`panel-tab-${next.tab}`)?.focus();
  };
  return (
    <div className={classes.tabs} role="tablist" aria-label="Panels" onKeyDown={onKeyDown}>
      {tabs.map(({ tab: each, words, name, Icon }) => {
        const count = counts[each] ?? 0;
        return (
          <UnstyledButton
            key={each}
            id={`panel-tab-${each}`}
            role="tab"
            {...(name === undefined ? {} : { "aria-label": name })}
            aria-selected={each === tab}
            aria-controls="panel-content"
            tabIndex={each === tab ? 0 : -1}
            className={classes.tab}
            onClick={() => select(each)}
          >
            <Icon size={18} stroke={1.75} />
            <span className={classes.words}>{words}</span>
            {count > 0 && (
              <span className={classes.count} data-tab={each} data-testid={`count-${each}`}>
                {count > 999 ? "999+" : count}
              </span>
            )}
          </UnstyledButton>
        );
      })}
    </div>
  );
}
