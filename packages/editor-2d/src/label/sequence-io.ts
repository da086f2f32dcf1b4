import {
  type AttributeValues,
  type DerivedWires,
  type KindRegistry,
  type LabelDocument,
  type ReadFramesOptions,
  readFrames,
  type SceneRecord,
  SceneType,
  type StoreRecord,
  sceneId,
  writeFrame,
} from "@tessera/editor-core";
import { isJsonObject, type JsonObject, listOf } from "@tessera/json";
import type { Point } from "../view/rect.js";
import { newLabel, sceneOf, writeScene } from "./label-io.js";

/** A label of a sequence, read. */
export interface SequenceRecords {
  readonly records: readonly StoreRecord[];
  /** What is derived and was saved: for {@link saveSequenceLabel}. */
  readonly derived: DerivedWires;
}

/**
 * The records of a label of image sequences (image-vector-sequence). Nothing is lost: unknown keys of the label and of its frames stand
 * in `extra`.
 *
 * @param attributes a label's attributes, or null where there is no label yet
 * @param options `sceneDefaults`: image attributes of a label that begins here
 */
export function loadSequenceLabel(
  kinds: KindRegistry<Point>,
  attributes: unknown,
  options: ReadFramesOptions & { readonly sceneDefaults?: AttributeValues | undefined },
): SequenceRecords {
  const label: JsonObject = isJsonObject(attributes) ? attributes : newLabel(options.sceneDefaults);
  const frames = listOf(label.frames).map((frame) => (isJsonObject(frame) ? frame : {}));
  const { annotations, removals, derived, unread } = readFrames(
    kinds,
    frames.map((frame) => frame.annotations),
    options,
  );
  const { frames: _, ...rest } = label;
  const scenes = frames.map((frame, index) => sceneOf(frame, { place: { frame: index }, unread: unread[index] ?? [] }));
  return { records: [sceneOf(rest, { place: {}, unread: [] }), ...scenes, ...annotations, ...removals], derived };
}

/**
 * Label attributes of a sequence as formats.md has them: every frame, and in it every object that is seen there. What was loaded and
 * not touched comes back value for value, in its order.
 *
 * @param count frames of the sample
 */
export function saveSequenceLabel(
  kinds: KindRegistry<Point>,
  { store, annotations }: LabelDocument,
  { derived, count }: { readonly derived: DerivedWires; readonly count: number },
): JsonObject {
  const scenes = [...store.all(SceneType)];
  // What a label has beyond its sample is kept: whoever shortened the sample decides.
  const last = Math.max(count - 1, ...scenes.map(({ place }) => place.frame ?? -1));
  const frames = Array.from({ length: last + 1 }, (_, frame) => {
    const scene: SceneRecord | undefined = store.find(SceneType, sceneId({ frame }));
    const wires = writeFrame(kinds, { frame }, { annotations, derived });
    return writeScene(scene, [...wires, ...(scene?.unread ?? [])], {});
  });
  return { ...writeScene(store.find(SceneType, sceneId({})), undefined), frames };
}
