import { UnstyledButton } from "@mantine/core";
import type { LabelVersion } from "@tessera/sdk";
import { api } from "../../../../api/client.js";
import { ErrorState } from "../../../../components/ErrorState.js";
import { notifyError } from "../../../../components/notify.js";
import { RelativeTime } from "../../../../components/RelativeTime.js";
import { RowsSkeleton } from "../../../../components/Skeletons.js";
import { StatusBadge } from "../../../../components/StatusBadge.js";
import { useLabeling, useUi, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { ChangesSection } from "./ChangesSection.js";
import classes from "./HistoryPanel.module.css";
import { useLabelVersions } from "./label-versions.js";

/** Who saved the label, when, with what status; any version can be looked at and taken over. */
export function HistoryPanel() {
  const { label } = useLabeling();
  const versions = useLabelVersions();
  return (
    <section className={panel.scroll} aria-label="History" data-testid="history">
      <ChangesSection />
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
