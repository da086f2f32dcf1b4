const UNITS = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["week", 7 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
] as const;

const FORMAT = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** @example relativeTime(Date.now() - 7_200_000, Date.now()) // "2 hours ago" */
export function relativeTime(timeMs: number, nowMs: number): string {
  const seconds = (timeMs - nowMs) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return FORMAT.format(Math.trunc(seconds / length), unit);
  }
  // Clocks differ by a little; nothing was made in the future.
  return seconds > 5 ? "in a moment" : "just now";
}
