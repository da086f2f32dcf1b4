import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorState } from "../../../../components/ErrorState.js";
import { RowsSkeleton } from "../../../../components/Skeletons.js";
import { useLabeling, useUi, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { Segments } from "../Segments.js";
import { IssueCard } from "./IssueCard.js";
import classes from "./IssuesPanel.module.css";
import { NewIssue } from "./NewIssue.js";
import { useSampleIssues } from "./use-sample-issues.js";

/** What people have to say on the sample. */
export function IssuesPanel() {
  const workbench = useWorkbench();
  const { newIssueAnchor, focusedIssue } = useUi();
  const { actions } = useLabeling();
  const issues = useSampleIssues();
  const [status, setStatus] = useState<"OPEN" | "CLOSED">("OPEN");
  const all = issues.data ?? [];
  const focused = all.find(({ uuid }) => uuid === focusedIssue);
  const shown = all.filter((issue) => issue.status === status || issue === focused);
  const open = all.filter((issue) => issue.status === "OPEN").length;
  return (
    <section className={panel.scroll} aria-label="Issues" data-testid="issues">
      <h2 className={panel.heading}>
        Issues
        {actions.createIssue && newIssueAnchor === undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => workbench.setUi({ newIssueAnchor: null })}
            data-testid="new-issue"
          >
            New issue
          </Button>
        )}
      </h2>
      {newIssueAnchor !== undefined && <NewIssue />}
      {issues.error !== null && <ErrorState error={issues.error} onRetry={() => issues.refetch()} />}
      {issues.data === undefined && issues.error === null && <RowsSkeleton rows={3} />}
      {issues.data !== undefined && (
        <>
          {all.length > 0 && (
            <div className={classes.status}>
              <Segments
                fullWidth
                aria-label="Status"
                value={status}
                data={[
                  { value: "OPEN", label: `Open ${open}` },
                  { value: "CLOSED", label: `Resolved ${all.length - open}` },
                ]}
                onChange={(value) => setStatus(value === "CLOSED" ? "CLOSED" : "OPEN")}
              />
            </div>
          )}
          {shown.length === 0 && newIssueAnchor === undefined && (
            <p className={panel.none}>
              {all.length === 0
                ? "No issues on this sample."
                : status === "OPEN"
                  ? "All issues are resolved."
                  : "None is resolved yet."}
            </p>
          )}
          {shown.map((issue) => (
            <IssueCard key={issue.uuid} issue={issue} />
          ))}
        </>
      )}
    </section>
  );
}
