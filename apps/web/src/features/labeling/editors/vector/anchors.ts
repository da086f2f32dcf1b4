import type { VectorEditor } from "@tessera/editor-2d";
import type { Anchor } from "@tessera/sdk";

/** Where on the image an anchor is, in image pixels; undefined where it is on no place, or its object is gone. */
export function anchorPlace(
  { editor }: VectorEditor,
  anchor: Anchor | null | undefined,
): readonly [number, number] | undefined {
  if (anchor?.type === "location" && anchor.location.type === "2d") return [anchor.location.x, anchor.location.y];
  if (anchor?.type !== "track") return undefined;
  const [record] = editor.annotations.ofNumber(anchor.trackNumber);
  if (record === undefined) return undefined;
  const extent = editor.extentOf(record);
  return extent && [extent.max[0], extent.min[1]];
}

/** Brings what an issue is about into view. */
export function showAnchor(vector: VectorEditor, anchor: Anchor | null | undefined): void {
  const { editor } = vector;
  if (anchor?.type === "track") {
    const records = editor.annotations.ofNumber(anchor.trackNumber);
    editor.reveal(records);
    editor.selection.set(records.map(({ id }) => id));
    if (records.length > 0) vector.showObjects(records, { maxZoom: 8 });
    return;
  }
  const place = anchorPlace(vector, anchor);
  if (place === undefined) return;
  const { viewport } = vector.surface;
  const { camera } = viewport;
  viewport.setCamera({ ...camera, center: place, zoom: Math.max(camera.zoom, 1) });
}
