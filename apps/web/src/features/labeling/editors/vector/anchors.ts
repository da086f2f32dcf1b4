import type { VectorEditor } from "@tessera/editor-2d";
import { type AnnotationRecord, annotationId, objectKey } from "@tessera/editor-core";
import type { Anchor } from "@tessera/sdk";

/**
 * Where on the image an anchor is, in image pixels; undefined where it is on no place, in another frame, or its object is not in the
 * frame in view.
 */
export function anchorPlace(
  vector: VectorEditor,
  anchor: Anchor | null | undefined,
): readonly [number, number] | undefined {
  const { editor } = vector;
  if (anchor?.type === "location" && anchor.location.type === "2d") {
    const { frame } = editor.place;
    const isElsewhere = frame !== undefined && anchor.frame != null && anchor.frame !== frame;
    return isElsewhere ? undefined : [anchor.location.x, anchor.location.y];
  }
  if (anchor?.type !== "track") return undefined;
  const [record] = recordsHere(vector, anchor.trackNumber);
  const extent = record && editor.extentOf(record);
  return extent && [extent.max[0], extent.min[1]];
}

/** Brings what an issue is about into view, with its frame. */
export function showAnchor(vector: VectorEditor, anchor: Anchor | null | undefined): void {
  const { editor, frames } = vector;
  if (anchor?.frame != null) frames?.go(anchor.frame);
  if (anchor?.type === "track") {
    // An object that is not in the frame any more is shown where it is.
    const [first] = editor.annotations.ofNumber(anchor.trackNumber);
    if (first && recordsHere(vector, anchor.trackNumber).length === 0) frames?.go(first.place.frame ?? 0);
    const records = recordsHere(vector, anchor.trackNumber);
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

/** The objects of a number that are seen in the place in view. */
function recordsHere({ editor }: VectorEditor, number: number): AnnotationRecord[] {
  const keys = new Set(editor.annotations.ofNumber(number).map(objectKey));
  return [...keys].flatMap((key) => editor.annotations.find(annotationId(editor.place, key)) ?? []);
}
