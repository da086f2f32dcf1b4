import { Anchor, Button, Tooltip } from "@mantine/core";
import { IconWorld } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { can } from "@tessera/schema";
import { useQueueCounts } from "../../api/datasets.js";
import { useCollaborators } from "../../api/people.js";
import { useReleases } from "../../api/releases.js";
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
import { categoryColor } from "../../domain/label-palette.js";
import { hasEditor, TASK_WORDS } from "../../domain/task-types.js";
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
  const role = dataset.role ?? undefined;
  const mayLabel = can(role, "label") || dataset.noncollaborator_can_label;
  const mayReview = can(role, "review") || dataset.noncollaborator_can_review;
  const isUsable = hasEditor(dataset.task_type) && dataset.samples_count > 0 && !dataset.archived;
  const counts = useQueueCounts(dataset.full_name, { isEnabled: isUsable && (mayLabel || mayReview) });
  if (!isUsable) return null;
  const params = { owner: dataset.owner.username, dataset: dataset.name };
  const toReview = counts.data?.review.count ?? 0;
  const isReviewFirst = mayReview && toReview > 0 && counts.data?.label.count === 0;
  return (
    <>
      {mayReview && (
        <Button
          variant={isReviewFirst ? "filled" : "default"}
          rightSection={<Waiting count={counts.data?.review} />}
          renderRoot={(props) => <Link to="/@{$owner}/$dataset/review" params={params} {...props} />}
        >
          Start reviewing
        </Button>
      )}
      {mayLabel && (
        <Button
          variant={isReviewFirst ? "default" : "filled"}
          rightSection={<Waiting count={counts.data?.label} />}
          renderRoot={(props) => <Link to="/@{$owner}/$dataset/label" params={params} {...props} />}
        >
          Start labeling
        </Button>
      )}
    </>
  );
}

function Waiting({ count }: { readonly count: QueueCount | undefined }) {
  if (count === undefined) return null;
  const text = `${COUNT.format(count.count)}${count.is_capped ? "+" : ""}`;
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
      Add files in the browser, or samples by the API; then labeling can start.
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
