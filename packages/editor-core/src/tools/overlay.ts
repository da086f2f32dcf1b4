import type { ObjectKey } from "../annotations/records.js";

/** What a tool shows above the shapes while it is at work. The surface draws it in its own way. */
export type ToolOverlay<Point> =
  /** A shape that is not in the label yet. */
  | { readonly type: "preview"; readonly kind: string; readonly geometry: unknown }
  /** Nodes of a shape that is being drawn, too few to be one. */
  | { readonly type: "nodes"; readonly points: readonly Point[]; readonly activeIndex?: number }
  /** From the last node to the pointer. */
  | { readonly type: "rubber"; readonly points: readonly Point[] }
  /** A link in the making: from an object to another one, or to the pointer. */
  | {
      readonly type: "link";
      readonly fromKey: ObjectKey;
      readonly toKey: ObjectKey | undefined;
      readonly at: Point;
    }
  /** What a drag over the ground selects. */
  | { readonly type: "marquee"; readonly from: Point; readonly to: Point }
  /** What a surface's own tools show: drawn by that surface as it stands. */
  | { readonly type: "surface"; readonly item: unknown }
  /** A distance that is measured. */
  | { readonly type: "measure"; readonly from: Point; readonly to: Point };
