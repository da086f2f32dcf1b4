import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { LabelVersion } from "@tessera/sdk";
import { api } from "../../../../api/client.js";
import { ErrorState } from "../../../../components/ErrorState.js";
import { notifyError } from "../../../../components/notify.js";
import { RelativeTime } from "../../../../components/RelativeTime.js";
import { RowsSkeleton } from "../../../../components/Skeletons.js";
import { StatusBadge } from "../../../../components/StatusBadge.js";
import { useLabeling, useUi, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import classes from "./HistoryPanel.module.css";

/** Enough for any label that people work on; older ones are in the API. */
const SHOWN_VERSIONS = 200;

/** Who saved the label, when, with what status; any version can be looked at and taken over. */
export function HistoryPanel() {
  const { sample, label, labelset } = useLabeling();
  const uuid = sample?.uuid ?? "";
  const versions = useQuery({
    // Asked for again when a save has made another version.
    queryKey: ["label-versions", uuid, labelset, label?.version ?? 0],
    queryFn: ({ signal }) => listVersions(uuid, labelset, signal),
    enabled: label !== null,
  });
  return (
    <section className={panel.scroll} aria-label="History" data-testid="history">
      <h2 className={panel.heading}>History</h2>
      {label === null && <p className={panel.none}>Nothing was saved yet.</p>}
      {versions.error !== null && <ErrorState error={versions.error} onRetry={() => versions.refetch()} />}
      {label !== null && versions.isPending && <RowsSkeleton rows={4} />}
      <ol className={classes.list}>
        {versions.data?.map((version) => (
          <VersionRow key={version.version} version={version} />
        ))}
      </ol>
    </section>
  );
}

async function listVersions(uuid: string, labelset: string, signal: AbortSignal): Promise<readonly LabelVersion[]> {
  const { items } = await api.labels.versions.list(uuid, labelset, { perPage: SHOWN_VERSIONS }, { signal });
  return items;
}

function VersionRow({ version }: { readonly version: LabelVersion }) {
  const workbench = useWorkbench();
  const { preview } = useUi();
  const { sample, labelset } = useLabeling();
  const number = version.version;
  const isShown = preview?.version === number;
  const isDeletion = version.label_status === null || version.label_status === undefined;
  const show = async () => {
    if (sample === null) return;
    try {
      const { attributes } = await api.labels.versions.get(sample.uuid, labelset, number);
      if (attributes === null) return;
      workbench.startPreview({
        title: `Version ${number}, saved by ${version.saved_by ?? "nobody"}`,
        attributes,
        version: number,
      });
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <li>
      <UnstyledButton
        className={classes.row}
        disabled={isDeletion}
        aria-pressed={isShown}
        onClick={() => (isShown ? workbench.endPreview() : void show())}
        data-testid={`version-${number}`}
      >
        <span className={classes.number}>{number}</span>
        <span className={classes.who}>
          <bdi>{version.saved_by ?? "—"}</bdi>
          <span className={classes.when}>
            <RelativeTime time={version.saved_at} />
            {version.is_current && " · current"}
          </span>
          {version.reason !== null && <span className={classes.reason}>{version.reason}</span>}
        </span>
        {isDeletion ? (
          <span className={panel.quiet}>Deleted</span>
        ) : (
          <StatusBadge status={version.label_status ?? "UNLABELED"} />
        )}
      </UnstyledButton>
    </li>
  );
}
