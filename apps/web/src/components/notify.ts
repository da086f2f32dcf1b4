import { AuthenticationError } from "@tessera/sdk";
import { describeError } from "../api/errors.js";

/** A short message in the corner of the window. */
export interface Notice {
  readonly kind: "error" | "done";
  readonly title?: string;
  readonly message: string;
}

type Show = (notice: Notice) => void;

/** What came before the part that shows it was loaded. */
let waiting: Notice[] = [];
let show: Show | undefined;
let onFirst: (() => void) | undefined;

/** Tells of a failed action. An ended session is told by its own dialog. */
export function notifyError(error: unknown): void {
  if (error instanceof AuthenticationError) return;
  const { title, advice, requestId } = describeError(error);
  const parts = [advice, requestId === undefined ? "" : `Request id: ${requestId}`];
  notify({ kind: "error", title, message: parts.filter((part) => part !== "").join(" ") });
}

/** Tells of something done that cannot be seen on the page. */
export function notifyDone(message: string): void {
  notify({ kind: "done", message });
}

function notify(notice: Notice): void {
  if (show !== undefined) {
    show(notice);
    return;
  }
  waiting.push(notice);
  onFirst?.();
}

/** Whoever loads the part that shows messages hears here that there is one. */
export function onFirstNotice(listener: () => void): () => void {
  onFirst = listener;
  if (waiting.length > 0) listener();
  return () => {
    onFirst = undefined;
  };
}

/** From now on messages are shown by `next`, those that wait first. */
export function showNoticesWith(next: Show): () => void {
  show = next;
  for (const notice of waiting) next(notice);
  waiting = [];
  return () => {
    show = undefined;
  };
}
