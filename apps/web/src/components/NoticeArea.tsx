import "@mantine/notifications/styles.css";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { type Notice, showNoticesWith } from "./notify.js";

const READING_MS = { error: 10_000, done: 4_000 } as const;

function show({ kind, title, message }: Notice): void {
  notifications.show({
    color: kind === "error" ? "red" : "teal",
    ...(title !== undefined && { title }),
    message,
    autoClose: READING_MS[kind],
  });
}

export function NoticeArea() {
  useEffect(() => showNoticesWith(show), []);
  return <Notifications position="bottom-right" limit={4} />;
}
