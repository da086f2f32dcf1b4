import {
  type AnnotationKind,
  DrawingIdle,
  type Editor,
  type KeyCombo,
  Tool,
  type ToolOverlay,
  ToolState,
} from "@tessera/editor-core";
import { type PathGeometry, polygonKind, polylineKind } from "../kinds/path.js";
import { distancePx, isPoint, isSamePoint, roundPoint } from "../kinds/points.js";
import type { Point } from "../view/rect.js";
import { simplify } from "./simplify.js";

/** A free-hand stroke gets a node each so many tolerances, and is then thinned to stay within the smaller part. */
const FREEHAND_STEP = 0.5;
const FREEHAND_ERROR = 0.15;

/** What tells the tools of polygons and of polylines apart. */
interface PathToolOptions {
  readonly kind: AnnotationKind<PathGeometry, Point>;
  readonly key: KeyCombo;
  readonly isClosed: boolean;
}

/**
 * Draws polygons or polylines by clicks, and free-hand by drags. A double click, Enter, or (polygons) a click on the
 * first node finishes; Backspace and undo take the last node back.
 */
export class PathTool extends Tool<Point> {
  readonly id: string;
  readonly label: string;
  readonly kind: AnnotationKind<PathGeometry, Point>;
  readonly isClosed: boolean;
  readonly #key: KeyCombo;

  constructor(editor: Editor<Point>, { kind, key, isClosed }: PathToolOptions) {
    super(editor);
    this.id = kind.id;
    this.label = kind.label;
    this.kind = kind;
    this.isClosed = isClosed;
    this.#key = key;
  }

  override get defaultKeys(): readonly KeyCombo[] {
    return [this.#key];
  }

  override get cursor(): string {
    return "crosshair";
  }

  initial(): ToolState<Point> {
    return new Idle(this);
  }

  override editsKind(kind: string): boolean {
    return kind === this.kind.id;
  }

  override resume(nodes: readonly unknown[]): ToolState<Point> | undefined {
    const points = nodes.filter(isPoint);
    return points.length > 0 && points.length === nodes.length ? new Drawing(this, points) : undefined;
  }
}

/** Draws areas. */
export function polygonTool(editor: Editor<Point>): PathTool {
  return new PathTool(editor, { kind: polygonKind, key: "g", isClosed: true });
}

/** Draws lines. */
export function polylineTool(editor: Editor<Point>): PathTool {
  return new PathTool(editor, { kind: polylineKind, key: "y", isClosed: false });
}

class Idle extends DrawingIdle<Point, PathTool> {
  override begin(at: Point): void {
    this.tool.become(new Drawing(this.tool, [roundPoint(at)]));
  }
}

/** One node or more stand. */
class Drawing extends ToolState<Point, PathTool> {
  readonly name = "drawing";
  #nodes: readonly Point[];
  /** Nodes that undo took back, the last one first. */
  #undone: readonly Point[] = [];
  #pointer: Point;
  /** Where the free-hand stretch of the present press begins. */
  #strokeStart: number | undefined;

  constructor(tool: PathTool, nodes: readonly Point[]) {
    super(tool);
    this.#nodes = nodes;
    this.#pointer = nodes.at(-1) ?? [0, 0];
  }

  /** What was drawn before is done with: a category that is picked now is the new one's. */
  override onEnter(): void {
    this.editor.selection.clear();
    this.#keep();
  }

  override get cursor(): string | undefined {
    return this.#isOnFirst() ? "pointer" : undefined;
  }

