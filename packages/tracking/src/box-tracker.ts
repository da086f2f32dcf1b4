import { type Box, correlation, type GrayImage, pyramidOf, resample } from "./gray-image.js";
import { followPlaces, type Place } from "./optical-flow.js";

/** A box in the next frame, or why it is no longer followed. */
export type TrackStep = { readonly box: Box; readonly confidence: number } | { readonly lost: string };

/**
 * Follows a shape from frame to frame. Other trackers, such as a model behind an HTTP endpoint, take its place.
 *
 * @example tracker.start(first, box); for (const frame of frames) { const step = tracker.next(frame); if ("lost" in step) break; }
 */
export interface Tracker<Frame, Shape, Step> {
  start(frame: Frame, shape: Shape): void;
  next(frame: Frame): Step;
}

/** The part of the frame around the box that is looked at, in sizes of the box. */
const SURROUNDINGS = 2.5;
/** The surroundings are scaled down to this. */
const MAX_SIDE_PX = 160;
const PYRAMID_LEVELS = 4;
/** Places that are followed, in a grid inside the box. */
const GRID = 10;
const GRID_INSET = 0.1;
const MIN_KEPT = 12;
const HALF_PATCH = 5;
const [MIN_SCALE, MAX_SCALE] = [0.8, 1.25];
const TEMPLATE_SIDE_PX = 32;
const ANCHOR_RADIUS_PX = 8;
const ANCHOR_SCALES = [0.97, 1, 1.03] as const;
/** From this likeness on, the person's box corrects the drift. */
const ANCHOR_CORRELATION = 0.8;
const LOST_CORRELATION = 0.5;

/**
 * Follows a box by its texture: MedianFlow (Kalal, Mikolajczyk and Matas, "Forward-backward error", ICPR 2010), which follows a grid of places
 * there and back and believes the better half; and, against drift, the nearest place that looks like the box that the person drew.
 */
export class BoxTracker implements Tracker<GrayImage, Box, TrackStep> {
  #frame: GrayImage | undefined;
  #box: Box | undefined;
  #template: Float32Array | undefined;

  start(frame: GrayImage, box: Box): void {
    this.#frame = frame;
    this.#box = box;
    this.#template = patchOf(frame, box);
  }

  next(frame: GrayImage): TrackStep {
    const [before, box, template] = [this.#frame, this.#box, this.#template];
    if (before === undefined || box === undefined || template === undefined)
      throw new Error("No box was given to follow");
    const flow = medianFlow(before, frame, box);
    if ("lost" in flow) return flow;
    const { box: found, confidence } = anchored(frame, flow.box, template);
    if (confidence < LOST_CORRELATION) return { lost: "It no longer looks like the object" };
    this.#frame = frame;
    this.#box = found;
    return { box: found, confidence };
  }
}

function medianFlow(before: GrayImage, frame: GrayImage, box: Box): { readonly box: Box } | { readonly lost: string } {
  const [width, height] = [box.maxX - box.minX, box.maxY - box.minY];
  const area = around(box, SURROUNDINGS);
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(area.maxX - area.minX, area.maxY - area.minY));
  const [widthPx, heightPx] = [(area.maxX - area.minX) * scale, (area.maxY - area.minY) * scale].map(Math.ceil) as [
    number,
    number,
  ];
  const [from, to] = [before, frame].map((image) =>
    pyramidOf(resample(image, area, widthPx, heightPx), PYRAMID_LEVELS),
  ) as [GrayImage[], GrayImage[]];
  const [scaleX, scaleY] = [widthPx / (area.maxX - area.minX), heightPx / (area.maxY - area.minY)];
  const places = gridIn({
    minX: (box.minX - area.minX) * scaleX,
    minY: (box.minY - area.minY) * scaleY,
    maxX: (box.maxX - area.minX) * scaleX,
    maxY: (box.maxY - area.minY) * scaleY,
  });
  const ahead = followPlaces(from, to, places);
  const back = followPlaces(
    to,
    from,
    ahead.map((place, index) => place ?? (places[index] as Place)),
  );
  const followed = places.flatMap((start, index) => {
    const [end, returned] = [ahead[index], back[index]];
    if (end === undefined || returned === undefined) return [];
    const error = Math.hypot(returned[0] - start[0], returned[1] - start[1]);
    return [{ start, end, error, likeness: likenessAt(from[0] as GrayImage, to[0] as GrayImage, start, end) }];
  });
  if (followed.length < MIN_KEPT) return { lost: "There is too little texture to go by" };
  const [medianError, medianLikeness] = [
    median(followed.map(({ error }) => error)),
    median(followed.map(({ likeness }) => likeness)),
  ];
  const kept = followed.filter(({ error, likeness }) => error <= medianError && likeness >= medianLikeness);
  const diagonal = Math.hypot(width * scaleX, height * scaleY);
  if (medianError > Math.max(2, 0.02 * diagonal)) return { lost: "It moves too fast, or is covered" };
  if (medianLikeness < LOST_CORRELATION) return { lost: "It no longer looks like the object" };
  if (kept.length < MIN_KEPT) return { lost: "There is too little texture to go by" };
  const shiftX = median(kept.map(({ start, end }) => end[0] - start[0])) / scaleX;
  const shiftY = median(kept.map(({ start, end }) => end[1] - start[1])) / scaleY;
  const growth = Math.min(MAX_SCALE, Math.max(MIN_SCALE, growthOf(kept)));
  const [centreX, centreY] = [(box.minX + box.maxX) / 2 + shiftX, (box.minY + box.maxY) / 2 + shiftY];
  return { box: boxAbout(centreX, centreY, width * growth, height * growth) };
}

