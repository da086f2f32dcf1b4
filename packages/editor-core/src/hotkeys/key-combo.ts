import type { KeyInput } from "../input/events.js";

/**
 * A key with its modifiers as text: `Mod+Shift+Z`, `b`, `Shift+F`, `ArrowLeft`, `1`. `Mod` is Ctrl, or Command on a
 * Mac. Letters are upper case beside modifiers and lower case alone, as people write them; matching does not care.
 */
export type KeyCombo = string;

const NAMES: Readonly<Record<string, string>> = { " ": "Space", Esc: "Escape", Del: "Delete", Backquote: "`" };

const MODIFIER_KEYS: ReadonlySet<string> = new Set(["Shift", "Alt", "Control", "Meta", "AltGraph", "CapsLock"]);

/**
 * Whether the key is a modifier alone.
 *
 * @example isModifierKey(key) // true for Shift alone
 */
export function isModifierKey(key: KeyInput): boolean {
  return MODIFIER_KEYS.has(key.key);
}

/**
 * The combination that was pressed; undefined for a modifier alone. Letters go by what the key types, so that AZERTY
 * works as printed; where that is no Latin letter (Greek, Cyrillic, Alt on a Mac) by where the key sits. Digits go by
 * where they sit, as AZERTY types them with Shift.
 *
 * @example comboOf({ key: "Я", code: "KeyZ", modifiers: { isMod: true, isShift: false, isAlt: false }, isRepeat: false }) // "Mod+Z"
 */
export function comboOf(key: KeyInput): KeyCombo | undefined {
  if (isModifierKey(key)) return undefined;
  const { isMod, isAlt, isShift } = key.modifiers;
  const base = baseOf(key);
  // Signs are typed with Shift on some layouts and without on others: the sign alone names the key.
  const showsShift = isShift && (base.length > 1 || /[A-Z0-9]/.test(base));
  return normalizeCombo(
    [isMod ? "Mod" : "", isAlt ? "Alt" : "", showsShift ? "Shift" : "", base].filter(Boolean).join("+"),
  );
}

/**
 * One spelling of a combination: `shift+mod+z` and `Ctrl+Shift+z` are `Mod+Shift+Z`.
 *
 * @example normalizeCombo("ctrl+c") // "Mod+C"
 */
export function normalizeCombo(combo: string): KeyCombo {
  const parts = combo.endsWith("+") ? [...combo.slice(0, -1).split("+").filter(Boolean), "+"] : combo.split("+");
  const last = parts.at(-1) ?? "";
  const base = last.trim() || last.slice(0, 1);
  const modifiers = new Set(parts.slice(0, -1).map((part) => modifierName(part.trim())));
  const ordered = ["Mod", "Alt", "Shift"].filter((name) => modifiers.has(name));
  const name = NAMES[base] ?? base;
  const key = name.length > 1 ? name : ordered.length > 0 ? name.toUpperCase() : name.toLowerCase();
  return [...ordered, key].join("+");
}

function modifierName(text: string): string {
  const lower = text.toLowerCase();
  if (["mod", "ctrl", "control", "cmd", "meta"].includes(lower)) return "Mod";
  return lower === "alt" ? "Alt" : lower === "shift" ? "Shift" : text;
}

function baseOf({ key, code, modifiers }: KeyInput): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (letter !== undefined && (modifiers.isAlt || key.length !== 1 || key.charCodeAt(0) > 127)) return letter;
  return NAMES[key] ?? NAMES[code] ?? key;
}

/**
 * A combination as a tooltip shows it.
 *
 * @example formatCombo("Mod+Shift+Z", { isMac: true }) // "⌘⇧Z"
 */
export function formatCombo(combo: KeyCombo, { isMac = false }: { isMac?: boolean } = {}): string {
  const parts = combo.endsWith("+") ? [...combo.slice(0, -1).split("+").filter(Boolean), "+"] : combo.split("+");
  const words = parts.map((part) => (isMac ? (MAC_SIGNS[part] ?? part) : (PLAIN_WORDS[part] ?? part)));
  return words.join(isMac ? "" : "+");
}

const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const PLAIN_WORDS: Readonly<Record<string, string>> = { Mod: "Ctrl", Escape: "Esc", ...ARROWS };
const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Escape: "Esc", ...ARROWS };
