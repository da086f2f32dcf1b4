import { boxOutline, type Point } from "../rect.js";
import type { SceneShape } from "../scene.js";

/** A filled red box from a corner to the opposite one, with what the test cares about laid over. */
export function boxShape(id: string, from: Point, to: Point, more: Partial<SceneShape> = {}): SceneShape {
  return {
    id,
    kind: "bbox",
    points: boxOutline(from, to),
    isClosed: true,
    isFilled: true,
    color: [220, 40, 40],
    isSelected: false,
    isHovered: false,
    isLocked: false,
    isDimmed: false,
    isHidden: false,
    zOrder: 0,
    ...more,
  };
}
