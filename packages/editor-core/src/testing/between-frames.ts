import { type AnnotationRecord, annotationId, objectKey, objectKeyOf, type Place } from "../annotations/records.js";
import type { DerivedShapes } from "../document/derived-shapes.js";
import type { LabelDocument } from "../document/label-document.js";
import { defineRecordType, type StoreRecord } from "../store/record.js";
import type { Span } from "./span-surface.js";

/** Where an object is kept away from a frame although it would be derived there. */
interface AbsenceRecord extends StoreRecord {
  readonly typeName: "absence";
}

export const AbsenceType = defineRecordType<AbsenceRecord>("absence", { scope: "document" });

/**
 * Spans between two frames in which they are stated: an example of shapes that are seen and not stated. It knows one
 * sensor.
 */
export class SpansBetween implements DerivedShapes {
  readonly #document: LabelDocument;

  constructor(document: LabelDocument) {
    this.#document = document;
  }

  inPlace(place: Place): readonly AnnotationRecord[] {
    const keys = new Set(this.#document.annotations.all().map(objectKey));
    return [...keys].flatMap((key) => this.find(annotationId(place, key)) ?? []);
  }

  find(id: string): AnnotationRecord | undefined {
    const frame = Number(id.split("/")[1]);
    const records = this.#document.annotations.ofObject(objectKeyOf(id));
    const before = records.filter((record) => frameOf(record) < frame).sort((a, b) => frameOf(b) - frameOf(a))[0];
    const after = records.filter((record) => frameOf(record) > frame).sort((a, b) => frameOf(a) - frameOf(b))[0];
    if (!before || !after || records.some((record) => frameOf(record) === frame)) return undefined;
    if (this.#document.store.find(AbsenceType, absenceId(id))) return undefined;
    const share = (frame - frameOf(before)) / (frameOf(after) - frameOf(before));
    const [from, to] = [before.geometry as Span, after.geometry as Span];
    const geometry: Span = { start: mix(from.start, to.start, share), end: mix(from.end, to.end, share) };
    return { ...before, id, place: { frame }, geometry };
  }

  remove({ id }: AnnotationRecord): void {
    this.#document.store.remove(id);
    if (!this.find(id)) return;
    const absence: AbsenceRecord = { id: absenceId(id), typeName: "absence" };
    this.#document.store.put(absence);
  }
}

function absenceId(id: string): string {
  return `absence:${id}`;
}

function frameOf({ place }: AnnotationRecord): number {
  return place.frame ?? 0;
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
