import { describe, expect, it } from "vitest";
import { makeCloud } from "../testing/clouds.js";
import { readFixture } from "../testing/fixtures.js";
import { deflateLzf, inflateLzf } from "./lzf.js";
import { readPcd } from "./pcd-read.js";
import { writePcd } from "./pcd-write.js";
import { readPly } from "./ply-read.js";
import { randomFrom } from "./sample-points.js";

interface Fixture {
  readonly positions: number[];
  readonly intensity: number[];
  readonly rgb: number[];
  readonly files: { readonly [name: string]: string };
}

const written = readFixture<Fixture>("written-clouds.json");

describe("files that open3d writes", () => {
  it.each(Object.entries(written.files))("%s", (name, base64) => {
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    const cloud = name.endsWith(".ply") ? readPly(bytes) : readPcd(bytes);
    // Its ascii PLY has six digits; the others are exact.
    const digits = name === "ascii.ply" ? 5e-6 : 0;
    const isNear = (actual: ArrayLike<number> | undefined, expected: readonly number[]): boolean =>
      expected.every((value, index) => Math.abs((actual?.[index] ?? Number.NaN) - value) <= digits * Math.abs(value));
    expect(cloud.count).toBe(60);
    expect(isNear(cloud.positions, written.positions)).toBe(true);
    expect(isNear(cloud.attributes.intensity, written.intensity)).toBe(true);
    expect(Array.from(cloud.attributes.rgb ?? [])).toEqual(written.rgb);
    expect(cloud.warnings).toEqual([]);
  });
});

describe("writePcd", () => {
  it.each(["ascii", "binary", "binary_compressed"] as const)("%s goes there and back", (data) => {
    for (const count of [0, 1, 1000]) {
      const cloud = makeCloud(count);
      expect(readPcd(writePcd(cloud, { data }))).toEqual(cloud);
    }
  });

  it.each(["ascii", "binary", "binary_compressed"] as const)("%s keeps what is not finite", (data) => {
    const positions = Float32Array.of(Number.NaN, Infinity, -Infinity, -0, 1e-40, 3.4e38);
    const cloud = { ...makeCloud(0), count: 2, positions, attributes: {}, extra: new Map() };
    const back = readPcd(writePcd(cloud, { data }));
    expect(back.positions).toEqual(positions);
    expect(back.nonFiniteCount).toBe(1);
  });

  it("keeps doubles, adds the origin back, and narrows when asked", () => {
    const cloud = {
      ...makeCloud(0),
      count: 1,
      positions: Float32Array.of(0.5, 0.25, 1),
      origin: [500_000, 5_400_000, 0] as const,
      attributes: {},
      extra: new Map(),
    };
    expect(readPcd(writePcd(cloud)).positions).toEqual(Float64Array.of(500_000.5, 5_400_000.25, 1));
    expect(readPcd(writePcd(cloud, { positions: "float32" })).positions).toEqual(
      Float32Array.of(500_000.5, 5_400_000, 1),
    );
  });

  it("refuses arrays that do not fit the count", () => {
    expect(() => writePcd({ ...makeCloud(3), count: 4 })).toThrow("do not fit 4 points");
  });
});

describe("LZF", () => {
  const random = randomFrom(1);
  it.each([
    ["nothing", new Uint8Array(0)],
    ["one byte", Uint8Array.of(7)],
    ["zeros", new Uint8Array(10_000)],
    ["noise", Uint8Array.from({ length: 5000 }, () => random() * 256)],
    ["few symbols", Uint8Array.from({ length: 20_000 }, () => random() * 3)],
    ["far repeats", Uint8Array.from({ length: 40_000 }, (_, i) => (i % 9001) * 31)],
  ])("%s goes there and back", (_, bytes) => {
    expect(inflateLzf(deflateLzf(bytes), bytes.length)).toEqual(bytes);
  });
});
