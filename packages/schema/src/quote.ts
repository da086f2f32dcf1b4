import { SDK_PHRASES } from "./errors.js";

const MAX_QUOTED_CHARACTERS = 80;

/** Controls, invisible formatting (bidirectional marks, zero widths), line separators and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const PHRASE = new RegExp(SDK_PHRASES.map(([phrase]) => phrase).join("|"), "giu");

/** U+00B7, a middle dot: a reader still sees the words, a client no longer matches them. */
const BREAK = "·";

function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

function breakPhrase(phrase: string): string {
  const gap = phrase.search(/[ -]/);
  if (gap >= 0) return phrase.slice(0, gap) + BREAK + phrase.slice(gap + 1);
  const middle = phrase.length >> 1;
  return phrase.slice(0, middle) + BREAK + phrase.slice(middle);
}

/** Whether a text holds words by which clients choose an exception. */
export function hasSdkPhrase(text: string): boolean {
  return text.search(PHRASE) >= 0;
}

/**
 * A user's text made safe to stand in an error message: in double quotes, cut to 80 characters, unprintable characters
 * escaped, and the words by which clients choose an exception (`SDK_PHRASES`) broken up, so that a dataset that is
 * named "not found" does not turn a validation message into a NotFoundError.
 *
 * @example quoteForMessage("daisies") // '"daisies"'
 * @example quoteForMessage("not found") // '"not·found"'
 */
export function quoteForMessage(text: string): string {
  // Enough UTF-16 units for 80 code points and one more, so that a huge text is never spread out.
  const characters = Array.from(text.slice(0, 2 * MAX_QUOTED_CHARACTERS + 2));
  const isCut = characters.length > MAX_QUOTED_CHARACTERS;
  let quoted = characters.slice(0, MAX_QUOTED_CHARACTERS).join("").replace(UNPRINTABLE, escapeCharacter);
  // Once is not enough: matches that share a letter ("time-outime-out") are found one after the other.
  while (hasSdkPhrase(quoted)) quoted = quoted.replace(PHRASE, breakPhrase);
  return `"${quoted}${isCut ? "…" : ""}"`;
}
