import { expect, it } from "vitest";
import { issueAnchorText } from "./anchor-text.js";

const track = { type: "track", trackNumber: 3 } as const;

it.each([
  [{ anchor: track, object_deleted_at: null }, "Object 3"],
  [{ anchor: { ...track, trackAttribute: "color" }, object_deleted_at: null }, "Object 3, color"],
  [{ anchor: { ...track, frame: 11 }, object_deleted_at: null }, "Object 3, frame 12"],
  [{ anchor: { type: "basic", frame: 0 }, object_deleted_at: null }, "Frame 1"],
  [{ anchor: { type: "basic" }, object_deleted_at: null }, undefined],
  // Another object may be called 3 by now.
  [{ anchor: track, object_deleted_at: "2026-01-02T03:04:05.000000Z" }, "Object 3 (deleted)"],
  [{ anchor: null, object_deleted_at: null }, undefined],
] as const)("an issue of %j is about %j", (issue, text) => {
  expect(issueAnchorText(issue)).toBe(text);
});
