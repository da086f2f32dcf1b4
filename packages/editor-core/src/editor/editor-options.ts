import type { RemovedCategory, TaskAttributes } from "@tessera/schema";
import type { HotkeyPreset } from "../hotkeys/hotkeys.js";
import type { MemoryBudget } from "../memory/memory-budget.js";
import type { RecordType } from "../store/record.js";
import type { ToolFactory } from "../tools/tool.js";
import type { WarningRule } from "../warnings/rule.js";
import type { Surface } from "./surface.js";

/** What the editor tells the page around it. */
export type EditorEvent =
  /** A sentence for the person, such as why something was refused. */
  | { readonly type: "notice"; readonly message: string }
  /** Somebody pressed `c`: show the categories beside the pointer. */
  | { readonly type: "open-category-menu" }
  /** Read the system's clipboard and hand its text to `clipboard.paste`. */
  | { readonly type: "paste-requested" }
  /** A text that was copied or cut: for the system's clipboard. */
  | { readonly type: "copied"; readonly text: string };

/** What an editor is made of. */
export interface EditorOptions<Point> {
  readonly surface: Surface<Point>;
  /** The first is the one to which Escape leads: select. */
  readonly tools: readonly ToolFactory<Point>[];
  readonly taskAttributes: TaskAttributes;
  /** Categories that the dataset had once. */
  readonly removedCategories?: readonly RemovedCategory[];
  /** Names the sample, so that a paste knows whether it lands where it was copied. */
  readonly documentKey: string;
  readonly isReadOnly?: boolean;
  /** Types of records beyond the core's own. */
  readonly recordTypes?: readonly RecordType[];
  /** Rules beyond the core's own. */
  readonly warningRules?: readonly WarningRule<Point>[];
  readonly hotkeyPresets?: readonly HotkeyPreset[];
  /** That of the document; one of its own where absent. */
  readonly memory?: MemoryBudget;
}
