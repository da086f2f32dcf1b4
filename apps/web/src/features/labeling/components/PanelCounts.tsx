import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconMessageCircle } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import type { Core } from "../editors/editor-module.js";
import type { PanelTab } from "../page/workbench.js";
import { useEditorValue, useOpenLabel, useWorkbench } from "../page/workbench-context.js";
import { useSampleIssues } from "./issues/use-sample-issues.js";
import classes from "./PanelCounts.module.css";

/** What the badges of the panel's tabs say. */
export function usePanelCounts(): Partial<Record<PanelTab, number>> {
  const { warnings } = useOpenLabel().editor;
  const warned = useSyncExternalStore(warnings.subscribe, () => warnings.get().length);
  const objects = useEditorValue(countObjects);
  const links = useEditorValue(countLinks);
  return { objects, links, warnings: warned, issues: useOpenIssueCount() };
}

function useOpenIssueCount(): number {
  const { data = [] } = useSampleIssues();
  return data.filter(({ status }) => status === "OPEN").length;
}

function countObjects({ annotations }: Core): number {
  return annotations.objectCount;
}

function countLinks({ links }: Core): number {
  return links.all().length;
}

/** How many warnings there are; leads to them. */
export function WarningCount() {
  const { warnings } = useOpenLabel().editor;
  const list = useSyncExternalStore(warnings.subscribe, warnings.get);
  if (list.length === 0) return null;
  return (
    <CountButton tab="warnings" words={list.length === 1 ? "1 warning" : `${list.length} warnings`} isWarning>
      <IconAlertTriangle size={16} />
      {list.length}
    </CountButton>
  );
}

/** How many issues are open on the sample; leads to them. */
export function IssueCount() {
  const open = useOpenIssueCount();
  if (open === 0) return null;
  return (
    <CountButton tab="issues" words={open === 1 ? "1 open issue" : `${open} open issues`}>
      <IconMessageCircle size={16} />
      {open}
    </CountButton>
  );
}

interface CountButtonProps {
  readonly tab: PanelTab;
  readonly words: string;
  readonly isWarning?: boolean;
  readonly children: React.ReactNode;
}

function CountButton({ tab, words, isWarning = false, children }: CountButtonProps) {
  const workbench = useWorkbench();
  const open = () => {
    workbench.settings.set({ isPanelOpen: true });
    workbench.setUi({ tab });
  };
  return (
    <Tooltip position="bottom" label={words}>
      <UnstyledButton className={classes.count} data-warning={isWarning || undefined} aria-label={words} onClick={open}>
        {children}
      </UnstyledButton>
    </Tooltip>
  );
}
