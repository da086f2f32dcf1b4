import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { SAMPLE_IMAGES } from "../../assets/image-samples.js";
import { makeThumbnail, ThumbnailRefusedError } from "./make-thumbnail.js";

const refusalOf = async (bytes: Buffer) => {
  const error = await makeThumbnail(bytes).then(
    () => new Error("It was made."),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ThumbnailRefusedError);
  return (error as Error).message;
};

/** Red at the left, green at the right, 400 × 200. */
function halves() {
  const red = { create: { width: 200, height: 200, channels: 3, background: "#f00" } } as const;
  return sharp({ create: { width: 400, height: 200, channels: 3, background: "#0f0" } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
}

/** Which colours stand at the left, right, top and bottom edges' middles. */
async function edgesOf(bytes: Buffer) {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const offset = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * 3;
    return (data[offset] ?? 0) > (data[offset + 1] ?? 0) ? "red" : "green";
  };
  return { left: at(0, 0.5), right: at(1, 0.5), top: at(0.5, 0), bottom: at(0.5, 1) };
}

describe("a thumbnail", () => {
  it("fits into 320 pixels and keeps the proportions", async () => {
    const thumbnail = await makeThumbnail(await halves().jpeg().toBuffer());
    expect(thumbnail).toMatchObject({ widthPx: 320, heightPx: 160, imageWidthPx: 400, imageHeightPx: 200 });
    const { format, width, height, hasProfile } = await sharp(thumbnail.bytes).metadata();
    expect([format, width, height, hasProfile]).toEqual(["webp", 320, 160, false]);
    expect(await edgesOf(thumbnail.bytes)).toMatchObject({ left: "red", right: "green" });
  });

  it("of something extremely long is a pixel high", async () => {
    const line = sharp({ create: { width: 5000, height: 2, channels: 3, background: "#00f" } });
    expect(await makeThumbnail(await line.png().toBuffer())).toMatchObject({ widthPx: 320, heightPx: 1 });
  });

  it("of 16-bit gray is spread from its least value to its greatest", async () => {
    // A ramp from 1,000 to 4,000 of 65,535: by its upper eight bits it would be nearly black.
    const values = Uint16Array.from({ length: 100 * 20 }, (_, at) => 1_000 + Math.round((3_000 * (at % 100)) / 99));
    const raw = { width: 100, height: 20, channels: 1 } as const;
    const png = await sharp(values, { raw }).toColourspace("grey16").png().toBuffer();
    const { bytes, imageWidthPx } = await makeThumbnail(png);
    expect(imageWidthPx).toBe(100);
    const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
    const shadeAt = (x: number) => data[(10 * info.width + x) * info.channels] ?? -1;
    for (const [x, shade] of [
      [0, 0],
      [33, 85],
      [66, 170],
      [99, 255],
    ] as const) {
      expect(Math.abs(shadeAt(x) - shade), `${x}`).toBeLessThan(8);
    }
  });

  it("of a PNG without its last chunk is refused, as in the editor", async () => {
    const whole = await halves().png().toBuffer();
    expect(await refusalOf(whole.subarray(0, -12))).toBe("The image is damaged: its end is missing.");
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toMatch(/damaged/);
  });

  const SIDES: [orientation: number, red: "left" | "right" | "top" | "bottom"][] = [
    [1, "left"],
    [2, "right"],
    [3, "right"],
    [4, "left"],
    [5, "top"],
    [6, "top"],
    [7, "bottom"],
    [8, "bottom"],
  ];
  it.each(SIDES)("stands upright: EXIF orientation %i", async (orientation, red) => {
    const photo = await halves().jpeg().withMetadata({ orientation }).toBuffer();
    const thumbnail = await makeThumbnail(photo);
    const [width, height] = orientation >= 5 ? [200, 400] : [400, 200];
    expect([thumbnail.imageWidthPx, thumbnail.imageHeightPx]).toEqual([width, height]);
    expect((await edgesOf(thumbnail.bytes))[red]).toBe("red");
  });

  it.each(Object.entries(SAMPLE_IMAGES))("is made of every kind of image: %s", async (_, text) => {
    const thumbnail = await makeThumbnail(Buffer.from(text, "base64"));
    expect(thumbnail).toMatchObject({ widthPx: 3, heightPx: 2, imageWidthPx: 3, imageHeightPx: 2 });
  });

  it("of 16 bits and of CMYK has the right brightness", async () => {
    const grey = sharp({ create: { width: 64, height: 64, channels: 3, background: "#808080" } });
    const deep = await grey.clone().toColourspace("grey16").png().toBuffer();
    const cmyk = await grey.clone().toColourspace("cmyk").jpeg().toBuffer();
    for (const image of [deep, cmyk]) {
      const { bytes } = await makeThumbnail(image);
      const { channels } = await sharp(bytes).stats();
      for (const channel of channels.slice(0, 3)) expect(Math.abs(channel.mean - 0x80)).toBeLessThan(20);
    }
  });

  it("of an animation is its first picture", async () => {
    const frames = [halves(), sharp({ create: { width: 400, height: 200, channels: 3, background: "#00f" } })];
    const pages = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
    const gif = await sharp(pages, { join: { animated: true } })
      .gif()
      .toBuffer();
    const { bytes, ...size } = await makeThumbnail(gif);
    expect(size).toMatchObject({ widthPx: 320, heightPx: 160, imageHeightPx: 200 });
    expect(await edgesOf(bytes)).toMatchObject({ left: "red", right: "green" });
  });
});

describe("no thumbnail is made", () => {
  it("of nothing", async () => {
    expect(await refusalOf(Buffer.alloc(0))).toBe("The file is empty.");
  });

  it.each([
    ["HTML named .png", "<!doctype html><html><body>Not found</body></html>"],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'],
    ["SVG behind an XML head", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["PDF", "%PDF-1.7\n1 0 obj"],
    ["text", "hello"],
    ["zeros", "\0".repeat(4096)],
  ])("of %s", async (_, text) => {
    expect(await refusalOf(Buffer.from(text))).toBe("The file is not an image that can be read.");
  });

  it("of a file that is cut off, or whose bytes are spoilt", async () => {
    for (const image of [await halves().jpeg().toBuffer(), await halves().png().toBuffer()]) {
      expect(await refusalOf(image.subarray(0, Math.floor(image.length * 0.6)))).toMatch(/damaged|cannot|can be read/);
    }
    const png = await halves().png({ compressionLevel: 9 }).toBuffer();
    expect(await refusalOf(Buffer.concat([png.subarray(0, 33), Buffer.from("garbage".repeat(20))]))).toBe(
      "The image is damaged.",
    );
  });

  it("where the header promises billions of pixels", async () => {
    const png = Buffer.from(SAMPLE_IMAGES.pngRgb, "base64");
    png.writeUInt32BE(65_535, 16);
    png.writeUInt32BE(65_535, 20);
    expect(await refusalOf(png)).toBe("The image has more than 300 million pixels.");
  });
});
