import { isJsonObject, type JsonObject } from "@tessera/json";
import { type AnnotationRecord, type Place, placeKey } from "../annotations/records.js";
import { readWire, type WireFields, writeWire } from "../annotations/wire.js";
import type { Editor } from "../editor/editor.js";
import type { Shift } from "../editor/surface.js";

const FORMAT = "tessera/annotations";

/** What is on the clipboard, as JSON text, so that it passes between tabs and shows what it is in a text editor. */
interface ClipboardContent {
  readonly format: typeof FORMAT;
  readonly documentKey: string;
  readonly place: Place;
  readonly annotations: readonly JsonObject[];
}

/**
 * Copies objects as text. A paste into the place they came from makes new objects beside them; a paste anywhere else
 * puts them where they were, or as near as they fit, under the same ids where those are free, so that an object keeps its id from frame to
 * frame.
 *
 * @example const text = editor.clipboard.copy(); if (text) other.clipboard.paste(text);
 */
export class Clipboard<Point> {
  readonly #editor: Editor<Point>;

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  /** The text of objects; undefined where there are none. */
  copy(ids: readonly string[] = this.#editor.selection.ids): string | undefined {
    const { annotations, documentKey, place } = this.#editor;
    // Pixels are not in an annotation: what copies them is their surface's business.
    const records = ids
      .map((id) => annotations.find(id))
      .filter((record) => record !== undefined)
      .filter((record) => annotations.kinds.get(record.kind).shape !== undefined);
    if (records.length === 0) return undefined;
    records.sort((a, b) => a.order - b.order);
    const content: ClipboardContent = {
      format: FORMAT,
      documentKey,
      place,
      annotations: records.map((record) => writeWire(annotations.kinds, record)),
    };
    return JSON.stringify(content);
  }

  /** Copies and removes; undefined where there is nothing to remove. */
  cut(ids: readonly string[] = this.#editor.selection.ids): string | undefined {
    const text = this.copy(this.#editor.objects.editable(ids).map((record) => record.id));
    if (text === undefined) return undefined;
    return this.#editor.objects.remove(ids) ? text : undefined;
  }

  /** Adds the objects of a text and selects them; returns how many. A text of something else is left alone. */
  paste(text: string): number {
    const content = parseContent(text);
    if (!content) return 0;
    const { annotations, documentKey, place } = this.#editor;
    const fields = content.annotations
      .map((wire) => readWire(annotations.kinds, wire))
      .filter((each) => each !== undefined);
    const left = content.annotations.length - fields.length;
    if (left > 0)
      this.#editor.notify(`${left} of ${content.annotations.length} objects do not fit here and were left out`);
    if (fields.length === 0) return 0;
    const isSamePlace = content.documentKey === documentKey && placeKey(content.place) === placeKey(place);
    const isDone = this.#editor.edit("Paste", () => this.#add(fields, { isCopy: isSamePlace }));
    return isDone ? fields.length : 0;
  }

  /** Copies beside the originals, without touching the clipboard. */
  duplicate(ids: readonly string[] = this.#editor.selection.ids): number {
    const text = this.copy(ids);
    return text === undefined ? 0 : this.paste(text);
  }

  #add(all: readonly WireFields[], { isCopy }: { isCopy: boolean }): void {
    const { annotations, place, selection, surface } = this.#editor;
    const shift = isCopy ? this.#shiftOf(all) : undefined;
    const added: AnnotationRecord[] = [];
    let moved = 0;
    for (const fields of all) {
      const { shape } = annotations.kinds.get(fields.kind);
      const step = shape && (shift ?? surface.movement?.intoReach(shape.extent(fields.geometry)));
      const isMoved = step !== undefined && surface.distance(step.from, step.to) > 0;
      const geometry = isMoved ? shape?.translate(fields.geometry, step.from, step.to) : fields.geometry;
      if (isMoved && !isCopy) moved++;
      const ids = isCopy || !this.#isFree(fields, place) ? this.#newIds() : {};
      added.push(annotations.addFields({ ...fields, ...ids, geometry }, place));
    }
    selection.set(added.map((record) => record.id));
    if (moved > 0) this.#editor.notify(`${moved} of ${all.length} objects lay outside and were moved in`);
  }

  #shiftOf(all: readonly WireFields[]): Shift<Point> | undefined {
    const { annotations, surface } = this.#editor;
    if (!surface.movement) return undefined;
    const extents = all.flatMap((fields) => annotations.kinds.get(fields.kind).shape?.extent(fields.geometry) ?? []);
    const { from, to } = surface.movement.pasteShift();
    return { from, to: surface.movement.clamp(extents, from, to) };
  }

  #isFree({ objectId, trackId = objectId }: WireFields, place: Place): boolean {
    const { annotations } = this.#editor;
    return annotations.isFree(objectId, place) && annotations.isFree(trackId, place);
  }

  #newIds(): { readonly objectId: number; readonly trackId: number } {
    const objectId = this.#editor.annotations.nextObjectId();
    return { objectId, trackId: objectId };
  }
}

function parseContent(text: string): ClipboardContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Any text may be on a clipboard: it is simply not ours.
    return undefined;
  }
  if (!isJsonObject(value) || value.format !== FORMAT || !Array.isArray(value.annotations)) return undefined;
  const { documentKey, place, annotations } = value;
  return {
    format: FORMAT,
    documentKey: typeof documentKey === "string" ? documentKey : "",
    place: isJsonObject(place) ? placeOf(place) : {},
    annotations: annotations.filter(isJsonObject),
  };
}

function placeOf({ frame, sensor }: JsonObject): Place {
  return {
    ...(typeof frame === "number" ? { frame } : {}),
    ...(typeof sensor === "string" ? { sensor } : {}),
  };
}
