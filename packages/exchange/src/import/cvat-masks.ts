import type { ImageSize, MaskRuns } from "@tessera/codecs";
import { geometryOf } from "./cvat-shapes.js";
import { runsOf } from "./masks.js";
import type { XmlElement } from "./read-xml.js";

const BROKEN = "its run lengths do not fit its box, or the box does not fit the picture";

/** The pixels of a CVAT mask or polygon, or why there are none. */
export function maskOf(element: XmlElement, size: ImageSize | undefined): MaskRuns | string {
  if (element.name !== "mask" && element.name !== "polygon") return `<${element.name}> has no place in a segmentation`;
  if ((element.attributes.get("label") ?? "") === "") return "it has no label";
  if (size === undefined) return "its image has no size";
  if (element.name === "mask") return maskRuns(element, size);
  const geometry = geometryOf(element);
  return typeof geometry === "string" ? geometry : runsOf([geometry.points.flat()], size);
}

/** CVAT counts row by row within a box of whole pixels, off and on in turn; {@link MaskRuns} go down the picture's columns. */
function maskRuns({ attributes }: XmlElement, { widthPx, heightPx }: ImageSize): MaskRuns | string {
  const [left = -1, top = -1, width = 0, height = 0] = ["left", "top", "width", "height"].map((name) =>
    Number(attributes.get(name) || Number.NaN),
  );
  const isBox = [left, top, width, height].every(Number.isSafeInteger) && width > 0 && height > 0;
  if (!isBox || left < 0 || top < 0 || left + width > widthPx || top + height > heightPx) return BROKEN;
  const lengths = (attributes.get("rle") ?? "").split(",").map((text) => Number(text || Number.NaN));
  const isRuns = lengths.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (!isRuns || lengths.reduce((sum, length) => sum + length, 0) !== width * height) return BROKEN;
  const pixels = new Uint8Array(width * height);
  let at = 0;
  for (const [index, length] of lengths.entries()) {
    if (index % 2 === 1) pixels.fill(1, at, at + length);
    at += length;
  }
  const spans: [start: number, end: number][] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if (pixels[y * width + x] !== 1) continue;
      const place = (left + x) * heightPx + top + y;
      const last = spans.at(-1);
      if (last?.[1] === place) last[1] = place + 1;
      else spans.push([place, place + 1]);
    }
  }
  if (spans.length === 0) return "it has no pixels";
  const counts = spans.flatMap(([start, end], index) => [start - (spans[index - 1]?.[1] ?? 0), end - start]);
  counts.push(widthPx * heightPx - (spans.at(-1)?.[1] ?? 0));
  return { widthPx, heightPx, counts: Uint32Array.from(counts) };
}
