import type { Workbench } from "../../page/workbench.js";

/** Takes the version that is looked at over into the work, as one step that can be undone; it is saved as any work is. */
export function restoreVersion(workbench: Workbench): void {
  const { preview } = workbench.ui.get();
  const label = workbench.port.label.get();
  if (preview === null || label === null) return;
  const { attributes } = preview.label.content();
  const step = `Restore version ${preview.version ?? ""}`.trim();
  workbench.endPreview();
  label.replace(attributes, step);
  workbench.focusCanvas();
}
