import { describe, expect, it } from "vitest";
import { WorkTimer } from "./work-timer.js";

const LIMIT = 300_000;

/** Inputs at these moments, a save at the last one. */
function measure(inputsMs: readonly number[]) {
  let now = 0;
  const timer = new WorkTimer({ monotonicMs: () => now, inactivityLimitMs: LIMIT });
  for (const atMs of inputsMs.slice(0, -1)) {
    now = atMs;
    timer.noteInput();
  }
  now = inputsMs.at(-1) ?? 0;
  return timer.take();
}

describe("WorkTimer", () => {
  it.each([
    ["no input at all but the save", [1_000], 1_000, 0],
    ["steady work", [1_000, 2_000, 60_000], 60_000, 0],
    ["a gap of exactly the limit is work", [LIMIT], LIMIT, 0],
    ["a longer gap is inactive as a whole", [1_000, 1_000 + LIMIT + 1, 302_000], 1_999, LIMIT + 1],
    ["two gaps", [400_000, 401_000, 900_000], 1_000, 899_000],
    ["a gap until the save", [5_000, 500_000], 5_000, 495_000],
    ["fractions are rounded", [0.4, 1.3], 1, 0],
    ["a clock that went back", [10_000, 4_000, 12_000], 12_000, 0],
  ])("%s", (_name, inputs, timeMs, inactiveTimeMs) => {
    expect(measure(inputs)).toEqual({ timeMs, inactiveTimeMs });
  });

  it("begins anew with each save, and shows the time so far in between", () => {
    let now = 0;
    const timer = new WorkTimer({ monotonicMs: () => now, inactivityLimitMs: LIMIT });
    now = 5_000;
    expect(timer.peek()).toEqual({ timeMs: 5_000, inactiveTimeMs: 0 });
    expect(timer.take()).toEqual({ timeMs: 5_000, inactiveTimeMs: 0 });
    now = 7_000;
    expect(timer.take()).toEqual({ timeMs: 2_000, inactiveTimeMs: 0 });
  });

  it("takes up work from before a crash", () => {
    let now = 50_000;
    const timer = new WorkTimer({ monotonicMs: () => now, inactivityLimitMs: LIMIT });
    timer.add({ timeMs: 10_000, inactiveTimeMs: 400_000 });
    now = 51_000;
    expect(timer.take()).toEqual({ timeMs: 11_000, inactiveTimeMs: 400_000 });
  });
});
