import type { ImportedObject, PaintedBitmap } from "@tessera/exchange";
import type { FoundSample } from "./merge-imports.js";

/**
 * Whether two samples are what two documents say of one picture, as `instances_train.json` and `person_keypoints_train.json` of COCO do.
 */
export function canJoin(a: FoundSample, b: FoundSample): boolean {
  const isSameSize = a.size?.widthPx === b.size?.widthPx && a.size?.heightPx === b.size?.heightPx;
  return a.from !== b.from && isSameSize && (a.paint === undefined) === (b.paint === undefined);
}

/** One sample of several that {@link canJoin}. What documents say twice, such as the box of a person, is there once. */
export function joinSamples(samples: readonly FoundSample[]): FoundSample {
  const [first] = samples;
  if (first === undefined) throw new Error("There is nothing to join");
  const names = new Set(samples.flatMap(({ categoryOf }) => [...categoryOf.values()]));
  const ids = new Map([...names].map((name, index) => [name, index + 1]));
  const annotations: ImportedObject[] = [];
  const offsets: number[] = [];
  const earlier = new Set<string>();
  let last = 0;
  for (const sample of samples) {
    const offset = last;
    offsets.push(offset);
    const own: string[] = [];
    for (const object of sample.annotations) {
      last = Math.max(last, offset + object.id);
      const name = sample.categoryOf.get(object.category_id) ?? "";
      const category_id = ids.get(name) ?? 0;
      const key = JSON.stringify([name, object.type, object.points]);
      own.push(key);
      // Masks have no points: their pixels say whether they are the same.
      if (object.points !== undefined && earlier.has(key)) continue;
      annotations.push({ ...object, ...instanceOf(object, offset), id: offset + object.id, category_id });
    }
    for (const key of own) earlier.add(key);
  }
  const categoryOf = new Map([...ids].map(([name, id]) => [id, name]));
  const joined = { ...first, annotations, categoryOf, ...placesOf(samples) };
  return first.paint === undefined ? joined : { ...joined, paint: () => paintAll(samples, offsets, annotations) };
}

/** Of formats whose numbers are parts of the picture's sides. */
function placesOf(samples: readonly FoundSample[]): Partial<FoundSample> {
  if (samples.every(({ objectsOn }) => objectsOn === undefined)) return {};
  return {
    objectsOn: (size) =>
      joinSamples(
        samples.map(({ objectsOn, ...sample }) => ({
          ...sample,
          annotations: objectsOn?.(size) ?? sample.annotations,
        })),
      ).annotations,
    unplaced: samples.flatMap(({ unplaced = [] }) => unplaced),
  };
}

/** The points of one annotation share the number of their instance, which is another's in another document. */
function instanceOf({ attributes }: ImportedObject, offset: number): object {
  if (typeof attributes !== "object" || attributes === null || !("instance" in attributes)) return {};
  const { instance } = attributes;
  return typeof instance === "number" ? { attributes: { ...attributes, instance: instance + offset } } : {};
}

/** Later documents cover earlier ones, but for masks that are there already. */
async function paintAll(
  samples: readonly FoundSample[],
  offsets: readonly number[],
  annotations: readonly ImportedObject[],
): Promise<PaintedBitmap> {
  const categories = new Map(annotations.map(({ id, category_id }) => [id, category_id]));
  const painted = await Promise.all(samples.map(({ paint }) => paint?.()));
  const [first, ...others] = painted.map((one) => one?.bitmap);
  if (first === undefined) throw new Error("A joined sample has no masks");
  const ids = first.ids.slice();
  const duplicateIds = new Set<number>();
  for (const [index, bitmap] of others.entries()) {
    if (bitmap === undefined) continue;
    const part = bitmap.ids.map((id) => (id === 0 ? 0 : id + (offsets[index + 1] ?? 0)));
    for (const [id, under] of sameMasks(ids, part))
      if (categories.get(id) === categories.get(under)) duplicateIds.add(id);
    for (const [pixel, id] of part.entries()) if (id !== 0 && !duplicateIds.has(id)) ids[pixel] = id;
  }
  const seen = new Set(ids);
  const hiddenIds = annotations.map(({ id }) => id).filter((id) => !seen.has(id));
  const unlistedIds = painted.flatMap((one) => one?.unlistedIds ?? []);
  return {
    ...{ bitmap: { ...first, ids }, hiddenIds, duplicateIds: [...duplicateIds] },
    ...(unlistedIds.length > 0 && { unlistedIds }),
  };
}

/** Of the objects of `upper` those that have the very pixels of one of `lower`. */
function sameMasks(lower: Uint32Array, upper: Uint32Array): Map<number, number> {
  const under = new Map<number, number>();
  const lowerCounts = new Map<number, number>();
  const upperCounts = new Map<number, number>();
  const count = (counts: Map<number, number>, id: number) => counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [pixel, id] of upper.entries()) {
    const below = lower[pixel] ?? 0;
    count(lowerCounts, below);
    if (id === 0) continue;
    count(upperCounts, id);
    under.set(id, (under.get(id) ?? below) === below ? below : 0);
  }
  return new Map([...under].filter(([id, below]) => below !== 0 && upperCounts.get(id) === lowerCounts.get(below)));
}
