import type { ReleaseCategory } from "../release/release-types.js";
import { categoryColor, type Rgb } from "./colors.js";

/** How far a channel of an object's color may lie from its category's. */
const NEAR = 30;

/** So many draws of a taken color widen the category's range for good, until it covers all colors. */
const MAX_DRAWS = 64;

/**
 * Gives each object a color of its own near its category's, and so an id: R + 256·G + 65536·B. A category without instances has one.
 * The colors are drawn from a fixed seed, so that one release gives the same files each time.
 */
export class PanopticIds {
  readonly #categories = new Map<number, { readonly isThing: boolean; readonly color: Rgb; distance: number }>();
  /** One bit a color: the 2 MiB do not grow with the release. */
  readonly #taken = new Uint8Array(2 ** 21);
  #seed = 0x9e3779b9;

  constructor(categories: readonly ReleaseCategory[]) {
    this.#take(0);
    categories.forEach((category, place) => {
      const isThing = category.has_instances === true;
      const color = categoryColor(category, place);
      this.#categories.set(category.id, { isThing, color, distance: NEAR });
      if (!isThing) this.#take(idOf(color));
    });
  }

  /** Undefined for a category that the dataset does not list. */
  next(categoryId: number): { readonly id: number; readonly isThing: boolean } | undefined {
    const category = this.#categories.get(categoryId);
    if (category === undefined) return undefined;
    const { isThing, color } = category;
    let id = idOf(color);
    for (let draw = 1; isThing && !this.#take(id); draw++) {
      id = idOf(this.#near(color, category.distance));
      if (draw % MAX_DRAWS === 0) category.distance = Math.min(255, category.distance + NEAR);
    }
    return { id, isThing };
  }

  #near(base: Rgb, distance: number): Rgb {
    const channel = (value: number): number =>
      Math.min(255, Math.max(0, value + Math.floor(this.#random() * (2 * distance + 1)) - distance));
    return [channel(base[0]), channel(base[1]), channel(base[2])];
  }

  /** Mulberry32: enough to scatter colors. */
  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** False when it was taken already. */
  #take(id: number): boolean {
    const byte = this.#taken[id >> 3] ?? 0;
    const bit = 1 << (id & 7);
    this.#taken[id >> 3] = byte | bit;
    return (byte & bit) === 0;
  }
}

function idOf([red, green, blue]: Rgb): number {
  return red + 256 * green + 65536 * blue;
}
