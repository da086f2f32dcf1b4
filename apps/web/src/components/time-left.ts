interface Run {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/**
 * How long the rest takes at the pace so far, in words; undefined while there is too little to judge by.
 *
 * @example timeLeft({ done: 100, total: 400, elapsedMs: 60_000 }) // "3 min left"
 */
export function timeLeft({ done, total, elapsedMs }: Run): string | undefined {
  if (done >= total || done === 0 || elapsedMs < 2_000) return undefined;
  const seconds = ((elapsedMs / done) * (total - done)) / 1000;
  if (seconds < 5) return "a few seconds left";
  if (seconds < 90) return `${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min left`;
  return `${Math.round(seconds / 3_600)} h left`;
}
