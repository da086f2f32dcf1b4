import type { Rgb, SceneShape } from "./scene.js";

/** How shapes look; what the user sets in the editor's view panel. */
export interface ShapeStyle {
  /** Of fills, 0 to 1. */
  readonly fillOpacity: number;
  /** Of the colored line, in screen pixels. */
  readonly lineWidthPx: number;
  /** Whether `text` is drawn beside shapes that are large enough on the screen. */
  readonly areTextsShown: boolean;
}

export const DEFAULT_SHAPE_STYLE: ShapeStyle = { fillOpacity: 0.25, lineWidthPx: 1.75, areTextsShown: false };

/** Of the dark (around a light color) or light (around a dark one) line under the colored one, on both sides together. */
export const CASING_PX = 2;

/** On the screen; texts longer than this are cut by their maker. */
export const TEXT_MAX_WIDTH_PX = 180;
export const TEXT_HEIGHT_PX = 18;

export const DEFAULT_POINT_RADIUS_PX = 5;
export const MAX_POINT_RADIUS_PX = 16;

const LOCKED_DASH = [5, 4] as const;
const DIMMED_OPACITY = 0.25;

export type Emphasis = "none" | "hovered" | "selected";

export function emphasisOf(shape: SceneShape): Emphasis {
  if (shape.isSelected) return "selected";
  return shape.isHovered ? "hovered" : "none";
}

export function lineWidthOf(style: ShapeStyle, emphasis: Emphasis): number {
  if (emphasis === "selected") return style.lineWidthPx * 1.8;
  return emphasis === "hovered" ? style.lineWidthPx * 1.5 : style.lineWidthPx;
}

export function opacityOf(shape: SceneShape): number {
  return shape.isDimmed ? DIMMED_OPACITY : 1;
}

export function dashOf(shape: SceneShape): readonly number[] | undefined {
  return shape.dash ?? (shape.isLocked ? LOCKED_DASH : undefined);
}

/** The farthest that a line and a point are drawn beyond their places, in screen pixels. */
export const LINE_REACH_PX = 6;
export const MAX_REACH_PX = 24;

/** Light enough that a dark line beside it is what makes it stand out (weights of Rec. 709, not linearized). */
export function isLight([red, green, blue]: Rgb): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 90;
}
