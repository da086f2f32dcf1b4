import type { AttributeUsage, CategoryUsage, TaskAttribute, TaskAttributes, TaskCategory } from "@tessera/schema";
import type { LabelChangeParams } from "@tessera/sdk";

/** Something that the saved task attributes have and the draft has not, and that labels use. */
export interface Removal {
  readonly kind: "category" | "attribute" | "choice";
  /** Of the category, or whose attribute it is; null for the scene's. */
  readonly categoryId: number | null;
  /** Of the attribute; of a category its own. */
  readonly name: string;
  /** The choice. */
  readonly value?: string;
  /** In words, such as `red, a choice of color of car`. */
  readonly title: string;
  readonly objects: number;
  readonly samples: number;
  /** What could take its place. */
  readonly targets: readonly { readonly value: string; readonly label: string }[];
}

/** What becomes of what labels have: `keep`, `delete`, or `to:` and a target. */
export type Answer = "keep" | "delete" | `to:${string}`;

type Missing = Omit<Removal, "objects" | "samples">;

/** What a draft removes, whether labels use it or not. */
export function listMissing(saved: TaskAttributes, draft: unknown): readonly Missing[] {
  // The draft was validated before anybody asks.
  const next = draft as TaskAttributes;
  const left = new Map(next.categories.map((category) => [category.id, category]));
  const categories = saved.categories
    .filter(({ id }) => !left.has(id))
    .map((category) => missingCategory(category, next));
  const attributes = saved.categories.flatMap((category) => {
    const kept = left.get(category.id);
    const holder = { categoryId: category.id, of: category.name };
    return kept === undefined ? [] : missingAttributes(category.attributes ?? [], kept.attributes ?? [], holder);
  });
  const scene = missingAttributes(saved.image_attributes ?? [], next.image_attributes ?? [], {
    categoryId: null,
    of: "the scene",
  });
  return [...categories, ...attributes, ...scene];
}

function missingCategory({ id, name }: TaskCategory, next: TaskAttributes): Missing {
  const targets = next.categories.map((category) => ({ value: String(category.id), label: category.name }));
  return { kind: "category", categoryId: id, name, title: name, targets };
}

function missingAttributes(
  saved: readonly TaskAttribute[],
  next: readonly TaskAttribute[],
  { categoryId, of }: { readonly categoryId: number | null; readonly of: string },
): Missing[] {
  return saved.flatMap((attribute): Missing[] => {
    const { name } = attribute;
    const kept = next.find((candidate) => candidate.name === name);
    if (kept === undefined) {
      return [{ kind: "attribute", categoryId, name, title: `${name}, an attribute of ${of}`, targets: [] }];
    }
    const targets = choicesOf(kept).map((value) => ({ value, label: value }));
    return choicesOf(attribute)
      .filter((value) => "values" in kept && !choicesOf(kept).includes(value))
      .map((value) => ({
        ...{ kind: "choice" as const, categoryId, name, value },
        ...{ title: `${value}, a choice of ${name} of ${of}`, targets },
      }));
  });
}

function choicesOf(attribute: TaskAttribute): readonly string[] {
  return "values" in attribute ? attribute.values : [];
}

/** Those that labels use, with how much. */
export function usedOf(
  missing: readonly Missing[],
  usage: { readonly categories: readonly CategoryUsage[]; readonly attributes: readonly AttributeUsage[] },
): readonly Removal[] {
  return missing.flatMap((removal) => {
    const { kind, categoryId, name, value = null } = removal;
    const found =
      kind === "category"
        ? usage.categories.find(({ id }) => id === categoryId)
        : usage.attributes.find((row) => row.category_id === categoryId && row.name === name && row.value === value);
    return found === undefined ? [] : [{ ...removal, objects: found.objects, samples: found.samples }];
  });
}

/** What the server is asked for besides the task attributes; undefined where every label stays as it is. */
export function changeOf(
  removals: readonly Removal[],
  answers: readonly Answer[],
): Pick<LabelChangeParams, "categories" | "attributes"> | undefined {
  const asked = removals.flatMap((removal, index) => {
    const answer = answers[index] ?? "keep";
    return answer === "keep" ? [] : [{ removal, to: answer === "delete" ? null : answer.slice("to:".length) }];
  });
  if (asked.length === 0) return undefined;
  return {
    categories: asked.flatMap(({ removal: { kind, categoryId }, to }) =>
      kind === "category" && categoryId !== null ? [{ id: categoryId, move_to: to === null ? null : Number(to) }] : [],
    ),
    attributes: asked.flatMap(({ removal: { kind, categoryId, name, value }, to }) =>
      kind === "category"
        ? []
        : [{ category_id: categoryId, name, ...(value !== undefined && { value, move_to: to }) }],
    ),
  };
}
