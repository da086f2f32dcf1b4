import { describe, expect, it } from "vitest";
import { BoxTracker } from "./box-tracker.js";
import { type Box, brightnessAt, correlation, type GrayImage, grayOf, resample } from "./gray-image.js";
import { thinFrames } from "./thin.js";

/** Smooth noise that is the same at each run. */
function texture(widthPx: number, heightPx: number, seed: number): GrayImage {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const data = new Float32Array(widthPx * heightPx);
  for (const size of [4, 9, 23]) {
    const [columns, rows] = [Math.ceil(widthPx / size) + 2, Math.ceil(heightPx / size) + 2];
    const coarse: GrayImage = {
      ...{ widthPx: columns, heightPx: rows },
      data: Float32Array.from({ length: columns * rows }, () => random() * 85),
    };
    for (let y = 0; y < heightPx; y++)
      for (let x = 0; x < widthPx; x++) {
        const at = y * widthPx + x;
        data[at] = (data[at] ?? 0) + brightnessAt(coarse, x / size, y / size);
      }
  }
  return { widthPx, heightPx, data };
}

const [WIDTH, HEIGHT] = [480, 270];
const ground = texture(WIDTH, HEIGHT, 7);
const object = texture(80, 60, 99);
const covering = texture(WIDTH, HEIGHT, 1234);

/** The ground with the object on it, and where asked something before it. */
function frameWith(box: Box, cover?: Box): GrayImage {
  const data = Float32Array.from(ground.data);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const isIn = ({ minX, minY, maxX, maxY }: Box) =>
        x + 0.5 >= minX && x + 0.5 < maxX && y + 0.5 >= minY && y + 0.5 < maxY;
      if (isIn(box)) {
        const atX = ((x + 0.5 - box.minX) / (box.maxX - box.minX)) * object.widthPx - 0.5;
        const atY = ((y + 0.5 - box.minY) / (box.maxY - box.minY)) * object.heightPx - 0.5;
        data[y * WIDTH + x] = brightnessAt(object, atX, atY);
      }
      if (cover && isIn(cover)) data[y * WIDTH + x] = covering.data[y * WIDTH + x] ?? 0;
    }
  return { widthPx: WIDTH, heightPx: HEIGHT, data };
}

/** Pans to the right and down, and grows to 1.4 times its size. */
function truth(frame: number): Box {
  const scale = 1 + (0.4 * frame) / 29;
  const [x, y] = [90 + frame * 8, 90 + frame * 1.5];
  return { minX: x - 40 * scale, minY: y - 30 * scale, maxX: x + 40 * scale, maxY: y + 30 * scale };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.maxX, b.maxX) - Math.max(a.minX, b.minX);
  const height = Math.min(a.maxY, b.maxY) - Math.max(a.minY, b.minY);
  const shared = Math.max(0, width) * Math.max(0, height);
  const area = ({ minX, minY, maxX, maxY }: Box) => (maxX - minX) * (maxY - minY);
  return shared / (area(a) + area(b) - shared);
}

describe("BoxTracker", () => {
  it("follows a textured object that pans and grows over 30 frames, in at most six keyframes", () => {
    const tracker = new BoxTracker();
    tracker.start(frameWith(truth(0)), truth(0));
    const boxes: [number, number, number, number][] = [[truth(0).minX, truth(0).minY, truth(0).maxX, truth(0).maxY]];
    for (let frame = 1; frame < 30; frame++) {
      const step = tracker.next(frameWith(truth(frame)));
      if ("lost" in step) throw new Error(`Frame ${frame}: ${step.lost}`);
      expect(overlap(step.box, truth(frame)), `frame ${frame}`).toBeGreaterThan(0.8);
      boxes.push([step.box.minX, step.box.minY, step.box.maxX, step.box.maxY]);
    }
    expect(thinFrames(boxes).length).toBeLessThanOrEqual(6);
  });

  it("says that the object is lost when something comes before it", () => {
    const tracker = new BoxTracker();
    tracker.start(frameWith(truth(0)), truth(0));
    const cover: Box = { minX: 170, minY: 0, maxX: 330, maxY: HEIGHT };
    const steps = Array.from({ length: 20 }, (_, index) => tracker.next(frameWith(truth(index + 1), cover)));
    const lost = steps.findIndex((step) => "lost" in step) + 1;
    // The object goes behind the cover between these frames.
    expect(lost).toBeGreaterThanOrEqual(5);
    expect(lost).toBeLessThanOrEqual(15);
  });

  it("has nothing to go by on one color, and says so", () => {
    const plain: GrayImage = { widthPx: 100, heightPx: 80, data: new Float32Array(8000).fill(90) };
    const tracker = new BoxTracker();
    tracker.start(plain, { minX: 20, minY: 20, maxX: 60, maxY: 50 });
    expect(tracker.next(plain)).toEqual({ lost: "There is too little texture to go by" });
    expect(() => new BoxTracker().next(plain)).toThrow("No box was given to follow");
  });

  it("stays where nothing moves, at the edge of the image too", () => {
    for (const box of [truth(5), { minX: -10, minY: -8, maxX: 60, maxY: 50 }]) {
      const frame = frameWith(box);
      const tracker = new BoxTracker();
      tracker.start(frame, box);
      const step = tracker.next(frame);
      if ("lost" in step) throw new Error(step.lost);
      expect(overlap(step.box, box)).toBeGreaterThan(0.98);
    }
  });
});

describe("images", () => {
  it("weigh red, green and blue as eyes do", () => {
    const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255);
    expect([...grayOf({ width: 4, height: 1, data }).data].map(Math.round)).toEqual([76, 150, 29, 255]);
  });

  it("are averaged when they are made smaller", () => {
    const image: GrayImage = { widthPx: 4, heightPx: 2, data: Float32Array.of(0, 2, 4, 6, 8, 10, 12, 14) };
    expect([...resample(image, { minX: 0, minY: 0, maxX: 4, maxY: 2 }, 2, 1).data]).toEqual([5, 9]);
  });

  it("are alike whatever their brightness and contrast", () => {
    expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
    expect(correlation([1, 2, 3], [5, 5, 5])).toBe(0);
  });
});

describe("thinFrames", () => {
  it.each([
    [[[0, 0, 9, 9]], [0]],
    [
      [
        [0, 0, 9, 9],
        [5, 5, 9, 9],
      ],
      [0, 1],
    ],
    [[0, 1, 2, 3, 4].map((x) => [x, 0, x + 9, 9]), [0, 4]],
    [[0, 10, 20, 10, 0].map((x) => [x, 0, x + 9, 9]), [0, 2, 4]],
    // Half a pixel is no keyframe.
    [[0, 0.5, 0, 0.5, 0].map((x) => [x, 0, x + 9, 9]), [0, 4]],
  ] as [[number, number, number, number][], number[]][])("of %j are %j", (boxes, expected) =>
    expect(thinFrames(boxes)).toEqual(expected),
  );
});
