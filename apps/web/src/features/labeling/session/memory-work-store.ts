import {
  type Draft,
  type DraftHeader,
  DraftMissingError,
  DraftTakenError,
  inOrder,
  labelName,
  type OutboxEntry,
  type WorkStore,
} from "./work-store.js";

/** For a browser that keeps nothing: the same rules, gone with the tab. The session says so and waits for each save. */
export function createMemoryWorkStore(): WorkStore {
  const drafts = new Map<string, Draft>();
  const entries = new Map<string, OutboxEntry>();
  return {
    isDurable: false,
    async writeDraft(header, { snapshot, diffs }) {
      const found = drafts.get(labelName(header));
      if (found !== undefined && found.client !== header.client) {
        throw new DraftTakenError("Another tab writes this draft");
      }
      if (found === undefined && snapshot === undefined) throw new DraftMissingError("The draft is gone");
      const before = snapshot === undefined ? found : { snapshot: snapshot.value, diffs: [] };
      drafts.set(labelName(header), {
        ...header,
        snapshot: before?.snapshot,
        diffs: [...(before?.diffs ?? []), ...diffs],
      });
    },
    async readDraft(key) {
      return drafts.get(labelName(key));
    },
    async listDrafts(account) {
      const own = [...drafts.values()].filter((draft) => draft.account === account);
      return own.sort((a, b) => b.updatedAtMs - a.updatedAtMs).map(headerOf);
    },
    async takeDraft(key, client) {
      const found = drafts.get(labelName(key));
      if (found !== undefined) drafts.set(labelName(key), { ...found, client });
    },
    async removeDraft(key, client) {
      if (client === undefined || drafts.get(labelName(key))?.client === client) drafts.delete(labelName(key));
    },
    async putEntry(entry, { remainder, replaces = [], keepsDraft = false } = {}) {
      const found = drafts.get(labelName(entry));
      entries.set(entry.id, entry);
      for (const id of replaces) entries.delete(id);
      if (found !== undefined && found.client !== entry.client) return;
      if (!keepsDraft) drafts.delete(labelName(entry));
      if (remainder !== undefined) {
        drafts.set(labelName(entry), { ...remainder.header, snapshot: remainder.snapshot, diffs: [] });
      }
    },
    async listEntries(account) {
      return [...entries.values()].filter((entry) => entry.account === account).sort(inOrder);
    },
    async removeEntry(id, { version } = {}) {
      const entry = entries.get(id);
      entries.delete(id);
      if (entry === undefined || version === undefined) return;
      const goesOn = { baseVersion: version, followsEntry: null };
      const draft = drafts.get(labelName(entry));
      if (draft?.followsEntry === id) drafts.set(labelName(entry), { ...draft, ...goesOn });
      for (const follower of entries.values()) {
        if (follower.followsEntry === id) entries.set(follower.id, { ...follower, ...goesOn });
      }
    },
    close() {},
  };
}

function headerOf({ snapshot: _, diffs: __, ...header }: Draft): DraftHeader {
  return header;
}
