import { AnnotationType, type Diff, type ObjectKey, objectKey, RemovalType } from "@tessera/editor-core";
import { rowKeys, rowOf, type TimelineRow } from "./timeline-rows.js";
import type { TimelineSource } from "./timeline-source.js";

/** The rows of a timeline, made when they come into sight; a change makes those anew that it touches. */
export class RowCache {
  readonly #source: TimelineSource;
  readonly #made = new Map<ObjectKey, TimelineRow | undefined>();
  #keys: readonly ObjectKey[] | undefined;

  constructor(source: TimelineSource) {
    this.#source = source;
  }

  keys(): readonly ObjectKey[] {
    this.#keys ??= rowKeys(this.#source);
    return this.#keys;
  }

  row(key: ObjectKey): TimelineRow | undefined {
    if (!this.#made.has(key)) this.#made.set(key, rowOf(this.#source, key));
    return this.#made.get(key);
  }

  /** The label has changed. */
  follow({ added, removed, updated }: Diff): void {
    const comeOrGone = [...Object.values(added), ...Object.values(removed)];
    if (comeOrGone.some(AnnotationType.is)) this.#keys = undefined;
    for (const record of [...comeOrGone, ...Object.values(updated).flat()]) {
      if (AnnotationType.is(record)) this.#made.delete(objectKey(record));
      else if (RemovalType.is(record)) this.#made.delete(record.key);
    }
  }
}
