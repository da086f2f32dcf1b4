import type { Dataset } from "@tessera/sdk";
import { labeledCount, totalOf } from "../../components/status.js";
import type { TableSort } from "../../components/VirtualTable.js";
import { TASK_WORDS } from "../../domain/task-types.js";

type Searched = Pick<
  Dataset,
  "name" | "full_name" | "description" | "task_type" | "tags" | "created_at" | "label_stats" | "samples_count"
>;

/** The datasets in which every word of `text` occurs: in the name, the description, the tags or the task type. */
export function searchDatasets<T extends Searched>(datasets: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return datasets.filter((dataset) => {
    const { full_name, description, tags, task_type } = dataset;
    const hay = [full_name, description, ...tags, task_type, TASK_WORDS[task_type].name].join("\n").toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

function progressOf({ label_stats }: Searched): number {
  const total = totalOf(label_stats);
  return total === 0 ? -1 : labeledCount(label_stats) / total;
}

const NAMES = new Intl.Collator("en", { numeric: true });

const COMPARE: Readonly<Record<string, (a: Searched, b: Searched) => number>> = {
  name: (a, b) => NAMES.compare(a.full_name, b.full_name),
  type: (a, b) => NAMES.compare(TASK_WORDS[a.task_type].name, TASK_WORDS[b.task_type].name),
  progress: (a, b) => progressOf(a) - progressOf(b),
  samples: (a, b) => a.samples_count - b.samples_count,
  created: (a, b) => (a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at)),
};

/** Sorted by a column; what is equal stays in order of names. */
export function sortDatasets<T extends Searched>(datasets: readonly T[], sort: TableSort): T[] {
  const compare = COMPARE[sort.column] ?? COMPARE.name;
  const sign = sort.isDescending ? -1 : 1;
  return datasets.toSorted((a, b) => sign * (compare?.(a, b) ?? 0) || NAMES.compare(a.full_name, b.full_name));
}
