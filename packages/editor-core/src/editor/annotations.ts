import { ObjectIds } from "../annotations/ids.js";
import type { KindRegistry } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  AnnotationType,
  type AttributeValues,
  annotationId,
  freeObjectKey,
  type ObjectKey,
  objectKey,
  objectNumber,
  type Place,
  placeKey,
} from "../annotations/records.js";
import { annotationRecord, type WireFields } from "../annotations/wire.js";
import type { Unsubscribe } from "../store/emitter.js";
import { RecordIndex } from "../store/record-index.js";
import type { Store } from "../store/store.js";

/** What a new annotation needs; the rest is given by the editor. */
export interface NewAnnotation {
  readonly kind: string;
  readonly geometry: unknown;
  readonly place: Place;
  readonly categoryId: number;
  readonly attributes?: AttributeValues | null;
}

/**
 * The annotations of the document, and their indexes. Writing happens inside a transaction of the caller.
 *
 * @example editor.annotations.inPlace(editor.session.get().place)
 */
export class Annotations<Point> {
  readonly kinds: KindRegistry<Point>;
  readonly #store: Store;
  readonly #byPlace: RecordIndex<AnnotationRecord, string>;
  readonly #byCategory: RecordIndex<AnnotationRecord, number>;
  readonly #byObject: RecordIndex<AnnotationRecord, ObjectKey>;
  readonly #byNumber: RecordIndex<AnnotationRecord, number>;
  readonly #byId: RecordIndex<AnnotationRecord, number>;
  readonly #stop: Unsubscribe;
  readonly #objectIds = new ObjectIds();
  #maxOrder = 0;

  constructor(store: Store, kinds: KindRegistry<Point>) {
    this.#store = store;
    this.kinds = kinds;
    this.#byPlace = new RecordIndex(store, AnnotationType, (record) => placeKey(record.place));
    this.#byCategory = new RecordIndex(store, AnnotationType, (record) => record.categoryId);
    this.#byObject = new RecordIndex(store, AnnotationType, objectKey);
    this.#byNumber = new RecordIndex(store, AnnotationType, objectNumber);
    this.#byId = new RecordIndex(store, AnnotationType, (record) => record.objectId);
    const stopRemembering = store.onWrite((_, to) => {
      if (to && AnnotationType.is(to)) this.#remember(to);
    });
    const stopForgetting = store.listen(({ source }) => source === "load" && this.#forget(), { scope: "document" });
    this.#stop = () => {
      stopRemembering();
      stopForgetting();
    };
  }

  get count(): number {
    return this.#store.count(AnnotationType);
  }

  find(id: string): AnnotationRecord | undefined {
    return this.#store.find(AnnotationType, id);
  }

  get(id: string): AnnotationRecord {
    return this.#store.get(AnnotationType, id);
  }

  /** Those of a place, by their order. */
  inPlace(place: Place): AnnotationRecord[] {
    return this.#records(this.#byPlace.ids(placeKey(place)));
  }

  ofCategory(categoryId: number): AnnotationRecord[] {
    return this.#records(this.#byCategory.ids(categoryId));
  }

  /** All of one object, over frames and sensors. */
  ofObject(key: ObjectKey): AnnotationRecord[] {
    return this.#records(this.#byObject.ids(key));
  }

  /** All that bear a number as people see it, and as links name it. */
  ofNumber(number: number): AnnotationRecord[] {
    return this.#records(this.#byNumber.ids(number));
  }

  all(): AnnotationRecord[] {
    return [...this.#store.all(AnnotationType)].sort(byOrder);
  }

  /** Adds one with the next free id. */
  add(annotation: NewAnnotation): AnnotationRecord {
    const objectId = this.nextObjectId();
    return this.addFields({ ...annotation, objectId, trackId: objectId, extra: {} }, annotation.place);
  }

  /** Adds one with the ids that it has. */
  addFields(fields: WireFields & { readonly place?: Place }, place: Place): AnnotationRecord {
    const key = freeObjectKey(objectNumber(fields), (each) => this.find(annotationId(place, each)) !== undefined);
    const record = annotationRecord(fields, { key, place, order: this.#nextOrder() });
    this.#store.put(record);
    return record;
  }

  update(id: string, change: (record: AnnotationRecord) => AnnotationRecord): void {
    this.#store.update(AnnotationType, id, change);
  }

  /** The same annotation under another number, and so under another id. */
  changeNumber(id: string, number: number): void {
    const { objectId, trackId, ...record } = this.get(id);
    const isSameId = trackId === undefined || objectId === trackId;
    const key = freeObjectKey(number, (each) => this.find(annotationId(record.place, each)) !== undefined);
    this.remove(id);
    this.#store.put({
      ...record,
      id: annotationId(record.place, key),
      objectId: isSameId ? number : objectId,
      trackId: number,
    } as AnnotationRecord);
  }

  remove(id: string): void {
    this.#store.remove(id);
  }

  /** An id that no object has or had: one above the highest. */
  nextObjectId(): number {
    return this.#objectIds.next();
  }

  /** Whether an object of that id may be added in a place. */
  isFree(objectId: number, place: Place): boolean {
    const namesakes = this.#records(new Set([...this.#byId.ids(objectId), ...this.#byNumber.ids(objectId)]));
    return !namesakes.some((record) => placeKey(record.place) === placeKey(place));
  }

  dispose(): void {
    for (const index of [this.#byPlace, this.#byCategory, this.#byObject, this.#byNumber, this.#byId]) index.dispose();
    this.#stop();
  }

  #records(ids: ReadonlySet<string>): AnnotationRecord[] {
    return [...ids].map((id) => this.get(id)).sort(byOrder);
  }

  #nextOrder(): number {
    return this.#maxOrder + 1;
  }

  /** Another label: ids and order begin anew, from all that is there now. */
  #forget(): void {
    this.#objectIds.clear();
    this.#maxOrder = 0;
    for (const record of this.#store.all(AnnotationType)) this.#remember(record);
  }

  #remember(record: AnnotationRecord): void {
    this.#objectIds.use(record.objectId);
    if (record.trackId !== undefined) this.#objectIds.use(record.trackId);
    this.#maxOrder = Math.max(this.#maxOrder, record.order);
  }
}

function byOrder(a: AnnotationRecord, b: AnnotationRecord): number {
  return a.order - b.order;
}
