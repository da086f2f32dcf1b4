import type { Editor, Refusal } from "@tessera/editor-core";
import { type BoxGeometry, bboxKind } from "../kinds/bbox.js";
import { polygonKind } from "../kinds/path.js";
import { roundPoint } from "../kinds/points.js";
import type { Point } from "../view/rect.js";

/**
 * Finds the outline of what is in a box. A worker or a server implements it; the editor offers it when there is one.
 */
export interface ShapeAssist {
  /** Nodes of a polygon in image pixels; rejects with an error whose message is for people. */
  boxToPolygon(box: BoxGeometry, signal: AbortSignal): Promise<readonly Point[]>;
}

/** Makes a polygon of a box, under the same id: one step of undo. An edit of the box meanwhile wins. */
export async function boxToPolygon(
  editor: Editor<Point>,
  assist: ShapeAssist,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<true | Refusal> {
  const before = editor.annotations.get(id);
  const box = bboxKind.read(editor.annotations.kinds.get(before.kind).write(before.geometry));
  if (!box) return { reason: "Only boxes become polygons" };
  const points = await assist.boxToPolygon(box, signal);
  if (signal.aborted) return { reason: "Cancelled" };
  if (editor.annotations.find(id)?.geometry !== before.geometry) return { reason: "The box has changed meanwhile" };
  const geometry = points.map((point) => roundPoint(editor.surface.clamp(point)));
  return editor.objects.setShape(id, { kind: polygonKind.id, geometry }, "Box to polygon");
}
