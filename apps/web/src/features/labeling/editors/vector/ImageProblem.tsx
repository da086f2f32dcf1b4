import { Button, CloseButton } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./ImageProblem.module.css";

interface ImageProblemProps {
  readonly error: Error;
  readonly url: string | undefined;
  readonly onRetry: () => void;
}

/** What is wrong with the image; the label can be worked on without it. */
export function ImageProblem({ error, url, onRetry }: ImageProblemProps) {
  const [closedFor, setClosedFor] = useState<Error>();
  if (closedFor === error) return null;
  return (
    <div className={classes.problem} role="alert" data-testid="image-problem">
      <IconPhotoOff size={20} aria-hidden="true" />
      <div className={classes.words}>
        <strong>The image cannot be shown</strong>
        <span>{error.message}</span>
        {url !== undefined && (
          <code className={classes.url} title={url}>
            {withoutSignature(url)}
          </code>
        )}
        <span className={classes.hint}>You can go on without it: shapes are shown on a blank canvas.</span>
      </div>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        Try again
      </Button>
      <CloseButton size={28} aria-label="Put away" onClick={() => setClosedFor(error)} />
    </div>
  );
}

/** What is signed into an address is nobody's to read over a shoulder. */
function withoutSignature(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
