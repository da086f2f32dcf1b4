import { Button, CloseButton } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./ImageProblem.module.css";

interface ImageProblemProps {
  /** Why it cannot be shown; undefined where there is no image. */
  readonly error: Error | undefined;
  /** In a sequence: which frame it is. */
  readonly frame: { readonly number: number; readonly name: string | undefined } | undefined;
  readonly url: string | undefined;
  readonly onRetry: () => void;
}

/** What is wrong with the image; the label can be worked on without it. */
export function ImageProblem({ error, frame, url, onRetry }: ImageProblemProps) {
  const [closedFor, setClosedFor] = useState<Error | "none">();
  if (closedFor === (error ?? "none")) return null;
  const what = frame === undefined ? "The image" : frameText(frame);
  return (
    <div className={classes.problem} role="alert" data-testid="image-problem">
      <IconPhotoOff size={20} aria-hidden="true" />
      <div className={classes.words}>
        <strong>{error === undefined ? `${what} has no image` : `${what} cannot be shown`}</strong>
        {error !== undefined && <span>{error.message}</span>}
        {url !== undefined && (
          <code className={classes.url} title={url}>
            {withoutSignature(url)}
          </code>
        )}
        <span className={classes.hint}>
          {frame === undefined
            ? "You can go on without it: shapes are shown on a blank canvas."
            : "You can label it all the same, on an empty area of its neighbor's size."}
        </span>
      </div>
      {error !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
      <CloseButton size={28} aria-label="Put away" onClick={() => setClosedFor(error ?? "none")} />
    </div>
  );
}

function frameText({ number, name }: { readonly number: number; readonly name: string | undefined }): string {
  return name === undefined ? `Frame ${number}` : `Frame ${number} (${name})`;
}

/** What is signed into an address is nobody's to read over a shoulder. */
function withoutSignature(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
