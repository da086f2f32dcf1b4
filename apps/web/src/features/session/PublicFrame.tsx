import type { ReactNode } from "react";
import { ColorSchemeToggle } from "../../components/ColorSchemeToggle.js";
import { Logo } from "../../components/Logo.js";
import { useTitle } from "../../components/Page.js";
import classes from "./PublicFrame.module.css";

interface PublicFrameProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** The pages that come before an account: one column with one form. */
export function PublicFrame({ title, description, children }: PublicFrameProps) {
  useTitle(title);
  return (
    <main className={classes.frame}>
      <div className={classes.toggle}>
        <ColorSchemeToggle />
      </div>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={28} />
          <span>Tessera</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {description !== undefined && <p className={classes.description}>{description}</p>}
        {children}
      </div>
    </main>
  );
}
