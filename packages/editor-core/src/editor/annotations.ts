import type { KindRegistry } from "../annotations/kind.js";
import type { AnnotationRecord, AttributeValues, ObjectKey, Place } from "../annotations/records.js";
import type { WireFields } from "../annotations/wire.js";
import type { AnnotationIndex } from "../document/annotation-index.js";

/** What a new annotation needs; the rest is given by the editor. */
export interface NewAnnotation {
  readonly kind: string;
  readonly geometry: unknown;
  readonly place: Place;
  readonly categoryId: number;
  readonly attributes?: AttributeValues | null;
}

/**
 * The annotations of one sensor, of kinds that its surface knows. Writing happens inside a transaction of the caller.
 *
 * @example editor.annotations.inPlace(editor.place)
 */
export class Annotations<Point> {
  readonly kinds: KindRegistry<Point>;
  readonly #index: AnnotationIndex;
  readonly #sensor: string | undefined;

  constructor(index: AnnotationIndex, { kinds, sensor }: { kinds: KindRegistry<Point>; sensor: string | undefined }) {
    this.#index = index;
    this.kinds = kinds;
    this.#sensor = sensor;
  }

  /** How many objects there are, over the frames. */
  get objectCount(): number {
    return this.#index.objectCountOf(this.#sensor);
  }

  /** The objects, over the frames. */
  objectKeys(): ObjectKey[] {
    return this.#index.objectKeysOf(this.#sensor);
  }

  /** How many are stated. */
  get count(): number {
    return this.#index.countOf(this.#sensor);
  }

  /** A record, or the shape that is derived in its place. */
  find(id: string): AnnotationRecord | undefined {
    const record = this.#index.find(id);
    return record && this.#isOwn(record) ? record : undefined;
  }

  get(id: string): AnnotationRecord {
    const record = this.find(id);
    if (!record) throw new Error(`There is no annotation ${id} here`);
    return record;
  }

  /** Those of a place, by their order. */
  inPlace(place: Place): AnnotationRecord[] {
    return this.#index.inPlace(place);
  }

  ofCategory(categoryId: number): AnnotationRecord[] {
    return this.#index.ofCategory(categoryId).filter((record) => this.#isOwn(record));
  }

  /** All records of one object, over the frames. */
  ofObject(key: ObjectKey): AnnotationRecord[] {
    return this.#index.ofObject(key).filter((record) => this.#isOwn(record));
  }

  /** All records that bear a number as people see it. */
  ofNumber(number: number): AnnotationRecord[] {
    return this.#index.ofNumber(number).filter((record) => this.#isOwn(record));
  }

  all(): AnnotationRecord[] {
    return this.#index.ofSensor(this.#sensor);
  }

  /** Adds one with the next free id. */
  add(annotation: NewAnnotation): AnnotationRecord {
    const { place, ...fields } = annotation;
    const objectId = this.nextObjectId();
    return this.addFields({ ...fields, objectId, trackId: objectId, extra: {} }, place);
  }

  /** Adds one with the ids that it has. */
  addFields(fields: WireFields, place: Place): AnnotationRecord {
    return this.#index.add(fields, place);
  }

  /** Changes one. A shape that was derived is stated from now on. */
  update(id: string, change: (record: AnnotationRecord) => AnnotationRecord): void {
    this.#index.update(id, change);
  }

  remove(id: string): void {
    this.#index.remove(id);
  }

  /** An id that no object has or had: one above the highest. */
  nextObjectId(): number {
    return this.#index.nextObjectId();
  }

  /** Whether an object of that id may be added in a place. */
  isFree(objectId: number, place: Place): boolean {
    return this.#index.isFree(objectId, place);
  }

  #isOwn({ place }: AnnotationRecord): boolean {
    return place.sensor === this.#sensor;
  }
}
