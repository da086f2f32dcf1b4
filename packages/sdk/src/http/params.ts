/**
 * `labelStatus` → `label_status`, `enable3dCuboidRotation` → `enable_3d_cuboid_rotation`; undefined members are left out.
 * The top level only: what is inside belongs to the user.
 */
export function toWire(params: object): Record<string, unknown> {
  const entries = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [snakeCase(name), value]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]|\d+/g, (match) => `_${match.toLowerCase()}`);
}
