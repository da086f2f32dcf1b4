/**
 * Where a record lives. `document` records are the label: saved and undone. `view` records are this tab's view of it
 * (selection, what is hidden, the chosen category): neither saved nor undone.
 */
export type RecordScope = "document" | "view";

/** An immutable record of the store. Its id is unique over all types. */
export interface StoreRecord {
  readonly id: string;
  readonly typeName: string;
}

/** What the store knows of a type of records. A surface may bring types of its own. */
export interface RecordType<R extends StoreRecord = StoreRecord> {
  readonly typeName: R["typeName"];
  readonly scope: RecordScope;
  is(record: StoreRecord): record is R;
  /** Bytes that a record takes; `sizeOf` where absent. */
  sizeOf?(record: R): number;
  /** Whether two records are the same by value; `isSameJson` where absent. */
  isSame?(a: R, b: R): boolean;
}

/**
 * Declares a type of records.
 *
 * @example
 * interface Track extends StoreRecord { readonly typeName: "track"; readonly trackId: number }
 * const TrackType = defineRecordType<Track>("track", { scope: "document" });
 */
export function defineRecordType<R extends StoreRecord>(
  typeName: R["typeName"],
  options: Pick<RecordType<R>, "scope" | "sizeOf" | "isSame">,
): RecordType<R> {
  return { typeName, ...options, is: (record): record is R => record.typeName === typeName };
}
