import type { HeldSample } from "@tessera/schema";

interface Assignment {
  readonly uuids: ReadonlySet<string>;
  readonly work: "label" | "review";
  readonly username: string | null;
}

/**
 * What a manager must know who assigns samples that somebody else has from the queue at this moment: the assignment counts
 * for the next time.
 */
export function heldSentence(held: readonly HeldSample[], { uuids, work, username }: Assignment): string | undefined {
  const others = held.filter(
    (lease) => uuids.has(lease.sample_uuid) && lease.work_type === work && lease.username !== username,
  );
  const [first] = others;
  if (first === undefined) return undefined;
  const end = "The assignment counts once they give it back.";
  if (others.length === 1) return `${first.username} has ${first.sample_name} from the queue now. ${end}`;
  const names = [...new Set(others.map((lease) => lease.username))].sort();
  const have = names.length === 1 ? "has" : "have";
  return `${list(names)} ${have} ${others.length} of these samples from the queue now. ${end.replace("it back", "them back")}`;
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names);
}
