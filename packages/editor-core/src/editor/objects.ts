import { isSameJson } from "@tessera/json";
import type { TaskAttribute } from "@tessera/schema";
import type { Refusal } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  type AttributeValues,
  objectKey,
  objectNumber,
  type SceneRecord,
  SceneType,
  sceneId,
} from "../annotations/records.js";
import { coerceValue, defaultValues, valuesForCategory, withValue } from "../attributes/attributes.js";
import type { Editor } from "./editor.js";
import type { NudgeDirection } from "./surface.js";

/** What an object had under its categories, and what it was given when the category changed last. */
interface LeftValues {
  readonly byCategory: ReadonlyMap<number, AttributeValues>;
  readonly given: AttributeValues;
}

/** A shape that a tool has finished. */
export interface NewObject {
  readonly kind: string;
  readonly geometry: unknown;
  /** That of the view state where absent. */
  readonly categoryId?: number;
}

/**
 * What people do to objects: each is one step of undo, leaves locked objects alone, and is refused in a read-only
 * label.
 *
 * @example const result = editor.objects.create({ kind: "bbox", geometry }); if ("reason" in result) editor.notify(result.reason);
 */
export class Objects<Point> {
  readonly #editor: Editor<Point>;
  /** What objects had under the categories that they were taken out of, by object. */
  readonly #left = new Map<string, LeftValues>();

