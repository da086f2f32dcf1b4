/** One line of a report: what was measured, beside what it was measured against. */
export interface Result {
  readonly job: string;
  readonly reference: string;
  /** The largest ratio (or, with `unit`, value) that is good enough; undefined where there is no aim. */
  readonly aim?: number;
  readonly measured: number;
  /** Undefined where the aim is a value of its own, not a ratio. */
  readonly referred?: number;
  readonly unit: "ms" | "MB" | "requests/s";
  readonly note?: string;
}

/** How often a job and its reference take turns. */
export interface Turns {
  readonly rounds: number;
  /** Rounds before these, whose times are thrown away: caches fill, code is compiled. */
  readonly warmUps?: number;
}

export async function timeMs(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs two measurements in turns (A B A B …), so that whatever else the machine does falls on both, and gives the median
 * of each.
 */
export async function inTurns(
  turns: Turns,
  job: (round: number) => Promise<number>,
  reference: (round: number) => Promise<number>,
): Promise<{ measured: number; referred: number }> {
  const measured: number[] = [];
  const referred: number[] = [];
  const warmUps = turns.warmUps ?? 0;
  for (let round = 0; round < warmUps + turns.rounds; round++) {
    const a = await job(round);
    const b = await reference(round);
    if (round < warmUps) continue;
    measured.push(a);
    referred.push(b);
  }
  return { measured: median(measured), referred: median(referred) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error("There is nothing measured.");
  return below + (above - below) * (place - Math.floor(place));
}

/** How much worse than its reference; throughput counts the other way round. */
export function ratioOf(result: Result): number | undefined {
  if (result.referred === undefined) return undefined;
  return result.unit === "requests/s" ? result.referred / result.measured : result.measured / result.referred;
}

export function formatResult(result: Result): string {
  const ratio = ratioOf(result);
  const value = (number: number) => `${number < 10 ? number.toFixed(2) : Math.round(number)} ${result.unit}`;
  const judged = ratio ?? result.measured;
  const aim = result.aim === undefined ? "" : ratio === undefined ? `≤ ${value(result.aim)}` : `≤ ${result.aim}×`;
  const verdict = result.aim === undefined ? "" : judged <= result.aim ? "ok" : "MISSED";
  const columns = [
    value(result.measured),
    result.referred === undefined ? "" : value(result.referred),
    ratio === undefined ? "" : `${ratio.toFixed(2)}×`,
    aim,
    verdict,
  ];
  const against = result.reference === "" ? "" : ` against ${result.reference}`;
  const note = result.note === undefined ? "" : `\n    ${result.note}`;
  return `  ${result.job}${against}\n    ${columns.filter((column) => column !== "").join("  |  ")}${note}`;
}
