import { Badge, Button, Collapse, Group, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { IconCircleCheck, IconCircleDot, IconSearch } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Issue } from "@tessera/sdk";
import { type FormEvent, useState } from "react";
import { useIssues, useReplyToIssue, useUpdateIssue } from "../../api/issues.js";
import { useSignedIn } from "../../api/session.js";
import { IssueDrawing, NothingFoundDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { notifyError } from "../../components/notify.js";
import { Page, PageHeader } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { useCurrentDataset, useMay } from "../dataset/dataset-context.js";
import classes from "./IssuesPage.module.css";
import { filterIssues, type IssueFilter } from "./issue-filter.js";

const route = getRouteApi("/app/@{$owner}/$dataset/issues");

/** As many as a page shows before it asks. */
const STEP = 50;

/** What people noted about samples. */
export function IssuesPage() {
  const dataset = useCurrentDataset();
  const { status = "open", q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const issues = useIssues(dataset.full_name);
  const [shown, setShown] = useState(STEP);
  const all = issues.data ?? [];
  const found = filterIssues(all, { status, text: q });
  const filter = (next: { readonly status: IssueFilter["status"]; readonly q: string }) =>
    navigate({
      search: { ...(next.status !== "open" && { status: next.status }), ...(next.q !== "" && { q: next.q }) },
      replace: true,
    });
  const openCount = all.filter((issue) => issue.status === "OPEN").length;
  return (
    <Page title={`Issues · ${dataset.full_name}`}>
      <PageHeader title="Issues" description="Raised on samples in the editor, where something needs a second look." />
      {issues.isPending && <RowsSkeleton rows={5} />}
      {issues.error !== null && issues.data === undefined && (
        <ErrorState error={issues.error} onRetry={() => issues.refetch()} />
      )}
      {issues.data !== undefined && all.length === 0 && (
        <EmptyState drawing={<IssueDrawing />} title="No issues">
          Whoever sees a sample can raise one while looking at it.
        </EmptyState>
      )}
      {all.length > 0 && (
        <>
          <Group mb="md" gap="sm">
            <SegmentedControl
              aria-label="Status"
              size="sm"
              value={status}
              onChange={(next) => void filter({ status: next as IssueFilter["status"], q })}
              data={[
                { value: "open", label: `Open ${openCount}` },
                { value: "closed", label: `Closed ${all.length - openCount}` },
                { value: "all", label: "All" },
              ]}
            />
            <TextInput
              className={classes.search}
              type="search"
              aria-label="Search issues"
              placeholder="Search by text, sample, person or tag"
              leftSection={<IconSearch size={15} stroke={1.6} />}
              defaultValue={q}
              onChange={(event) => void filter({ status, q: event.currentTarget.value })}
            />
          </Group>
          {found.length === 0 ? (
            <EmptyState drawing={<NothingFoundDrawing />} title={q === "" ? `No ${status} issues` : "No issue fits"} />
          ) : (
            <ul className={classes.list} aria-label="Issues">
              {found.slice(0, shown).map((issue) => (
                <IssueRow key={issue.uuid} issue={issue} />
              ))}
            </ul>
          )}
          {found.length > shown && (
            <Button variant="default" mt="md" onClick={() => setShown(shown + STEP)}>
              Show more
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

function IssueRow({ issue }: { readonly issue: Issue }) {
  const dataset = useCurrentDataset();
  const me = useSignedIn();
  const mayManage = useMay("manage");
  const mayClose = mayManage || issue.created_by === me.username;
  const [isOpen, setIsOpen] = useState(false);
  const updating = useUpdateIssue(dataset.full_name);
  const isDone = issue.status === "CLOSED";
  const Icon = isDone ? IconCircleCheck : IconCircleDot;
  const comments = issue.comments.length;
  return (
    <li className={classes.issue}>
      <Icon
        size={18}
        stroke={1.6}
        className={classes.icon}
        color={isDone ? "var(--t-done)" : "var(--t-warning)"}
        aria-label={isDone ? "Closed" : "Open"}
      />
      <div className={classes.words}>
        <div className={classes.text} dir="auto">
          {issue.description === "" ? "No description" : issue.description}
        </div>
        <div className={classes.meta}>
          <Link
            to="/@{$owner}/$dataset/samples/$uuid"
            params={{ owner: dataset.owner.username, dataset: dataset.name, uuid: issue.sample_uuid }}
            preload={false}
            className={classes.sample}
          >
            <bdi>{issue.sample_name}</bdi>
          </Link>
          <span>
            <bdi>{issue.created_by}</bdi>, <RelativeTime time={issue.created_at} />
          </span>
          {issue.tags?.map((tag) => (
            <Badge key={tag} size="xs" variant="default" tt="none" fw={500}>
              {tag}
            </Badge>
          ))}
          <button type="button" className={classes.replies} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {comments === 0 ? "Reply" : `${comments} ${comments === 1 ? "reply" : "replies"}`}
          </button>
        </div>
        <Collapse expanded={isOpen} transitionDuration={120} keepMounted={false}>
          <Replies issue={issue} />
        </Collapse>
      </div>
      {mayClose && (
        <Button
          variant="default"
          size="xs"
          loading={updating.isPending}
          onClick={() =>
            updating.mutate({ uuid: issue.uuid, status: isDone ? "OPEN" : "CLOSED" }, { onError: notifyError })
          }
        >
          {isDone ? "Reopen" : "Close"}
        </Button>
      )}
    </li>
  );
}

function Replies({ issue }: { readonly issue: Issue }) {
  const dataset = useCurrentDataset();
  const [text, setText] = useState("");
  const replying = useReplyToIssue(dataset.full_name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replying.mutate({ uuid: issue.uuid, text: text.trim() }, { onSuccess: () => setText(""), onError: notifyError });
  };
  return (
    <div className={classes.thread}>
      {issue.comments.map((comment) => (
        <div key={`${comment.created_at} ${comment.created_by}`}>
          <div className={classes.meta}>
            <bdi>{comment.created_by}</bdi>
            <RelativeTime time={comment.created_at} />
          </div>
          <div className={classes.text} dir="auto">
            {comment.text}
          </div>
        </div>
      ))}
      <form onSubmit={submit} className={classes.reply}>
        <Textarea
          aria-label="Reply"
          placeholder="Reply"
          autosize
          minRows={1}
          maxRows={8}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className={classes.grow}
        />
        <Button type="submit" variant="default" disabled={text.trim() === ""} loading={replying.isPending}>
          Reply
        </Button>
      </form>
    </div>
  );
}
