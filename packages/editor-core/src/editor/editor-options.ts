import type { LabelDocument } from "../document/label-document.js";
import type { Action } from "../hotkeys/actions.js";
import type { HotkeyPreset } from "../hotkeys/hotkeys.js";
import type { ToolFactory } from "../tools/tool.js";
import type { WarningRule } from "../warnings/rule.js";
import type { Editor } from "./editor.js";
import type { Surface } from "./surface.js";

/** What an editor is made of. */
export interface EditorOptions<Point> {
  readonly document: LabelDocument;
  /** The sensor that it edits, where the document has several. */
  readonly sensor?: string;
  readonly surface: Surface<Point>;
  /** The first is the one to which Escape leads: select. */
  readonly tools: readonly ToolFactory<Point>[];
  /** Rules beyond the core's own. */
  readonly warningRules?: readonly WarningRule<Point>[];
  /** What can be done and by which keys; `coreActions` where absent. */
  readonly actions?: (editor: Editor<Point>) => readonly Action[];
  readonly hotkeyPresets?: readonly HotkeyPreset[];
}
