/** What a document tells the page around it. */
export type EditorEvent =
  /** A sentence for the person, such as why something was refused. */
  | { readonly type: "notice"; readonly message: string }
  /** Somebody pressed `c`: show the categories beside the pointer. */
  | { readonly type: "open-category-menu" }
  /** Read the system's clipboard and hand its text to `clipboard.paste`. */
  | { readonly type: "paste-requested" }
  /** A text that was copied or cut: for the system's clipboard. */
  | { readonly type: "copied"; readonly text: string };
