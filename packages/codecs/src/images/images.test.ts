import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readFixture } from "../testing/fixtures.js";
import { decodeIdBitmap, encodeIdBitmap, semanticIds } from "./id-bitmap.js";
import { decodePng } from "./png-decode.js";
import { encodePng } from "./png-encode.js";

interface Fixture {
  readonly size: [number, number];
  readonly ids: number[];
  readonly files: { readonly [name: string]: string };
  readonly annotations: { id: number; category_id: number }[];
  readonly semantic: number[];
}

const fixture = readFixture<Fixture>("png.json");
const [widthPx, heightPx] = fixture.size;
const ids = Uint32Array.from(fixture.ids);

function file(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(fixture.files[name] ?? "", "base64"));
}

function refusal(message: string): unknown {
  return expect.objectContaining({ name: "CodecError", message: expect.stringContaining(message) });
}

describe("id bitmaps", () => {
  it.each(["rgba", "any alpha", "filters", "filters from 2", "interlaced"])(
    "are read as other tools wrote them: %s",
    (name) => {
      expect(decodeIdBitmap(file(name))).toEqual({ widthPx, heightPx, ids });
    },
  );

  it("are written and read back exactly, at every level of compression", () => {
    for (const level of [0, 1, 6, 9] as const) {
      expect(decodeIdBitmap(encodeIdBitmap({ widthPx, heightPx, ids }, { level }))).toEqual({ widthPx, heightPx, ids });
    }
  });

  it("are the same by zlib of Node, which refuses what inflates too far", () => {
    const inflate = (data: Uint8Array, maximum: number) => inflateSync(data, { maxOutputLength: maximum });
    const bytes = encodeIdBitmap({ widthPx, heightPx, ids }, { deflate: (data) => deflateSync(data) });
    expect(decodeIdBitmap(bytes)).toEqual({ widthPx, heightPx, ids });
    expect(decodeIdBitmap(bytes, { inflate })).toEqual({ widthPx, heightPx, ids });
    expect(() => decodeIdBitmap(withSize(bytes, 2), { inflate })).toThrow(refusal("damaged"));
  });

  it("are written with alpha 255", () => {
    const { data } = decodePng(encodeIdBitmap({ widthPx: 2, heightPx: 1, ids: Uint32Array.of(0, 0x030201) }));
    expect(Array.from(data)).toEqual([0, 0, 0, 255, 1, 2, 3, 255]);
  });

  it("of RGB are read only when asked for", () => {
    expect(() => decodeIdBitmap(file("rgb"))).toThrow(refusal("it is RGB without alpha"));
    expect(decodeIdBitmap(file("rgb"), { acceptRgb: true }).ids).toEqual(ids);
  });

  it.each([
    ["gray", "8-bit grayscale"],
    ["gray16", "16-bit grayscale"],
    ["palette", "8-bit palette"],
    ["gray alpha", "8-bit grayscale with alpha"],
    ["one bit", "1-bit grayscale"],
    ["animated", "animated 8-bit RGBA"],
    ["jpeg", "a JPEG, not a PNG"],
    ["cmyk jpeg", "a JPEG, not a PNG"],
  ])("that are %s are refused by name", (name, message) => {
    expect(() => decodeIdBitmap(file(name), { fileName: "x.png" })).toThrow(refusal(message));
    expect(() => decodeIdBitmap(file(name), { fileName: "x.png" })).toThrow(refusal("x.png: PNG: "));
  });

  it.each([
    ["an empty file", new Uint8Array(0), "empty (0 bytes)"],
    ["a page", new TextEncoder().encode("<!doctype html><p>404"), "HTML"],
    ["a drawing", new TextEncoder().encode("<svg><script/></svg>"), "HTML or XML"],
    ["text", new TextEncoder().encode("hello"), "does not begin with the PNG signature"],
    ["half a file", file("rgba").subarray(0, 200), "truncated"],
    ["a file without its end", file("rgba").subarray(0, -12), "truncated"],
    ["a header alone", file("rgba").subarray(0, 33), "truncated"],
  ])("refuse %s", (_, bytes, message) => {
    expect(() => decodeIdBitmap(bytes)).toThrow(refusal(message));
  });

  it("refuse a header that promises what the data cannot hold, before they allocate it", () => {
    const small = encodeIdBitmap({ widthPx: 1, heightPx: 1, ids: new Uint32Array(1) });
    for (const size of [2, 65_535, 0x7fffffff]) {
      const bytes = withSize(small, size);
      expect(() => decodeIdBitmap(bytes)).toThrow(refusal(size > 1000 ? "cannot hold" : "less data than"));
    }
    const large = encodeIdBitmap({ widthPx: 4, heightPx: 4, ids: new Uint32Array(16) });
    expect(() => decodeIdBitmap(withSize(large, 2))).toThrow(refusal("more data than"));
  });

  it("refuse ids that the format cannot hold, and a size that does not fit", () => {
    expect(() => encodeIdBitmap({ widthPx: 1, heightPx: 1, ids: Uint32Array.of(2 ** 24) })).toThrow(
      refusal("16777216"),
    );
    expect(() => encodeIdBitmap({ widthPx: 2, heightPx: 2, ids: new Uint32Array(3) })).toThrow(refusal("2 × 2 px"));
    expect(() => encodeIdBitmap({ widthPx: 0, heightPx: 2, ids: new Uint32Array(0) })).toThrow(refusal("0 × 2 px"));
  });

  it("become semantic as by the Python package", () => {
    expect(Array.from(semanticIds(ids, fixture.annotations, { idIncrement: 2 }))).toEqual(fixture.semantic);
    expect(Array.from(semanticIds(Uint32Array.of(0, 1, 99), [{ id: 1, category_id: 7 }]))).toEqual([0, 7, 0]);
    expect(Array.from(semanticIds(Uint32Array.of(0, 1), []))).toEqual([0, 0]);
  });
});

describe("PNG", () => {
  it.each([
    ["gray", 1, Uint8Array.of(1, 2, 3, 4, 5, 6)],
    ["16-bit gray", 1, Uint16Array.of(1, 2, 300, 65_535, 5, 6)],
    ["RGB", 3, Uint8Array.from({ length: 18 }, (_, i) => i * 14)],
    ["RGBA", 4, Uint8Array.from({ length: 24 }, (_, i) => i * 10)],
  ] as const)("of %s goes there and back", (_, channels, data) => {
    const image = { widthPx: 3, heightPx: 2, channels, data };
    expect(decodePng(encodePng(image))).toEqual(image);
  });
});

function withSize(bytes: Uint8Array, size: number): Uint8Array {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  view.setUint32(16, size);
  view.setUint32(20, size);
  // The checksum of the header, by the shortest way that is not the one under test.
  let crc = 0xffffffff;
  for (const byte of changed.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  view.setUint32(29, (crc ^ 0xffffffff) >>> 0);
  return changed;
}
