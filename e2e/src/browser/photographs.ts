import { readdir } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { ROOT } from "../paths.js";

const HOME = path.join(ROOT, "examples/images");
const WIDTH_PX = 480;
const HEIGHT_PX = 360;

/** A photograph as a browser uploads it. */
export interface Photograph {
  readonly name: string;
  readonly mimeType: "image/jpeg";
  readonly buffer: Buffer;
}

/** Real photographs, each another part of one of the examples' pictures, 480 × 360 pixels. */
export async function photographs(count: number): Promise<Photograph[]> {
  const pictures = (await readdir(HOME)).filter((name) => name.endsWith(".jpg")).sort();
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const picture = path.join(HOME, pictures[index % pictures.length] ?? "");
      const { width, height } = await sharp(picture).metadata();
      const step = Math.floor(index / pictures.length);
      const scaled = sharp(picture).resize({ width: WIDTH_PX + 40, height: HEIGHT_PX + 40, fit: "outside" });
      const { info } = await scaled.toBuffer({ resolveWithObject: true });
      if (width === undefined || height === undefined) throw new Error(`${picture} is no image`);
      const buffer = await scaled
        .extract({
          left: Math.min(step * 7, info.width - WIDTH_PX),
          top: Math.min(step * 5, info.height - HEIGHT_PX),
          width: WIDTH_PX,
          height: HEIGHT_PX,
        })
        .jpeg({ quality: 85 })
        .toBuffer();
      return { name: `photograph-${String(index + 1).padStart(2, "0")}.jpg`, mimeType: "image/jpeg", buffer };
    }),
  );
}