  override overlay(): readonly ToolOverlay<Point>[] {
    const [first] = this.#nodes;
    const last = this.#nodes.at(-1);
    const closing = this.tool.isClosed && first && this.#nodes.length > 1 ? [first] : [];
    return [
      { type: "nodes", points: this.#nodes, ...(this.#isOnFirst() ? { activeIndex: 0 } : {}) },
      ...(last ? [{ type: "rubber", points: [last, this.#pointer, ...closing] } as const] : []),
    ];
  }

  override onPointerMove(): void {
    const { input, snapping, surface } = this.editor;
    if (!input.current) return;
    this.#pointer = roundPoint(snapping.place(input.current.point));
    if (input.button !== 0 || !input.isDragging) return;
    this.#strokeStart ??= this.#nodes.length - 1;
    const last = this.#nodes.at(-1);
    if (last && distancePx(last, this.#pointer) >= surface.tolerance() * FREEHAND_STEP) this.#add(this.#pointer);
  }

  override onPointerDown(): void {
    const { input, snapping } = this.editor;
    // The second press of a double click finishes when it is let go; it adds no node.
    if (input.button !== 0 || !input.current || input.clickCount > 1) return;
    this.#pointer = roundPoint(snapping.place(input.current.point));
    if (this.#isOnFirst()) this.#finish();
    else {
      this.#add(this.#pointer);
      this.#keep();
    }
  }

  override onPointerUp(): void {
    if (this.#strokeStart === undefined) return;
    const stroke = simplify(this.#nodes.slice(this.#strokeStart), this.editor.surface.tolerance() * FREEHAND_ERROR);
    this.#nodes = [...this.#nodes.slice(0, this.#strokeStart), ...stroke];
    this.#strokeStart = undefined;
    if (!this.#endsOnFirst()) {
      this.#keep();
      return;
    }
    // A stroke that comes back to its beginning closes there.
    this.#nodes = this.#nodes.slice(0, -1);
    this.#finish();
  }

  override onDoubleClick(): void {
    this.#finish();
  }

  override onComplete(): boolean {
    this.#finish();
    return true;
  }

  override onUndo(): boolean {
    const last = this.#nodes.at(-1);
    this.#nodes = this.#nodes.slice(0, -1);
    if (last) this.#undone = [...this.#undone, last];
    this.#strokeStart = undefined;
    this.#keep();
    if (this.#nodes.length === 0) this.tool.reset();
    else this.editor.overlayChanged.emit();
    return true;
  }

  override onRedo(): boolean {
    const node = this.#undone.at(-1);
    // Nothing was taken back since the path itself was: redo drops it again.
    if (!node) return false;
    this.#nodes = [...this.#nodes, node];
    this.#undone = this.#undone.slice(0, -1);
    this.#keep();
    this.editor.overlayChanged.emit();
    return true;
  }

  override onDelete(): boolean {
    return this.onUndo();
  }

  /** Undo brings the path back, and goes on with it. */
  override onCancel(): void {
    this.editor.sketch.drop(`Drop ${this.tool.id}`);
    this.editor.notify(`${this.tool.label} dropped. Undo brings it back`);
    this.tool.reset();
  }

  override onSuspend(): void {
    this.editor.sketch.suspend();
    this.tool.reset();
  }

  /** Only the stroke is lost, not the nodes before it. */
  override onPointerCancel(): void {
    if (this.#strokeStart !== undefined) this.#nodes = this.#nodes.slice(0, this.#strokeStart + 1);
    this.#strokeStart = undefined;
    this.#keep();
  }

  override onExit(): void {
    this.editor.snapping.clear();
  }

  #add(node: Point): void {
    const last = this.#nodes.at(-1);
    if (last && isSamePoint(last, node)) return;
    this.#nodes = [...this.#nodes, node];
    this.#undone = [];
  }

  #finish(): void {
    const result = this.editor.objects.create({ kind: this.tool.kind.id, geometry: this.#nodes });
    // Too few nodes yet: nothing that was drawn is thrown away.
    if ("reason" in result) {
      this.editor.notify(result.reason);
      this.#keep();
      return;
    }
    this.editor.sketch.clear();
    this.tool.reset();
  }

  /** A draft holds every node from the moment it stands; a free-hand stroke when it ends. */
  #keep(): void {
    if (this.#nodes.length > 0) this.editor.sketch.keep(this.tool.id, this.#nodes);
    else this.editor.sketch.clear();
  }

  /** Whether a click here closes the polygon. */
  #isOnFirst(): boolean {
    return this.#nodes.length > 2 && this.#isNearFirst(this.#pointer);
  }

  #endsOnFirst(): boolean {
    const last = this.#nodes.at(-1);
    return this.#nodes.length > 3 && last !== undefined && this.#isNearFirst(last);
  }

  #isNearFirst(point: Point): boolean {
    const [first] = this.#nodes;
    return this.tool.isClosed && first !== undefined && distancePx(first, point) <= this.editor.surface.tolerance();
  }
}
