import { imageUrlOf } from "./image-url.js";

/** So many frames of a sequence are shown on hover, evenly spread. */
export const MAX_PLAYED = 8;

/** How many frames a sample has; undefined where it is no sequence. */
export function frameCountOf(attributes: unknown): number | undefined {
  const { frames } = (attributes ?? {}) as { frames?: unknown };
  return Array.isArray(frames) ? frames.length : undefined;
}

/** The pictures of a sequence at a glance: at most {@link MAX_PLAYED}, the first and the last among them. */
export function playedUrls(attributes: unknown): string[] {
  const { frames } = (attributes ?? {}) as { frames?: unknown };
  if (!Array.isArray(frames)) return [];
  const count = Math.min(MAX_PLAYED, frames.length);
  const places = Array.from({ length: count }, (_, at) =>
    Math.round((at * (frames.length - 1)) / Math.max(1, count - 1)),
  );
  return places.flatMap((place) => {
    const frame = frames[place] as { image?: { url?: unknown } } | undefined;
    // An empty url would be the address of this page.
    return frame?.image?.url === "" ? [] : (imageUrlOf(frame) ?? []);
  });
}
