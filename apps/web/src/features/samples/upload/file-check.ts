import { sampleTypeOf, type TaskType } from "@tessera/schema";

/** What files become samples of a dataset; undefined where they come through the API only. */
export type FileKind = "image" | "text" | "pointcloud";

export function fileKindOf(taskType: TaskType): FileKind | undefined {
  const type = sampleTypeOf(taskType);
  return type === "image" || type === "text" || type === "pointcloud" ? type : undefined;
}

/** For the file dialog. The content decides, not the name. */
export const ACCEPT: Readonly<Record<FileKind, string>> = {
  image: "image/jpeg,image/png,image/webp,image/gif,image/bmp,.jpg,.jpeg,.png,.webp,.gif,.bmp",
  text: "text/plain,.txt,.md",
  pointcloud: ".pcd,.ply,.las,.laz",
};

export const KIND_WORDS: Readonly<Record<FileKind, string>> = {
  image: "JPEG, PNG, WebP, GIF or BMP images",
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

/** What keeps a file from becoming a sample, in words; null when nothing does. Reads its first bytes only. */
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
      if (MAGIC.some(([, test]) => test(head, text))) return null;
      return `It is no image: its content is not that of ${KIND_WORDS.image}.`;
    case "text":
      if (file.size > MAX_TEXT_BYTES) return "It is longer than 1 MB.";
      return head.includes(0) ? "It is no text: it holds bytes that no text has." : null;
    case "pointcloud":
      return pcdTypeOf(name) === undefined ? `It is none of ${KIND_WORDS.pointcloud}, by its name.` : null;
  }
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
