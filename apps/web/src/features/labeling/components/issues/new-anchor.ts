import { type AnnotationRecord, objectNumber } from "@tessera/editor-core";
import type { Anchor } from "@tessera/sdk";
import type { Core } from "../../editors/editor-module.js";

/** An anchor on an object, as it is in the frame in view. */
export function trackAnchor(editor: Pick<Core, "place">, record: AnnotationRecord): Anchor {
  return { type: "track", trackNumber: objectNumber(record), ...frameAnchor(editor) };
}

/** The frame in view and its sensor, for an anchor; nothing in single images. */
export function frameAnchor({ place }: Pick<Core, "place">): Pick<Anchor, "frame" | "sensor"> {
  const { frame, sensor } = place;
  return { ...(frame !== undefined && { frame }), ...(sensor !== undefined && { sensor }) };
}
