import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compareSamples } from "./compare-samples.js";
import { diffReleases } from "./diff-releases.js";

const folder = await mkdtemp(path.join(tmpdir(), "tessera-diff-test-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const box = (id: number, x = 0) => ({
  id,
  category_id: 1,
  type: "bbox",
  points: [
    [x, 0],
    [x + 1, 1],
  ],
});
const sample = (uuid: string, label: object | null, more: object = {}) => ({
  ...{ uuid, name: `${uuid}.jpg`, attributes: { image: { url: "" } }, metadata: {}, ...more },
  labels: { "ground-truth": label as never },
});
const labeled = (annotations: object[], status = "LABELED", more: object = {}) => ({
  label_status: status,
  attributes: { annotations, ...more },
});

describe("what became of a sample", () => {
  it.each([
    ["nothing", labeled([box(1), box(2)]), labeled([box(2), box(1)]), undefined],
    ["a new object", labeled([box(1)]), labeled([box(1), box(2)]), { added: [{ id: 2, category_id: 1 }] }],
    ["an object that is gone", labeled([box(1)]), labeled([]), { removed: [{ id: 1, category_id: 1 }] }],
    [
      "a moved object",
      labeled([box(1)]),
      labeled([box(1, 5)]),
      { changed: [{ id: 1, category_id: 1, fields: ["points"] }] },
    ],
    ["a reviewed label", labeled([box(1)]), labeled([box(1)], "REVIEWED"), { status: ["LABELED", "REVIEWED"] }],
    ["a first label", null, labeled([box(1)]), { status: [null, "LABELED"], added: [{ id: 1, category_id: 1 }] }],
    ["a deleted label", labeled([box(1)]), null, { status: ["LABELED", null], removed: [{ id: 1, category_id: 1 }] }],
    [
      "another mask",
      labeled([], "LABELED", { segmentation_bitmap: { url: "a" } }),
      labeled([], "LABELED", { segmentation_bitmap: { url: "b" } }),
      { fields: ["segmentation_bitmap"] },
    ],
  ])("%s", (_name, from, to, due) => {
    const change = compareSamples(sample("a", from), sample("a", to));
    if (due === undefined) expect(change).toBeUndefined();
    else
      expect(change?.labels["ground-truth"]).toMatchObject({ added: [], removed: [], changed: [], fields: [], ...due });
  });

  it("tells objects of frames and sensors apart, and spans of text by where they stand", () => {
    const frames = (second: object[]) => ({ frames: [{ annotations: [box(1)] }, { annotations: second }] });
    const multi = (second: object[]) => ({
      label_status: "LABELED",
      attributes: { sensors: [{ name: "lidar", attributes: frames(second) }] },
    });
    expect(
      compareSamples(sample("a", multi([box(1)])), sample("a", multi([box(1, 3)])))?.labels["ground-truth"]?.changed,
    ).toEqual([{ id: 1, category_id: 1, sensor: "lidar", frame: 1, fields: ["points"] }]);
    const span = (start: number) => ({ start, end: 9, category_id: 2 });
    expect(
      compareSamples(sample("a", labeled([span(1), span(4)])), sample("a", labeled([span(4), span(5)])))?.labels[
        "ground-truth"
      ],
    ).toMatchObject({
      added: [{ id: "5-9" }],
      removed: [{ id: "1-9" }],
    });
  });

  it("sees the last digit of a timestamp", () => {
    const at = (timestamp: bigint) => sample("a", null, { attributes: { frames: [{ timestamp }] } });
    expect(compareSamples(at(1700000000123456789n), at(1700000000123456788n))).toMatchObject({
      change: "changed",
      fields: ["attributes"],
    });
  });

  it("looks at one labelset when that is asked for", () => {
    expect(
      compareSamples(sample("a", labeled([box(1)])), sample("a", labeled([])), { labelset: "model" }),
    ).toBeUndefined();
  });
});

async function release(
  name: string,
  samples: readonly object[],
  categories = [{ id: 1, name: "rose" }],
): Promise<string> {
  const dataset = {
    name: "flowers",
    owner: "jane",
    task_type: "vector",
    task_attributes: { categories },
    labelsets: [{ name: "ground-truth" }],
    samples,
  };
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ name, dataset }));
  return file;
}

describe("two releases", () => {
  it("are compared part by part, whatever their order, with the same result", async () => {
    const before = Array.from({ length: 300 }, (_, index) =>
      sample(`s${index}`, labeled([box(1)]), { name: `\u2028${index}\n.jpg` }),
    );
    const after = before
      .filter((_, index) => index % 50 !== 0)
      .reverse()
      .map((one, index) => (index % 40 === 0 ? { ...one, metadata: { seen: true } } : one));
    const a = await release("a", before);
    const b = await release(
      "b",
      [...after, sample("new", null)],
      [
        { id: 1, name: "rose" },
        { id: 2, name: "tulip" },
      ],
    );
    const results = [];
    for (const partBytes of [1 << 30, 2000]) {
      const diff = await diffReleases(a, b, { partBytes, signal: new AbortController().signal });
      const changes = [];
      for await (const change of diff.changes) changes.push(`${change.change} ${change.uuid}`);
      results.push({ changes: changes.sort(), same: diff.sameSamples(), categories: diff.categories });
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]?.changes.filter((change) => change.startsWith("removed"))).toHaveLength(6);
    expect(results[0]?.changes.filter((change) => change.startsWith("changed"))).toHaveLength(8);
    expect(results[0]).toMatchObject({ same: 286, categories: { added: ["2 tulip"], removed: [], changed: [] } });
    expect(results[0]?.changes).toContain("added new");
  });

  it("a damaged file is told by its place", async () => {
    const good = await release("good", []);
    const bad = path.join(folder, "bad.json");
    await writeFile(bad, '{"name": "v1", "dataset": {"samples": [');
    await expect(diffReleases(good, bad, { signal: new AbortController().signal })).rejects.toThrow("truncated");
  });
});
