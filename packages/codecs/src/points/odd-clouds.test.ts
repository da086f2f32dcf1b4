import { describe, expect, it } from "vitest";
import { ascii, joined, makeCloud, makeLas, packed } from "../testing/clouds.js";
import { detectPointCloudFormat } from "./detect-format.js";
import { writePcd } from "./pcd-write.js";
import { readPointCloud } from "./read-point-cloud.js";

interface Told {
  readonly type?: string;
}

function pcd(lines: string, body: Uint8Array | string = ""): Uint8Array {
  return joined(ascii(lines), typeof body === "string" ? ascii(body) : body);
}

const XYZ = "VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 1\n";
const PLY_XYZ = "property float x\nproperty float y\nproperty float z\n";
const POINT = [
  ["f4", 1],
  ["f4", 2],
  ["f4", 3],
] as const;

describe("odd files that are read", () => {
  it.each<[string, Uint8Array, number[], object, Told?]>([
    [
      "PCD with CRLF, comments, and a comment within FIELDS",
      pcd(
        "# .PCD v0.7\r\n#x\r\nVERSION 0.7\r\nFIELDS x y z # and no more\r\nSIZE 4 4 4\r\nTYPE F F F\r\nWIDTH 1 # one\r\nHEIGHT 1\r\nDATA ascii\r\n1 2 3\r\n",
      ),
      [1, 2, 3],
      {},
    ],
    [
      "PCD with a field called #id",
      pcd("FIELDS x y z #id\nSIZE 4 4 4 4\nTYPE F F F U\nPOINTS 1\nDATA ascii\n1 2 3 4"),
      [1, 2, 3],
      { extra: new Map([["#id", { values: Uint32Array.of(4), componentCount: 1 }]]) },
    ],
    [
      "PCD of doubles with COUNT 2, padding and 64-bit integers",
      pcd(
        "FIELDS pair x y z _ t\nSIZE 2 8 8 8 1 8\nTYPE U F F F U U\nCOUNT 2 1 1 1 3 1\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n",
        joined(
          packed([
            ["u2", 7],
            ["u2", 8],
            ["f8", 0.1],
            ["f8", 5_400_000.123],
            ["f8", 3],
          ]),
          packed([
            ["u1", 9],
            ["u1", 9],
            ["u1", 9],
            ["u4", 1],
            ["u4", 1],
          ]),
        ),
      ),
      [0.1, 5_400_000.123, 3],
      {
        attributes: { time: Float64Array.of(4_294_967_297) },
        extra: new Map([["pair", { values: Uint16Array.of(7, 8), componentCount: 2 }]]),
      },
    ],
    [
      "PCD with NaN and infinity in ascii",
      pcd(`${XYZ}WIDTH 2\nHEIGHT 1\nPOINTS 2\nDATA ascii\nnan -inf 1e-3\n1.5e+2 -.5 +3\n`),
      [Number.NaN, -Infinity, Math.fround(0.001), 150, -0.5, 3],
      { nonFiniteCount: 1 },
    ],
    ["PCD of no points", pcd(`${XYZ}WIDTH 0\nHEIGHT 1\nPOINTS 0\nDATA binary\n`), [], { count: 0 }],
    [
      "PCD that goes on after its points",
      pcd(`${XYZ}WIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1 2 3\n4 5 6\n`),
      [1, 2, 3],
      { warnings: [expect.stringContaining("goes on after the 1 points")] },
    ],
    [
      "PCD with rgb in the bits of a float",
      pcd(
        "FIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F F\nPOINTS 1\nDATA binary\n",
        packed([...POINT, ["u4", 0xff102030]]),
      ),
      [1, 2, 3],
      { attributes: { rgb: Uint8Array.of(16, 32, 48) } },
    ],
    [
      "PCD with rgb in a whole number",
      pcd("FIELDS x y z rgba\nSIZE 4 4 4 4\nTYPE F F F U\nPOINTS 1\nDATA ascii\n1 2 3 4279246896\n"),
      [1, 2, 3],
      { attributes: { rgb: Uint8Array.of(16, 32, 48) } },
    ],
    [
      "PLY, big-endian, vertices after faces with lists",
      joined(
        ascii(
          `ply\nformat binary_big_endian 1.0\ncomment c\nelement face 1\nproperty list uchar int i\nelement vertex 1\n${PLY_XYZ}property ushort red\nproperty ushort green\nproperty ushort blue\nend_header\n`,
        ),
        packed([["u1", 2], ["i4", 5], ["i4", 6], ...POINT, ["u2", 1], ["u2", 2], ["u2", 65_535]], {
          isLittleEndian: false,
        }),
      ),
      [1, 2, 3],
      { attributes: { rgb: Uint16Array.of(1, 2, 65_535) } },
    ],
    [
      "PLY, ascii, CRLF, vertices after faces, with lists",
      ascii(
        `ply\nformat ascii 1.0\nobj_info x\nelement face 2\nproperty list uchar int i\nelement vertex 1\nproperty list uchar int links\n${PLY_XYZ}property float intensity\nend_header\n3 0 1 2\n1 0\n2 8 9 1 2 3 0.5\n`.replace(
          /\n/g,
          "\r\n",
        ),
      ),
      [1, 2, 3],
      { attributes: { intensity: Float32Array.of(0.5) } },
    ],
    [
      "PLY with lists in its vertices",
      joined(
        ascii(
          `ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty list uchar ushort l\n${PLY_XYZ}end_header\n`,
        ),
        packed([["u1", 2], ["u2", 1], ["u2", 1], ...POINT, ["u1", 0], ...POINT]),
      ),
      [1, 2, 3, 1, 2, 3],
      {},
    ],
    [
      "PLY with colors as floats",
      ascii(
        `ply\nformat ascii 1.0\nelement vertex 1\n${PLY_XYZ}property float r\nproperty float g\nproperty float b\nend_header\n1 2 3 0 0.5 1\n`,
      ),
      [1, 2, 3],
      { attributes: { rgb: Uint8Array.of(0, 128, 255) } },
    ],
    [
      "KITTI",
      packed([...POINT, ["f4", 0.5]]),
      [1, 2, 3],
      { format: "kitti", attributes: { intensity: Float32Array.of(0.5) } },
      { type: "binary-xyzi" },
    ],
    [
      "nuScenes",
      packed([...POINT, ["f4", 17], ["f4", 31]]),
      [1, 2, 3],
      { format: "nuscenes", attributes: { intensity: Float32Array.of(17), ring: Float32Array.of(31) } },
      { type: "nuscenes" },
    ],
    [
      "splat",
      packed([...POINT, ["f4", 4], ["f4", 5], ["f4", 6], ["u4", 0x40302010], ["u4", 0x04030201]]),
      [1, 2, 3],
      {
        attributes: { rgb: Uint8Array.of(16, 32, 48) },
        extra: new Map<string, unknown>([
          ["scale", { values: Float32Array.of(4, 5, 6), componentCount: 3 }],
          ["alpha", { values: Uint8Array.of(64), componentCount: 1 }],
          ["rotation", { values: Uint8Array.of(1, 2, 3, 4), componentCount: 4 }],
        ]),
      },
      { type: "splat" },
    ],
    [
      "LAS in UTM coordinates",
      makeLas([[1, 2, 3]]),
      [500_000.01, 5_400_000.02, 0.03],
      {
        attributes: {
          intensity: Uint16Array.of(1000),
          rgb: Uint16Array.of(65_535, 0, 0),
          returnNumber: Uint8Array.of(2),
          returnCount: Uint8Array.of(3),
          classification: Uint8Array.of(6),
        },
      },
    ],
    ["LAS of no points", makeLas([]), [], { count: 0 }],
  ])("%s", async (_, bytes, positions, expected, told = {}) => {
    // Readers must not depend on where the bytes begin in their buffer.
    const shifted = joined(Uint8Array.of(0), bytes).subarray(1);
    const cloud = await readPointCloud(shifted, told);
    expect(Array.from(cloud.positions)).toEqual(positions);
    expect(cloud).toMatchObject(expected);
  });

  it("points that are all equal are points", async () => {
    const cloud = { ...makeCloud(100), positions: new Float32Array(300).fill(5) };
    expect((await readPointCloud(writePcd(cloud, { data: "binary_compressed" }))).positions).toEqual(cloud.positions);
  });

  it("UTM coordinates come near zero when asked", async () => {
    const bytes = makeLas([
      [1, 2, 3],
      [101, 2, 3],
    ]);
    const cloud = await readPointCloud(bytes, { origin: "auto", extra: "skip" });
    expect(cloud.origin).toEqual([500_000, 5_400_000, 0]);
    expect(cloud.positions).toEqual(Float32Array.from([0.01, 0.02, 0.03, 1.01, 0.02, 0.03].map((v) => Number(v))));
    expect(cloud.extra.size).toBe(0);
    const given = await readPointCloud(bytes, { origin: [500_000.01, 5_400_000.02, 0.03] });
    expect(Array.from(given.positions).slice(0, 3)).toEqual([0, 0, 0]);
  });
});

