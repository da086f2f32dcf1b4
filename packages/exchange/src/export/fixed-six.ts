/**
 * A number with six digits after the point as Python's `f"{x:.6f}"` writes it: half way between two it takes the even one, where
 * `toFixed` takes the larger. Only odd multiples of 1/128 lie half way.
 *
 * @example formatFixedSix(1 / 128) // "0.007812"; toFixed gives "0.007813"
 */
export function formatFixedSix(value: number): string {
  const parts = Math.abs(value) * 128;
  const isHalfWay = parts % 2 === 1 && parts < 2 ** 40;
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!isHalfWay) return `${sign}${Math.abs(value).toFixed(6)}`;
  const below = Math.floor(parts * 7812.5);
  const even = below % 2 === 0 ? below : below + 1;
  return `${sign}${(even / 1e6).toFixed(6)}`;
}
