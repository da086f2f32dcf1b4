import type { LabelingSession } from "../session/index.js";

/** The label as it is in the editor, as a file: the last resort when the server does not take it. */
export async function downloadWork(session: LabelingSession, sampleName: string): Promise<void> {
  const { attributes } = await session.exportWork();
  const url = URL.createObjectURL(new Blob([JSON.stringify(attributes, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${sampleName.replaceAll(/[\\/:*?"<>|]/g, "_")}.label.json`;
  link.click();
  // The download has begun when the click returns; browsers read the url a little later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
