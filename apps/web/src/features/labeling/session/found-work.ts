import type { ServerDraft } from "./ports.js";
import type { FoundWork } from "./session-state.js";
import type { Draft, OutboxEntry } from "./work-store.js";

/** Unsaved work on a label that was found, in the form in which it is restored. */
export type Findings = (
  | { readonly source: "device"; readonly draft: Draft }
  | { readonly source: "unsent"; readonly entry: OutboxEntry }
  | { readonly source: "server"; readonly server: ServerDraft }
) & {
  /** The server's draft that it goes on from; 0: none. */
  readonly revision: number;
  /** The server's draft, where it has all that this one has. */
  readonly same?: ServerDraft | undefined;
  /** The server's draft, where each has what the other one lacks. */
  readonly other?: ServerDraft | undefined;
};

interface Places {
  readonly draft: Draft | undefined;
  /** The last save that did not get through. */
  readonly entry: OutboxEntry | undefined;
  /** Null: there is none; undefined: not known now. */
  readonly server: ServerDraft | null | undefined;
}

/** Whether this device's draft was sent whole and is gone from the server: another device has submitted or discarded it. */
export function isDoneElsewhere({ draft, server }: Pick<Places, "draft" | "server">): boolean {
  return server === null && draft?.sent?.isWhole === true;
}

/** What to go on with: the newer one of this device's work and the server's draft, or both where each has what the other one lacks. */
export function findWork({ draft, entry, server }: Places): Findings | undefined {
  const own = draft ?? entry;
  const known = draft?.sent?.revision ?? entry?.draft ?? 0;
  const isWhole = draft?.sent?.isWhole === true;
  const mine = (revision: number): Findings | undefined => {
    if (draft !== undefined) return { source: "device", draft, revision };
    return entry && { source: "unsent", entry, revision };
  };
  if (server === undefined) return mine(known);
  if (server === null) return mine(0);
  // An answer may have been lost: what this very tab wrote is no news.
  const isNews = server.revision !== known && server.client !== own?.client;
  const found = isNews ? mine(known) : mine(server.revision);
  if (found === undefined || (isNews && isWhole)) return { source: "server", server, revision: server.revision };
  if (isNews) return { ...found, other: server };
  return isWhole ? { ...found, same: server } : found;
}

/** When the work was done, in milliseconds since 1970. */
export function timeOf(found: Findings): FoundWork["updatedAtMs"] {
  switch (found.source) {
    case "device":
      return found.draft.updatedAtMs;
    case "unsent":
      return found.entry.createdAtMs;
    case "server":
      return Date.parse(found.server.updated_at);
  }
}
