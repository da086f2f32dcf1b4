/** FNV-1a, 32 bits, from a seed of its own. */
function hash32(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 255), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  // The low bits of FNV mix badly.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A token of nuScenes: 32 hexadecimal digits, the same for the same things each time. */
export function nuscenesToken(...parts: readonly (string | number)[]): string {
  const text = parts.join("\u0000");
  return [1, 0x9e3779b9, 0x7f4a7c15, 0x51ed270b]
    .map((seed) => hash32(text, seed).toString(16).padStart(8, "0"))
    .join("");
}
