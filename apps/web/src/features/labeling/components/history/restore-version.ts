import { loadVectorLabel, type VectorEditor } from "@tessera/editor-2d";
import { AnnotationType, isSameJson } from "@tessera/editor-core";
import type { Workbench } from "../../page/workbench.js";

/** Takes the version that is looked at over into the work, as one step that can be undone; it is saved as any work is. */
export function restoreVersion(workbench: Workbench): void {
  const { preview } = workbench.ui.get();
  const vector = workbench.port.editor.get();
  if (preview === null || vector === null) return;
  const attributes = preview.vector.toLabelAttributes();
  const label = `Restore version ${preview.version ?? ""}`.trim();
  workbench.endPreview();
  replaceLabel(vector, attributes, label);
  workbench.focusCanvas();
}

/** Replaces all of a label in one step of undo. What is the same by value is not touched. */
export function replaceLabel({ editor }: VectorEditor, attributes: unknown, step: string): boolean {
  const records = loadVectorLabel(editor.annotations.kinds, attributes);
  const kept = new Set(records.map(({ id }) => id));
  return editor.edit(step, () => {
    for (const { id } of editor.store.all(AnnotationType)) if (!kept.has(id)) editor.store.remove(id);
    for (const record of records) {
      if (!isSameJson(editor.store.findAny(record.id), record)) editor.store.put(record);
    }
  });
}
