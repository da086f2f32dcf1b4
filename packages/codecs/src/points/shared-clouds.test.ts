import { describe, expect, it } from "vitest";
import type { NumericArray } from "../bytes.js";
import { hasSharedClouds, readFixture, readSharedCloud } from "../testing/fixtures.js";
import { readPointCloud } from "./read-point-cloud.js";

interface Stats {
  readonly first: number[][];
  readonly last: number[][];
  /** null: not finite. */
  readonly sum: (number | null)[];
}

interface Expected {
  readonly by: string;
  readonly count: number;
  readonly positions: Stats;
  readonly intensity?: Stats;
  readonly rgb?: Stats;
  readonly time?: Stats;
  readonly returnNumber?: Stats;
  readonly returnCount?: Stats;
  readonly classification?: Stats;
  readonly infrared?: Stats;
  readonly extra?: { readonly [name: string]: Stats };
}

const { files } = readFixture<{ files: { readonly [name: string]: Expected } }>("point-clouds.json");
const WAVEFORMS = ["pdrf10-1.4.laz", "pdrf4-1.3.laz"];

function rows(values: ArrayLike<number>, components: number, from: number, to: number): number[][] {
  return Array.from({ length: to - from }, (_, row) =>
    Array.from({ length: components }, (_, component) => values[(from + row) * components + component] ?? Number.NaN),
  );
}

function compare(name: string, values: ArrayLike<number> = [], expected: Stats | undefined, components = 1): void {
  if (expected === undefined) return;
  const count = values.length / components;
  expect(rows(values, components, 0, 3), name).toEqual(expected.first);
  expect(rows(values, components, count - 3, count), name).toEqual(expected.last);
  expected.sum.forEach((sum, component) => {
    if (sum === null) return;
    let total = 0;
    let size = 1;
    for (let at = component; at < values.length; at += components) {
      total += values[at] ?? 0;
      size += Math.abs(values[at] ?? 0);
    }
    expect(Math.abs(total - sum), `sum of ${name}`).toBeLessThanOrEqual(1e-12 * size);
  });
}

function bytesOf(values: NumericArray | undefined): Buffer {
  return values === undefined ? Buffer.alloc(0) : Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

describe.skipIf(!hasSharedClouds)("files of other tools (../shared/data/pointclouds)", () => {
  it.each(Object.entries(files).filter(([name]) => !WAVEFORMS.includes(name)))("%s", async (name, expected) => {
    const cloud = await readPointCloud(readSharedCloud(name), { fileName: name });
    expect(cloud.count).toBe(expected.count);
    compare("positions", cloud.positions, expected.positions, 3);
    compare("intensity", cloud.attributes.intensity, expected.intensity);
    compare("rgb", cloud.attributes.rgb, expected.rgb, 3);
    compare("time", cloud.attributes.time, expected.time);
    compare("returnNumber", cloud.attributes.returnNumber, expected.returnNumber);
    compare("returnCount", cloud.attributes.returnCount, expected.returnCount);
    compare("classification", cloud.attributes.classification, expected.classification);
    compare("infrared", cloud.extra.get("infrared")?.values, expected.infrared);
    for (const [field, stats] of Object.entries(expected.extra ?? {})) {
      compare(field, cloud.extra.get(field)?.values, stats);
    }
  });

  it.each(["ripple", "pdrf6-1.4"])("%s.laz holds the points of the .las", async (name) => {
    const las = await readPointCloud(readSharedCloud(`${name}.las`));
    const laz = await readPointCloud(readSharedCloud(`${name}.laz`));
    expect(laz.count).toBe(las.count);
    expect(bytesOf(laz.positions).equals(bytesOf(las.positions))).toBe(true);
    for (const name of ["intensity", "rgb", "time", "returnNumber", "returnCount", "classification"] as const) {
      expect(bytesOf(laz.attributes[name]).equals(bytesOf(las.attributes[name])), name).toBe(true);
    }
  });

  it("LAZ leaves no listeners on the process", async () => {
    const count = () => process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection");
    const before = count();
    await readPointCloud(readSharedCloud("ripple.laz"));
    expect(count()).toBe(before);
  });

  it.each(WAVEFORMS)("%s, compressed with waveforms, is refused in words", async (name) => {
    await expect(readPointCloud(readSharedCloud(name), { fileName: name })).rejects.toThrow(/laz: LAZ: .*waveforms/);
  });

  it("pdrf7-v4-1.4.laz, whose colors would come out wrong, is refused in words", async () => {
    await expect(readPointCloud(readSharedCloud("pdrf7-v4-1.4.laz"))).rejects.toThrow("version 4 of LASzip's item 10");
  });
});
