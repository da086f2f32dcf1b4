import { writeFile } from "node:fs/promises";
import path from "node:path";
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

it("a split that no sample fell into is named", async () => {
  const pixel =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  const samples = ["a", "b", "c", "d"].map((name) => ({
    name,
    attributes: { image: { url: pixel } },
    labels: { "ground-truth": { label_status: "LABELED", attributes: { annotations: [] } } },
  }));
  const settings = { task_attributes: { categories: [{ id: 1, name: "car" }] }, labelsets: [{ name: "ground-truth" }] };
  const dataset = { name: "small", owner: "jane", task_type: "vector", samples, ...settings };
  await writeFile(path.join(place.folder, "v1.json"), JSON.stringify({ name: "v1", dataset }));
  // Shares that put all of four names into one split.
  const { stdout } = await place.ok("export coco v1.json --out few --split 99.99/0.01");
  expect(stdout).toContain(
    "  train: 4 samples\n  val: 0 samples\n\nNo sample fell into val: shares are kept on average",
  );
  const json = (await place.ok("export coco v1.json --out few --split 99.99/0.01 --json")).json();
  expect(json).toMatchObject({ splits: { train: 4, val: 0 } });
  expect((await place.ok("export coco v1.json --out all")).stdout).not.toContain("train:");
});
