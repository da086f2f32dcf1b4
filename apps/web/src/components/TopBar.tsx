import { Link, useParams } from "@tanstack/react-router";
import { AccountButton } from "./AccountButton.js";
import { ColorSchemeToggle } from "./ColorSchemeToggle.js";
import { Logo } from "./Logo.js";
import classes from "./TopBar.module.css";

/** Where one is, and who one is. */
export function TopBar() {
  const { owner, dataset } = useParams({ strict: false });
  return (
    <header className={classes.bar}>
      <nav className={classes.path} aria-label="Breadcrumb">
        <Link to="/" className={classes.home} aria-label="Tessera, all datasets">
          <Logo />
          {owner === undefined && <span className={classes.name}>Tessera</span>}
        </Link>
        {owner !== undefined && (
          <>
            <span className={classes.slash} aria-hidden="true">
              /
            </span>
            <Link to="/@{$owner}" params={{ owner }} className={classes.step} title={owner}>
              {owner}
            </Link>
          </>
        )}
        {owner !== undefined && dataset !== undefined && (
          <>
            <span className={classes.slash} aria-hidden="true">
              /
            </span>
            <Link
              to="/@{$owner}/$dataset"
              params={{ owner, dataset }}
              className={classes.step}
              data-current=""
              title={dataset}
            >
              {dataset}
            </Link>
          </>
        )}
      </nav>
      <div className={classes.right}>
        <ColorSchemeToggle />
        <AccountButton />
      </div>
    </header>
  );
}
