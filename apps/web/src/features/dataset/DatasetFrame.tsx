import { Alert } from "@mantine/core";
import { getRouteApi, Link, Outlet, useMatches } from "@tanstack/react-router";
import type { Dataset } from "@tessera/sdk";
import { lazy, Suspense } from "react";
import { useDataset } from "../../api/datasets.js";
import { ErrorState } from "../../components/ErrorState.js";
import { NoAccess } from "../../components/NoAccess.js";
import { PageSkeleton } from "../../components/Skeletons.js";
import { type DatasetPage, mayOpenPage } from "../../domain/dataset-pages.js";
import { useUpload } from "../samples/upload/uploads.js";
import classes from "./DatasetFrame.module.css";
import { DatasetContext } from "./dataset-context.js";

const UploadPanel = lazy(() =>
  import("../samples/upload/UploadPanel.js").then(({ UploadPanel: component }) => ({ default: component })),
);

const route = getRouteApi("/app/@{$owner}/$dataset");

interface Tab {
  readonly page: DatasetPage;
  readonly to: string;
  readonly label: string;
  readonly isExact?: boolean;
  readonly count?: (dataset: Dataset) => number;
}

const TABS: readonly Tab[] = [
  { page: "overview", to: "/@{$owner}/$dataset", label: "Overview", isExact: true },
  {
    page: "samples",
    to: "/@{$owner}/$dataset/samples",
    label: "Samples",
    count: ({ samples_count }) => samples_count,
  },
  { page: "issues", to: "/@{$owner}/$dataset/issues", label: "Issues" },
  { page: "releases", to: "/@{$owner}/$dataset/releases", label: "Releases" },
  {
    page: "collaborators",
    to: "/@{$owner}/$dataset/collaborators",
    label: "Collaborators",
    count: ({ collaborators_count }) => collaborators_count,
  },
  { page: "settings", to: "/@{$owner}/$dataset/settings", label: "Settings" },
];

const COUNT = new Intl.NumberFormat("en", { notation: "compact" });

/** What all pages of a dataset share: its tabs, and the dataset itself. */
export function DatasetFrame() {
  const params = route.useParams();
  const dataset = useDataset(`${params.owner}/${params.dataset}`);
  const path = useMatches({ select: (matches) => matches.at(-1)?.fullPath.replace(/\/$/, "") });
  const page = TABS.find(({ to }) => to === path)?.page ?? "overview";
  const upload = useUpload(`${params.owner}/${params.dataset}`);
  if (dataset.error !== null && dataset.data === undefined) {
    return <ErrorState error={dataset.error} onRetry={() => dataset.refetch()} isPage />;
  }
  const { data } = dataset;
  if (data === undefined) return <PageSkeleton />;
  return (
    <DatasetContext value={data}>
      <div className={classes.frame}>
        <nav className={classes.tabs} aria-label="Dataset">
          {TABS.filter(({ page }) => mayOpenPage(page, data)).map(({ to, label, isExact = false, count = () => 0 }) => (
            <Link
              key={to}
              to={to}
              params={params}
              className={classes.tab}
              activeOptions={{ exact: isExact, includeSearch: false }}
              activeProps={{ "aria-current": "page", "data-active": "" } as object}
            >
              {label}
              {count(data) > 0 && <span className={classes.count}>{COUNT.format(count(data))}</span>}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>
          {data.is_cloning && (
            <Alert m="md" mb={0} variant="light" p="xs" role="status">
              Samples are still being copied from {data.cloned_from}. They appear as they come.
            </Alert>
          )}
          {mayOpenPage(page, data) ? <Outlet /> : <NoAccess dataset={data} page={page} />}
        </div>
        {upload !== undefined && (
          <Suspense fallback={null}>
            <UploadPanel dataset={data.full_name} queue={upload} />
          </Suspense>
        )}
      </div>
    </DatasetContext>
  );
}
