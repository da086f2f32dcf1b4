import { parse } from "node:querystring";

/**
 * Parses a query string. The official Python client writes `?labelset=ground-truth?include_signed_urls=1`:
 * that second question mark separates two parameters.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  return { ...parse(text.replace(/\?(?=include_signed_urls=)/g, "&")) };
}
