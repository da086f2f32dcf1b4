import { Button } from "@mantine/core";
import { describeError } from "../api/errors.js";
import { CopyText } from "./CopyField.js";
import { FaultDrawing } from "./drawings.js";
import { EmptyState } from "./EmptyState.js";
import classes from "./ErrorState.module.css";

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** Whether it stands for the whole page. */
  readonly isPage?: boolean;
}

/** What happened, what to do, and the request id for whoever runs the server. */
export function ErrorState({ error, onRetry, isPage = false }: ErrorStateProps) {
  const { title, advice, requestId } = describeError(error);
  return (
    <div role="alert" className={classes.error} data-page={isPage || undefined}>
      <EmptyState
        drawing={<FaultDrawing />}
        title={title}
        action={
          <>
            {onRetry !== undefined && (
              <Button variant="default" onClick={onRetry}>
                Try again
              </Button>
            )}
            {isPage && (
              <Button variant="subtle" component="a" href="/">
                All datasets
              </Button>
            )}
          </>
        }
      >
        {advice}
        {requestId !== undefined && (
          <span className={classes.request}>
            Request id <CopyText text={requestId} />
          </span>
        )}
      </EmptyState>
    </div>
  );
}
