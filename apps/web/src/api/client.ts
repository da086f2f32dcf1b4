import { TesseraClient } from "@tessera/sdk";

/** The one connection of this page to the server that served it; the session cookie says who asks. */
export const api = new TesseraClient({ apiKey: null, baseUrl: globalThis.location.origin });

/** Puts user text into a path. */
export function segment(text: string): string {
  return encodeURIComponent(text);
}
