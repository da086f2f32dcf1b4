import { Tooltip } from "@mantine/core";
import type { LabelStatus } from "@tessera/sdk";
import classes from "./StatusBadge.module.css";
import { type LabelStats, STATUSES, statusShares, totalOf } from "./status.js";

/** A label status: a dot in its color and its name. */
export function StatusBadge({ status }: { readonly status: LabelStatus }) {
  const { name, color } = STATUSES[status];
  return (
    <span className={classes.badge}>
      <span
        className={classes.dot}
        data-hollow={status === "UNLABELED" || undefined}
        style={{ "--dot": color } as never}
      />
      {name}
    </span>
  );
}

const COUNT = new Intl.NumberFormat("en");

/** The samples of a dataset by status, as one thin bar. */
export function StatusBar({ stats, height = 6 }: { readonly stats: LabelStats; readonly height?: number }) {
  const shares = statusShares(stats);
  const words = shares.map(({ status, count }) => `${COUNT.format(count)} ${STATUSES[status].name.toLowerCase()}`);
  const label = totalOf(stats) === 0 ? "No samples" : words.join(", ");
  return (
    <Tooltip label={label}>
      <div className={classes.bar} style={{ height }} role="img" aria-label={label}>
        {shares.map(({ status, share }) =>
          status === "UNLABELED" ? null : (
            <span key={status} style={{ flexGrow: share, flexBasis: 0, background: STATUSES[status].color }} />
          ),
        )}
        <span style={{ flexGrow: shares.find(({ status }) => status === "UNLABELED")?.share ?? 0, flexBasis: 0 }} />
      </div>
    </Tooltip>
  );
}

/** What the colors of the bar mean, with counts. */
export function StatusLegend({ stats }: { readonly stats: LabelStats }) {
  return (
    <ul className={classes.legend}>
      {statusShares(stats).map(({ status, count }) => (
        <li key={status}>
          <StatusBadge status={status} />
          <span className={classes.count}>{COUNT.format(count)}</span>
        </li>
      ))}
    </ul>
  );
}
