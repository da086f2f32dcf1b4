import type { LabelAttributes } from "@tessera/sdk";
import { expect, it } from "vitest";
import { LabelingFault } from "./faults.js";
import type { WorkRequest } from "./ports.js";
import { FakeServer } from "./testing/fake-server.js";
import { WORK_CONTRACT } from "./testing/work-contract.js";

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
