import type { ImageSize } from "@tessera/codecs";
import { type CocoRle, type MaskRuns, paintRuns, readRle, runsOfPolygons } from "@tessera/codecs";
import { isJsonObject, type JsonObject } from "@tessera/json";
import { isFiniteNumber, type PaintedBitmap } from "./imported.js";

/** The mask of an object. */
export interface ObjectMask {
  readonly id: number;
  readonly runs: MaskRuns;
}

/** The pixels of an RLE or of polygons, or why there are none. */
export function runsOf(segmentation: unknown, size: ImageSize | undefined): MaskRuns | string {
  if (size === undefined) return "its image has no size";
  try {
    const runs = isJsonObject(segmentation) ? readRle(rleOf(segmentation)) : runsOfRings(segmentation, size);
    if (runs === undefined) return "it has no segmentation";
    if (runs.widthPx === size.widthPx && runs.heightPx === size.heightPx) return runs;
    return `its mask of ${runs.widthPx} × ${runs.heightPx} px is not of its image's size`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function rleOf({ size, counts }: JsonObject): CocoRle {
  const [heightPx, widthPx] = Array.isArray(size) ? size : [];
  const isCounts = typeof counts === "string" || (Array.isArray(counts) && counts.every(isFiniteNumber));
  if (!isFiniteNumber(heightPx) || !isFiniteNumber(widthPx) || !isCounts)
    throw new Error("its RLE has no size or no counts");
  return { size: [heightPx, widthPx], counts };
}

function runsOfRings(segmentation: unknown, size: ImageSize): MaskRuns | undefined {
  const rings = ringsOf(segmentation);
  return rings.length === 0 ? undefined : runsOfPolygons(rings, size);
}

/** The polygons of a segmentation that can be read. */
export function ringsOf(segmentation: unknown): number[][] {
  return listedRings(segmentation).filter(isRing);
}

/** A segmentation may be one ring instead of a list of them, flat or of pairs. */
function listedRings(segmentation: unknown): unknown[] {
  if (!Array.isArray(segmentation) || segmentation.length === 0) return [];
  if (segmentation.every(isFiniteNumber)) return [segmentation];
  return segmentation.length > 2 && isPairs(segmentation) ? [segmentation.flat()] : segmentation;
}

/** Why not all polygons of a segmentation can be read. */
export function brokenRings(segmentation: unknown): string[] {
  const isWhole = listedRings(segmentation).every(isRing);
  return isWhole ? [] : ["a polygon of it has an odd count of numbers, or fewer than 6"];
}

function isRing(ring: unknown): ring is number[] {
  return Array.isArray(ring) && ring.length >= 6 && ring.length % 2 === 0 && ring.every(isFiniteNumber);
}

export function isPairs(value: unknown): value is number[][] {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isFiniteNumber))
  );
}

/** Later objects cover earlier ones where they overlap: a pixel has one id. */
export function paint(masks: readonly ObjectMask[], { widthPx, heightPx }: ImageSize): PaintedBitmap {
  const ids = new Uint32Array(widthPx * heightPx);
  for (const { id, runs } of masks) paintRuns(ids, runs, id);
  const seen = new Set(ids);
  const hiddenIds = masks.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
  return { bitmap: { widthPx, heightPx, ids }, hiddenIds };
}
