import { isSameJson } from "@tessera/json";
import { type LinkValue, type Place, placeKey, type SceneRecord } from "./records.js";

/** A link that came, went, goes the other way, or has other values. */
export interface LinkChange {
  readonly kind: "added" | "removed" | "reversed" | "changed";
  /** As it is now; as it was, where it has gone. */
  readonly link: LinkValue;
}

/** An attribute of the whole place that has another value; undefined: none. */
export interface SceneValueChange {
  readonly place: Place;
  readonly name: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** How two versions of a label differ beside their objects. */
export interface SceneChanges {
  readonly links: readonly LinkChange[];
  readonly values: readonly SceneValueChange[];
}

/**
 * What differs between two versions of a label beside its objects: links, and attributes of the whole image.
 *
 * @example sceneChangesBetween(scenesBefore, editor.store.all(SceneType)).links.length
 */
export function sceneChangesBetween(before: Iterable<SceneRecord>, now: Iterable<SceneRecord>): SceneChanges {
  const [old, present] = [[...before], [...now]];
  return { links: linkChanges(linksOf(old), linksOf(present)), values: valueChanges(byPlace(old), byPlace(present)) };
}

function linksOf(scenes: readonly SceneRecord[]): readonly LinkValue[] {
  return scenes.flatMap(({ links }) => links ?? []);
}

function linkChanges(before: readonly LinkValue[], now: readonly LinkValue[]): readonly LinkChange[] {
  const gone = [...before];
  const take = (isIt: (link: LinkValue) => boolean) => {
    const at = gone.findIndex(isIt);
    return at < 0 ? undefined : gone.splice(at, 1)[0];
  };
  // What is the same is paired first: a label may have two links between the same objects.
  const others = now.filter((link) => take((old) => isSameLink(old, link)) === undefined);
  const changes = others.map((link): LinkChange => {
    const { from_id: from, to_id: to } = link;
    if (take((old) => old.from_id === from && old.to_id === to)) return { kind: "changed", link };
    if (take((old) => old.from_id === to && old.to_id === from)) return { kind: "reversed", link };
    return { kind: "added", link };
  });
  return [...gone.map((link): LinkChange => ({ kind: "removed", link })), ...changes];
}

function isSameLink(a: LinkValue, b: LinkValue): boolean {
  return isSameJson({ ...a, attributes: a.attributes ?? {} }, { ...b, attributes: b.attributes ?? {} });
}

function byPlace(scenes: readonly SceneRecord[]): ReadonlyMap<string, SceneRecord> {
  return new Map(scenes.map((scene) => [placeKey(scene.place), scene]));
}

function valueChanges(
  before: ReadonlyMap<string, SceneRecord>,
  now: ReadonlyMap<string, SceneRecord>,
): readonly SceneValueChange[] {
  return [...new Map([...before, ...now])].flatMap(([key, { place }]) => {
    const [old, present] = [before.get(key)?.attributes ?? {}, now.get(key)?.attributes ?? {}];
    const names = [...new Set([...Object.keys(old), ...Object.keys(present)])];
    return names
      .filter((name) => !isSameJson(old[name] ?? null, present[name] ?? null))
      .map((name): SceneValueChange => ({ place, name, before: old[name], now: present[name] }));
  });
}
