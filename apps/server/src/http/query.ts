import { parse } from "node:querystring";
import { isStorableText } from "../database/storable-text.js";
import { invalidField } from "../errors.js";

/**
 * Parses a query string. The official Python client writes `?labelset=ground-truth?include_signed_urls=1`:
 * that second question mark separates two parameters.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  return { ...parse(text.replace(/\?(?=include_signed_urls=)/g, "&")) };
}

/**
 * PostgreSQL has no NUL and no half characters in its text, so nothing can match one either.
 * @throws {AppError} `invalid`, for the parameter `name`.
 */
export function requireStorable(name: string, text: string): string {
  if (!isStorableText(text)) throw invalidField(name, "holds a character that cannot be stored.");
  return text;
}
