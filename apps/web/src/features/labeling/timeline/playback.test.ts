import { expect, it } from "vitest";
import { Playback } from "./playback.js";

function setUp({ count = 10, seconds = 0.1 as number | undefined, missing = new Set<number>() } = {}) {
  let [nowMs, frame] = [0, 0];
  let due: (() => void) | undefined;
  const shown: number[] = [];
  const frames = {
    count,
    get frame() {
      return frame;
    },
    go(next: number) {
      frame = next;
      shown.push(next);
    },
    isReady: (each: number) => !missing.has(each),
    secondsFrom: () => seconds,
  };
  const playback = new Playback(frames, {
    nowMs: () => nowMs,
    nextPaint(callback) {
      due = callback;
      return () => {
        due = undefined;
      };
    },
  });
  /** So many milliseconds pass, then the browser paints. */
  const paint = (ms: number) => {
    nowMs += ms;
    const callback = due;
    due = undefined;
    callback?.();
  };
  return { playback, paint, shown, frames, isWaiting: () => due !== undefined };
}

it("shows each frame for as long as the recording does, and ends at the last", () => {
  const { playback, paint, shown, isWaiting } = setUp({ count: 4 });
  playback.play();
  for (let ms = 0; ms < 320; ms += 50) paint(50);
  expect(shown).toEqual([1, 2, 3]);
  expect([playback.isPlaying.get(), isWaiting()]).toEqual([false, false]);
});

it("leaves frames out where the machine is too slow, and goes faster or slower as asked", () => {
  const { playback, paint, shown } = setUp();
  playback.play();
  paint(350);
  expect(shown).toEqual([3]);
  playback.speed.set(2);
  paint(100);
  expect(shown).toEqual([3, 6]);
  playback.speed.set(0.5);
  paint(100);
  paint(100);
  expect(shown).toEqual([3, 6, 7]);
});

it("waits for a frame that is not here, and goes on at the same pace", () => {
  const missing = new Set([2]);
  const { playback, paint, shown } = setUp({ missing });
  playback.play();
  paint(250);
  paint(1000);
  expect(shown).toEqual([1]);
  missing.clear();
  paint(100);
  paint(100);
  expect(shown).toEqual([1, 2, 3]);
});

it("begins again at the end, stops when asked, and takes ten frames a second where no timestamps are", () => {
  const { playback, paint, shown, frames } = setUp({ count: 3, seconds: undefined });
  frames.go(2);
  playback.toggle();
  paint(100);
  playback.toggle();
  paint(1000);
  expect(shown).toEqual([2, 0, 1]);
  expect(playback.isPlaying.get()).toBe(false);
});
