/**
 * A surface of pixels: a row of cells, each with the id of the object that it belongs to. The pixels are a record of the
 * surface's own; annotations have none in their geometry.
 */
import type { AnnotationKind, Extent } from "../annotations/kind.js";
import { type AnnotationRecord, annotationId, type ObjectKey, objectKey } from "../annotations/records.js";
import { LabelDocument, type LabelDocumentOptions } from "../document/label-document.js";
import { Editor } from "../editor/editor.js";
import type { Surface } from "../editor/surface.js";
import { HeadlessInput } from "../headless/headless-input.js";
import { coreActions } from "../hotkeys/core-actions.js";
import { defineRecordType, type StoreRecord } from "../store/record.js";
import type { ToolOverlay } from "../tools/overlay.js";
import { SelectTool } from "../tools/select/select-tool.js";
import { Tool, ToolState } from "../tools/tool.js";
import { SPAN_TASK } from "./span-surface.js";

const CELLS = 64;
const TILE_ID = "tile:0";

interface TileRecord extends StoreRecord {
  readonly typeName: "tile";
  readonly ids: Uint8Array;
}

const TileType = defineRecordType<TileRecord>("tile", {
  scope: "document",
  sizeOf: ({ ids }) => ids.byteLength,
});

/** An object of pixels: its geometry says nothing. */
const maskKind: AnnotationKind<Record<string, never>, number> = {
  id: "mask",
  label: "Mask",
  wireKeys: [],
  read: (wire) => (wire.start === undefined ? {} : undefined),
  write: () => ({}),
  validate: () => undefined,
  describe: () => "pixels",
};

class PaintSurface implements Surface<number> {
  readonly kinds: readonly AnnotationKind<unknown, number>[] = [maskKind];
  readonly #document: LabelDocument;

  constructor(document: LabelDocument) {
    this.#document = document;
  }

  get cells(): Uint8Array {
    return this.#document.store.find(TileType, TILE_ID)?.ids ?? new Uint8Array(CELLS);
  }

  tolerance(): number {
    return 0;
  }

  distance(a: number, b: number): number {
    return Math.abs(a - b);
  }

  clamp(point: number): number {
    return Math.min(CELLS - 1, Math.max(0, Math.floor(point)));
  }

  hitTest(at: number): readonly ObjectKey[] {
    const id = this.cells[this.clamp(at)] ?? 0;
    return id === 0 ? [] : [String(id)];
  }

  within(from: number, to: number): readonly ObjectKey[] {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    return this.#document.annotations
      .all()
      .filter((record) => {
        const extent = this.extentOf(record);
        return extent !== undefined && extent.min >= low && extent.max <= high;
      })
      .map(objectKey);
  }

  extentOf({ objectId }: AnnotationRecord): Extent<number> | undefined {
    const { cells } = this;
    const min = cells.indexOf(objectId);
    return min < 0 ? undefined : { min, max: cells.lastIndexOf(objectId) + 1 };
  }

  /** Inside a transaction of the caller. */
  paint(from: number, to: number, objectId: number): void {
    const ids = this.cells.slice().fill(objectId, Math.min(from, to), Math.max(from, to) + 1);
    const tile: TileRecord = { id: TILE_ID, typeName: "tile", ids };
    this.#document.store.put(tile);
  }
}

class BrushTool extends Tool<number> {
  readonly id = "brush";
  readonly label = "Brush";
  readonly surface: PaintSurface;

  constructor(editor: Editor<number>, surface: PaintSurface) {
    super(editor);
    this.surface = surface;
  }

  initial(): ToolState<number> {
    return new Idle(this);
  }
}

class Idle extends ToolState<number, BrushTool> {
  readonly name = "idle";

  override get isResting(): boolean {
    return true;
  }

  override overlay(): readonly ToolOverlay<number>[] {
    return [{ type: "surface", item: "brush ring" }];
  }

  override onPointerDown(): void {
    const gesture = this.editor.beginGesture("Paint");
    if (gesture) this.tool.become(new Painting(this.tool, gesture));
  }
}

class Painting extends ToolState<number, BrushTool> {
  readonly name = "painting";
  readonly #gesture: NonNullable<ReturnType<Editor<number>["beginGesture"]>>;
  #objectId = 0;

  constructor(tool: BrushTool, gesture: NonNullable<ReturnType<Editor<number>["beginGesture"]>>) {
    super(tool);
    this.#gesture = gesture;
  }

  override onEnter(): void {
    const { annotations, place, selection, viewState } = this.editor;
    const selected = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
    this.#gesture.update(() => {
      const { categoryId } = viewState.get();
      this.#objectId = (selected ?? annotations.add({ kind: "mask", geometry: {}, place, categoryId })).objectId;
      selection.set([annotationId(place, String(this.#objectId))]);
    });
    this.onPointerMove();
  }

  override onPointerMove(): void {
    const { input } = this.editor;
    const { origin, current } = input;
    if (!origin || !current) return;
    const { surface } = this.tool;
    this.#gesture.update(() =>
      surface.paint(surface.clamp(origin.point), surface.clamp(current.point), this.#objectId),
    );
  }

  override onPointerUp(): void {
    this.#gesture.finish();
    this.tool.reset();
  }

  override onCancel(): void {
    this.#gesture.cancel();
    this.tool.reset();
  }
}

/** An editor of a row of 64 cells, 10 screen pixels each. */
export function headlessPaint(options: Partial<LabelDocumentOptions> = {}) {
  const document = new LabelDocument({
    documentKey: "row",
    taskAttributes: SPAN_TASK,
    recordTypes: [TileType],
    ...options,
  });
  const surface = new PaintSurface(document);
  const editor = new Editor<number>({
    document,
    surface,
    tools: [(each) => new SelectTool(each), (each) => new BrushTool(each, surface)],
    actions: (each) => coreActions(each, { without: ["view.crosshair", "object.to-front", "object.to-back"] }),
  });
  const pointer = new HeadlessInput<number>(editor, (point) => ({ x: point * 10, y: 0 }));
  const row = () => [...surface.cells].join("").replace(/0+$/, "");
  return { document, surface, editor, pointer, row };
}
