import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliPlace, makePlace } from "../testing/test-io.js";

let place: CliPlace;

beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.remove());

it.each(["-10/60/50", "40/30/20/10", "100", "80/10/10:", "80//10"])(
  "the shares %s are a slip, no key",
  async (shares) => {
    const { code, stderr } = await place.run(`export coco jane/flowers v1 --split=${shares}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--split \S+: (shares are two or three percents|a seed follows the colon)/);
  },
);

it.each(["80/30/10", "80/10", "8/1/1:seed"])("the shares %s are refused before anything is read", async (shares) => {
  const { code, stderr } = await place.run(`export coco jane/flowers v1 --split ${shares}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--split \S+: the shares of the splits are percents and add up to \d+, not 100/);
});
