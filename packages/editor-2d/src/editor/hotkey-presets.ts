import type { HotkeyPreset } from "@tessera/editor-core";

/**
 * Keys for people who come from another tool, where that tool has a key for the same thing and where it does not take
 * away one that is needed here.
 *
 * @example editor.hotkeys.usePreset("label-studio");
 */
export const IMAGE_HOTKEY_PRESETS: readonly HotkeyPreset[] = [
  {
    id: "label-studio",
    label: "Like Label Studio",
    bindings: {
      "tool.box": ["r"],
      "tool.polygon": ["p"],
      "tool.hand": ["h"],
      "object.isolate": ["Shift+I"],
      "object.hide": ["Alt+H"],
      "object.show-all": ["Alt+Shift+H"],
      "object.lock": ["Alt+L"],
      "view.zoom-in": ["Mod++", "Mod+=", "+", "="],
      "view.zoom-out": ["Mod+-", "-"],
    },
  },
  {
    id: "cvat",
    label: "Like CVAT",
    bindings: {
      "object.hide": ["h"],
      "object.isolate": ["Shift+H"],
      "object.lock": ["l"],
      "view.label-only": ["Shift+L"],
      "edit.delete": ["Delete", "Backspace"],
    },
  },
];
