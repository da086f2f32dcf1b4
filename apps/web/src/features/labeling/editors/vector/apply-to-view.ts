import type { CanvasView } from "@tessera/editor-2d";
import { isSameJson } from "@tessera/json";
import type { EditorSettings } from "../../page/settings.js";

/** What of the settings is the view's. */
export function applyToView(view: CanvasView, settings: EditorSettings): void {
  const { fillOpacity, lineWidthPx, areTextsShown, brightness, contrast, isEqualized } = settings;
  const style = { fillOpacity, lineWidthPx, areTextsShown };
  if (!isSameJson({ ...view.shapeStyle, ...style }, view.shapeStyle)) view.setShapeStyle(style);
  const adjustment = { brightness, contrast, isEqualized };
  if (!isSameJson(adjustment, view.adjustment)) view.setAdjustment(adjustment);
}
