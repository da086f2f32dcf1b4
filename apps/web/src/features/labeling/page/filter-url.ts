import type { Core } from "../editors/editor-module.js";

const NAME = "filter";

/** The filter of the objects stands in the url, so that a link shows the same view; it stays from sample to sample. */
export function connectFilter(editor: Core): void {
  editor.filtering.set(new URLSearchParams(location.search).get(NAME) ?? "");
  let shown = editor.filtering.text;
  editor.store.listen(
    () => {
      const { text } = editor.filtering;
      if (text === shown) return;
      shown = text;
      const url = new URL(location.href);
      if (text === "") url.searchParams.delete(NAME);
      else url.searchParams.set(NAME, text);
      history.replaceState(history.state, "", url);
    },
    { scope: "view" },
  );
}
