import classes from "./ProgressBar.module.css";
import { percent } from "./status.js";
import { timeLeft } from "./time-left.js";

interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** When it began, by the page's clock; without it no time left is shown. */
  readonly startedAtMs?: number | undefined;
  readonly nowMs?: number | undefined;
}

const COUNT = new Intl.NumberFormat("en");

/** Long work: how much is done, of how much, and how long it will take. */
export function ProgressBar({ label, done, total, startedAtMs, nowMs }: ProgressBarProps) {
  const left =
    startedAtMs === undefined ? undefined : timeLeft({ done, total, elapsedMs: (nowMs ?? Date.now()) - startedAtMs });
  return (
    <div>
      <div className={classes.words}>
        <span>{label}</span>
        <span className={classes.counts}>
          {COUNT.format(done)} of {COUNT.format(total)}
          {left !== undefined && ` · ${left}`}
        </span>
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent(done, total)}
      >
        <div className={classes.fill} style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
      </div>
    </div>
  );
}
