import { CodecError } from "../codec-error.js";
import { randomFrom } from "../points/sample-points.js";

/** Spoiled copies of a good file: cut anywhere, single and many bytes changed, stretches filled, doubled or left out. */
export function* spoiled(bytes: Uint8Array, times: number, seed: number): Generator<Uint8Array> {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  // Headers decide most: every other fault lies in the first bytes.
  const place = (): number => below(random() < 0.5 ? Math.min(bytes.length, 400) : bytes.length);
  for (let time = 0; time < times; time++) {
    const kind = time % 6;
    if (kind === 0) {
      yield bytes.slice(0, place());
      continue;
    }
    const copy = bytes.slice();
    const at = place();
    if (kind === 1) copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
    else if (kind === 2) for (let n = below(20); n >= 0; n--) copy[place()] = below(256);
    else if (kind === 3) copy.fill([0, 255, 48, 10][below(4)] ?? 0, at, at + 1 + below(64));
    else if (kind === 4) copy.copyWithin(at, place(), place());
    else copy.set(bytes.subarray(Math.min(at + 1 + below(30), bytes.length)), at);
    yield copy;
  }
}

/** Reads every spoiled copy; whatever but a CodecError comes out fails. Gives how many were read, and the slowest. */
export async function readSpoiled(
  bytes: Uint8Array,
  read: (spoiled: Uint8Array) => unknown,
  { times, seed }: { readonly times: number; readonly seed: number },
): Promise<{ readonly refused: number; readonly slowestMs: number }> {
  let refused = 0;
  let slowestMs = 0;
  let time = 0;
  for (const copy of spoiled(bytes, times, seed)) {
    const start = performance.now();
    try {
      await read(copy);
    } catch (error) {
      if (!(error instanceof CodecError)) throw new Error(`case ${time} of seed ${seed}`, { cause: error });
      refused += 1;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
    time += 1;
  }
  return { refused, slowestMs };
}