const COMPRESSED = writePcd(makeCloud(50), { data: "binary_compressed" });
const COMPRESSED_AT = new TextDecoder("latin1").decode(COMPRESSED).indexOf("compressed\n") + 11;

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

describe("files that are refused, by name and fault", () => {
  it.each<[string, Uint8Array, string | RegExp, Told?]>([
    ["nothing", new Uint8Array(0), "empty (0 bytes)"],
    ["no cloud", ascii("<html>"), 'begins with "<html>"'],
    ["no KITTI", new Uint8Array(17), "17 bytes are not whole points of 16", { type: "kitti" }],
    ["no nuScenes", new Uint8Array(16), "16 bytes are not whole points of 20", { type: "binary-xyzir" }],
    ["an empty KITTI", new Uint8Array(0), "empty", { type: "kitti" }],
    ["no splat", new Uint8Array(33), "not whole points of 32", { type: "splat" }],
    ["PCD, empty", new Uint8Array(0), "PCD: the file is empty", { type: "pcd" }],
    ["PCD, HTML", ascii("<html><body>502 Bad Gateway</body></html>\n"), "within the header", { type: "pcd" }],
    [
      "PCD of fewer points, ascii",
      pcd(`${XYZ}WIDTH 3\nHEIGHT 1\nPOINTS 3\nDATA ascii\n1 2 3\n444444 555555 666666`),
      "promises 3 points, the file has 2",
    ],
    [
      "PCD of fewer points, binary",
      pcd(`${XYZ}WIDTH 3\nHEIGHT 1\nPOINTS 3\nDATA binary\n`, packed(POINT)),
      "promises 3 points of 12 bytes, the file has 1",
    ],
    ["PCD of absurdly many points", pcd(`${XYZ}WIDTH 999999999999999\nHEIGHT 1\nDATA binary\n`), "truncated"],
    ["PCD of absurdly many points, ascii", pcd(`${XYZ}WIDTH 999999999999999\nHEIGHT 1\nDATA ascii\n`), "truncated"],
    ["PCD that contradicts itself", pcd(`${XYZ}WIDTH 2\nHEIGHT 2\nPOINTS 3\nDATA ascii\n`), "contradicts itself"],
    ["PCD with words", pcd(`${XYZ}WIDTH 1\nHEIGHT 1\nDATA ascii\n1 two 3\n`), 'line 1 of the points holds "two"'],
    ["PCD with hexadecimal numbers", pcd(`${XYZ}WIDTH 1\nHEIGHT 1\nDATA ascii\n1 0x10 3\n`), '"0x10"'],
    ["PCD with a short line", pcd(`${XYZ}WIDTH 2\nHEIGHT 1\nDATA ascii\n1 2\n3 4 5 6\n`), "has 2 values, and needs 3"],
    [
      "PCD without x",
      pcd("FIELDS a b c\nSIZE 4 4 4\nTYPE F F F\nPOINTS 0\nDATA ascii\n"),
      "no x: the fields are a b c",
    ],
    ["PCD without DATA", pcd(XYZ), "before DATA"],
    ["PCD without end", pcd(`${XYZ}${"#\n".repeat(100_000)}`), "no DATA line in the first"],
    ["PCD of one endless line", pcd(`# .PCD v0.7 ${"x".repeat(1_000_000)}`), /PCD: /],
    [
      "PCD of unlike lines",
      pcd("FIELDS x y z\nSIZE 4 4\nTYPE F F F\nPOINTS 0\nDATA ascii\n"),
      "3 FIELDS, but 2 values of SIZE",
    ],
    [
      "PCD of unknown type",
      pcd("FIELDS x y z\nSIZE 4 4 3\nTYPE F F F\nPOINTS 0\nDATA ascii\n"),
      "unknown TYPE F of SIZE 3",
    ],
    ["PCD of COUNT 0", pcd("FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nCOUNT 1 1 0\nPOINTS 0\nDATA ascii\n"), "COUNT 0"],
    ["PCD of negative points", pcd(`${XYZ}WIDTH -1\nHEIGHT 1\nDATA ascii\n`), 'WIDTH is "-1"'],
    ["PCD of unknown data", pcd(`${XYZ}WIDTH 0\nHEIGHT 1\nDATA zip\n`), 'DATA "zip"'],
    ["PCD, compressed, cut", COMPRESSED.subarray(0, -10), "compressed bytes are promised"],
    ["PCD, compressed, cut in the sizes", COMPRESSED.subarray(0, COMPRESSED_AT + 5), "before the sizes"],
    ["PCD, compressed, of another size", changed(COMPRESSED, COMPRESSED_AT + 4, 1), "the compressed data is of"],
    ["PCD, compressed, broken", changed(COMPRESSED, COMPRESSED_AT + 8, 0xff), "compressed data is broken"],
    ["PLY without end", ascii("ply\nformat ascii 1.0\nelement vertex 1\n"), "before end_header"],
    ["PLY of endless comments", ascii(`ply\n${"comment x\n".repeat(100_000)}`), "no end_header in the first"],
    ["PLY without vertices", ascii("ply\nformat ascii 1.0\nelement face 0\nend_header\n"), "no element vertex"],
    ["PLY without format", ascii("ply\nelement vertex 0\nend_header\n"), "no format line"],
    ["PLY of another format", ascii("ply\nformat binary_pdp_endian 1.0\nend_header\n"), "unknown format"],
    ["PLY of unknown type", ascii("ply\nformat ascii 1.0\nelement vertex 0\nproperty half x\nend_header\n"), '"half"'],
    [
      "PLY of fewer points",
      ascii(`ply\nformat ascii 1.0\nelement vertex 2\n${PLY_XYZ}end_header\n1.000 2.000 3.000\n`),
      "promises 2 of the element vertex, the file has 1",
    ],
    [
      "PLY of fewer points, binary",
      joined(ascii(`ply\nformat binary_little_endian 1.0\nelement vertex 2\n${PLY_XYZ}end_header\n`), packed(POINT)),
      "the file has 1",
    ],
    [
      "PLY of absurdly many points",
      ascii(`ply\nformat ascii 1.0\nelement vertex 999999999999\n${PLY_XYZ}end_header\n`),
      "truncated",
    ],
    [
      "PLY of absurdly many faces",
      ascii(
        `ply\nformat binary_little_endian 1.0\nelement face 999999999999\nproperty list uchar int i\nelement vertex 0\n${PLY_XYZ}end_header\n`,
      ),
      "of the element face",
    ],
    [
      "PLY of a negative list",
      ascii(`ply\nformat ascii 1.0\nelement vertex 1\nproperty list int int l\n${PLY_XYZ}end_header\n-1 1 2 3\n`),
      "a list has the length -1",
    ],
    [
      "LAS, cut",
      makeLas([
        [1, 2, 3],
        [4, 5, 6],
      ]).subarray(0, -1),
      "promises 2 points of 26 bytes, the file has 1",
    ],
    ["LAS, header cut", makeLas([]).subarray(0, 100), "truncated"],
    ["LAS of scale 0", makeLas([], (view) => view.setFloat64(139, 0, true)), "scale is (0.01, 0, 0.01)"],
    ["LAS of scale NaN", makeLas([], (view) => view.setFloat64(139, Number.NaN, true)), "gives no positions"],
    [
      "LAS of a wrong header size",
      makeLas([], (view) => view.setUint16(94, 100, true)),
      "header says that it has 100 bytes",
    ],
    ["LAS of points outside", makeLas([], (view) => view.setUint32(96, 1e9, true)), "begin at byte 1,000,000,000"],
    ["LAS of version 2", makeLas([], (view) => view.setUint8(24, 2)), "version 2.2"],
    ["LAS of format 20", makeLas([], (view) => view.setUint8(104, 20)), "format 20"],
    ["LAS of short points", makeLas([], (view) => view.setUint16(105, 20, true)), "a point has 20 bytes"],
    ["LAS of absurdly many points", makeLas([], (view) => view.setUint32(107, 4e9, true)), "promises 4,000,000,000"],
    ["LAZ that is none", makeLas([[1, 2, 3]], (view) => view.setUint8(104, 130)), "no LASzip record"],
  ])("%s", async (_, bytes, message, told = {}) => {
    const error = await readPointCloud(bytes, { ...told, fileName: "some.file" }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "CodecError", fileName: "some.file" });
    expect(String(error)).toMatch(/^CodecError: some\.file: /);
    if (typeof message === "string") expect(String(error)).toContain(message);
    else expect(String(error)).toMatch(message);
  });
});

describe("detectPointCloudFormat", () => {
  it.each([
    [ascii("ply\r\nformat"), { type: "pcd" }, "ply"],
    [ascii("# .PCD v0.7\n"), { type: "kitti" }, "pcd"],
    [ascii("VERSION .7\n"), {}, "pcd"],
    [makeLas([]), { type: "pcd" }, "las"],
    [new Uint8Array(16), { fileName: "s3://bucket/000123.BIN?x=1" }, "kitti"],
    [new Uint8Array(20), { fileName: "LIDAR_TOP.pcd.bin" }, "nuscenes"],
    [new Uint8Array(20), { type: "kitti", fileName: "a.pcd.bin" }, "kitti"],
    [new Uint8Array(20), {}, undefined],
  ])("%#", (bytes, hints, format) => {
    expect(detectPointCloudFormat(bytes, hints)).toBe(format);
  });
});
