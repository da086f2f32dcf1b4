import { ObjectIds } from "../annotations/ids.js";
import {
  type AnnotationRecord,
  AnnotationType,
  annotationId,
  freeObjectKey,
  type ObjectKey,
  objectKey,
  objectKeyOf,
  objectNumber,
  type Place,
  placeKey,
} from "../annotations/records.js";
import { annotationRecord, type WireFields } from "../annotations/wire.js";
import type { Unsubscribe } from "../store/emitter.js";
import { RecordIndex } from "../store/record-index.js";
import type { Store } from "../store/store.js";
import type { DerivedShapes } from "./derived-shapes.js";

/**
 * The annotations of a document over all its sensors and frames, and what is found by. Shapes that no record states are
 * found as those that one does. Writing happens inside a transaction of the caller.
 *
 * @example document.annotations.inPlace({ sensor: "front", frame: 3 })
 */
export class AnnotationIndex {
  readonly #store: Store;
  readonly #byPlace: RecordIndex<AnnotationRecord, string>;
  readonly #bySensor: RecordIndex<AnnotationRecord, string | undefined>;
  readonly #byCategory: RecordIndex<AnnotationRecord, number>;
  readonly #byObject: RecordIndex<AnnotationRecord, ObjectKey>;
  readonly #byNumber: RecordIndex<AnnotationRecord, number>;
  readonly #byId: RecordIndex<AnnotationRecord, number>;
  readonly #stop: Unsubscribe;
  readonly #objectIds = new ObjectIds();
  #maxOrder = 0;
  /** Shapes that are seen and not stated. */
  derived: DerivedShapes | undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#byPlace = new RecordIndex(store, AnnotationType, (record) => placeKey(record.place));
    this.#bySensor = new RecordIndex(store, AnnotationType, (record) => record.place.sensor);
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

  /** How many records there are. */
  get count(): number {
    return this.#store.count(AnnotationType);
  }

  countOf(sensor: string | undefined): number {
    return this.#bySensor.ids(sensor).size;
  }

  /** How many objects there are, over all sensors and frames. */
  get objectCount(): number {
    return this.#byObject.keyCount;
  }

  /** How many objects a sensor has, over all its frames. */
  objectCountOf(sensor: string | undefined): number {
    return this.#isAlone(sensor) ? this.objectCount : this.#countObjects(this.#bySensor.ids(sensor));
  }

