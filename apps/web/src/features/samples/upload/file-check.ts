import { sampleTypeOf, type TaskType } from "@tessera/schema";
import { BMP_HEADER_BYTES, isBmpCutOff, isGifCutOff } from "./image-ends.js";

/** What files become samples of a dataset; undefined where they come through the API only. */
export type FileKind = "image" | "image-sequence" | "text" | "pointcloud";

export function fileKindOf(taskType: TaskType): FileKind | undefined {
  const type = sampleTypeOf(taskType);
  return type === "image" || type === "image-sequence" || type === "text" || type === "pointcloud" ? type : undefined;
}

const IMAGES = "image/jpeg,image/png,image/webp,image/gif,image/bmp,.jpg,.jpeg,.png,.webp,.gif,.bmp";

/** For the file dialog. The content decides, not the name. */
export const ACCEPT: Readonly<Record<FileKind, string>> = {
  image: IMAGES,
  "image-sequence": `${IMAGES},video/mp4,video/webm,video/quicktime,.mp4,.m4v,.mov,.webm,.mkv`,
  text: "text/plain,.txt,.md",
  pointcloud: ".pcd,.ply,.las,.laz",
};

export const KIND_WORDS: Readonly<Record<FileKind, string>> = {
  image: "JPEG, PNG, WebP, GIF or BMP images",
  "image-sequence": "JPEG, PNG, WebP, GIF or BMP images",
  text: "plain text files",
  pointcloud: "PCD, PLY or LAS point clouds",
};

/** A text goes into the sample itself, so that it is bounded. */
const MAX_TEXT_BYTES = 1_000_000;
/** As many bytes as tell what a file is. */
const HEAD_BYTES = 16;

const MAGIC: readonly (readonly [type: string, test: (head: Uint8Array, text: string) => boolean])[] = [
  ["jpeg", (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff],
  ["png", (_, text) => text.startsWith("\x89PNG\r\n\x1a\n")],
  ["gif", (_, text) => /^GIF8[79]a/.test(text)],
  ["webp", (_, text) => text.startsWith("RIFF") && text.slice(8, 12) === "WEBP"],
  ["bmp", (_, text) => text.startsWith("BM")],
];

/** What keeps a file from becoming a sample, in words; null when nothing does. Of an image that ends early, too. */
export async function findFileFault(file: Blob, name: string, kind: FileKind): Promise<string | null> {
  if (file.size === 0) return "It is empty (0 bytes).";
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  } catch {
    return "It cannot be read: it may have been moved, or it is a folder.";
  }
  const text = String.fromCharCode(...head);
  switch (kind) {
    case "image":
    case "image-sequence":
      if (!MAGIC.some(([, test]) => test(head, text)))
        return `It is no image: its content is not that of ${KIND_WORDS.image}.`;
      return (await isCutOff(file, head, text)) ? "It is cut off: the end of the image is missing." : null;
    case "text":
      if (file.size > MAX_TEXT_BYTES) return "It is longer than 1 MB.";
      return head.includes(0) ? "It is no text: it holds bytes that no text has." : null;
    case "pointcloud":
      return pcdTypeOf(name) === undefined ? `It is none of ${KIND_WORDS.pointcloud}, by its name.` : null;
  }
}

const TAIL_BYTES = 64 * 1024;

/** Whether an image's file ends before the image does, as after a broken download. */
async function isCutOff(file: Blob, head: Uint8Array, text: string): Promise<boolean> {
  if (text.startsWith("RIFF")) {
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return head.length >= 8 && view.getUint32(4, true) + 8 > file.size;
  }
  if (text.startsWith("GIF")) return isGifCutOff(await bytesOf(file));
  if (text.startsWith("BM")) return isBmpCutOff(await bytesOf(file.slice(0, BMP_HEADER_BYTES)), file.size);
  const end = text.startsWith("\x89PNG") ? PNG_END : head[0] === 0xff ? JPEG_END : undefined;
  if (end === undefined) return false;
  // Cameras append data of their own, and an EXIF thumbnail has an end too, at the beginning of the file.
  const tail = await bytesOf(file.slice(Math.max(0, file.size - TAIL_BYTES)));
  if (file.size > 2 * TAIL_BYTES && lastIndexOf(tail, end) >= 0) return false;
  const bytes = await bytesOf(file);
  return lastIndexOf(bytes, end) <= (end === JPEG_END ? startOfScan(bytes) : 0);
}

/** The type of the last chunk. */
const PNG_END = Uint8Array.of(0x49, 0x45, 0x4e, 0x44);
/** The marker EOI: coded data never contains it. */
const JPEG_END = Uint8Array.of(0xff, 0xd9);

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function lastIndexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (let at = bytes.length - part.length; at >= 0; at--) {
    if (part.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

/** Where the coded data of a JPEG begins, behind all metadata; the length of the bytes where it never does. */
function startOfScan(bytes: Uint8Array): number {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) return at;
    // Fill bytes, and markers that stand alone, have no length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else at += 2 + ((bytes[at + 2] ?? 0) << 8) + (bytes[at + 3] ?? 0);
  }
  return bytes.length;
}

/** `pcd.type` by the file's name. */
export function pcdTypeOf(name: string): "pcd" | "ply" | "las" | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === "pcd" || extension === "ply") return extension;
  return extension === "las" || extension === "laz" ? "las" : undefined;
}

/** Files that systems strew about, and that nobody means when dropping a folder. */
export function isLitter(path: string): boolean {
  return path.split("/").some((part) => part.startsWith(".") || /^(?:Thumbs\.db|desktop\.ini|__MACOSX)$/i.test(part));
}
