import { CATEGORIES, type Category } from "@tessera/schema";

const WORDS: Readonly<Record<(typeof CATEGORIES)[number], string>> = {
  street_scenery: "Street scenery",
  garden: "Garden",
  agriculture: "Agriculture",
  satellite: "Satellite",
  people: "People",
  medical: "Medical",
  fruit: "Fruit",
  other: "Other",
};

/** The categories on offer, as a menu has them. */
export const CATEGORY_OPTIONS = CATEGORIES.map((value) => ({ value: value as string, label: WORDS[value] }));

/** @example categoryWords("custom-bees") // "bees" */
export function categoryWords(category: Category | string): string {
  const known = CATEGORY_OPTIONS.find(({ value }) => value === category);
  return known?.label ?? category.replace(/^custom-/, "");
}
