/**
 * Labels as anybody may have uploaded them: odd keys, long digits, shapes outside the image, nulls where a key may be
 * null.
 */
import { Random } from "./random.js";

export function randomLabel(seed: number): Record<string, unknown> {
  const random = new Random(seed);
  const ids = Array.from({ length: random.below(12) }, (_, index) => index * 3 + 1 + random.below(3));
  const annotations = shuffled(random, ids).map((id) => randomAnnotation(random, id));
  return {
    ...(random.below(3) > 0 ? { format_version: random.pick<unknown>(["0.1", 0.1, "custom", null]) } : {}),
    annotations,
    ...(random.below(2) ? { image_attributes: random.pick<unknown>([null, {}, { weather: "rain", wet: false }]) } : {}),
    ...(random.below(2) ? { links: random.pick<unknown>([null, [], linksOf(random, ids)]) } : {}),
    ...(random.below(2) ? { custom: { deep: [1, { __proto__x: null }, "é"], n: 1e-17 } } : {}),
  };
}

function randomAnnotation(random: Random, id: number): Record<string, unknown> {
  const [type, count] = random.pick([
    ["bbox", 2],
    ["polygon", 3 + random.below(6)],
    ["polyline", 2 + random.below(6)],
    ["point", 1],
  ] as const);
  return {
    id,
    track_id: random.below(4) ? id : id + 1000,
    category_id: random.pick([1, 2, 5, 99, -1]),
    type,
    points: Array.from({ length: count }, () => [coordinate(random), coordinate(random)]),
    ...(random.below(2)
      ? { attributes: random.pick<unknown>([null, {}, { occluded: null, list: ["a"], n: 0.1 }]) }
      : {}),
    ...(random.below(4) === 0 ? { is_keyframe: random.below(2) === 0, index: null } : {}),
    ...(random.below(4) === 0 ? { score: random.next(), "odd key": { a: [[], {}] } } : {}),
  };
}

function coordinate(random: Random): number {
  return random.pick([random.next() * 200, random.below(200), -random.next() * 50, 1e6 * random.next(), 0, 0.1 + 0.2]);
}

function linksOf(random: Random, ids: readonly number[]): unknown[] {
  if (ids.length < 2) return [];
  return [{ from_id: random.pick(ids), to_id: random.pick(ids), attributes: { kind: "part" }, frames: null }];
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
