import { categoryColor } from "../../domain/label-palette.js";

/** A shape of a label as an SVG draws it, in pixels of the image. */
export interface DrawnShape {
  readonly id: string;
  readonly kind: "polygon" | "polyline" | "point";
  /** As `points` of an SVG has it. */
  readonly points: string;
  readonly color: string;
}

/** More would not be told apart on a thumbnail, and cost time. */
export const MAX_SHAPES = 60;
const MAX_NODES = 80;

/** The shapes of a vector label that can be drawn; what is malformed is left out. */
export function shapesOf(
  attributes: unknown,
  categories: readonly { readonly id: number; readonly color?: readonly number[] | null | undefined }[],
): DrawnShape[] {
  const { annotations } = (attributes ?? {}) as { annotations?: unknown };
  if (!Array.isArray(annotations)) return [];
  const colors = new Map(categories.map((category) => [category.id, categoryColor(category)]));
  return annotations.slice(0, MAX_SHAPES).flatMap((annotation: unknown, at) => {
    const { type, points, category_id } = (annotation ?? {}) as Record<string, unknown>;
    const nodes = thinned(readPoints(points));
    const shape = drawn(type, nodes);
    if (shape === undefined) return [];
    const id = typeof category_id === "number" ? category_id : 0;
    return [{ id: String(at), color: colors.get(id) ?? categoryColor({ id }), ...shape }];
  });
}

type Node = readonly [x: number, y: number];

function drawn(type: unknown, nodes: readonly Node[]): Pick<DrawnShape, "kind" | "points"> | undefined {
  const [first, second] = nodes;
  switch (type) {
    case "bbox":
      if (first === undefined || second === undefined) return undefined;
      return { kind: "polygon", points: written([first, [second[0], first[1]], second, [first[0], second[1]]]) };
    case "polygon":
      return nodes.length < 3 ? undefined : { kind: "polygon", points: written(nodes) };
    case "polyline":
      return nodes.length < 2 ? undefined : { kind: "polyline", points: written(nodes) };
    case "point":
      return first === undefined ? undefined : { kind: "point", points: written([first]) };
    default:
      return undefined;
  }
}

function readPoints(points: unknown): Node[] {
  if (!Array.isArray(points)) return [];
  return points.flatMap((point: unknown) => {
    const [x, y] = Array.isArray(point) ? point : [];
    return Number.isFinite(x) && Number.isFinite(y) ? [[x as number, y as number] as const] : [];
  });
}

/** Free-hand outlines have thousands of nodes; a thumbnail shows as many as it has room for. */
function thinned(nodes: readonly Node[]): readonly Node[] {
  if (nodes.length <= MAX_NODES) return nodes;
  const step = nodes.length / MAX_NODES;
  return Array.from({ length: MAX_NODES }, (_, at) => nodes[Math.floor(at * step)] as Node);
}

function written(nodes: readonly Node[]): string {
  return nodes.map(([x, y]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`).join(" ");
}
