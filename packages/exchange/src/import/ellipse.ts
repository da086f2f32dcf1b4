/** In pixels; turned clockwise around its center. */
export interface Ellipse {
  readonly center: readonly [x: number, y: number];
  readonly radii: readonly [x: number, y: number];
  readonly rotationDegrees: number;
}

/** Of a radius of 100 px, the sides lie within half a pixel of the ellipse. */
const NODES = 32;

export const BECAME_POLYGON = `ellipses became polygons of ${NODES} nodes`;

/** An ellipse as a polygon, from its rightmost point on; undefined when it has no area. */
export function ellipsePoints({ center: [x, y], radii: [rx, ry], rotationDegrees }: Ellipse): number[][] | undefined {
  if (![x, y, rx, ry, rotationDegrees].every(Number.isFinite) || !(rx > 0 && ry > 0)) return undefined;
  const turn = (rotationDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return Array.from({ length: NODES }, (_, node) => {
    const angle = (node * 2 * Math.PI) / NODES;
    const [dx, dy] = [rx * Math.cos(angle), ry * Math.sin(angle)];
    return [round(x + dx * cos - dy * sin), round(y + dx * sin + dy * cos)];
  });
}
