import { isSameJson } from "@tessera/json";
import type { Core } from "../editors/editor-module.js";
import type { EditorSettings, SettingsStore } from "./settings.js";

/** A new editor begins as the person has set theirs, and what they change by keys is remembered. */
export function connectSettings(editor: Core, settings: SettingsStore): void {
  applyToEditor(editor, settings.get());
  editor.store.listen(
    () => {
      const { colorBy, isSnapping, showsCrosshair } = editor.viewState.get();
      const now = { colorBy, isSnapping, showsCrosshair };
      const kept = settings.get();
      if (!isSameJson(now, { colorBy: kept.colorBy, isSnapping: kept.isSnapping, showsCrosshair: kept.showsCrosshair }))
        settings.set(now);
    },
    { scope: "view" },
  );
  editor.hotkeys.changed.listen(() => settings.set({ hotkeys: editor.hotkeys.settings }));
}

/** What of the settings is the editor's. */
export function applyToEditor(editor: Core, { colorBy, isSnapping, showsCrosshair }: EditorSettings): void {
  const now = editor.viewState.get();
  editor.viewState.set({
    ...(isSameJson(now.colorBy, colorBy) ? {} : { colorBy }),
    isSnapping,
    showsCrosshair,
  });
}
