import { groupByReason } from "@tessera/exchange";
import { EXIT } from "../exit-codes.js";
import type { Run } from "../shell.js";
import { counted, printable } from "../text.js";
import type { Note } from "./merge-imports.js";
import type { StoreResult } from "./store-import.js";

/** What an import did. */
export interface Report {
  readonly result: StoreResult;
  readonly skipped: readonly Note[];
  /** Pictures that no annotation names, and files of other kinds: they are no labels, so that nothing is missing without them. */
  readonly unused: readonly Note[];
  readonly dataset: string;
  readonly allowsSkipped: boolean;
}

/** Prints the counts, and by reason what was not stored, or not as it stood; the exit code says so, too. */
export async function reportImport(
  run: Run,
  { result, skipped, unused, dataset, allowsSkipped }: Report,
): Promise<void> {
  const { added, labels, objects, keptLabels, changed, failed } = result;
  if (failed.length > 0 || (!allowsSkipped && skipped.length > 0)) run.exitWith(EXIT.partlyFailed);
  if (run.out.isJson) {
    const counts = { dataset, added, labels, objects, kept_labels: keptLabels };
    const groups = { skipped_by_reason: groupByReason(skipped), changed_by_reason: groupByReason(changed) };
    return run.out.json({ ...counts, ...groups, skipped, unused, changed, failed });
  }
  await run.out.line(
    `Added ${counted(added, "sample")} and ${counted(labels, "label")} with ${counted(objects, "object")} to ${dataset}.`,
  );
  if (keptLabels > 0) run.out.remark(`${counted(keptLabels, "label")} were there already; --replace replaces them.`);
  await listNotes(run, "Not imported", skipped);
  await listNotes(run, "Left alone", unused);
  await listNotes(run, "Imported with a change", changed);
  await listNotes(run, "Failed; run the same command again to retry", failed);
}

async function listNotes(run: Run, title: string, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  await run.out.line(`\n${title} (${counted(notes.length, "item")}):`);
  for (const { reason, count, examples } of groupByReason(notes)) {
    await run.out.line(`  ${printable(reason)} (${counted(count, "item")}):`);
    for (const example of examples) await run.out.line(`    ${printable(example)}`);
    if (count > examples.length)
      await run.out.line(`    and ${counted(count - examples.length, "other")}; --json lists all`);
  }
}
