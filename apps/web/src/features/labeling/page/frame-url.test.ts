// @vitest-environment jsdom
import { LabelDocument } from "@tessera/editor-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FrameUrl } from "./frame-url.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  history.replaceState(null, "", "/");
});

const taskAttributes = { format_version: "0.1", categories: [{ id: 1, name: "car" }] };

function open(documentKey: string, { frame = 0 }: { readonly frame?: number | undefined } = {}) {
  return new LabelDocument({ documentKey, taskAttributes, frame });
}

it("goes to the frame of the url, and names the one that stays in view", () => {
  history.replaceState(null, "", "/?filter=car&frame=8");
  const url = new FrameUrl();
  const document = open("a");
  url.follow(document, { frameCount: 12 });
  expect(document.frame).toBe(7);
  for (const frame of [8, 9, 10]) document.go(frame);
  expect(location.search).toBe("?filter=car&frame=8");
  vi.runAllTimers();
  expect(location.search).toBe("?filter=car&frame=11");
  document.go(0);
  vi.runAllTimers();
  expect(location.search).toBe("?filter=car");
});

it("begins another sample at its first frame, and the same one where one was", () => {
  history.replaceState(null, "", "/?frame=99");
  const url = new FrameUrl();
  const [first, again, other] = [open("a"), open("a"), open("b")];
  url.follow(first, { frameCount: 12 });
  expect(first.frame).toBe(11);
  first.go(4);
  url.follow(again, { frameCount: 12 });
  expect(again.frame).toBe(4);
  url.follow(other, { frameCount: 12 });
  expect([other.frame, location.search]).toEqual([0, ""]);
  first.go(6);
  vi.runAllTimers();
  expect(location.search).toBe("");
});
