import { AuthenticationError } from "@tessera/sdk";
import { expect, test } from "vitest";
import { type Notice, notifyDone, notifyError, onFirstNotice, showNoticesWith } from "./notify.js";

test("messages wait for the part that shows them, and an ended session is not among them", () => {
  const shown: Notice[] = [];
  let calls = 0;
  const stop = onFirstNotice(() => {
    calls += 1;
  });
  notifyError(new AuthenticationError("signed out"));
  expect(calls).toBe(0);
  notifyDone("The settings are saved.");
  expect(calls).toBe(1);
  const end = showNoticesWith((notice) => shown.push(notice));
  notifyDone("The email is saved.");
  expect(shown.map(({ message }) => message)).toEqual(["The settings are saved.", "The email is saved."]);
  end();
  stop();
});
