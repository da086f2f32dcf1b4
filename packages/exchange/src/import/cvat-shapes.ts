import { ellipsePoints } from "./ellipse.js";
import { boxOf, EMPTY_BOX } from "./imported.js";
import { childrenOf, type XmlElement } from "./read-xml.js";

/** An object without its id and category. */
export interface CvatShape {
  readonly type: string;
  readonly points: readonly (readonly number[])[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const TYPES: ReadonlyMap<string, { readonly type: string; readonly least: number }> = new Map([
  ["box", { type: "bbox", least: 2 }],
  ["polygon", { type: "polygon", least: 3 }],
  ["polyline", { type: "polyline", least: 2 }],
  ["points", { type: "point", least: 1 }],
  ["ellipse", { type: "ellipse", least: 2 }],
]);
const NO_NUMBERS = "its coordinates are missing or no numbers";

/** Numbers of an element: corners of a box, center and radii of an ellipse, points of other shapes, and how far it is turned. */
export interface CvatGeometry {
  readonly points: readonly (readonly number[])[];
  readonly rotationDegrees: number;
}

/**
 * The objects of a CVAT element, or why it is none.
 *
 * @param instance tells the keypoints of one skeleton from those of another.
 */
export function shapesOf(element: XmlElement, instance: number): CvatShape[] | string {
  const isSkeleton = element.name === "skeleton";
  if (element.name === "mask") return "masks have no place among shapes";
  if (!isSkeleton && !TYPES.has(element.name)) return `<${element.name}> is not read`;
  if ((element.attributes.get("label") ?? "") === "") return "it has no label";
  if (isSkeleton) return keypointsOf(element, instance);
  const geometry = geometryOf(element);
  return typeof geometry === "string" ? geometry : placedShapes(element, geometry);
}

/** The numbers of an element that {@link shapesOf} reads, or why it has none. */
export function geometryOf(element: XmlElement): CvatGeometry | string {
  const points = pointsIn(element);
  const rotationDegrees = Number(element.attributes.get("rotation") ?? 0);
  const isWhole = points.length >= (TYPES.get(element.name)?.least ?? 1);
  return isWhole && [...points.flat(), rotationDegrees].every(Number.isFinite)
    ? { points, rotationDegrees }
    : NO_NUMBERS;
}

/** The objects of an element, at other numbers than its own where it is of a track. */
export function placedShapes(element: XmlElement, { points, rotationDegrees }: CvatGeometry): CvatShape[] | string {
  const attributes = attributesOf(element);
  const { type = "" } = TYPES.get(element.name) ?? {};
  if (type === "point") return points.map((point) => ({ type: "point", points: [point], ...attributes }));
  const [[left = 0, top = 0] = [], [right = 0, bottom = 0] = []] = points;
  if (type === "ellipse") {
    const outline = ellipsePoints({ center: [left, top], radii: [right, bottom], rotationDegrees });
    return outline === undefined ? "its radii are not positive" : [{ type: "polygon", points: outline, ...attributes }];
  }
  if (type !== "bbox") return [{ type, points, ...attributes }];
  const box = boxOf([left, top], [right, bottom]);
  if (box === undefined) return EMPTY_BOX;
  if (rotationDegrees === 0) return [{ type, points: box, ...attributes }];
  return [{ type: "polygon", points: turned(box, rotationDegrees), ...attributes }];
}

/** A skeleton's points that are in the picture, each with its name and the skeleton's attributes. */
function keypointsOf(element: XmlElement, instance: number): CvatShape[] | string {
  const { attributes: shared } = attributesOf(element);
  const shapes: CvatShape[] = [];
  for (const point of childrenOf(element, "points")) {
    if (point.attributes.get("outside") === "1") continue;
    const geometry = geometryOf(point);
    if (typeof geometry === "string") return geometry;
    const visible = point.attributes.get("occluded") !== "1";
    const attributes = { ...shared, keypoint: point.attributes.get("label") ?? "", visible, instance };
    shapes.push({ type: "point", points: geometry.points.slice(0, 1), attributes });
  }
  return shapes.length > 0 ? shapes : "it has no point in the picture";
}

export function attributesOf(element: XmlElement): { attributes?: Record<string, unknown> } {
  const named: [string, unknown][] = childrenOf(element, "attribute").map((child) => [
    child.attributes.get("name") ?? "",
    child.text,
  ]);
  if (element.attributes.get("occluded") === "1") named.push(["occluded", true]);
  const group = Number(element.attributes.get("group_id") ?? 0);
  if (Number.isSafeInteger(group) && group > 0) named.push(["group", group]);
  return named.length === 0 ? {} : { attributes: Object.fromEntries(named) };
}

/** The corners of a box that is turned clockwise around its center. */
function turned([[left = 0, top = 0] = [], [right = 0, bottom = 0] = []]: readonly number[][], degrees: number) {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners: readonly (readonly [number, number])[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return corners.map(([cx, cy]) => [
    round(x + (cx - x) * cos - (cy - y) * sin),
    round(y + (cx - x) * sin + (cy - y) * cos),
  ]);
}

function pointsIn({ name, attributes }: XmlElement): number[][] {
  const pairs = (...names: readonly string[]): number[][] => {
    const [a = 0, b = 0, c = 0, d = 0] = names.map((one) => Number(attributes.get(one) || Number.NaN));
    return [
      [a, b],
      [c, d],
    ];
  };
  if (name === "box") return pairs("xtl", "ytl", "xbr", "ybr");
  return name === "ellipse" ? pairs("cx", "cy", "rx", "ry") : listOf(attributes.get("points") ?? "");
}

function listOf(text: string): number[][] {
  if (text === "") return [];
  return text.split(";").map((pair) => {
    const [x = Number.NaN, y = Number.NaN] = pair.split(",").map(Number);
    return [x, y];
  });
}
