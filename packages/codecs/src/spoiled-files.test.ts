import { describe, expect, it } from "vitest";
import { decodeIdBitmap, encodeIdBitmap } from "./images/id-bitmap.js";
import { maskOfRuns, readRle } from "./masks/rle.js";
import { readKitti, readSplat } from "./points/fixed-read.js";
import { readLas } from "./points/las-read.js";
import { readLaz } from "./points/laz-read.js";
import { readPcd } from "./points/pcd-read.js";
import { writePcd } from "./points/pcd-write.js";
import { readPly } from "./points/ply-read.js";
import type { PointCloud } from "./points/point-cloud.js";
import { randomFrom } from "./points/sample-points.js";
import { ascii, joined, makeCloud, makeLas, packed } from "./testing/clouds.js";
import { hasSharedClouds, readFixture, readSharedCloud } from "./testing/fixtures.js";
import { readSpoiled } from "./testing/spoil.js";

const written = readFixture<{ files: { readonly [name: string]: string } }>("written-clouds.json").files;
const fromBase64 = (name: string): Uint8Array => new Uint8Array(Buffer.from(written[name] ?? "", "base64"));

const LISTS = joined(
  ascii(
    "ply\nformat binary_big_endian 1.0\nelement face 2\nproperty list uchar int i\nelement vertex 3\nproperty list uint uchar l\nproperty float x\nproperty float y\nproperty double z\nend_header\n",
  ),
  packed(
    [
      ...([
        ["u1", 1],
        ["i4", 0],
        ["u1", 0],
      ] as const),
      ...[0, 1, 2].flatMap(
        (n) =>
          [
            ["u4", 1],
            ["u1", n],
            ["f4", n],
            ["f4", 2],
            ["f8", 3],
          ] as const,
      ),
    ],
    { isLittleEndian: false },
  ),
);

const LAS = makeLas(Array.from({ length: 40 }, (_, n) => [n, n * 2, -n] as const));

/** What a reader may hold for a file: doubles in place of digits, and 264 bytes in place of three of LZF. */
const MOST_BYTES_EACH = 800;

function checkMemory(cloud: PointCloud, bytes: Uint8Array): void {
  let size = cloud.positions.byteLength;
  for (const { values } of cloud.extra.values()) size += values.byteLength;
  expect(size).toBeLessThan(bytes.length * MOST_BYTES_EACH + 1000);
}

describe("spoiled files give a CodecError or points, soon and within their size", () => {
  it.each<[string, Uint8Array, (bytes: Uint8Array) => PointCloud]>([
    ["PCD ascii", writePcd(makeCloud(40), { data: "ascii" }), readPcd],
    ["PCD binary", writePcd(makeCloud(40)), readPcd],
    ["PCD binary_compressed", writePcd(makeCloud(40), { data: "binary_compressed" }), readPcd],
    ["PCD of open3d", fromBase64("compressed.pcd"), readPcd],
    ["PLY ascii", fromBase64("ascii.ply"), readPly],
    ["PLY binary", fromBase64("binary.ply"), readPly],
    ["PLY with lists", LISTS, readPly],
    ["LAS", LAS, readLas],
    ["KITTI", new Uint8Array(16 * 40).fill(7), readKitti],
    ["splat", new Uint8Array(32 * 40).fill(7), readSplat],
  ])("%s", async (_, bytes, read) => {
    expect(read(bytes).count).toBeGreaterThan(0);
    const check = (spoiled: Uint8Array): void => checkMemory(read(spoiled), spoiled);
    const { refused, slowestMs } = await readSpoiled(bytes, check, { times: 1500, seed: 11 });
    expect(refused).toBeGreaterThan(100);
    expect(slowestMs).toBeLessThan(2000);
  });

  it.skipIf(!hasSharedClouds)("LAZ (../shared/data/pointclouds)", async () => {
    for (const name of ["pdrf6-1.4.laz", "ripple.laz"]) {
      const bytes = readSharedCloud(name);
      const { refused, slowestMs } = await readSpoiled(bytes, readLaz, { times: 60, seed: 5 });
      expect(refused).toBeGreaterThan(10);
      expect(slowestMs).toBeLessThan(10_000);
    }
  });

  it("PNG", async () => {
    const ids = Uint32Array.from({ length: 400 }, (_, i) => (i * 7919) & 0xffff);
    const bytes = encodeIdBitmap({ widthPx: 20, heightPx: 20, ids });
    const { refused } = await readSpoiled(bytes, decodeIdBitmap, { times: 1500, seed: 3 });
    expect(refused).toBeGreaterThan(1000);
  });

  it("RLE", async () => {
    const random = randomFrom(4);
    const good = ascii("0a1Nb02O1O3M4LoQ1");
    const decode = (bytes: Uint8Array): unknown =>
      maskOfRuns(
        readRle({ size: [1 + Math.floor(random() * 40), 40], counts: new TextDecoder("latin1").decode(bytes) }),
      );
    const { refused } = await readSpoiled(good, decode, { times: 1500, seed: 4 });
    expect(refused).toBeGreaterThan(1000);
  });
});
