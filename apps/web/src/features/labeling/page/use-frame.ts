import type { LabelDocument } from "@tessera/editor-core";
import { useSyncExternalStore } from "react";

/** The frame of a document that is in view; 0 where it has no frames. */
export function useFrame(document: LabelDocument): number {
  return useSyncExternalStore(
    (listener) => document.store.listen(listener, { scope: "view" }),
    () => document.frame ?? 0,
  );
}
