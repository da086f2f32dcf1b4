import {
  type AnnotationRecord,
  AnnotationType,
  annotationColor,
  annotationId,
  type Change,
  type Editor,
  type ObjectKey,
  ObjectStateType,
  objectKey,
  objectNumber,
  type Place,
  RemovalType,
  type Unsubscribe,
  VIEW_STATE_ID,
  type ViewStateRecord,
  ViewStateType,
} from "@tessera/editor-core";
import { bboxKind } from "../kinds/bbox.js";
import { keypointKind } from "../kinds/keypoint.js";
import { polygonKind, polylineKind } from "../kinds/path.js";
import { boxOutline, type Point } from "../view/rect.js";
import type { Rgb, Scene, SceneShape } from "../view/scene.js";

/** How a kind is drawn. Registered apart from the kind, which knows nothing of drawing. */
export interface ShapeDrawing {
  outline(geometry: unknown): readonly Point[];
  readonly isClosed: boolean;
  readonly isFilled: boolean;
}

/** While versions are compared. */
const UNCHANGED: ChangeLook = { color: [150, 150, 156] };

/** How a changed object is drawn while versions are compared: told apart by the dash, not by the color alone. */
export interface ChangeLook {
  readonly color: Rgb;
  readonly dash?: readonly number[];
}

/** Keeps the scene as the records are, by diffs: a change draws what it touches. */
export class SceneSync {
  readonly #editor: Editor<Point>;
  readonly #scene: Scene;
  readonly #drawings: ReadonlyMap<string, ShapeDrawing>;
  readonly #outlines = new WeakMap<object, readonly Point[]>();
  readonly #stop: Unsubscribe;
  #looks: ReadonlyMap<ObjectKey, ChangeLook> | undefined;

  constructor(editor: Editor<Point>, scene: Scene, drawings: ReadonlyMap<string, ShapeDrawing>) {
    this.#editor = editor;
    this.#scene = scene;
    this.#drawings = drawings;
    this.#redrawAll();
    this.#stop = editor.store.listen((change) => this.#follow(change));
  }

  dispose(): void {
    this.#stop();
  }

  /** Draws these objects in their own way and all others in gray; undefined: as they always are. */
  setLooks(looks: ReadonlyMap<ObjectKey, ChangeLook> | undefined): void {
    if (looks === undefined && this.#looks === undefined) return;
    this.#looks = looks;
    this.#redrawAll();
  }

  /** The shape of a record as it is to be drawn now. */
  shapeOf(record: AnnotationRecord): SceneShape {
    const { filtering, objectStates, selection, viewState, task } = this.#editor;
    const drawing = this.drawing(record.kind);
    return {
      id: objectKey(record),
      kind: record.kind,
      points: this.#outline(record.geometry, drawing),
      isClosed: drawing.isClosed,
      isFilled: drawing.isFilled,
      ...(this.#looks === undefined
        ? { color: annotationColor(task, record, viewState.get().colorBy) }
        : (this.#looks.get(objectKey(record)) ?? UNCHANGED)),
      isSelected: selection.has(record.id),
      isHovered: selection.hoveredId === record.id,
      isLocked: objectStates.isLocked(record),
      isDimmed: filtering.isOn && !filtering.matches(record),
      isHidden: objectStates.isHidden(record),
      text: `${task.categoryName(record.categoryId)} ${objectNumber(record)}`,
      zOrder: record.order,
    };
  }

  drawing(kind: string): ShapeDrawing {
    const drawing = this.#drawings.get(kind);
    if (!drawing) throw new Error(`The kind ${kind} has no drawing`);
    return drawing;
  }

  #follow({ diff, scope }: Change): void {
    this.#scene.batch(() => {
      if (scope === "view") this.#followViewState({ diff });
      const changed = [
        ...Object.values(diff.removed),
        ...Object.values(diff.added),
        ...Object.values(diff.updated).map(([, to]) => to),
      ];
      // What is derived in this place follows from the object's records in others.
      const own = <T extends { readonly place: Place }>(record: T) => this.#editor.isOwn(record);
      this.#draw([
        ...changed.filter(AnnotationType.is).filter(own).map(objectKey),
        ...changed
          .filter(RemovalType.is)
          .filter(own)
          .map(({ key }) => key),
      ]);
    });
  }

  #followViewState({ diff }: Pick<Change, "diff">): void {
    const [from, to] = diff.updated[VIEW_STATE_ID] ?? [];
    if (from && to && ViewStateType.is(from) && ViewStateType.is(to)) {
      if (changesAll(from, to)) {
        this.#redrawAll();
        return;
      }
      const keys = [...differing(from.selectedKeys, to.selectedKeys)];
      if (from.hoveredKey !== to.hoveredKey)
        keys.push(...[from.hoveredKey, to.hoveredKey].filter((key) => key !== null));
      this.#draw(keys);
    }
    const states = [...Object.values(diff.added), ...Object.values(diff.updated).map(([, after]) => after)];
    for (const state of states.filter(ObjectStateType.is)) {
      this.#draw([state.objectKey]);
    }
  }

  /** Draws these objects as they are in the place in view now. */
  #draw(keys: Iterable<ObjectKey>): void {
    const { annotations, place } = this.#editor;
    const shapes: SceneShape[] = [];
    const gone: ObjectKey[] = [];
    for (const key of new Set(keys)) {
      const record = annotations.find(annotationId(place, key));
      if (record) shapes.push(this.#keptShape(record));
      else if (this.#scene.get(key)) gone.push(key);
    }
    if (gone.length > 0) this.#scene.remove(gone);
    if (shapes.length > 0) this.#scene.set(shapes);
  }

  /** The shape that is drawn already, where nothing about it has changed: then nothing is drawn anew. */
  #keptShape(record: AnnotationRecord): SceneShape {
    const shape = this.shapeOf(record);
    const drawn = this.#scene.get(shape.id);
    return drawn && isSameShape(drawn, shape) ? drawn : shape;
  }

  /** The same list for the same geometry, so that shapes can be compared by it. */
  #outline(geometry: unknown, drawing: ShapeDrawing): readonly Point[] {
    if (typeof geometry !== "object" || geometry === null) return drawing.outline(geometry);
    const kept = this.#outlines.get(geometry);
    if (kept) return kept;
    const outline = drawing.outline(geometry);
    this.#outlines.set(geometry, outline);
    return outline;
  }

  #redrawAll(): void {
    const { annotations, place } = this.#editor;
    const own = annotations.inPlace(place).map((record) => this.#keptShape(record));
    this.#scene.replaceAll([...own, ...this.#scene.references()]);
  }
}

