import {
  AnnotationType,
  type AttributeValues,
  type KindRegistry,
  type LinkValue,
  type Place,
  readPlace,
  type SceneRecord,
  type StoreRecord,
  sceneId,
  writeWire,
} from "@tessera/editor-core";
import { isJsonObject, type JsonObject, omitKeys } from "@tessera/json";
import type { Point } from "../view/rect.js";

/** `format_version` of labels that begin here. */
const FORMAT_VERSION = "0.1";

const LABEL_KEYS: ReadonlySet<string> = new Set(["annotations", "image_attributes", "links"]);

/**
 * The records of a label of single images (vector, bboxes, keypoints). Nothing is lost: unknown keys stand in `extra`,
 * and annotations that no kind reads in the scene's `unread`.
 *
 * @param attributes a label's attributes, or null where there is no label yet
 * @param options `sceneDefaults`: image attributes of a label that begins here
 * @example editor.load(loadVectorLabel(editor.annotations.kinds, label.attributes));
 */
export function loadVectorLabel(
  kinds: KindRegistry<Point>,
  attributes: unknown,
  { sceneDefaults }: { readonly sceneDefaults?: AttributeValues } = {},
): StoreRecord[] {
  const label: JsonObject = isJsonObject(attributes) ? attributes : newLabel(sceneDefaults);
  const wires: readonly unknown[] = Array.isArray(label.annotations) ? label.annotations : [];
  const { records, unread } = readPlace(kinds, wires, { place: {}, firstOrder: 1 });
  return [sceneOf(label, { place: {}, unread }), ...records];
}

/**
 * Label attributes as formats.md has them. What was loaded and not touched comes back value for value, in its order.
 *
 * @param records those of the document
 * @example saveVectorLabel(editor.annotations.kinds, editor.draft.records()) // { format_version: "0.1", annotations: [...] }
 */
export function saveVectorLabel(kinds: KindRegistry<Point>, records: Iterable<StoreRecord>): JsonObject {
  const all = [...records];
  const annotations = all.filter(AnnotationType.is).sort((a, b) => a.order - b.order);
  const scene = all.find((record): record is SceneRecord => record.id === sceneId({}));
  return writeScene(scene, [...annotations.map((record) => writeWire(kinds, record)), ...(scene?.unread ?? [])]);
}

/** What is said of a place as a whole, with its annotations where it has some of its own. */
export function writeScene(
  scene: SceneRecord | undefined,
  annotations: readonly unknown[] | undefined,
  beginning: JsonObject = { format_version: FORMAT_VERSION },
): JsonObject {
  const { attributes, links, extra = beginning } = scene ?? {};
  return {
    ...extra,
    ...(annotations === undefined ? {} : { annotations }),
    ...(links === undefined ? {} : { links }),
    ...(attributes === undefined ? {} : { image_attributes: attributes }),
  };
}

/** A label that begins here. */
export function newLabel(sceneDefaults: AttributeValues | undefined): JsonObject {
  return { format_version: FORMAT_VERSION, ...(sceneDefaults ? { image_attributes: sceneDefaults } : {}) };
}

/** What an object of the wire says of a place beside its annotations. */
export function sceneOf(
  wire: JsonObject,
  { place, unread }: { readonly place: Place; readonly unread: readonly unknown[] },
): SceneRecord {
  const { image_attributes: attributes, links } = wire;
  return {
    id: sceneId(place),
    typeName: "scene",
    place,
    ...(attributes === null || isJsonObject(attributes) ? { attributes } : {}),
    ...(links === null ? { links } : {}),
    ...(Array.isArray(links) ? { links: links.filter(isLink) } : {}),
    ...(unread.length > 0 ? { unread } : {}),
    extra: omitKeys(wire, LABEL_KEYS),
  };
}

function isLink(value: unknown): value is LinkValue {
  return isJsonObject(value) && Number.isInteger(value.from_id) && Number.isInteger(value.to_id);
}
