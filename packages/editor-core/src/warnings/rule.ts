import type { AnnotationRecord, Place, SceneRecord } from "../annotations/records.js";
import type { Editor } from "../editor/editor.js";

/** An error would be refused or lost; a warning may be meant. */
export type Severity = "error" | "warning";

/** Something in the label that a person should look at before it is submitted. */
export interface Warning {
  /** The same for the same fault, so that dismissing it lasts. */
  readonly id: string;
  readonly rule: string;
  /** The heading of its group. */
  readonly group: string;
  readonly severity: Severity;
  /** The object at fault; null where it is the place as a whole. */
  readonly annotationId: string | null;
  /** The sensor and the frame where it is. */
  readonly place: Place;
  readonly message: string;
}

interface RuleBase {
  readonly id: string;
  readonly group: string;
  readonly severity: Severity;
}

/** A rule that looks at one object alone. It is asked again only when that object changes. */
export interface AnnotationRule<Point> extends RuleBase {
  readonly type: "annotation";
  /** What is wrong, as a sentence; undefined where nothing is. */
  check(record: AnnotationRecord, editor: Editor<Point>): string | undefined;
}

/** A rule that objects with the same key break together, such as two of one shape in one place. */
export interface SameKeyRule<Point> extends RuleBase {
  readonly type: "same-key";
  keyOf(record: AnnotationRecord, editor: Editor<Point>): string | undefined;
  message(record: AnnotationRecord): string;
}

/** A rule that looks at what is said of a place as a whole. */
export interface SceneRule<Point> extends RuleBase {
  readonly type: "scene";
  check(scene: SceneRecord | undefined, editor: Editor<Point>): string | undefined;
}

/** A rule of warnings. Surfaces register theirs beside the core's. */
export type WarningRule<Point> = AnnotationRule<Point> | SameKeyRule<Point> | SceneRule<Point>;
