import type { KeyInput } from "../input/events.js";
import { Emitter } from "../store/emitter.js";
import type { Action, ActionRegistry } from "./actions.js";
import { comboOf, type KeyCombo, normalizeCombo } from "./key-combo.js";

/** A user's own bindings: a preset, and what differs from it, by action. JSON, kept per user. */
export interface HotkeySettings {
  readonly preset: string;
  readonly bindings: Readonly<Record<string, readonly KeyCombo[]>>;
}

/** What the wheel alone does. `auto`: wheels of mice zoom, trackpads pan. */
export type WheelHabit = "auto" | "zoom" | "pan";

/** A named set of bindings and pointer habits; actions that it does not name keep their own keys. */
export interface HotkeyPreset {
  readonly id: string;
  readonly label: string;
  /** `auto` where absent. */
  readonly wheel?: WheelHabit;
  readonly bindings: Readonly<Record<string, readonly KeyCombo[]>>;
}

/** Several actions on one key, of which two can be possible at once. */
export interface HotkeyConflict {
  readonly combo: KeyCombo;
  readonly actionIds: readonly string[];
}

/** A line of the hotkey sheet. */
export interface HotkeyRow {
  readonly action: Action;
  readonly keys: readonly KeyCombo[];
  readonly isCustom: boolean;
}

/** The preset whose bindings are those of the actions. */
export const DEFAULT_PRESET: HotkeyPreset = { id: "default", label: "Tessera", bindings: {} };

/**
 * Which key does what: the actions' own keys, under a preset, under what the user has changed.
 *
 * @example editor.hotkeys.rebind("tool.box", ["r"]); editor.hotkeys.conflicts(); // []
 */
export class Hotkeys {
  readonly changed = new Emitter();
  readonly #actions: ActionRegistry;
  readonly #presets: ReadonlyMap<string, HotkeyPreset>;
  readonly #held = new Map<string, Action>();
  #settings: HotkeySettings = { preset: DEFAULT_PRESET.id, bindings: {} };
  /** For as many actions as there were; actions are only ever added. */
  #byCombo: { readonly of: number; readonly map: ReadonlyMap<KeyCombo, readonly Action[]> } | undefined;

  constructor(actions: ActionRegistry, presets: readonly HotkeyPreset[] = []) {
    this.#actions = actions;
    this.#presets = new Map([DEFAULT_PRESET, ...presets].map((preset) => [preset.id, preset]));
  }

  get presets(): readonly HotkeyPreset[] {
    return [...this.#presets.values()];
  }

  /** What to keep per user. */
  get settings(): HotkeySettings {
    return this.#settings;
  }

  /** Takes a user's bindings; actions that are no more and texts that are no keys are passed over. */
  load(settings: HotkeySettings): void {
    const bindings = Object.entries(settings.bindings).flatMap(([id, keys]) =>
      this.#actions.has(id) ? [[id, keys.map(normalizeCombo).filter(Boolean)] as const] : [],
    );
    const preset = this.#presets.has(settings.preset) ? settings.preset : DEFAULT_PRESET.id;
    this.#set({ preset, bindings: Object.fromEntries(bindings) });
  }

  keysOf(actionId: string): readonly KeyCombo[] {
    const own = Object.hasOwn(this.#settings.bindings, actionId) ? this.#settings.bindings[actionId] : undefined;
    return own ?? this.#presetKeys(actionId);
  }

  rebind(actionId: string, keys: readonly string[]): void {
    this.#actions.get(actionId);
    const normalized = [...new Set(keys.map(normalizeCombo))];
    this.#set({ ...this.#settings, bindings: { ...this.#settings.bindings, [actionId]: normalized } });
  }

  /** Back to the preset: one action, or all. */
  reset(actionId?: string): void {
    const kept = Object.entries(this.#settings.bindings).filter(([id]) => actionId !== undefined && id !== actionId);
    this.#set({ ...this.#settings, bindings: Object.fromEntries(kept) });
  }

  usePreset(id: string): void {
    if (!this.#presets.has(id)) throw new Error(`There is no preset ${id}`);
    this.#set({ preset: id, bindings: {} });
  }

  /** The hotkey sheet, filtered by words in labels, groups or keys. */
  rows(search = ""): readonly HotkeyRow[] {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return this.#actions.all
      .map((action) => ({
        action,
        keys: this.keysOf(action.id),
        isCustom: Object.hasOwn(this.#settings.bindings, action.id),
      }))
      .filter(({ action, keys }) => {
        const text = [action.label, action.group, ...keys].join(" ").toLowerCase();
        return words.every((word) => text.includes(word));
      });
  }

  /**
   * Keys with several actions that a user has made so. Actions that share a key by default are possible in turns (a
   * tool's Backspace removes a node, else the selection is deleted), so they are no conflict.
   */
  conflicts(): readonly HotkeyConflict[] {
    return [...this.#combos()].flatMap(([combo, actions]) => {
      const isMeant = actions.every((action) => this.#defaultKeys(action).includes(combo));
      return actions.length > 1 && !isMeant ? [{ combo, actionIds: actions.map((action) => action.id) }] : [];
    });
  }

  /** The action that a key would run now. */
  actionFor(key: KeyInput): Action | undefined {
    const combo = comboOf(key);
    const actions = combo === undefined ? [] : (this.#combos().get(combo) ?? []);
    return actions.find((action) => (action.when?.() ?? true) && (!key.isRepeat || action.repeats || action.release));
  }

  /** Runs what the key is bound to; returns whether it is bound to anything that is possible now. */
  keyDown(key: KeyInput): boolean {
    if (key.isRepeat && this.#held.has(key.code)) return true;
    const action = this.actionFor(key);
    if (!action) return false;
    if (action.release) this.#held.set(key.code, action);
    action.run();
    return true;
  }

  keyUp(key: KeyInput): void {
    const action = this.#held.get(key.code);
    this.#held.delete(key.code);
    action?.release?.();
  }

  /** Keys whose release was lost (another window): lets all go. */
  releaseAll(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const action of held) action.release?.();
  }

  #presetKeys(actionId: string): readonly KeyCombo[] {
    const preset = this.#presets.get(this.#settings.preset);
    const keys = preset && Object.hasOwn(preset.bindings, actionId) ? preset.bindings[actionId] : undefined;
    return keys?.map(normalizeCombo) ?? this.#defaultKeys(this.#actions.get(actionId));
  }

  #defaultKeys(action: Action): readonly KeyCombo[] {
    return action.defaultKeys.map(normalizeCombo);
  }

  #combos(): ReadonlyMap<KeyCombo, readonly Action[]> {
    const actions = this.#actions.all;
    if (this.#byCombo?.of === actions.length) return this.#byCombo.map;
    const byCombo = new Map<KeyCombo, Action[]>();
    for (const action of actions) {
      for (const combo of this.keysOf(action.id)) byCombo.set(combo, [...(byCombo.get(combo) ?? []), action]);
    }
    this.#byCombo = { of: actions.length, map: byCombo };
    return byCombo;
  }

  #set(settings: HotkeySettings): void {
    this.#settings = settings;
    this.#byCombo = undefined;
    this.changed.emit();
  }
}
