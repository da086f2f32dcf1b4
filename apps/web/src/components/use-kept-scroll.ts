import { type RefObject, useEffect, useLayoutEffect } from "react";

/** The list's offset is kept, also over a reload, under the router's name of the entry of the history that shows it. */
function entryKey(): string {
  const { state } = globalThis.history as { readonly state: { readonly __TSR_key?: string } | null };
  return `tessera-scroll ${state?.__TSR_key ?? ""}`;
}

/** Whoever comes back to a list by the browser's history finds it where it was. `isReady`: the list has its height. */
export function useKeptScroll(scroller: RefObject<HTMLElement | null>, { isReady }: { readonly isReady: boolean }) {
  useLayoutEffect(() => {
    const offset = Number(sessionStorage.getItem(entryKey()));
    if (isReady && offset > 0 && scroller.current !== null) scroller.current.scrollTop = offset;
  }, [isReady, scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const key = entryKey();
    let offset: number | undefined;
    const note = () => {
      offset = element.scrollTop;
    };
    element.addEventListener("scroll", note, { passive: true });
    return () => {
      element.removeEventListener("scroll", note);
      if (offset !== undefined) sessionStorage.setItem(key, String(offset));
    };
  }, [scroller]);
}
