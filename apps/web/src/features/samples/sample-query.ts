import { LABEL_STATUSES, type LabelStatus, type SampleSort } from "@tessera/schema";
import type { SampleListParams } from "@tessera/sdk";
import { STATUSES } from "../../components/status.js";

/** The filter and order of a list of samples. */
export interface SampleQuery {
  /** What the name contains. */
  readonly name: string;
  readonly statuses: readonly LabelStatus[];
  readonly metadata: readonly (readonly [key: string, value: string])[];
  readonly sort: SampleSort;
  readonly isDescending: boolean;
}

export const ALL_SAMPLES: SampleQuery = { name: "", statuses: [], metadata: [], sort: "name", isDescending: false };

/** Sort keys as they are typed. */
export const SORT_WORDS = {
  name: "name",
  created: "created_at",
  updated: "updated_at",
  priority: "priority",
  labeled: "gt_label__updated_at",
} as const satisfies Record<string, SampleSort>;

/** Statuses as they are typed: the words of the badges, with a dash for a space. */
export const STATUS_WORDS: ReadonlyMap<string, LabelStatus> = new Map(
  LABEL_STATUSES.map((status) => [STATUSES[status].name.toLowerCase(), status]),
);

function wordOfStatus(status: LabelStatus): string {
  return STATUSES[status].name.toLowerCase();
}

function wordOfSort(sort: SampleSort): string {
  return Object.entries(SORT_WORDS).find(([, key]) => key === sort)?.[0] ?? sort;
}

/** One word of the query bar; quotes keep spaces and colons: `city:"New York"`. */
const WORD = /(?:[^\s":]+|"[^"]*"?)*(?::(?:[^\s"]+|"[^"]*"?)*)?/g;

/**
 * Reads a query bar: `rose status:labeled,rejected city:London sort:-updated`. Plain words are looked for in names; what is
 * not one of our keys is metadata (`metadata.status:x` for one that is).
 *
 * @returns faults are words that mean nothing, each with a sentence; the query is without them.
 */
export function parseSampleQuery(text: string): { readonly query: SampleQuery; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const names: string[] = [];
  const statuses: LabelStatus[] = [];
  const metadata: [string, string][] = [];
  let order: Pick<SampleQuery, "sort" | "isDescending"> = ALL_SAMPLES;
  for (const [word] of text.matchAll(WORD)) {
    if (word === "") continue;
    const colon = unquotedColon(word);
    const key = colon < 0 ? "" : unquote(word.slice(0, colon));
    const value = unquote(word.slice(colon + 1));
    if (colon < 0) names.push(value);
    else if (value === "") faults.push(`${key}: wants a value after the colon.`);
    else if (key === "name") names.push(value);
    else if (key === "status") readStatuses(value, statuses, faults);
    else if (key === "sort") order = readSort(value, faults) ?? order;
    else if (/,/.test(value)) faults.push(`${key}: a value with a comma cannot be filtered by.`);
    else metadata.push([key.replace(/^metadata\./, ""), value]);
  }
  return { query: { name: names.join(" "), statuses: [...new Set(statuses)], metadata, ...pick(order) }, faults };
}

function pick({ sort, isDescending }: Pick<SampleQuery, "sort" | "isDescending">) {
  return { sort, isDescending };
}

function unquotedColon(word: string): number {
  let isQuoted = false;
  for (let at = 0; at < word.length; at++) {
    if (word[at] === '"') isQuoted = !isQuoted;
    else if (word[at] === ":" && !isQuoted) return at;
  }
  return -1;
}

function unquote(text: string): string {
  return text.replaceAll('"', "");
}

function readStatuses(value: string, statuses: LabelStatus[], faults: string[]): void {
  for (const word of value.split(",")) {
    const upper = word.trim().toUpperCase();
    const status = STATUS_WORDS.get(word.trim().toLowerCase()) ?? LABEL_STATUSES.find((name) => name === upper);
    if (status === undefined) faults.push(`“${word}” is no status. There are ${[...STATUS_WORDS.keys()].join(", ")}.`);
    else statuses.push(status);
  }
}

function readSort(value: string, faults: string[]): Pick<SampleQuery, "sort" | "isDescending"> | undefined {
  const isDescending = value.startsWith("-");
  const word = isDescending ? value.slice(1) : value;
  const sort = Object.entries(SORT_WORDS).find(([name, key]) => name === word || key === word)?.[1];
  if (sort === undefined) {
    faults.push(`“${word}” is nothing to sort by. There are ${Object.keys(SORT_WORDS).join(", ")}.`);
    return undefined;
  }
  return { sort, isDescending };
}

/** The words of a query; reading them gives the query again. */
export function formatSampleQuery({ name, statuses, metadata, sort, isDescending }: SampleQuery): string {
  const order = `${isDescending ? "-" : ""}${wordOfSort(sort)}`;
  return [
    ...(name === "" ? [] : [/[":]|^\s|\s$/.test(name) ? quote(name) : name]),
    ...(statuses.length === 0 ? [] : [`status:${statuses.map(wordOfStatus).join(",")}`]),
    ...metadata.map(([key, value]) => `${keyWord(key)}:${/[\s:]/.test(value) ? quote(value) : value}`),
    ...(order === "name" ? [] : [`sort:${order}`]),
  ].join(" ");
}

function keyWord(key: string): string {
  const word = /[\s:]/.test(key) ? quote(key) : key;
  return ["name", "status", "sort"].includes(key) ? `metadata.${word}` : word;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}

/** The query with a status added, or taken away where it is in it. */
export function toggleStatus(query: SampleQuery, status: LabelStatus): SampleQuery {
  const { statuses } = query;
  const isIn = statuses.includes(status);
  return { ...query, statuses: isIn ? statuses.filter((other) => other !== status) : [...statuses, status] };
}

/** Whether the query leaves out any samples. */
export function isFiltered({ name, statuses, metadata }: SampleQuery): boolean {
  return name !== "" || statuses.length > 0 || metadata.length > 0;
}

/** The query as the SDK takes it. */
export function listParams({ name, statuses, metadata, sort, isDescending }: SampleQuery): SampleListParams {
  return {
    sort,
    direction: isDescending ? "desc" : "asc",
    ...(name !== "" && { name }),
    ...(statuses.length > 0 && { labelStatus: statuses }),
    ...(metadata.length > 0 && { metadata: metadata.map(([key, value]) => `${key}:${value}`) }),
  };
}
