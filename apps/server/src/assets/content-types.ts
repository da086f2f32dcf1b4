const OCTET_STREAM = "application/octet-stream";

/**
 * Every type that we ever send, by file extension. Nothing that a browser would run as a page or a script is in it:
 * HTML, SVG, XML, JavaScript and PDF are bytes to download.
 */
const TYPE_BY_EXTENSION = new Map<string, string>([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["jfif", "image/jpeg"],
  ["bmp", "image/bmp"],
  ["webp", "image/webp"],
  ["avif", "image/avif"],
  ["tif", "image/tiff"],
  ["tiff", "image/tiff"],
  ["gif", "image/gif"],
  ["pcd", OCTET_STREAM],
  ["bin", OCTET_STREAM],
  ["ply", OCTET_STREAM],
  ["las", OCTET_STREAM],
  ["laz", OCTET_STREAM],
  ["splat", OCTET_STREAM],
  ["txt", "text/plain; charset=utf-8"],
  ["csv", "text/csv; charset=utf-8"],
  ["json", "application/json"],
  ["geojson", "application/json"],
  ["jsonl", "application/x-ndjson"],
  ["ndjson", "application/x-ndjson"],
  ["zip", "application/zip"],
  ["gz", "application/gzip"],
  ["mp4", "video/mp4"],
  ["webm", "video/webm"],
]);

const KNOWN_TYPES: ReadonlySet<string> = new Set(TYPE_BY_EXTENSION.values());

/** What the editors open: shown in place. Everything else is offered as a download. */
const INLINE_EXTENSIONS: ReadonlySet<string> = new Set(
  "png jpg jpeg jfif bmp webp avif tif tiff gif pcd bin ply las laz splat".split(" "),
);

/**
 * The type an asset is stored and served with, from our list; unknown → `application/octet-stream`.
 *
 * @example
 * contentTypeFor("violet.JPG") // "image/jpeg"
 * contentTypeFor("page.html")  // "application/octet-stream"
 */
export function contentTypeFor(filename: string): string {
  return TYPE_BY_EXTENSION.get(extensionOf(filename)) ?? OCTET_STREAM;
}

/** A stored type as it may be sent: one of our list, else plain bytes. The list may shrink after a file was stored. */
export function toSafeContentType(contentType: string): string {
  return KNOWN_TYPES.has(contentType) ? contentType : OCTET_STREAM;
}

/** Whether a browser may show the file in place; otherwise it is a download. */
export function isShownInline(filename: string): boolean {
  return INLINE_EXTENSIONS.has(extensionOf(filename));
}

function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf(".");
  return dot === -1 ? "" : filename.slice(dot + 1).toLowerCase();
}
