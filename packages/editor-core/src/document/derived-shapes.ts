import type { AnnotationRecord, ObjectKey, Place } from "../annotations/records.js";

/**
 * Shapes that are seen and edited, and that no record states, such as those between two keyframes of a track. What is
 * derived of an object in one place follows from the records of that object alone; its record has the id that a stated one
 * would have there, so an edit states it. Writing happens inside a transaction of the caller.
 */
export interface DerivedShapes {
  /** What is derived in a place; nothing of objects that a record states there. */
  inPlace(place: Place): readonly AnnotationRecord[];
  /** What is derived under an id; undefined where a record states it, or nothing is. */
  find(id: string): AnnotationRecord | undefined;
  /** Takes an object out of a place, stated or derived. */
  remove(record: AnnotationRecord): void;
  /** The records that a derived shape follows from. */
  endsOf?(record: AnnotationRecord): readonly AnnotationRecord[];
  /** A person has stated an object in a place. */
  stated?(record: AnnotationRecord): void;
  /** A person has drawn or pasted an object in a place. */
  added?(record: AnnotationRecord): void;
  /** An object has another name. */
  changeKey?(from: ObjectKey, to: ObjectKey): void;
  dispose?(): void;
}
