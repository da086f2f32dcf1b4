import { Alert } from "@mantine/core";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { can } from "@tessera/schema";
import type { Dataset } from "@tessera/sdk";
import { lazy, Suspense } from "react";
import { useDataset } from "../../api/datasets.js";
import { ErrorState } from "../../components/ErrorState.js";
import { PageSkeleton } from "../../components/Skeletons.js";
import { useUpload } from "../samples/upload/uploads.js";
import classes from "./DatasetFrame.module.css";
import { DatasetContext } from "./dataset-context.js";

const UploadPanel = lazy(() =>
  import("../samples/upload/UploadPanel.js").then(({ UploadPanel: component }) => ({ default: component })),
);

const route = getRouteApi("/app/@{$owner}/$dataset");

interface Tab {
  readonly to: string;
  readonly label: string;
  readonly isExact?: boolean;
  readonly count?: number;
}

/** The tabs of a dataset that the signed-in user's role has something to do in. */
export function tabsOf(dataset: Dataset): Tab[] {
  const role = dataset.role ?? undefined;
  const canBrowse = can(role, "manage") || role === "viewer" || (role === undefined && dataset.public);
  return [
    { to: "/@{$owner}/$dataset", label: "Overview", isExact: true },
    ...(canBrowse ? [{ to: "/@{$owner}/$dataset/samples", label: "Samples", count: dataset.samples_count }] : []),
    { to: "/@{$owner}/$dataset/issues", label: "Issues" },
    { to: "/@{$owner}/$dataset/releases", label: "Releases" },
    ...(can(role, "manage")
      ? [{ to: "/@{$owner}/$dataset/collaborators", label: "Collaborators", count: dataset.collaborators_count }]
      : []),
    ...(can(role, "administer") ? [{ to: "/@{$owner}/$dataset/settings", label: "Settings" }] : []),
  ];
}

const COUNT = new Intl.NumberFormat("en", { notation: "compact" });

/** What all pages of a dataset share: its tabs, and the dataset itself. */
export function DatasetFrame() {
  const params = route.useParams();
  const dataset = useDataset(`${params.owner}/${params.dataset}`);
  const upload = useUpload(`${params.owner}/${params.dataset}`);
  if (dataset.error !== null && dataset.data === undefined) {
    return <ErrorState error={dataset.error} onRetry={() => dataset.refetch()} isPage />;
  }
  if (dataset.data === undefined) return <PageSkeleton />;
  return (
    <DatasetContext value={dataset.data}>
      <div className={classes.frame}>
        <nav className={classes.tabs} aria-label="Dataset">
          {tabsOf(dataset.data).map(({ to, label, isExact = false, count }) => (
            <Link
              key={to}
              to={to}
              params={params}
              className={classes.tab}
              activeOptions={{ exact: isExact, includeSearch: false }}
              activeProps={{ "aria-current": "page", "data-active": "" } as object}
            >
              {label}
              {count !== undefined && count > 0 && <span className={classes.count}>{COUNT.format(count)}</span>}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>
          {dataset.data.is_cloning && (
            <Alert m="md" mb={0} variant="light" p="xs" role="status">
              Samples are still being copied from {dataset.data.cloned_from}. They appear as they come.
            </Alert>
          )}
          <Outlet />
        </div>
        {upload !== undefined && (
          <Suspense fallback={null}>
            <UploadPanel dataset={dataset.data.full_name} queue={upload} />
          </Suspense>
        )}
      </div>
    </DatasetContext>
  );
}