/** How much farther apart places are than they were: the median over all pairs. */
function growthOf(followed: readonly { readonly start: Place; readonly end: Place }[]): number {
  const ratios: number[] = [];
  for (const [index, a] of followed.entries()) {
    for (const b of followed.slice(index + 1)) {
      const before = Math.hypot(a.start[0] - b.start[0], a.start[1] - b.start[1]);
      if (before > 0) ratios.push(Math.hypot(a.end[0] - b.end[0], a.end[1] - b.end[1]) / before);
    }
  }
  return ratios.length === 0 ? 1 : median(ratios);
}

/** The box nearby that looks most like the one that the person drew; the box itself where none does enough. */
function anchored(
  frame: GrayImage,
  box: Box,
  template: Float32Array,
): { readonly box: Box; readonly confidence: number } {
  const likeness = (candidate: Box) => correlation(template, patchOf(frame, candidate));
  let best = { box, confidence: likeness(box) };
  const consider = (candidate: Box) => {
    const confidence = likeness(candidate);
    if (confidence > best.confidence) best = { box: candidate, confidence };
  };
  const own = best.confidence;
  // From far to near: at each distance the best place so far is the centre of the next.
  for (let radius = ANCHOR_RADIUS_PX / 2; radius >= 0.5; radius /= 2) {
    const { box: centre } = best;
    for (const dx of [-radius, 0, radius]) for (const dy of [-radius, 0, radius]) consider(shifted(centre, dx, dy));
  }
  const { box: placed } = best;
  for (const scale of ANCHOR_SCALES) consider(scaled(placed, scale));
  return best.confidence >= ANCHOR_CORRELATION ? best : { box, confidence: Math.max(own, 0) };
}

function likenessAt(from: GrayImage, to: GrayImage, [x, y]: Place, [toX, toY]: Place): number {
  const side = 2 * HALF_PATCH + 1;
  const patch = (image: GrayImage, atX: number, atY: number) =>
    resample(image, boxAbout(atX + 0.5, atY + 0.5, side, side), side, side).data;
  return correlation(patch(from, x, y), patch(to, toX, toY));
}

function patchOf(frame: GrayImage, box: Box): Float32Array {
  return resample(frame, box, TEMPLATE_SIDE_PX, TEMPLATE_SIDE_PX).data;
}

function gridIn(box: Box): Place[] {
  const [insetX, insetY] = [(box.maxX - box.minX) * GRID_INSET, (box.maxY - box.minY) * GRID_INSET];
  const places: Place[] = [];
  for (let j = 0; j < GRID; j++) {
    for (let i = 0; i < GRID; i++) {
      const x = box.minX + insetX + ((box.maxX - box.minX - 2 * insetX) * i) / (GRID - 1);
      const y = box.minY + insetY + ((box.maxY - box.minY - 2 * insetY) * j) / (GRID - 1);
      places.push([x - 0.5, y - 0.5]);
    }
  }
  return places;
}

function around(box: Box, factor: number): Box {
  return scaled(box, factor);
}

function scaled({ minX, minY, maxX, maxY }: Box, factor: number): Box {
  return boxAbout((minX + maxX) / 2, (minY + maxY) / 2, (maxX - minX) * factor, (maxY - minY) * factor);
}

function shifted({ minX, minY, maxX, maxY }: Box, dx: number, dy: number): Box {
  return { minX: minX + dx, minY: minY + dy, maxX: maxX + dx, maxY: maxY + dy };
}

function boxAbout(x: number, y: number, width: number, height: number): Box {
  return { minX: x - width / 2, minY: y - height / 2, maxX: x + width / 2, maxY: y + height / 2 };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
