import { isSameJson } from "@tessera/json";
import { type AnnotationRecord, placeKey } from "./records.js";

/** What happened to an object: it came, went, has another shape or place, or other values. */
export type ObjectChangeKind = "added" | "removed" | "moved" | "changed";

/** An object on which two versions of a label differ. */
export interface ObjectChange {
  readonly kind: ObjectChangeKind;
  /** As it is now; as it was, where it has gone. */
  readonly record: AnnotationRecord;
  /** As it was; undefined where it has come. */
  readonly before: AnnotationRecord | undefined;
  /** Where it has another category: the one that it had. One that has moved may have one, too. */
  readonly categoryBefore?: number;
  /** It has other values of attributes. */
  readonly hasOtherValues?: boolean;
}

/**
 * What differs between two versions of a label, object by object: gone ones first, the others in the order of the list. An object that has another shape has moved, and says
 * what else it has.
 *
 * @example changesBetween(lastReviewed, editor.annotations.all()).filter(({ kind }) => kind === "added").length
 */
export function changesBetween(
  before: readonly AnnotationRecord[],
  now: readonly AnnotationRecord[],
): readonly ObjectChange[] {
  const left = new Map(before.map((record) => [record.id, record]));
  const changes = now.flatMap((record): ObjectChange[] => {
    const old = left.get(record.id);
    left.delete(record.id);
    const kind = old === undefined ? "added" : kindOfChange(old, record);
    return kind === undefined ? [] : [{ kind, record, before: old, ...(old && valueChanges([[old, record]])) }];
  });
  const removed = [...left.values()].map((record): ObjectChange => ({ kind: "removed", record, before: record }));
  return [...removed, ...changes];
}

/** How an object differs from what it was; undefined where it does not. */
export function kindOfChange(from: AnnotationRecord, to: AnnotationRecord): ObjectChangeKind | undefined {
  if (from === to) return undefined;
  if (from.kind !== to.kind || placeKey(from.place) !== placeKey(to.place)) return "moved";
  if (!isSameJson(from.geometry, to.geometry)) return "moved";
  const isSame = from.categoryId === to.categoryId && isSameJson(from.attributes ?? {}, to.attributes ?? {});
  return isSame ? undefined : "changed";
}

/** What an object has beside another shape, in any of its places. */
export function valueChanges(
  pairs: readonly (readonly [AnnotationRecord, AnnotationRecord])[],
): Pick<ObjectChange, "categoryBefore" | "hasOtherValues"> {
  const recategorized = pairs.find(([from, to]) => from.categoryId !== to.categoryId);
  const hasOtherValues = pairs.some(([from, to]) => !isSameJson(from.attributes ?? {}, to.attributes ?? {}));
  return {
    ...(recategorized && { categoryBefore: recategorized[0].categoryId }),
    ...(hasOtherValues && { hasOtherValues }),
  };
}
