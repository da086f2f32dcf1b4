import { isJsonObject, listAt } from "@tessera/json";
import type { LabelObject } from "./labels.js";
import { cuboidPoseOf, poseOf } from "./poses.js";

interface OpenlabelShape {
  readonly kind: "bbox" | "poly2d" | "point2d" | "cuboid" | "poly3d" | "point3d";
  readonly data: object;
}

/** The geometry of an object in OpenLABEL's terms, or why it has none. */
export function shapeOf({ raw }: LabelObject): OpenlabelShape | string {
  if (raw.type === "cuboid" || raw.type === "cuboid-sync" || raw.position !== undefined) return cuboidOf(raw);
  const points = listAt(raw, "points");
  const isFlat = points?.every((point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite));
  const isSpatial = points?.every(
    (point) => Array.isArray(point) && point.length === 3 && point.every(Number.isFinite),
  );
  if (points === undefined || points.length === 0 || !(isFlat || isSpatial))
    return `it is no ${String(raw.type)} of points`;
  const val = points.flat() as number[];
  if (raw.type === "bbox") return boxOf(points as readonly (readonly number[])[]);
  if (raw.type === "point") return { kind: isSpatial ? "point3d" : "point2d", data: { val } };
  if (raw.type !== "polygon" && raw.type !== "polyline") return `its type is ${String(raw.type)}`;
  const closed = raw.type === "polygon";
  if (isSpatial) return { kind: "poly3d", data: { val, closed } };
  return { kind: "poly2d", data: { val, closed, mode: "MODE_POLY2D_ABSOLUTE" } };
}

/** Centre and size. */
function boxOf(points: readonly (readonly number[])[]): OpenlabelShape {
  const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = []] = points;
  return { kind: "bbox", data: { val: [(x0 + x1) / 2, (y0 + y1) / 2, Math.abs(x1 - x0), Math.abs(y1 - y0)] } };
}

/** Centre, quaternion x, y, z, w, and length, width, height. */
function cuboidOf(raw: LabelObject["raw"]): OpenlabelShape | string {
  const pose = cuboidPoseOf(raw);
  if (typeof pose === "string") return pose;
  return { kind: "cuboid", data: { val: [...pose.translation, ...pose.rotation, ...pose.size] } };
}

export function poseTransform(pose: unknown): object {
  const { translation, rotation } = poseOf(pose);
  return { quaternion: rotation, translation };
}

export function identityTransform(): object {
  return poseTransform(undefined);
}

/** Attributes by the type of their value; lists of text are vectors, anything else is JSON as text. */
export function attributeLists(attributes: unknown): object {
  if (!isJsonObject(attributes)) return {};
  const lists: Record<string, { name: string; val: unknown }[]> = {};
  for (const [name, val] of Object.entries(attributes)) {
    if (val === null) continue;
    const isList = Array.isArray(val) && val.every((one) => typeof one === "string" || typeof one === "number");
    const kind = typeof val === "boolean" ? "boolean" : typeof val === "number" ? "num" : isList ? "vec" : "text";
    const list = lists[kind] ?? [];
    lists[kind] = list;
    list.push({ name, val: kind === "text" && typeof val !== "string" ? JSON.stringify(val) : val });
  }
  return Object.keys(lists).length === 0 ? {} : { attributes: lists };
}
