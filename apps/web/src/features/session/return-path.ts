/**
 * Where to go after signing in: a path of ours, whatever the link says; never another site.
 *
 * @example safeReturnPath("//example.com") // "/"
 */
export function safeReturnPath(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/")) return "/";
  // Browsers read `//host` and `/\host` as another site, also after the removal of tabs and line breaks.
  const origin = "http://tessera.invalid";
  if (!URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  if (url.origin !== origin || url.pathname.startsWith("//") || url.pathname === "/sign-in") return "/";
  return url.pathname + url.search + url.hash;
}
