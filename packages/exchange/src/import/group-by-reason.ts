/** What was not imported, or not as it stood. The same reason has the same text; what differs stands in `detail`. */
export interface ImportNote {
  readonly place: string;
  readonly reason: string;
  readonly detail?: string | undefined;
}

/** Notes of one reason. */
export interface ReasonGroup {
  readonly reason: string;
  readonly count: number;
  /** The first places, with what differs between them. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 5;

/**
 * Notes by reason, the most frequent first.
 *
 * @example for (const { reason, count } of groupByReason(importCoco(text).skipped)) console.warn(`${count} × ${reason}`);
 */
export function groupByReason(notes: readonly ImportNote[]): ReasonGroup[] {
  const groups = new Map<string, { reason: string; count: number; examples: string[] }>();
  for (const { place, reason, detail } of notes) {
    const group = groups.get(reason) ?? { reason, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < MAX_EXAMPLES) group.examples.push(detail === undefined ? place : `${place}: ${detail}`);
    groups.set(reason, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
