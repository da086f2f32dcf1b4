import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import classes from "./SelectionBar.module.css";

interface SelectionBarProps {
  readonly count: number;
  readonly onClear: () => void;
  /** What can be done with what is selected. */
  readonly children: ReactNode;
}

const COUNT = new Intl.NumberFormat("en");

/** Slides in at the bottom while something is selected; Esc lets it go. */
export function SelectionBar({ count, onClear, children }: SelectionBarProps) {
  useEffect(() => {
    if (count === 0) return;
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere =
        event.target instanceof Element && event.target.closest("[role='dialog'], [role='menu'], input");
      if (event.key === "Escape" && !isElsewhere && !event.defaultPrevented) onClear();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [count, onClear]);
  return (
    <section className={classes.place} aria-label="Selection">
      <div aria-live="polite" className={classes.live}>
        {count > 0 && `${COUNT.format(count)} selected`}
      </div>
      {count > 0 && (
        <div className={classes.bar}>
          <span className={classes.count}>{COUNT.format(count)} selected</span>
          {children}
          <Tooltip label="Clear the selection (Esc)">
            <ActionIcon aria-label="Clear the selection" onClick={onClear}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </section>
  );
}
