import type { ReactNode } from "react";
import { useEffect } from "react";
import classes from "./Page.module.css";

interface PageProps {
  /** Of the browser's tab. */
  readonly title: string;
  /** Narrow pages are forms; filled ones hold a table that scrolls by itself; wide ones a grid to the window's edge. */
  readonly width?: "narrow" | "normal" | "filled" | "wide";
  readonly children: ReactNode;
}

/** The column in which a page's content stands. */
export function Page({ title, width = "normal", children }: PageProps) {
  useTitle(title);
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}

/** Names the browser's tab while the page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Tessera" : `${title} · Tessera`;
  }, [title]);
}

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** The page's one primary action, and at most a few others before it. */
  readonly actions?: ReactNode;
}

export function PageHeader({ title, description, actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {description !== undefined && description !== "" && <p className={classes.description}>{description}</p>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}

interface SectionProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page under its own heading. */
export function Section({ title, description, actions, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHeader}>
        <div className={classes.words}>
          <h2 className={classes.sectionTitle}>{title}</h2>
          {description !== undefined && <p className={classes.description}>{description}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
