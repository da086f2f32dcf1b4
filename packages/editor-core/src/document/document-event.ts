/** What a document tells the page around it. */
export type EditorEvent =
  /** A sentence for the person, such as why something was refused. */
  | { readonly type: "notice"; readonly message: string }
  /** Somebody pressed `c`: show the categories beside the pointer. */
  | { readonly type: "open-category-menu" }
  /** A right click that finished nothing: show what can be done with the object that is there, if there is one. */
  | { readonly type: "open-context-menu"; readonly annotationId: string | undefined }
  /** Read the system's clipboard and hand its text to `clipboard.paste`. */
  | { readonly type: "paste-requested" }
  /** A text that was copied or cut: for the system's clipboard. */
  | { readonly type: "copied"; readonly text: string };
