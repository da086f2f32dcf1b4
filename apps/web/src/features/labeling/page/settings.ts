import type { ColorBy, HotkeySettings, WheelHabit } from "@tessera/editor-core";
import { Observable } from "../session/observable.js";

/** What one person sets once and finds again: kept in this browser, per user. */
export interface EditorSettings {
  readonly colorBy: ColorBy;
  /** 0 to 1. */
  readonly fillOpacity: number;
  /** In screen pixels. */
  readonly lineWidthPx: number;
  readonly areTextsShown: boolean;
  /** 1 is as it is. */
  readonly brightness: number;
  readonly contrast: number;
  readonly isEqualized: boolean;
  readonly showsCrosshair: boolean;
  readonly isSnapping: boolean;
  /** What the wheel alone does; `auto` zooms by mice and pans by trackpads. */
  readonly wheel: WheelHabit;
  readonly isPanelOpen: boolean;
  /** Of the part of the panel below the objects. */
  readonly attributesHeightPx: number;
  /** Whether the tracks are shown below the frames of a sequence. */
  readonly isTimelineOpen: boolean;
  readonly timelineHeightPx: number;
  /** Whether new objects of a sequence are there until they are removed; else in their frame only. */
  readonly newObjectsLast: boolean;
  readonly hotkeys: HotkeySettings;
}

/** How the label and the image look at first. */
export const DEFAULT_LOOKS = {
  colorBy: { by: "category" },
  fillOpacity: 0.25,
  lineWidthPx: 1.75,
  areTextsShown: false,
  brightness: 1,
  contrast: 1,
  isEqualized: false,
  showsCrosshair: false,
  isSnapping: false,
} as const satisfies Partial<EditorSettings>;

export const DEFAULT_SETTINGS: EditorSettings = {
  ...DEFAULT_LOOKS,
  wheel: "auto",
  isPanelOpen: true,
  attributesHeightPx: 320,
  isTimelineOpen: true,
  timelineHeightPx: 168,
  newObjectsLast: true,
  hotkeys: { preset: "default", bindings: {} },
};

/** The settings of a user; written as they change. */
export class SettingsStore {
  readonly state: Observable<EditorSettings>;
  readonly #key: string;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(account: string, storage: Pick<Storage, "getItem" | "setItem"> = localStorage) {
    this.#key = `tessera-editor ${account}`;
    this.#storage = storage;
    this.state = new Observable(readSettings(storage.getItem(this.#key)));
  }

  get(): EditorSettings {
    return this.state.get();
  }

  set(change: Partial<EditorSettings>): void {
    this.state.set({ ...this.state.get(), ...change });
    try {
      this.#storage.setItem(this.#key, JSON.stringify(this.state.get()));
    } catch {
      // A full or forbidden storage: the settings last as long as the tab.
    }
  }
}

/** Takes what fits out of a stored text; what does not is as it was at first. */
export function readSettings(text: string | null): EditorSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    // Somebody else's text under our name.
    return DEFAULT_SETTINGS;
  }
  if (typeof stored !== "object" || stored === null) return DEFAULT_SETTINGS;
  const fields = Object.entries(DEFAULT_SETTINGS).map(([name, initial]) => {
    const value: unknown = Reflect.get(stored, name);
    const isFit = name === "wheel" ? isWheelHabit(value) : isLike(value, initial);
    return [name, isFit ? value : initial];
  });
  return Object.fromEntries(fields) as EditorSettings;
}

export const WHEEL_HABITS: readonly WheelHabit[] = ["auto", "zoom", "pan"];

function isWheelHabit(value: unknown): boolean {
  return WHEEL_HABITS.some((habit) => habit === value);
}

function isLike(value: unknown, initial: unknown): boolean {
  if (typeof value !== typeof initial || value === null || Array.isArray(value)) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || typeof initial !== "object" || initial === null) return true;
  return Object.entries(initial).every(([name, inner]) => typeof Reflect.get(value, name) === typeof inner);
}
