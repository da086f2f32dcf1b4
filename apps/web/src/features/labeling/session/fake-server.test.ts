import type { LabelAttributes } from "@tessera/sdk";
import { expect, it } from "vitest";
import { LabelingFault } from "./faults.js";
import type { WorkRequest } from "./ports.js";
import { FakeServer } from "./testing/fake-server.js";
import { DRAFT_CONTRACT, WORK_CONTRACT } from "./testing/work-contract.js";

const EMPTY = { annotations: [] } as unknown as LabelAttributes;

it.each(WORK_CONTRACT)("the fake server does as the server: %s, %s %s %s, content %s: %s", (...row) => {
  const [before, work_type, action, label_status, hasContent, after] = row;
  const server = new FakeServer();
  server.addSample("a");
  if (before !== null) server.saveAs("jane", "a", EMPTY, before);
  const request: WorkRequest = {
    ...{ work_type, action, version: before === null ? 0 : 1, time: 1, inactive_time: 0 },
    ...(label_status !== null && { label_status }),
    ...(hasContent && { attributes: EMPTY }),
  };
  if (after === "refused") {
    expect(() => server.apply("jane", "a", request, "key")).toThrow(LabelingFault);
    expect(server.labels.get("a")?.label_status ?? null).toBe(before);
  } else {
    expect(server.apply("jane", "a", request, "key").label.label_status).toBe(after);
  }
});

it.each(DRAFT_CONTRACT)("the fake server does as the server with a draft: %s, seen %s, there %s: %s", (...row) => {
  const [operation, seen, there, outcome, isLeft] = row;
  const server = new FakeServer();
  server.addSample("a");
  const draft = { label_version: 0, format: "f", client: "tab-of-jane", object_count: 0, content: {} };
  const put = (revision: number) => server.putDraft("jane", "a", { ...draft, revision }).revision;
  const first = put(0);
  if (there === "none") server.deleteDraft("jane", "a", first);
  if (there === "second") put(first);
  const revision = seen === "none" ? 0 : first;
  const work = { work_type: "label", action: "submit", version: 0, time: 1, inactive_time: 0 } as const;
  const run = () => {
    if (operation === "put") put(revision);
    else if (operation === "delete") server.deleteDraft("jane", "a", revision);
    else server.apply("jane", "a", { ...work, attributes: EMPTY, draft: revision }, "key");
  };
  expect(outcomeOf(run)).toBe(outcome);
  expect(server.draftOf("jane", "a") !== undefined).toBe(isLeft);
});

function outcomeOf(run: () => void): string {
  try {
    run();
    return "done";
  } catch (error) {
    if (!(error instanceof LabelingFault)) throw error;
    if (error.kind === "gone") return "missing";
    return error.draft === null ? "finds none" : "finds another";
  }
}
