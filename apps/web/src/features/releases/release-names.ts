/**
 * A name for the next release: the highest that ends in a number, plus one.
 *
 * @example nextReleaseName(["v0.1", "v0.2"]) // "v0.3"
 */
export function nextReleaseName(taken: readonly string[]): string {
  const newest = taken
    .toSorted(new Intl.Collator("en", { numeric: true }).compare)
    .findLast((name) => /\d$/.test(name));
  if (newest === undefined) return taken.includes("v0.1") ? "" : "v0.1";
  return newest.replace(/\d{1,15}$/, (digits) => String(Number(digits) + 1));
}
