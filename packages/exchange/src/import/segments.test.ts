import { encodePng } from "@tessera/codecs";
import { expect, it } from "vitest";
import { paintSegments } from "./segments.js";

/** Ids are R + 256·G + 65536·B. */
const PIXELS = [
  [0, 1, 0],
  [0, 0, 1],
  [3, 2, 1],
  [0, 0, 0],
];
const SEGMENTS = {
  fileName: "a.png",
  objectOf: new Map([
    [256, 1],
    [65536, 2],
    [5, 3],
  ]),
};

it.each([3, 4] as const)("segments of PNGs of %i channels become objects", (channels) => {
  const data = Uint8Array.from(PIXELS.flatMap((pixel) => (channels === 4 ? [...pixel, 255] : pixel)));
  const png = encodePng({ widthPx: 2, heightPx: 2, channels, data });
  expect(paintSegments(png, SEGMENTS, { widthPx: 2, heightPx: 2 })).toEqual({
    bitmap: { widthPx: 2, heightPx: 2, ids: Uint32Array.of(1, 2, 0, 0) },
    hiddenIds: [3],
    hiddenReason: "its id is on no pixel of the PNG of segments",
    unlistedIds: [66051],
  });
  expect(() => paintSegments(png, SEGMENTS, { widthPx: 4, heightPx: 1 })).toThrow("not of its image's size");
});

it("what is no PNG of ids is refused", () => {
  const gray = encodePng({ widthPx: 2, heightPx: 2, channels: 1, data: new Uint8Array(4) });
  expect(() => paintSegments(gray, SEGMENTS, undefined)).toThrow("its segments cannot be read: ");
  expect(() => paintSegments(new Uint8Array(3), SEGMENTS, undefined)).toThrow("its segments cannot be read: ");
});
