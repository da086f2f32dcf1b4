import { notifications } from "@mantine/notifications";
import { AuthenticationError } from "@tessera/sdk";
import { describeError } from "../api/errors.js";

/** Tells of a failed action. An ended session is told by its own dialog. */
export function notifyError(error: unknown): void {
  if (error instanceof AuthenticationError) return;
  const { title, advice, requestId } = describeError(error);
  const parts = [advice, requestId === undefined ? "" : `Request id: ${requestId}`];
  notifications.show({
    color: "red",
    title,
    message: parts.filter((part) => part !== "").join(" "),
    autoClose: 10_000,
  });
}

/** Tells of something done that cannot be seen on the page. */
export function notifyDone(message: string): void {
  notifications.show({ color: "teal", message, autoClose: 4_000 });
}
