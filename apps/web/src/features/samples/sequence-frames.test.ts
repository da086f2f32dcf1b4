// @vitest-environment jsdom
import { expect, test } from "vitest";
import { frameCountOf, playedUrls } from "./sequence-frames.js";

const frames = (count: number) => ({
  frames: Array.from({ length: count }, (_, at) => ({ image: { url: `https://example.com/${at}.png` } })),
});
const placesOf = (attributes: unknown) => playedUrls(attributes).map((url) => Number(/(\d+)\.png$/.exec(url)?.[1]));

test.each([
  [1, [0]],
  [3, [0, 1, 2]],
  [8, [0, 1, 2, 3, 4, 5, 6, 7]],
  [200, [0, 28, 57, 85, 114, 142, 171, 199]],
])("of %i frames a few are played, the first and the last among them", (count, places) => {
  expect(placesOf(frames(count))).toEqual(places);
});

test("frames without a picture, or with one that no browser can ask for, are passed over", () => {
  const urls = ["https://example.com/0.png", "", "s3://bucket/2.png", "https://example.com/3.png"];
  expect(placesOf({ frames: urls.map((url) => ({ image: { url } })) })).toEqual([0, 3]);
});

test("only sequences have frames", () => {
  expect(frameCountOf(frames(12))).toBe(12);
  expect([frameCountOf({ image: { url: "" } }), frameCountOf(null), playedUrls({ frames: "x" }).length]).toEqual([
    undefined,
    undefined,
    0,
  ]);
});
