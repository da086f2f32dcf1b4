import type { CanvasView, VectorEditor } from "@tessera/editor-2d";
import { isSameJson } from "@tessera/editor-core";
import type { EditorSettings, SettingsStore } from "./settings.js";

type Core = VectorEditor["editor"];

/** A new editor begins as the person has set theirs, and what they change by keys is remembered. */
export function connectSettings(editor: Core, settings: SettingsStore): void {
  applyToEditor(editor, settings.get());
  editor.store.listen(
    () => {
      const { colorBy, isSnapping, showsCrosshair } = editor.session.get();
      const now = { colorBy, isSnapping, showsCrosshair };
      const kept = settings.get();
      if (!isSameJson(now, { colorBy: kept.colorBy, isSnapping: kept.isSnapping, showsCrosshair: kept.showsCrosshair }))
        settings.set(now);
    },
    { scope: "session" },
  );
  editor.hotkeys.changed.listen(() => settings.set({ hotkeys: editor.hotkeys.settings }));
}

/** What of the settings is the editor's. */
export function applyToEditor(editor: Core, { colorBy, isSnapping, showsCrosshair }: EditorSettings): void {
  const now = editor.session.get();
  editor.session.set({
    ...(isSameJson(now.colorBy, colorBy) ? {} : { colorBy }),
    isSnapping,
    showsCrosshair,
  });
}

/** What of the settings is the view's. */
export function applyToView(view: CanvasView, settings: EditorSettings): void {
  const { fillOpacity, lineWidthPx, areTextsShown, brightness, contrast, isEqualized } = settings;
  const style = { fillOpacity, lineWidthPx, areTextsShown };
  if (!isSameJson({ ...view.shapeStyle, ...style }, view.shapeStyle)) view.setShapeStyle(style);
  const adjustment = { brightness, contrast, isEqualized };
  if (!isSameJson(adjustment, view.adjustment)) view.setAdjustment(adjustment);
}