  /** What objects of a category were given last, to be repeated. */
  readonly #lastValues = new Map<number, AttributeValues>();

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  /** Adds an object with the defaults of its category and selects it; or says why its shape cannot be kept. */
  create({ kind, geometry, categoryId }: NewObject): AnnotationRecord | Refusal {
    const { annotations, viewState, task, selection } = this.#editor;
    const definition = annotations.kinds.get(kind);
    const reason = definition.validate(geometry);
    if (reason !== undefined) return { reason };
    const category = categoryId ?? viewState.get().categoryId;
    const attributes = defaultValues(task.attributesOf(category));
    let record: AnnotationRecord | undefined;
    this.#editor.edit(`Draw ${definition.label.toLowerCase()}`, () => {
      const { place } = this.#editor;
      record = annotations.add({ kind, geometry, place, categoryId: category, ...(attributes ? { attributes } : {}) });
      selection.set([record.id]);
    });
    return record ?? this.#refused();
  }

  /** Of these, the ones that may be changed. */
  editable(ids: readonly string[]): AnnotationRecord[] {
    return ids
      .map((id) => this.#editor.annotations.find(id))
      .filter((record) => record !== undefined)
      .filter((record) => this.#editor.canEdit(record));
  }

  /** Removes objects and the links that name them. */
  remove(ids: readonly string[]): boolean {
    const records = this.editable(ids);
    if (records.length === 0) return this.#refuseLocked(ids);
    return this.#editor.edit("Delete", () => {
      for (const record of records) this.#editor.annotations.remove(record.id);
      this.#editor.links.removeOf(records);
    });
  }

  /**
   * The category of objects; values of attributes that the new one knows too stay. An object that comes back to a
   * category that it had while the label is open gets back what it had there.
   */
  setCategory(ids: readonly string[], categoryId: number): boolean {
    const { task } = this.#editor;
    const records = this.editable(ids).filter((record) => record.categoryId !== categoryId);
    if (records.length === 0) return this.#refuseLocked(ids);
    const to = task.attributesOf(categoryId);
    return this.#editor.edit("Change category", () => {
      // An object has one category, in all frames and on all sensors.
      for (const { id } of records.flatMap((record) => this.#statedOf(record))) {
        this.#editor.document.annotations.amend(id, (record) => {
          const from = task.attributesOf(record.categoryId);
          const fitting = valuesForCategory(record.attributes, { from, to });
          const left = leftValues(record, this.#left.get(id));
          const values = restoredValues(fitting, left.get(categoryId), to);
          this.#left.set(id, { byCategory: left, given: values ?? {} });
          return { ...withAttributes(record, values), categoryId };
        });
      }
    });
  }

  /** Another label: its objects may have the record ids of this one's. */
  forget(): void {
    this.#left.clear();
  }

  /**
   * Picks a category by a digit: for the next objects, and in the select tool for what is selected. Who has just drawn a shape and picks
   * a category means the next one.
   */
  pickCategory(categoryId: number): void {
    const { selection, viewState, tools } = this.#editor;
    viewState.set({ categoryId });
    if (selection.ids.length > 0 && tools.current.recategorizes) this.setCategory(selection.ids, categoryId);
  }

  /** Sets one attribute of all these objects; `undefined` takes it away. */
  setAttribute(ids: readonly string[], attribute: TaskAttribute, input: unknown): true | Refusal {
    const result = coerceValue(attribute, input);
    if ("reason" in result) return result;
    const records = this.editable(ids);
    if (records.length === 0 && !this.#editor.isReadOnly) return { reason: "The selected objects are locked" };
    const isDone = this.#editor.edit(`Set ${attribute.name}`, () => {
      for (const record of records) this.#setValue(record, attribute, result.value);
    });
    for (const { id } of records) {
      const { categoryId, attributes } = this.#editor.annotations.get(id);
      if (attributes) this.#lastValues.set(categoryId, attributes);
    }
    return isDone || this.#refused();
  }

  /** Gives objects what the last one of their category was given, attribute by attribute; what they have beside it stays. */
  repeatValues(ids: readonly string[]): boolean {
    const { task } = this.#editor;
    const records = this.editable(ids).filter(({ categoryId }) => this.#lastValues.has(categoryId));
    if (records.length === 0) return this.#refuseLocked(ids);
    return this.#editor.edit("Repeat values", () => {
      for (const record of records) {
        const last = this.#lastValues.get(record.categoryId) ?? {};
        // Attributes may have gone from the dataset meanwhile.
        for (const attribute of task.attributesOf(record.categoryId))
          if (last[attribute.name] !== undefined) this.#setValue(record, attribute, last[attribute.name]);
      }
    });
  }

  /** Sets one attribute of the place in view as a whole. */
  setSceneAttribute(attribute: TaskAttribute, input: unknown): true | Refusal {
    const result = coerceValue(attribute, input);
    if ("reason" in result) return result;
    const isDone = this.#editor.edit(`Set ${attribute.name}`, () => {
      const scene = this.scene();
      const record: SceneRecord = { ...scene, attributes: withValue(scene.attributes, attribute.name, result.value) };
      this.#editor.store.put(record);
    });
    return isDone || this.#refused();
  }

  /** What the label says of the place in view as a whole. */
  scene(): SceneRecord {
    const { place } = this.#editor;
    const id = sceneId(place);
    return this.#editor.store.find(SceneType, id) ?? { id, typeName: "scene", place, extra: {} };
  }

  /** Replaces a geometry as typed in by numbers. */
  setNumbers(id: string, values: Readonly<Record<string, number>>): true | Refusal {
    const { annotations } = this.#editor;
    const record = annotations.get(id);
    const kind = annotations.kinds.get(record.kind);
    const refusal = this.#whyNotEditable(record);
    if (refusal !== undefined) return { reason: refusal };
    const result = kind.numbers?.with(record.geometry, values) ?? { reason: `A ${kind.label} has no numbers` };
    if ("reason" in result) return result;
    const reason = kind.validate(result.geometry);
    if (reason !== undefined) return { reason };
    this.#editor.edit("Set numbers", () => {
      annotations.update(id, (now) => ({ ...now, geometry: result.geometry }));
    });
    return true;
  }

  /**
   * Replaces the shape of an object, also by one of another kind; id, category and attributes stay. What model assists
   * and scripts do.
   */
  setShape(id: string, { kind, geometry }: Pick<NewObject, "kind" | "geometry">, label: string): true | Refusal {
    const { annotations } = this.#editor;
    const reason = this.#whyNotEditable(annotations.get(id)) ?? annotations.kinds.get(kind).validate(geometry);
    if (reason !== undefined) return { reason };
    this.#editor.edit(label, () => annotations.update(id, (now) => ({ ...now, kind, geometry })));
    return true;
  }

  /** Moves what is selected by arrow keys. */
  nudge(ids: readonly string[], direction: NudgeDirection, steps: number): boolean {
    const { movement } = this.#editor.surface;
    const step = movement?.nudge(direction, steps);
    const shapes = this.#editor.movable(this.editable(ids));
    if (!movement || !step || shapes.length === 0) return false;
    const extents = shapes.map(({ extent }) => extent);
    const to = movement.clamp(extents, step.from, step.to);
    return this.#editor.edit("Move", () => this.#editor.moveShapes(shapes, { from: step.from, to }));
  }

  /** Draws objects above or below all others, and lists them so. */
  reorder(ids: readonly string[], to: "front" | "back"): boolean {
    const records = this.editable(ids).sort((a, b) => a.order - b.order);
    const orders = this.#editor.annotations.all().map((record) => record.order);
    if (records.length === 0) return false;
    const start = to === "front" ? (orders.at(-1) ?? 0) + 1 : (orders[0] ?? 0) - records.length;
    return this.#editor.edit(to === "front" ? "Bring to front" : "Send to back", () => {
      for (const [index, { id }] of records.entries()) {
        this.#editor.annotations.update(id, (record) => ({ ...record, order: start + index }));
      }
    });
  }

  /** Selects the next or the previous shown object of the place in view, in the order of the list, around its ends. */
  selectNeighbour(step: 1 | -1): void {
    const { filtering, selection } = this.#editor;
    const listed = filtering.groups().flatMap(({ records }) => records);
    const shown = listed.filter((record) => this.#editor.isShown(record));
    if (shown.length === 0) return;
    const last = selection.ids.at(-1);
    const at = shown.findIndex((record) => record.id === last);
    const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : (at + step + shown.length) % shown.length;
    const record = shown[next];
    if (record) selection.set([record.id]);
  }

  /**
   * Gives an object another number, in all places at once; links follow, and so do selection, hiding and locking. A number
   * that another object has is refused.
   */
  changeNumber(id: string, number: number): true | Refusal {
    const { annotations } = this.#editor.document;
    const from = annotations.get(id);
    const reason = this.#whyNotEditable(from) ?? this.#whyNotNumber(number);
    if (reason !== undefined) return { reason };
    const before = objectNumber(from);
    if (number === before) return true;
    this.#editor.edit("Change number", () => {
      annotations.changeNumberOf(objectKey(from), number);
      this.#editor.links.rename(before, number);
    });
    return true;
  }

  /**
   * One of a track has one value in all frames. Others hold from the frame in view to the next one with another value, as they do where
   * nothing was set.
   */
  #setValue(record: AnnotationRecord, { name, is_track_level: isOfTrack }: TaskAttribute, value: unknown): void {
    const { annotations } = this.#editor.document;
    const set = (each: AnnotationRecord) => withAttributes(each, withValue(each.attributes, name, value));
    if (isOfTrack) {
      for (const { id } of this.#statedOf(record)) annotations.amend(id, set);
      return;
    }
    const before = record.attributes?.[name] ?? null;
    annotations.update(record.id, set);
    for (const later of this.#later(record)) {
      if (!isSameJson(later.attributes?.[name] ?? null, before)) return;
      annotations.amend(later.id, set);
    }
  }

  /** All records of an object. */
  #statedOf(record: AnnotationRecord): AnnotationRecord[] {
    return this.#editor.document.annotations.ofObject(objectKey(record));
  }

  /** The records of an object on its sensor in later frames, by frame. */
  #later(record: AnnotationRecord): AnnotationRecord[] {
    const { frame, sensor } = record.place;
    if (frame === undefined) return [];
    return this.#statedOf(record)
      .filter(({ place }) => place.sensor === sensor && (place.frame ?? 0) > frame)
      .sort((a, b) => (a.place.frame ?? 0) - (b.place.frame ?? 0));
  }

  #refused(): Refusal {
    return { reason: this.#editor.refusal ?? "Nothing was changed" };
  }

  #whyNotEditable(record: AnnotationRecord): string | undefined {
    if (this.#editor.isReadOnly) return "This label is read-only";
    return this.#editor.canEdit(record) ? undefined : "The object is locked";
  }

  #whyNotNumber(number: number): string | undefined {
    if (!Number.isSafeInteger(number) || number < 1) return "A number is whole and above 0";
    const [other] = this.#editor.document.annotations.ofNumber(number);
    return other && `${this.#editor.task.categoryName(other.categoryId)} ${number} has this number`;
  }

  #refuseLocked(ids: readonly string[]): false {
    if (this.#editor.isReadOnly) this.#editor.notify("This label is read-only");
    else if (ids.length > 0 && this.editable(ids).length === 0) this.#editor.notify("The selected objects are locked");
    return false;
  }
}

