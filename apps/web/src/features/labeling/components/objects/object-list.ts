import {
  type AnnotationRecord,
  AnnotationType,
  type Change,
  RemovalType,
  type StoreRecord,
  VIEW_STATE_ID,
  type ViewStateRecord,
  ViewStateType,
} from "@tessera/editor-core";
import type { Core } from "../../editors/editor-module.js";

/** A row of the list: the head of a category, or an object. */
export type ListRow =
  | { readonly type: "group"; readonly categoryId: number; readonly count: number; readonly isOpen: boolean }
  | { readonly type: "object"; readonly id: string };

/** The rows of the list: objects below their category, and none below one that is closed. */
export function listRows({ filtering }: Core, closed: ReadonlySet<number>): readonly ListRow[] {
  return filtering.groups().flatMap(({ categoryId, records }): ListRow[] => {
    const isOpen = !closed.has(categoryId);
    const head: ListRow = { type: "group", categoryId, count: records.length, isOpen };
    return isOpen ? [head, ...records.map(({ id }): ListRow => ({ type: "object", id }))] : [head];
  });
}

/** Ids of the objects that the list shows, in its order. */
export interface ObjectListSource {
  readonly get: () => readonly string[];
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * The object list of an editor. It is made anew when objects come, go, or change what the list goes by; a drag, which changes shapes only, leaves it
 * as it is: with 10,000 objects that is the difference between a millisecond and a frame.
 */
export function objectList(editor: Core): ObjectListSource {
  let ids: readonly string[] | undefined;
  const listeners = new Set<() => void>();
  let stop: (() => void) | undefined;
  const read = () => editor.filtering.list().map((record) => record.id);
  const follow = (change: Change) => {
    if (!concernsList(change, { isFiltered: editor.filtering.isOn })) return;
    ids = undefined;
    for (const listener of [...listeners]) listener();
  };
  return {
    get() {
      // Without a listener nobody says when it has changed.
      if (stop === undefined) ids = keepIfSame(ids, read());
      ids ??= read();
      return ids;
    },
    subscribe(listener) {
      ids = undefined;
      stop ??= editor.store.listen(follow);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

function keepIfSame(before: readonly string[] | undefined, now: readonly string[]): readonly string[] {
  return before !== undefined && before.length === now.length && before.every((id, index) => id === now[index])
    ? before
    : now;
}

/** Whether a change may add, remove or move rows. */
export function concernsList(
  { diff, scope }: Pick<Change, "diff" | "scope">,
  { isFiltered }: { readonly isFiltered: boolean },
): boolean {
  if (scope === "view") {
    const [from, to] = diff.updated[VIEW_STATE_ID] ?? [];
    if (from !== undefined && to !== undefined && ViewStateType.is(from) && ViewStateType.is(to))
      return concernsSession(from, to, isFiltered);
    return isFiltered;
  }
  // A removal takes an object out of the frames behind it.
  const isObject = (record: StoreRecord) => AnnotationType.is(record) || RemovalType.is(record);
  if (Object.values(diff.added).some(isObject) || Object.values(diff.removed).some(isObject)) return true;
  return Object.values(diff.updated).some(
    ([from, to]) => AnnotationType.is(from) && AnnotationType.is(to) && concernsRecord(from, to, isFiltered),
  );
}

function concernsSession(from: ViewStateRecord, to: ViewStateRecord, isFiltered: boolean): boolean {
  if (from.filter !== to.filter || from.frame !== to.frame || from.taskRevision !== to.taskRevision) return true;
  return isFiltered && (from.selectedKeys !== to.selectedKeys || from.isolatedKeys !== to.isolatedKeys);
}

function concernsRecord(from: AnnotationRecord, to: AnnotationRecord, isFiltered: boolean): boolean {
  if (from.isKeyframe !== to.isKeyframe) return true;
  if (from.order !== to.order || from.place !== to.place || from.categoryId !== to.categoryId) return true;
  return isFiltered && (from.attributes !== to.attributes || from.kind !== to.kind);
}
