/**
 * Whether PostgreSQL can hold a text: it takes no NUL, and UTF-8 has no half of a surrogate pair. Nothing that is stored matches any
 * other text.
 */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
