import { expect, it } from "vitest";
import { rulerDots } from "./ruler-dots.js";

it("marks the frames of this sensor that have warnings, and those of open issues", () => {
  const place = { type: "location", location: { type: "2d", x: 1, y: 2 } } as const;
  const issues = [
    { status: "OPEN", anchor: { ...place, frame: 4 }, object_deleted_at: null },
    { status: "OPEN", anchor: { type: "track", trackNumber: 7, frame: 4 }, object_deleted_at: null },
    { status: "OPEN", anchor: { type: "track", trackNumber: 7 }, object_deleted_at: null },
    { status: "OPEN", anchor: { ...place, frame: 5, sensor: "rear" }, object_deleted_at: null },
    { status: "OPEN", anchor: { type: "track", trackNumber: 8, frame: 6 }, object_deleted_at: "2026-01-02T03:04:05Z" },
    { status: "CLOSED", anchor: { ...place, frame: 7 }, object_deleted_at: null },
    { status: "OPEN", anchor: null, object_deleted_at: null },
  ] as const;
  const warnings = [
    { place: { frame: 2 } },
    { place: { frame: 2 } },
    { place: {} },
    { place: { frame: 3, sensor: "rear" } },
  ];
  expect(rulerDots({}, warnings, issues)).toEqual({ warnings: new Set([2]), issues: new Set([4]) });
  expect(rulerDots({ sensor: "rear" }, warnings, issues)).toEqual({ warnings: new Set([3]), issues: new Set([5]) });
});
