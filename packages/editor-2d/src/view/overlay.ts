import type { Point, Rect } from "./rect.js";
import type { Rgb, SceneShape } from "./scene.js";

/** Corner: square. Edge: a bar's middle. Node: a disc. Midpoint: a small disc, where a node can be added. */
export type HandleForm = "node" | "corner" | "edge" | "midpoint";

export type HandleState = "idle" | "hovered" | "active";

/**
 * What is drawn above all shapes, anew in each frame that something changes. Places are in image pixels; line widths,
 * handles and texts keep their size on the screen.
 */
export type OverlayItem =
  /** A shape that is being drawn or edited and is not in the scene (or hidden there). */
  | { readonly type: "shape"; readonly shape: SceneShape }
  | {
      readonly type: "handle";
      readonly at: Point;
      readonly form: HandleForm;
      readonly state: HandleState;
      readonly color: Rgb;
    }
  /** From the last node to the pointer, and back to the first where the shape will be closed. Dashed. */
  | { readonly type: "rubber"; readonly points: readonly Point[]; readonly color: Rgb }
  /** The rectangle of a selection by drag. */
  | { readonly type: "marquee"; readonly rect: Rect }
  /** Lines over the whole view through the pointer. */
  | { readonly type: "crosshair"; readonly at: Point }
  /** A line with ends, and its length in image pixels beside it. */
  | { readonly type: "ruler"; readonly from: Point; readonly to: Point }
  /** Where the next node will snap to. */
  | { readonly type: "snap"; readonly at: Point }
  /** An arrow between two shapes that are linked. */
  | {
      readonly type: "arrow";
      readonly from: Point;
      readonly to: Point;
      readonly color: Rgb;
      readonly isSelected: boolean;
    }
  /** A few words beside a place: the size of the box that is being drawn. */
  | { readonly type: "text"; readonly at: Point; readonly text: string };
