import { useBlocker } from "@tanstack/react-router";

/** Asks before a page with unsaved changes is left, within the app or by closing the tab. */
export function useUnsavedGuard(isDirty: boolean) {
  return useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
}
