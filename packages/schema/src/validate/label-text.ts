/** Rules of spans in a text. Positions count Unicode code points, as Python does. */
import { isJsonObject } from "@tessera/json";
import type { Report } from "../check/report.js";
import type { TextAnnotation } from "../formats/label-attributes.js";

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function checkOverlaps(annotations: readonly TextAnnotation[], report: Report): void {
  const inOrder = annotations.map(({ start, end }, index) => ({ start, end, index })).sort((a, b) => a.start - b.start);
  let furthest = inOrder[0];
  for (const span of inOrder.slice(1)) {
    if (furthest && span.start < furthest.end) {
      report.add(`overlaps annotations[${furthest.index}]`, "annotations", span.index);
    }
    if (furthest && span.end > furthest.end) furthest = span;
    if (report.isFull) return;
  }
}

/** Checks spans, ids and, for named entities, overlaps; returns how many annotations there are. */
export function checkText(
  annotations: readonly TextAnnotation[],
  sampleAttributes: unknown,
  report: Report,
  { mayOverlap }: { mayOverlap: boolean },
): number {
  const text = isJsonObject(sampleAttributes) ? sampleAttributes.text : undefined;
  const length = typeof text === "string" ? countCodePoints(text) : Infinity;
  const ids = new Set<number>();
  report.each("annotations", annotations, ({ id, start, end }) => {
    if (start >= end) report.add(`must be greater than start (${start}), not ${end}`, "end");
    else if (end > length) report.add(`is ${end}, but the text has ${length} characters`, "end");
    if (id === undefined) return;
    if (ids.has(id)) report.add(`repeats the id ${id} within one label`, "id");
    ids.add(id);
  });
  if (report.faults.length === 0 && !mayOverlap) checkOverlaps(annotations, report);
  return annotations.length;
}