function withAttributes(record: AnnotationRecord, attributes: AttributeValues | undefined): AnnotationRecord {
  if (attributes) return { ...record, attributes };
  const { attributes: _, ...others } = record;
  return others;
}

/** What an object had by category, its present one included. What was changed since holds for all of them. */
function leftValues({ categoryId, attributes }: AnnotationRecord, left: LeftValues | undefined) {
  const now = attributes ?? {};
  const given = left?.given ?? now;
  const isAsGiven = (name: string) => isSameJson(now[name] ?? null, given[name] ?? null);
  const byCategory = new Map<number, AttributeValues>();
  for (const [id, values] of left?.byCategory ?? []) {
    byCategory.set(id, Object.fromEntries(Object.entries(values).filter(([name]) => isAsGiven(name))));
  }
  return byCategory.set(categoryId, now);
}

/** What fits, and above it what the object had when it was of this category. */
function restoredValues(
  fitting: AttributeValues | undefined,
  left: AttributeValues | undefined,
  attributes: readonly TaskAttribute[],
): AttributeValues | undefined {
  const restored = attributes.filter(({ name }) => left?.[name] !== undefined).map(({ name }) => [name, left?.[name]]);
  return restored.length === 0 ? fitting : { ...fitting, ...Object.fromEntries(restored) };
}