/** How the kinds of this surface are drawn. */
export const SHAPE_DRAWINGS: ReadonlyMap<string, ShapeDrawing> = new Map<string, ShapeDrawing>([
  [
    bboxKind.id,
    drawing((geometry: readonly [Point, Point]) => boxOutline(...geometry), { isClosed: true, isFilled: true }),
  ],
  [polygonKind.id, drawing((points: readonly Point[]) => points, { isClosed: true, isFilled: true })],
  [polylineKind.id, drawing((points: readonly Point[]) => points, { isClosed: false, isFilled: false })],
  [keypointKind.id, drawing((points: readonly Point[]) => points, { isClosed: false, isFilled: false })],
]);

function drawing<Geometry>(
  outline: (geometry: Geometry) => readonly Point[],
  flags: Pick<ShapeDrawing, "isClosed" | "isFilled">,
): ShapeDrawing {
  // A method, so that it may be registered beside others: it gets geometries of its own kind only.
  const methods: { outline(geometry: Geometry): readonly Point[] } = { outline };
  return { ...flags, ...(methods as Pick<ShapeDrawing, "outline">) };
}

function changesAll(from: ViewStateRecord, to: ViewStateRecord): boolean {
  return (
    from.colorBy !== to.colorBy ||
    from.isolatedKeys !== to.isolatedKeys ||
    from.filter !== to.filter ||
    from.frame !== to.frame ||
    from.taskRevision !== to.taskRevision
  );
}

function* differing(a: readonly string[], b: readonly string[]): Generator<string> {
  if (a === b) return;
  const [inA, inB] = [new Set(a), new Set(b)];
  for (const id of a) if (!inB.has(id)) yield id;
  for (const id of b) if (!inA.has(id)) yield id;
}

const COMPARED: readonly (keyof SceneShape)[] = [
  ...(["id", "kind", "isClosed", "isFilled", "isSelected", "isHovered", "isLocked"] as const),
  ...(["isDimmed", "isHidden", "text", "radiusPx", "zOrder", "dash"] as const),
];

function isSameShape(a: SceneShape, b: SceneShape): boolean {
  return (
    COMPARED.every((key) => Object.is(a[key], b[key])) &&
    isSamePath(a.points, b.points) &&
    a.color.every((channel, index) => channel === b.color[index])
  );
}

/** By value: what stands still from frame to frame is not drawn anew. */
function isSamePath(a: readonly Point[], b: readonly Point[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(([x, y], index) => x === b[index]?.[0] && y === b[index]?.[1]);
}
