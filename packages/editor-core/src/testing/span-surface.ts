/**
 * The smallest surface that there is: spans of a text. A point is a number, so nothing in the core can be about pixels.
 */
import type { TaskAttributes } from "@tessera/schema";
import type { AnnotationKind, Extent, ShapeCapability } from "../annotations/kind.js";
import { AnnotationType, type ObjectKey, objectKey } from "../annotations/records.js";
import { writeWire } from "../annotations/wire.js";
import { LabelDocument, type LabelDocumentOptions } from "../document/label-document.js";
import { Editor } from "../editor/editor.js";
import type { EditorOptions } from "../editor/editor-options.js";
import type { Shift, SnapPoint, Surface, SurfaceMovement } from "../editor/surface.js";
import { HeadlessInput } from "../headless/headless-input.js";
import type { ToolOverlay } from "../tools/overlay.js";
import { SelectTool } from "../tools/select/select-tool.js";
import { Tool, ToolState } from "../tools/tool.js";

/** From a letter (inclusive) to another (exclusive). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const spanKind: AnnotationKind<Span, number> = {
  id: "span",
  label: "Span",
  wireKeys: ["start", "end"],
  read: ({ start, end }) => (typeof start === "number" && typeof end === "number" ? { start, end } : undefined),
  write: ({ start, end }) => ({ start, end }),
  validate: ({ start, end }) => (end > start ? undefined : "A span needs a letter"),
  describe: ({ start, end }) => `${end - start} letters`,
  shape: {
    extent: ({ start, end }) => ({ min: start, max: end }),
    isHit: ({ start, end }, at) => at >= start && at < end,
    translate: ({ start, end }, from, to) => ({ start: start + to - from, end: end + to - from }),
    snapPoints: ({ start, end }) => [start, end],
  },
  handles: {
    list: ({ start, end }) => [
      { id: "start", type: "edge", at: start },
      { id: "end", type: "edge", at: end },
    ],
    move: (span, handleId, to) =>
      handleId === "start" ? spanOf(Math.round(to), span.end) : spanOf(span.start, Math.round(to)),
  },
  numbers: {
    list: ({ start, end }) => [
      { name: "start", label: "Start", value: start },
      { name: "end", label: "End", value: end },
    ],
    with: (span, values) => ({ geometry: { ...span, ...values } }),
  },
};

function spanOf(a: number, b: number): Span {
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

class SpanTool extends Tool<number> {
  readonly id = "span";
  readonly label = "Span";

  /** A span is made first and named then. */
  override get recategorizes(): boolean {
    return true;
  }

  initial(): ToolState<number> {
    return new Idle(this);
  }
}

class Idle extends ToolState<number, SpanTool> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override onPointerDown(): void {
    this.tool.become(new Marking(this.tool));
  }
}

class Marking extends ToolState<number, SpanTool> {
  readonly name = "marking";

  override overlay(): readonly ToolOverlay<number>[] {
    return [{ type: "preview", kind: "span", geometry: this.#span() }];
  }

  override onPointerUp(): void {
    const result = this.editor.objects.create({ kind: "span", geometry: this.#span() });
    if ("reason" in result) this.editor.notify(result.reason);
    this.tool.reset();
  }

  override onCancel(): void {
    this.tool.reset();
  }

  #span(): Span {
    const { origin, current } = this.editor.input;
    const { clamp } = this.editor.surface;
    return spanOf(Math.round(clamp(origin?.point ?? 0)), Math.round(clamp(current?.point ?? 0)));
  }
}

/** Finds spans by asking each: an example, not a way to do it. */
export class SpanSurface implements Surface<number> {
  readonly kinds: readonly AnnotationKind<unknown, number>[] = [spanKind];
  readonly #length: number;
  editor: Editor<number> | undefined;

  constructor(length: number) {
    this.#length = length;
  }

  readonly clamp = (point: number): number => Math.min(this.#length, Math.max(0, point));

  tolerance(): number {
    return 0.4;
  }

  distance(a: number, b: number): number {
    return Math.abs(a - b);
  }

  readonly movement: SurfaceMovement<number> = {
    clamp: (extents, from, to) => this.#clampMove(extents, from, to),
    intoReach: (extent) => this.#intoReach(extent),
    pasteShift: () => ({ from: 0, to: 1 }),
    nudge: (direction, steps) =>
      direction === "up" || direction === "down" ? undefined : { from: 0, to: direction === "left" ? -steps : steps },
  };

  #clampMove(extents: readonly Extent<number>[], from: number, to: number): number {
    const min = Math.min(...extents.map((extent) => extent.min));
    const max = Math.max(...extents.map((extent) => extent.max));
    return from + Math.min(this.#length - max, Math.max(-min, Math.round(to - from)));
  }

  #intoReach({ min, max }: Extent<number>): Shift<number> {
    return { from: 0, to: min < 0 || max - min > this.#length ? -min : Math.min(0, this.#length - max) };
  }

  hitTest(at: number, tolerance: number): readonly ObjectKey[] {
    return this.#shown()
      .filter((record) => this.#shape(record.kind).isHit(record.geometry, at, tolerance))
      .map(objectKey);
  }

  within(from: number, to: number): readonly ObjectKey[] {
    return this.#shown()
      .filter((record) => {
        const { min, max } = this.#shape(record.kind).extent(record.geometry);
        return min >= Math.min(from, to) && max <= Math.max(from, to);
      })
      .map(objectKey);
  }

  snapPoints(at: number, radius: number): readonly SnapPoint<number>[] {
    return this.#shown()
      .flatMap((record) =>
        this.#shape(record.kind)
          .snapPoints(record.geometry)
          .map((point) => ({ point, key: objectKey(record) })),
      )
      .filter(({ point }) => Math.abs(point - at) <= radius);
  }

  #shape(id: string): ShapeCapability<unknown, number> {
    const shape = this.editor?.annotations.kinds.get(id).shape;
    if (!shape) throw new Error("The surface has no editor yet");
    return shape;
  }

  #shown() {
    return (
      this.editor?.annotations
        .inPlace(this.editor.place)
        .filter((record) => !this.editor?.objectStates.isHidden(record)) ?? []
    );
  }
}

export const SPAN_TASK: TaskAttributes = {
  categories: [
    { id: 1, name: "person", attributes: [{ name: "role", input_type: "text", is_mandatory: true }] },
    { id: 2, name: "place", attributes: [{ name: "country", input_type: "text", default_value: "none" }] },
    { id: 3, name: "date" },
  ],
};

/** An editor of spans of a text of 100 letters, 10 screen pixels each. */
export function headlessSpans(options: Partial<LabelDocumentOptions & EditorOptions<number>> = {}) {
  const document =
    options.document ?? new LabelDocument({ taskAttributes: SPAN_TASK, documentKey: "text-1", ...options });
  const surface = new SpanSurface(100);
  const editor = new Editor<number>({
    surface,
    tools: [(each) => new SelectTool(each), (each) => new SpanTool(each)],
    ...options,
    document,
  });
  surface.editor = editor;
  const pointer = new HeadlessInput<number>(editor, (point) => ({ x: point * 10, y: 0 }));
  const saved = () =>
    [...editor.store.all(AnnotationType)].map((record) => writeWire(editor.annotations.kinds, record));
  const spans = () => saved().map(({ start, end }) => [start, end]);
  return { document, surface, editor, pointer, saved, spans };
}
