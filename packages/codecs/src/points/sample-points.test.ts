import { describe, expect, it } from "vitest";
import { makeCloud, makeLas } from "../testing/clouds.js";
import { readFixture } from "../testing/fixtures.js";
import { lasToPcd, plyToPcd, samplePcd } from "./convert.js";
import { readPcd } from "./pcd-read.js";
import { writePcd } from "./pcd-write.js";
import { rgbToBytes } from "./point-cloud.js";
import { type Sampling, sampleIndices, samplePoints, selectPoints } from "./sample-points.js";

const cloud = makeCloud(1000);

describe("sampling", () => {
  it.each<[Sampling, number, number[]]>([
    [{ every: 300 }, 4, [0, 300, 600, 900]],
    [{ every: 1 }, 1000, [0, 1, 2]],
    [{ every: 5000 }, 1, [0]],
    [{ points: 300 }, 334, [0, 3, 6]],
    [{ points: 5000 }, 1000, [0, 1, 2]],
    [{ random: 5000 }, 1000, [0, 1, 2]],
  ])("%o", (sampling, count, first) => {
    const indices = sampleIndices(cloud, sampling);
    expect(indices.length).toBe(count);
    expect(Array.from(indices.slice(0, first.length))).toEqual(first);
  });

  it("at random keeps the order, and is the same for the same seed only", () => {
    const indices = sampleIndices(cloud, { random: 100, seed: 1 });
    expect(indices.length).toBe(100);
    expect(new Set(indices).size).toBe(100);
    expect(Array.from(indices)).toEqual(Array.from(indices).sort((a, b) => a - b));
    expect(sampleIndices(cloud, { random: 100, seed: 1 })).toEqual(indices);
    expect(sampleIndices(cloud, { random: 100, seed: 2 })).not.toEqual(indices);
  });

  it("by voxels keeps the first of each, and none that is nowhere", () => {
    const positions = Float32Array.of(0, 0, 0, 0.4, 0, 0, 1.2, 0, 0, Number.NaN, 0, 0, 0, 0, -3, 1.3, 0, 0);
    const small = { ...makeCloud(0), count: 6, positions };
    expect(Array.from(sampleIndices(small, { voxelSize: 1 }))).toEqual([0, 2, 4]);
    expect(sampleIndices(makeCloud(0), { voxelSize: 1 }).length).toBe(0);
  });

  it("takes all columns along", () => {
    const two = selectPoints(cloud, Uint32Array.of(3, 999));
    expect(two.count).toBe(2);
    expect(Array.from(two.attributes.rgb ?? [])).toEqual([
      ...(cloud.attributes.rgb?.slice(9, 12) ?? []),
      ...(cloud.attributes.rgb?.slice(2997, 3000) ?? []),
    ]);
    expect(two.extra.get("normal")?.values.length).toBe(6);
    expect(two.attributes.ring?.[1]).toBe(cloud.attributes.ring?.[999]);
    expect(two.positions).toBeInstanceOf(Float32Array);
  });

  it.each<[Sampling, string]>([
    [{ every: 0 }, "every is 0"],
    [{ points: -1 }, "points is -1"],
    [{ random: 1.5 }, "random is 1.5"],
    [{ voxelSize: 0 }, "voxelSize is 0"],
    [{ voxelSize: Number.NaN }, "voxelSize is NaN"],
    [{ voxelSize: 1e-9 }, "more voxels than"],
  ])("refuses %o", (sampling, message) => {
    expect(() => samplePoints(cloud, sampling)).toThrow(message);
  });
});

describe("conversions", () => {
  it("PLY to PCD keeps positions, colors and intensity", () => {
    const { files, rgb, positions } = readFixture<{
      files: { [name: string]: string };
      rgb: number[];
      positions: number[];
    }>("written-clouds.json");
    const bytes = plyToPcd(new Uint8Array(Buffer.from(files["binary.ply"] ?? "", "base64")), { data: "ascii" });
    const back = readPcd(bytes);
    expect(Array.from(back.attributes.rgb ?? [])).toEqual(rgb);
    expect(Array.from(back.positions)).toEqual(positions);
    expect(back.attributes.intensity?.length).toBe(60);
  });

  it("LAS to PCD keeps doubles, and colors in 8 bits", async () => {
    const back = readPcd(await lasToPcd(makeLas([[1, 2, 3]]), { data: "binary_compressed" }));
    expect(Array.from(back.positions)).toEqual([500_000.01, 5_400_000.02, 0.03]);
    expect(back.attributes.rgb).toEqual(Uint8Array.of(255, 0, 0));
    expect(back.attributes.intensity).toEqual(Uint16Array.of(1000));
  });

  it("a PCD is made smaller, and compressed", () => {
    const small = samplePcd(writePcd(cloud), { every: 10 });
    expect(new TextDecoder("latin1").decode(small)).toContain("DATA binary_compressed");
    expect(readPcd(small)).toEqual(samplePoints(cloud, { every: 10 }));
  });

  it("8-bit colors in 16-bit fields stay", () => {
    expect(rgbToBytes(Uint16Array.of(255, 1, 0))).toEqual(Uint8Array.of(255, 1, 0));
    expect(rgbToBytes(Uint16Array.of(65_535, 256, 0))).toEqual(Uint8Array.of(255, 1, 0));
  });
});
