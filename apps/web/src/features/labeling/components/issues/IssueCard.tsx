import { Button, Textarea } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { can } from "@tessera/schema";
import { useEffect, useRef, useState } from "react";
import { notifyError } from "../../../../components/notify.js";
import { RelativeTime } from "../../../../components/RelativeTime.js";
import { useLabeling, useOpenLabel, useUi, useWorkbench } from "../../page/workbench-context.js";
import { isObjectDeleted, issueAnchorText } from "./anchor-text.js";
import classes from "./IssuesPanel.module.css";
import { type SampleIssue, useIssueChanges } from "./use-sample-issues.js";

/** One issue with its replies. */
export function IssueCard({ issue }: { readonly issue: SampleIssue }) {
  const workbench = useWorkbench();
  const label = useOpenLabel();
  const { focusedIssue } = useUi();
  const { actions, dataset } = useLabeling();
  const { setStatus } = useIssueChanges();
  const card = useRef<HTMLElement>(null);
  const isFocused = focusedIssue === issue.uuid;
  const where = issueAnchorText(issue);
  const isOpen = issue.status === "OPEN";
  const isOwn = issue.created_by === workbench.services.account;
  // The table of roles: managers resolve others' issues, everybody their own.
  const canResolve = isOwn || can(dataset.role ?? undefined, "manage");
  useEffect(() => {
    if (isFocused) card.current?.scrollIntoView({ block: "nearest" });
  }, [isFocused]);
  return (
    <article ref={card} className={classes.card} data-focused={isFocused || undefined} data-testid="issue">
      <Said by={issue.created_by} at={issue.created_at} text={issue.description} />
      <div className={classes.chips}>
        {where !== undefined && (
          <button
            type="button"
            className={classes.chip}
            disabled={isObjectDeleted(issue)}
            onClick={() => {
              workbench.setUi({ focusedIssue: issue.uuid });
              label.showAnchor(issue.anchor);
            }}
          >
            <IconMapPin size={13} aria-hidden="true" />
            <bdi>{where}</bdi>
          </button>
        )}
        {issue.tags.map((tag) => (
          <bdi key={tag} className={classes.chip}>
            {tag}
          </bdi>
        ))}
      </div>
      {issue.comments.map(({ created_at, created_by, text }) => (
        <div key={`${created_at} ${created_by}`} className={classes.reply}>
          <Said by={created_by} at={created_at} text={text} />
        </div>
      ))}
      {actions.createIssue && (
        <Answer issue={issue.uuid}>
          {canResolve && (
            <Button
              size="compact-xs"
              variant="default"
              loading={setStatus.isPending}
              onClick={() =>
                setStatus.mutate({ issue: issue.uuid, status: isOpen ? "CLOSED" : "OPEN" }, { onError: notifyError })
              }
            >
              {isOpen ? "Resolve" : "Reopen"}
            </Button>
          )}
        </Answer>
      )}
    </article>
  );
}

function Said({ by, at, text }: { readonly by: string; readonly at: string; readonly text: string }) {
  return (
    <>
      <div className={classes.meta}>
        <strong>
          <bdi>{by}</bdi>
        </strong>
        <RelativeTime time={at} />
      </div>
      <p className={classes.text} dir="auto">
        {text}
      </p>
    </>
  );
}

function Answer({ issue, children }: { readonly issue: string; readonly children: React.ReactNode }) {
  const { reply } = useIssueChanges();
  const [text, setText] = useState<string>();
  const send = () => {
    if (text === undefined || text.trim() === "") return;
    reply.mutate({ issue, text: text.trim() }, { onSuccess: () => setText(undefined), onError: notifyError });
  };
  return (
    <>
      {text !== undefined && (
        <Textarea
          mt={8}
          size="xs"
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
          aria-label="Reply"
          autoFocus
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
            if (event.key === "Escape") setText(undefined);
          }}
        />
      )}
      <div className={classes.row}>
        {text === undefined ? (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setText("")}>
            Reply
          </Button>
        ) : (
          <>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setText(undefined)}>
              Cancel
            </Button>
            <Button size="compact-xs" loading={reply.isPending} disabled={text.trim() === ""} onClick={send}>
              Reply
            </Button>
          </>
        )}
        {text === undefined && children}
      </div>
    </>
  );
}
