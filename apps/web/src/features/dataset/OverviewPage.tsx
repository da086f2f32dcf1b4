import { Anchor, Button, Tooltip } from "@mantine/core";
import { IconWorld } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { can } from "@tessera/schema";
import { useQueueCounts } from "../../api/datasets.js";
import { keys } from "../../api/keys.js";
import { useCollaborators } from "../../api/people.js";
import { useReleases } from "../../api/releases.js";
import { useSignedIn } from "../../api/session.js";
import type { QueueCount } from "../../api/types.js";
import { UploadDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { Page, PageHeader } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { capitalized } from "../../components/RoleSelect.js";
import { StatusBar, StatusLegend } from "../../components/StatusBadge.js";
import { labeledCount, percent, totalOf } from "../../components/status.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { categoryWords } from "../../domain/dataset-categories.js";
import { mayOpenPage } from "../../domain/dataset-pages.js";
import { categoryColor } from "../../domain/label-palette.js";
import { hasEditor, TASK_WORDS } from "../../domain/task-types.js";
import { countLeftDrafts } from "../labeling/page/unsent-work.js";
import { useCurrentDataset, useMay } from "./dataset-context.js";
import classes from "./OverviewPage.module.css";
import { ReadmeSection } from "./Readme.js";

const COUNT = new Intl.NumberFormat("en");

/** What a dataset is, how far it is, and the way to the work on it. */
export function OverviewPage() {
  const dataset = useCurrentDataset();
  const total = totalOf(dataset.label_stats);
  const mayManage = useMay("manage");
  return (
    <Page title={dataset.full_name}>
      <PageHeader
        title={<bdi>{dataset.name}</bdi>}
        description={<span dir="auto">{dataset.description}</span>}
        actions={<QueueButtons />}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          {total === 0 ? <NoSamples /> : <Progress />}
          <ReadmeSection text={dataset.readme ?? ""} />
        </div>
        <aside className={classes.aside} aria-label="About">
          <Facts />
          <Categories />
          <RecentReleases />
          {mayManage && <People />}
        </aside>
      </div>
    </Page>
  );
}

/** The way into the queues, for those who may work in them. */
function QueueButtons() {
  const dataset = useCurrentDataset();
  const mayLabel = mayOpenPage("label", dataset);
  const mayReview = mayOpenPage("review", dataset);
  const isUsable = hasEditor(dataset.task_type) && dataset.samples_count > 0 && !dataset.archived;
  const counts = useQueueCounts(dataset.full_name, { isEnabled: isUsable && (mayLabel || mayReview) });
  const { label, review } = counts.data ?? {};
  const drafts = useLeftDrafts({ isEnabled: isUsable && mayLabel && label?.count === 0 });
  if (!isUsable) return null;
  const isReviewFirst = mayReview && (review?.count ?? 0) > 0 && label?.count === 0;
  return (
    <>
      {mayReview && <QueueButton queue="review" count={review} isPrimary={isReviewFirst} />}
      {mayLabel &&
        (drafts > 0 ? (
          <ContinueButton drafts={drafts} />
        ) : (
          <QueueButton queue="label" count={label} isPrimary={!isReviewFirst} />
        ))}
    </>
  );
}

/** How many samples have unsaved work of the person on this machine. The queue may have given them to somebody else. */
function useLeftDrafts({ isEnabled }: { readonly isEnabled: boolean }): number {
  const { full_name: fullName } = useCurrentDataset();
  const { username } = useSignedIn();
  const { data = 0 } = useQuery({
    queryKey: keys.leftDrafts(fullName),
    queryFn: () => countLeftDrafts(username, fullName),
    enabled: isEnabled,
  });
  return data;
}

/** The queue is empty, but there is work of one's own to go on with. */
function ContinueButton({ drafts }: { readonly drafts: number }) {
  const { owner, name } = useCurrentDataset();
  const params = { owner: owner.username, dataset: name };
  return (
    <Button
      rightSection={
        <Tooltip label={`Unsaved work on ${drafts === 1 ? "1 sample" : `${COUNT.format(drafts)} samples`}`}>
          <span className={classes.waiting}>{COUNT.format(drafts)}</span>
        </Tooltip>
      }
      renderRoot={(props) => <Link to="/@{$owner}/$dataset/label" params={params} {...props} />}
    >
      Continue labeling
    </Button>
  );
}

const QUEUE_WORDS = {
  label: { action: "Start labeling", empty: "There is nothing for you to label." },
  review: {
    action: "Start reviewing",
    empty: "There is nothing for you to review. Samples come here once they are labeled.",
  },
} as const;

interface QueueButtonProps {
  readonly queue: keyof typeof QUEUE_WORDS;
  readonly count: QueueCount | undefined;
  readonly isPrimary: boolean;
}

/** Opens a queue. An empty one cannot be opened, and the button says why. */
function QueueButton({ queue, count, isPrimary }: QueueButtonProps) {
  const { owner, name } = useCurrentDataset();
  const { action, empty } = QUEUE_WORDS[queue];
  const waiting = <Waiting count={count} />;
  if (count?.count === 0) {
    // It stays focusable, so that the reason can be read by keyboard too.
    return (
      <Tooltip label={empty} events={{ hover: true, focus: true, touch: true }}>
        <Button data-disabled aria-disabled rightSection={waiting} onClick={(event) => event.preventDefault()}>
          {action}
        </Button>
      </Tooltip>
    );
  }
  const params = { owner: owner.username, dataset: name };
  return (
    <Button
      variant={isPrimary ? "filled" : "default"}
      rightSection={waiting}
      renderRoot={(props) => <Link to={`/@{$owner}/$dataset/${queue}`} params={params} {...props} />}
    >
      {action}
    </Button>
  );
}

function Waiting({ count }: { readonly count: QueueCount | undefined }) {
  if (count === undefined) return null;
  const text = `${COUNT.format(count.count)}${count.is_capped ? "+" : ""}`;
  if (count.count === 0) return <span className={classes.waiting}>{text}</span>;
  return (
    <Tooltip label={`${text} in your queue`}>
      <span className={classes.waiting}>{text}</span>
    </Tooltip>
  );
}

function Progress() {
  const { label_stats } = useCurrentDataset();
  const total = totalOf(label_stats);
  const done = labeledCount(label_stats);
  return (
    <section className={classes.progress} aria-label="Progress">
      <div className={classes.headline}>
        <span className={classes.big}>{percent(done, total)} %</span>
        <span className={classes.dimmed}>
          labeled: {COUNT.format(done)} of {COUNT.format(total)} samples
        </span>
      </div>
      <StatusBar stats={label_stats} height={10} />
      <div className={classes.legend}>
        <StatusLegend stats={label_stats} />
      </div>
    </section>
  );
}

function NoSamples() {
  const dataset = useCurrentDataset();
  const params = { owner: dataset.owner.username, dataset: dataset.name };
  if (!can(dataset.role ?? undefined, "administer")) {
    return (
      <EmptyState drawing={<UploadDrawing />} title="No samples yet">
        Somebody who administers this dataset adds them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      drawing={<UploadDrawing />}
      title="No samples yet"
      action={
        <Button renderRoot={(props) => <Link to="/@{$owner}/$dataset/samples" params={params} {...props} />}>
          Add samples
        </Button>
      }
    >
      {hasEditor(dataset.task_type)
        ? "Add files in the browser, or samples through the API. Then labeling can start."
        : "There is no editor for this task type yet. Samples and labels are added through the API, and releases export them."}
    </EmptyState>
  );
}

function Facts() {
  const dataset = useCurrentDataset();
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    ["Task", TASK_WORDS[dataset.task_type].name],
    ["Category", <bdi key="category">{categoryWords(dataset.category)}</bdi>],
    ["Samples", COUNT.format(dataset.samples_count)],
    ["Created", <RelativeTime key="created" time={dataset.created_at} />],
    ...(dataset.role ? [["Your role", capitalized(dataset.role)] as const] : []),
    ...(dataset.cloned_from ? [["Cloned from", dataset.cloned_from] as const] : []),
  ];
  return (
    <section aria-label="Facts">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {(dataset.public || dataset.archived) && (
        <p className={classes.marks}>
          {dataset.public && (
            <span className={classes.mark}>
              <IconWorld size={14} stroke={1.6} aria-hidden="true" /> Public
            </span>
          )}
          {dataset.archived && <span className={classes.mark}>Archived</span>}
        </p>
      )}
    </section>
  );
}

const MAX_CATEGORIES = 12;

function Categories() {
  const { task_attributes } = useCurrentDataset();
  const categories = task_attributes?.categories ?? [];
  return (
    <section aria-label="Categories">
      <h2 className={classes.heading}>Categories</h2>
      <ul className={classes.categories}>
        {categories.slice(0, MAX_CATEGORIES).map((category) => (
          <li key={category.id}>
            <span className={classes.swatch} style={{ background: categoryColor(category) }} aria-hidden="true" />
            <span className={classes.ellipsis} dir="auto" title={category.name}>
              {category.name}
            </span>
          </li>
        ))}
      </ul>
      {categories.length > MAX_CATEGORIES && (
        <p className={classes.more}>and {COUNT.format(categories.length - MAX_CATEGORIES)} more</p>
      )}
    </section>
  );
}

function RecentReleases() {
  const dataset = useCurrentDataset();
  const releases = useReleases(dataset.full_name);
  const latest = (releases.data ?? []).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)).slice(0, 3);
  if (latest.length === 0) return null;
  const params = { owner: dataset.owner.username, dataset: dataset.name };
  return (
    <section aria-label="Releases">
      <h2 className={classes.heading}>
        <Anchor
          inherit
          c="inherit"
          renderRoot={(props) => <Link to="/@{$owner}/$dataset/releases" params={params} {...props} />}
        >
          Releases
        </Anchor>
      </h2>
      <ul className={classes.rows}>
        {latest.map(({ uuid, name, created_at }) => (
          <li key={uuid}>
            <span className={classes.ellipsis}>{name}</span>
            <span className={classes.dimmed}>
              <RelativeTime time={created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MAX_PEOPLE = 6;

function People() {
  const dataset = useCurrentDataset();
  const { data = [] } = useCollaborators(dataset.full_name, { isEnabled: true });
  if (data.length === 0) return null;
  return (
    <section aria-label="People">
      <h2 className={classes.heading}>People</h2>
      <ul className={classes.rows}>
        {data.slice(0, MAX_PEOPLE).map(({ user, role }) => (
          <li key={user.username}>
            <UserAvatar name={user.username} size={20} />
            <span className={classes.ellipsis}>{user.username}</span>
            <span className={classes.dimmed}>{role}</span>
          </li>
        ))}
      </ul>
      {data.length > MAX_PEOPLE && <p className={classes.more}>and {data.length - MAX_PEOPLE} more</p>}
    </section>
  );
}
