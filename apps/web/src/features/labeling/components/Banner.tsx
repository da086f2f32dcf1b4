import { CloseButton } from "@mantine/core";
import { type ReactNode, useState } from "react";
import classes from "./Banners.module.css";

interface BannerProps {
  readonly tone: "info" | "warning" | "danger";
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly testId?: string;
  /** Can be put away until it is told again. */
  readonly canClose?: boolean;
  readonly onClose?: () => void;
}

/** A sentence over the canvas, and what can be done about it. */
export function Banner({ tone, action, children, testId, canClose = false, onClose }: BannerProps) {
  const [isClosed, setClosed] = useState(false);
  const close = () => {
    setClosed(true);
    onClose?.();
  };
  if (isClosed) return null;
  return (
    <div className={classes.banner} data-tone={tone} role={tone === "info" ? "status" : "alert"} data-testid={testId}>
      <span className={classes.text}>{children}</span>
      {action}
      {canClose && <CloseButton size={24} iconSize={15} aria-label="Put away" onClick={close} />}
    </div>
  );
}
