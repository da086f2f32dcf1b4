import type { Note } from "./merge-imports.js";

export interface NoteGroup {
  readonly reason: string;
  readonly count: number;
  /** The first places, with what differs between them. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 5;

/** Notes by reason, the most frequent first. */
export function groupNotes(notes: readonly Note[]): NoteGroup[] {
  const groups = new Map<string, { reason: string; count: number; examples: string[] }>();
  for (const { place, reason, detail } of notes) {
    const group = groups.get(reason) ?? { reason, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < MAX_EXAMPLES) group.examples.push(detail === undefined ? place : `${place}: ${detail}`);
    groups.set(reason, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
