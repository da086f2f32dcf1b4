import type { HotkeyPreset } from "@tessera/editor-core";

/**
 * Keys and wheel for people who come from another tool, where that tool has a key for the same thing and where it does not take
 * away one that is needed here. docs/editors.md says which of them that tool's own documents prove.
 *
 * @example editor.hotkeys.usePreset("label-studio");
 */
export const IMAGE_HOTKEY_PRESETS: readonly HotkeyPreset[] = [
  {
    id: "cvat",
    label: "CVAT",
    wheel: "zoom",
    bindings: {
      "object.hide": ["h"],
      "object.isolate": ["Shift+H"],
      "object.lock": ["l"],
      "object.to-front": ["+", "="],
      "object.to-back": ["-", "_"],
      "view.label-only": ["Shift+L"],
      "view.zoom-in": ["Mod++", "Mod+="],
      "view.zoom-out": ["Mod+-"],
      "edit.delete": ["Delete", "Backspace"],
    },
  },
  {
    id: "label-studio",
    label: "Label Studio",
    wheel: "pan",
    bindings: {
      "tool.box": ["r"],
      "tool.polygon": ["p"],
      "tool.hand": ["h"],
      "tool.link": ["Alt+R", "Mod+L"],
      "object.repeat-values": ["Alt+Shift+R"],
      "object.isolate": ["Shift+I"],
      "object.hide": ["Alt+H"],
      "object.show-all": ["Alt+Shift+H"],
      "object.lock": ["Alt+L"],
      "object.next": ["Alt+.", "Tab"],
      "view.fit": ["Shift+1", "f"],
      "view.actual-size": ["Shift+2"],
      "view.zoom-in": ["Mod++", "Mod+=", "+", "="],
      "view.zoom-out": ["Mod+-", "-"],
    },
  },
  {
    id: "segments",
    label: "Segments.ai",
    wheel: "pan",
    bindings: { "tool.select": ["Space", "v"], "edit.confirm-on-release": [] },
  },
  {
    id: "roboflow",
    label: "Roboflow",
    wheel: "zoom",
    bindings: { "tool.select": ["d", "v"], "tool.polygon": ["p", "g"] },
  },
];
