import type { TaskAttribute } from "@tessera/schema";
import type { Refusal } from "../annotations/kind.js";
import {
  type AnnotationRecord,
  type LinkValue,
  objectNumber,
  type SceneRecord,
  SceneType,
  sceneId,
} from "../annotations/records.js";
import { coerceValue, defaultValues, withValue } from "../attributes/attributes.js";
import type { Editor } from "./editor.js";

/** A link of the label, and the key that names it while the label is open. */
export interface KeyedLink {
  readonly key: string;
  readonly link: LinkValue;
}

/**
 * The links between objects. They stand at the top of a label, over all places, and name objects by their numbers.
 *
 * @example const result = editor.links.add(from.id, to.id); if (result !== true) editor.notify(result.reason);
 */
export class Links<Point> {
  readonly #editor: Editor<Point>;

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  all(): readonly LinkValue[] {
    return this.#editor.store.find(SceneType, sceneId({}))?.links ?? [];
  }

  /** All links by key: `1>2`, and `1>2#2` for a second one, which no label should have but some do. */
  keyed(): readonly KeyedLink[] {
    const counts = new Map<string, number>();
    return this.all().map((link) => {
      const name = `${link.from_id}>${link.to_id}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return { key: count === 1 ? name : `${name}#${count}`, link };
    });
  }

  /** The selected link, while it is there. */
  get selected(): KeyedLink | undefined {
    const { selectedLink } = this.#editor.viewState.get();
    return selectedLink === null ? undefined : this.keyed().find(({ key }) => key === selectedLink);
  }

  /** Selects a link in place of objects; null lets it go. */
  select(key: string | null): void {
    this.#editor.viewState.set({ selectedLink: key, ...(key === null ? {} : { selectedKeys: [] }) });
  }

  /** Whether a link holds in the frame in view: some are limited to frames. */
  isHere({ frames }: LinkValue): boolean {
    const { frame } = this.#editor.place;
    return !Array.isArray(frames) || frame === undefined || frames.includes(frame);
  }

  /** The shown link whose arrow lies at a place, the last one first, as that is drawn above the others. */
  at(point: Point): KeyedLink | undefined {
    const { surface } = this.#editor;
    return this.keyed().findLast(({ link }) => {
      const [from, to] = [this.find(link.from_id), this.find(link.to_id)];
      if (from === undefined || to === undefined || !this.isHere(link)) return false;
      const [start, end] = [this.#editor.extentOf(from), this.#editor.extentOf(to)];
      return start && end && surface.isOnArrow?.(point, [start, end], surface.tolerance());
    });
  }

  /** The shown object of that number in the place in view. */
  find(number: number): AnnotationRecord | undefined {
    return this.#editor.annotations.ofNumber(number).find((record) => this.#editor.isShown(record));
  }

  /** What a link can be given: the category of the object from which it goes says so. */
  attributesOf(link: LinkValue): readonly TaskAttribute[] {
    const [from] = this.#editor.document.annotations.ofNumber(link.from_id);
    return from === undefined ? [] : this.#editor.task.linkAttributesOf(from.categoryId);
  }

  /** Links two objects, with the defaults of the link's attributes, and selects the link; or says why it cannot be. */
  add(fromId: string, toId: string): true | Refusal {
    const { annotations, viewState, task } = this.#editor;
    const [from, to] = [annotations.get(fromId), annotations.get(toId)];
    const reason = this.whyNot(from, to);
    if (reason !== undefined) return { reason };
    const attributes = defaultValues(task.linkAttributesOf(from.categoryId));
    const link: LinkValue = {
      from_id: objectNumber(from),
      to_id: objectNumber(to),
      ...(attributes ? { attributes } : {}),
    };
    const isDone = this.#editor.edit("Link", () => {
      this.#set([...this.all(), link]);
      viewState.set({ selectedLink: `${link.from_id}>${link.to_id}`, selectedKeys: [] });
    });
    return isDone || this.#refused();
  }

  /** Why two objects cannot be linked, as a sentence. */
  whyNot(from: AnnotationRecord, to: AnnotationRecord): string | undefined {
    const { task } = this.#editor;
    const [fromNumber, toNumber] = [objectNumber(from), objectNumber(to)];
    if (fromNumber === toNumber) return "An object cannot be linked to itself";
    if (this.all().some((link) => link.from_id === fromNumber && link.to_id === toNumber))
      return "These objects are linked already";
    if (task.mayLink(from.categoryId, to.categoryId)) return undefined;
    return `${task.categoryName(from.categoryId)} cannot be linked to ${task.categoryName(to.categoryId)}`;
  }

  remove(key: string): boolean {
    return this.#editor.edit("Remove link", () =>
      this.#set(this.keyed().flatMap((each) => (each.key === key ? [] : [each.link]))),
    );
  }

  /** Sets one attribute of a link; `undefined` takes it away. */
  setAttribute(key: string, attribute: TaskAttribute, input: unknown): true | Refusal {
    const result = coerceValue(attribute, input);
    if ("reason" in result) return result;
    const withOne = (link: LinkValue): LinkValue => ({
      ...link,
      attributes: withValue(link.attributes, attribute.name, result.value),
    });
    const isDone = this.#editor.edit(`Set ${attribute.name}`, () =>
      this.#set(this.keyed().map((each) => (each.key === key ? withOne(each.link) : each.link))),
    );
    return isDone || this.#refused();
  }

  /** An object has another number; inside a transaction of the caller. */
  rename(before: number, number: number): void {
    const { annotations } = this.#editor.document;
    const links = this.all();
    if (links.length === 0 || annotations.ofNumber(before).length > 0) return;
    const renamed = (each: number) => (each === before ? number : each);
    this.#set(links.map((link) => ({ ...link, from_id: renamed(link.from_id), to_id: renamed(link.to_id) })));
  }

  /** An object has become another one; inside a transaction of the caller. What it was linked to the other is linked to, once. */
  join(before: number, number: number): void {
    this.rename(before, number);
    const seen = new Set<string>();
    const links = this.all();
    const left = links.filter(({ from_id, to_id }) => {
      const isAgain = (from_id === number || to_id === number) && seen.has(`${from_id}>${to_id}`);
      seen.add(`${from_id}>${to_id}`);
      return from_id !== to_id && !isAgain;
    });
    if (left.length < links.length) this.#set(left);
  }

  /**
   * Objects were removed; inside a transaction of the caller. A link whose object has left all places would name nothing: the server refuses such
   * labels.
   */
  removeOf(records: readonly AnnotationRecord[]): void {
    const { annotations } = this.#editor.document;
    const gone = new Set(
      records
        .flatMap((record) => [record.objectId, objectNumber(record)])
        .filter((number) => annotations.ofNumber(number).length === 0),
    );
    const links = this.all();
    const left = links.filter((link) => !gone.has(link.from_id) && !gone.has(link.to_id));
    if (left.length < links.length) this.#set(left);
  }

  #refused(): Refusal {
    return { reason: this.#editor.refusal ?? "Nothing was changed" };
  }

  #set(links: readonly LinkValue[]): void {
    const { store } = this.#editor;
    const id = sceneId({});
    const scene = store.find(SceneType, id) ?? { id, typeName: "scene", place: {}, extra: {} };
    const record: SceneRecord = { ...scene, links };
    store.put(record);
  }
}
