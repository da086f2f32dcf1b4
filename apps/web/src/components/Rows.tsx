import type { ReactNode } from "react";
import classes from "./Rows.module.css";

/** A short list: one thing a row, with what can be done about it at the end. */
export function Rows({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
}

export function Row({ icon, title, detail, actions }: RowProps) {
  return (
    <li className={classes.row}>
      {icon}
      <div className={classes.words}>
        <div className={classes.title}>{title}</div>
        {detail !== undefined && <div className={classes.detail}>{detail}</div>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </li>
  );
}
