/** The url of a sample's image, of a sequence's first one. */
export function imageUrlOf(attributes: unknown): string | undefined {
  const { image, frames } = (attributes ?? {}) as { image?: unknown; frames?: unknown };
  const first: unknown = Array.isArray(frames) ? (frames[0] as { image?: unknown } | undefined)?.image : image;
  const { url } = (first ?? {}) as { url?: unknown };
  if (typeof url !== "string" || !URL.canParse(url, location.origin)) return undefined;
  // Urls of buckets such as s3:// are no addresses for a browser.
  return /^https?:$/.test(new URL(url, location.origin).protocol) ? url : undefined;
}
