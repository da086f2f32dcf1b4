import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { ProgressBar } from "../../../components/ProgressBar.js";
import { percent } from "../../../components/status.js";
import classes from "./UploadPanel.module.css";
import type { UploadQueue, UploadSnapshot } from "./upload-queue.js";
import { uploads } from "./uploads.js";

const COUNT = new Intl.NumberFormat("en");
/** More are in the list to copy. */
const MAX_SHOWN = 100;

/** How an upload goes: in the corner of the dataset's pages and in the tab's title. */
export function UploadPanel({ dataset, queue }: { readonly dataset: string; readonly queue: UploadQueue }) {
  const upload = useSyncExternalStore(queue.subscribe, queue.getSnapshot);
  const isRunning = upload.state !== "finished";
  useTitlePrefix(isRunning ? `${percent(upload.done, upload.total)} % · ` : "");
  useLeaveWarning(isRunning);
  const retryable = upload.failures.filter(({ canRetry }) => canRetry).length;
  return (
    <section className={classes.panel} aria-label="Upload">
      <div className={classes.head}>
        <h2 className={classes.title}>{titleOf(upload)}</h2>
        {isRunning ? (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => queue.cancel()}>
            Cancel
          </Button>
        ) : (
          <Tooltip label="Close">
            <ActionIcon aria-label="Close the upload" onClick={() => uploads.delete(dataset)}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <div className={classes.live} aria-live="polite">
        {upload.state === "finished" && titleOf(upload)}
      </div>
      {isRunning && (
        <ProgressBar
          label={upload.state === "paused" ? "Waiting for you to sign in" : "Files"}
          done={upload.done}
          total={upload.total}
          startedAtMs={upload.state === "paused" ? undefined : upload.startedAtMs}
        />
      )}
      {upload.failures.length > 0 && (
        <>
          <div className={classes.failuresHead}>
            <IconAlertTriangle size={15} stroke={1.6} aria-hidden="true" />
            <span>{notAddedWords(upload)}</span>
            <span className={classes.failureActions}>
              <CopyList upload={upload} />
              {retryable > 0 && (
                <Button variant="default" size="compact-xs" onClick={() => queue.retry()}>
                  Try {COUNT.format(retryable)} again
                </Button>
              )}
            </span>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <ul className={classes.failures} tabIndex={0} aria-label="Files that were not added">
            {upload.failures.slice(0, MAX_SHOWN).map(({ name, reason }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the list only grows
              <li key={at}>
                <span className={classes.name} title={name}>
                  <bdi>{name}</bdi>
                </span>
                <span className={classes.reason}>{reason}</span>
              </li>
            ))}
            {upload.failures.length > MAX_SHOWN && (
              <li className={classes.reason}>and {COUNT.format(upload.failures.length - MAX_SHOWN)} more</li>
            )}
          </ul>
        </>
      )}
    </section>
  );
}

function notAddedWords({ notAdded, hasSequences }: UploadSnapshot): string {
  const noun = hasSequences ? "sequence" : "file";
  return `${COUNT.format(notAdded)} ${notAdded === 1 ? `${noun} was` : `${noun}s were`} not added`;
}

function titleOf({ state, total, added, failures, wasCancelled }: UploadSnapshot): string {
  const samples = `${COUNT.format(added)} ${added === 1 ? "sample" : "samples"}`;
  if (state !== "finished") return `Uploading ${COUNT.format(total)} ${total === 1 ? "file" : "files"}`;
  if (wasCancelled) return `Cancelled; ${samples} added before`;
  if (added === 0 && failures.length > 0) return "Nothing was added";
  return `${samples} added`;
}

function CopyList({ upload }: { readonly upload: UploadSnapshot }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    const text = upload.failures.map(({ name, reason }) => `${name}\t${reason}`).join("\n");
    await navigator.clipboard?.writeText(text);
    setIsCopied(true);
  };
  // Browsers have the clipboard on https and localhost only.
  if (navigator.clipboard === undefined) return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      leftSection={isCopied ? <IconCheck size={12} /> : undefined}
      onClick={() => void copy()}
    >
      {isCopied ? "Copied" : "Copy list"}
    </Button>
  );
}

/** Puts the progress before the page's own title while there is some. */
function useTitlePrefix(prefix: string): void {
  useEffect(() => {
    if (prefix === "") return;
    const strip = () => document.title.replace(/^\d+ % · /, "");
    document.title = prefix + strip();
    return () => {
      document.title = strip();
    };
  }, [prefix]);
}

function useLeaveWarning(isRunning: boolean): void {
  useEffect(() => {
    if (!isRunning) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isRunning]);
}
