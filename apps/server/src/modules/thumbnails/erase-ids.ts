import { loadSharp } from "./load-sharp.js";
import { ThumbnailRefusedError } from "./make-thumbnail.js";

/**
 * A segmentation bitmap without some of its objects: their pixels become 0.
 *
 * @param png 8-bit RGBA; a pixel's id is R + 256·G + 65536·B
 * @throws {ThumbnailRefusedError} for a file that is no such PNG
 */
export async function eraseIds(png: Buffer, ids: readonly number[]): Promise<Buffer> {
  const sharp = await loadSharp();
  try {
    // Ids are no colours: a profile in the file must not change them.
    const { data, info } = await sharp(png, { failOn: "error", ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) throw new ThumbnailRefusedError("The bitmap is not an 8-bit RGBA PNG.");
    const erased = new Set(ids);
    for (let at = 0; at < data.length; at += 4) {
      const id = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
      if (erased.has(id)) data.fill(0, at, at + 3);
    }
    const { width, height } = info;
    return await sharp(data, { raw: { width, height, channels: 4 } })
      .png({ compressionLevel: 6 })
      .toBuffer();
  } catch (error) {
    if (error instanceof ThumbnailRefusedError) throw error;
    throw new ThumbnailRefusedError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