  /** The objects of a sensor, over all its frames. */
  objectKeysOf(sensor: string | undefined): ObjectKey[] {
    return this.#isAlone(sensor)
      ? [...this.#byObject.keys()]
      : [...new Set([...this.#bySensor.ids(sensor)].map(objectKeyOf))];
  }

  /** A record, or the shape that is derived in its place. */
  find(id: string): AnnotationRecord | undefined {
    return this.#store.find(AnnotationType, id) ?? this.derived?.find(id);
  }

  get(id: string): AnnotationRecord {
    const record = this.find(id);
    if (!record) throw new Error(`There is no annotation ${id}`);
    return record;
  }

  /** Whether a record states the annotation: it is not derived. */
  isStated(id: string): boolean {
    return this.#store.find(AnnotationType, id) !== undefined;
  }

  /** All that is seen in a place, stated and derived, by its order. */
  inPlace(place: Place): AnnotationRecord[] {
    const stated = this.#records(this.#byPlace.ids(placeKey(place)));
    const derived = this.derived?.inPlace(place) ?? [];
    return derived.length === 0 ? stated : [...stated, ...derived].sort(byOrder);
  }

  ofSensor(sensor: string | undefined): AnnotationRecord[] {
    return this.#records(this.#bySensor.ids(sensor));
  }

  ofCategory(categoryId: number): AnnotationRecord[] {
    return this.#records(this.#byCategory.ids(categoryId));
  }

  /** How many objects there are of a category. */
  countOfCategory(categoryId: number): number {
    return this.#countObjects(this.#byCategory.ids(categoryId));
  }

  /** All records of one object, over frames and sensors. */
  ofObject(key: ObjectKey): AnnotationRecord[] {
    return this.#records(this.#byObject.ids(key));
  }

  hasObject(key: ObjectKey): boolean {
    return this.#byObject.ids(key).size > 0;
  }

  /** All records that bear a number as people see it, and as links name it. */
  ofNumber(number: number): AnnotationRecord[] {
    return this.#records(this.#byNumber.ids(number));
  }

  all(): AnnotationRecord[] {
    return [...this.#store.all(AnnotationType)].sort(byOrder);
  }

  /** Adds one with the ids that it has. */
  add(fields: WireFields, place: Place): AnnotationRecord {
    const key = freeObjectKey(objectNumber(fields), (each) => this.isStated(annotationId(place, each)));
    const record = this.#state(annotationRecord(fields, { key, place, order: this.#maxOrder + 1 }));
    this.derived?.added?.(record);
    return record;
  }

  /** Changes one. In a frame it is a keyframe from now on, also where it was derived. */
  update(id: string, change: (record: AnnotationRecord) => AnnotationRecord): void {
    const from = this.get(id);
    const to = change(from);
    if (to !== from) this.#state(to);
  }

  /** States an object in another place as a record says it is in its own. */
  stateIn(record: AnnotationRecord, place: Place): AnnotationRecord {
    return this.#state({ ...record, id: annotationId(place, objectKey(record)), place });
  }

  /** Changes what a record says beside its shape. It is no more a keyframe than it was. */
  amend(id: string, change: (record: AnnotationRecord) => AnnotationRecord): void {
    this.#store.update(AnnotationType, id, change);
  }

  /** Takes one out of its place. */
  remove(id: string): void {
    const record = this.find(id);
    if (record && this.derived) this.derived.remove(record);
    else this.#store.remove(id);
  }

  /** An object under another number, in all places. */
  changeNumberOf(key: ObjectKey, number: number): void {
    for (const { id } of this.ofObject(key)) this.changeNumber(id, number);
    this.derived?.changeKey?.(key, String(number));
  }

  /** The same annotation under another number, and so under another id. */
  changeNumber(id: string, number: number): void {
    const record = this.get(id);
    const { objectId, trackId, place } = record;
    const isSameId = trackId === undefined || objectId === trackId;
    const key = freeObjectKey(number, (each) => this.isStated(annotationId(place, each)));
    this.#store.remove(id);
    const renamed: AnnotationRecord = {
      ...record,
      id: annotationId(place, key),
      objectId: isSameId ? number : objectId,
      trackId: number,
    };
    this.#store.put(renamed);
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
    const indexes = [this.#byPlace, this.#bySensor, this.#byCategory, this.#byObject, this.#byNumber, this.#byId];
    for (const index of indexes) index.dispose();
    this.#stop();
    this.derived?.dispose?.();
  }

  #state(record: AnnotationRecord): AnnotationRecord {
    const isInFrame = this.derived !== undefined && record.place.frame !== undefined;
    const stated = isInFrame ? { ...record, isKeyframe: true } : record;
    this.#store.put(stated);
    this.derived?.stated?.(stated);
    return stated;
  }

  /** Whether all annotations are of one sensor: then what is known of all of them need not be counted. */
  #isAlone(sensor: string | undefined): boolean {
    return this.#bySensor.ids(sensor).size === this.count;
  }

  /** Without frames and sensors each record is an object. */
  #countObjects(ids: ReadonlySet<string>): number {
    return this.objectCount === this.count ? ids.size : new Set([...ids].map(objectKeyOf)).size;
  }

  #records(ids: ReadonlySet<string>): AnnotationRecord[] {
    return [...ids].map((id) => this.#store.get(AnnotationType, id)).sort(byOrder);
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
