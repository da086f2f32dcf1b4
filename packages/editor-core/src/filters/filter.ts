import type { AnnotationRecord } from "../annotations/records.js";

/** What a filter asks of an object. Words of one sort are alternatives, sorts add up. */
export interface ObjectFilter {
  /** Names or ids of categories. */
  readonly categories: readonly string[];
  readonly kinds: readonly string[];
  readonly ids: readonly number[];
  /** Of the same name: alternatives. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly is: readonly ObjectFlag[];
  /** Words in the category's name, the id or an attribute's value. */
  readonly words: readonly string[];
}

/** What an object can be in this tab. */
export type ObjectFlag = "hidden" | "visible" | "locked" | "selected" | "warned";

const FLAGS: readonly ObjectFlag[] = ["hidden", "visible", "locked", "selected", "warned"];

/** What the filter has to know of an object besides its record. */
export interface FilterFacts {
  readonly categoryName: string;
  is(flag: ObjectFlag): boolean;
}

/**
 * Reads the words of a filter box: `category:car color:red is:hidden id:7 kind:bbox bumper`. Values with spaces stand
 * in quotation marks. The text itself is what a url keeps.
 *
 * @example parseFilter('category:"traffic light" is:visible')
 */
export function parseFilter(text: string): ObjectFilter {
  const filter = { categories: [], kinds: [], ids: [], attributes: [], is: [], words: [] } as MutableFilter;
  for (const match of text.matchAll(/(?:("[^"]*"|[^\s:"]+):)?("[^"]*"?|[^\s"]+)/g)) {
    addTerm(filter, unquote(match[1]), unquote(match[2]) ?? "");
  }
  return filter;
}

/**
 * The text of a filter; parsing it gives the same filter.
 *
 * @example formatFilter(parseFilter("is:hidden car")) // "is:hidden car"
 */
export function formatFilter(filter: ObjectFilter): string {
  return [
    ...filter.categories.map((name) => `category:${quote(name)}`),
    ...filter.kinds.map((kind) => `kind:${quote(kind)}`),
    ...filter.ids.map((id) => `id:${id}`),
    ...filter.attributes.map(({ name, value }) => `${quote(name)}:${quote(value)}`),
    ...filter.is.map((flag) => `is:${flag}`),
    ...filter.words.map(quote),
  ].join(" ");
}

/**
 * Whether an object passes.
 *
 * @example matchesFilter(parseFilter("id:7"), record, facts)
 */
export function matchesFilter(filter: ObjectFilter, record: AnnotationRecord, facts: FilterFacts): boolean {
  const category = facts.categoryName.toLowerCase();
  const { categories, kinds, ids, attributes, is, words } = filter;
  return (
    isAnyOf(categories, (name) => name.toLowerCase() === category || name === String(record.categoryId)) &&
    isAnyOf(kinds, (kind) => kind === record.kind) &&
    isAnyOf(ids, (id) => id === record.objectId || id === record.trackId) &&
    attributes.every(({ name }) => {
      const alternatives = attributes.filter((each) => each.name === name);
      return alternatives.some(({ value }) => hasText(record.attributes?.[name], value));
    }) &&
    is.every((flag) => facts.is(flag)) &&
    words.every((word) => hasWord(record, category, word.toLowerCase()))
  );
}

type MutableFilter = { [key in keyof ObjectFilter]: ObjectFilter[key][number][] };

function addTerm(filter: MutableFilter, name: string | undefined, value: string): void {
  const flag = FLAGS.find((each) => each === value);
  if (value === "") return;
  if (name === undefined) filter.words.push(value);
  else if (name === "category") filter.categories.push(value);
  else if (name === "kind") filter.kinds.push(value);
  else if (name === "id" && /^\d+$/.test(value)) filter.ids.push(Number(value));
  else if (name === "is" && flag) filter.is.push(flag);
  else filter.attributes.push({ name, value });
}

function unquote(text: string | undefined): string | undefined {
  return text?.startsWith('"') ? text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined) : text;
}

function quote(text: string): string {
  return /[\s:]/.test(text) ? `"${text}"` : text;
}

function isAnyOf<T>(values: readonly T[], test: (value: T) => boolean): boolean {
  return values.length === 0 || values.some(test);
}

function hasText(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.some((item) => hasText(item, text));
  return value !== undefined && value !== null && String(value).toLowerCase() === text.toLowerCase();
}

function hasWord(record: AnnotationRecord, category: string, word: string): boolean {
  const values = Object.values(record.attributes ?? {})
    .flat()
    .map(String);
  return [category, String(record.objectId), ...values].some((text) => text.toLowerCase().includes(word));
}
