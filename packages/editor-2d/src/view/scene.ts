import RBush from "rbush";
import { isHit } from "./hit.js";
import { boundsOf, type Point, type Rect } from "./rect.js";

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * What the view draws of one annotation. Records are immutable: to change a shape, set a new record with the same id.
 * The view compares records by identity, so setting the same one again costs nothing.
 */
export interface SceneShape {
  readonly id: string;
  /** How it came about: only for the caller's use; the view draws by `points`, `isClosed`, `isFilled`. */
  readonly kind: "bbox" | "polygon" | "polyline" | "point" | (string & {});
  /** The outline in image pixels, as it is drawn: a box has its four corners (`boxOutline`), a point one place. */
  readonly points: readonly Point[];
  readonly isClosed: boolean;
  readonly isFilled: boolean;
  readonly color: Rgb;
  /** Lengths of lines and gaps in screen pixels; solid where absent. */
  readonly dash?: readonly number[];
  /** Thicker; drawn above all others, so that dragging it redraws nothing else. */
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  /** Drawn with a dashed line, so that a locked shape is told from others without color. */
  readonly isLocked: boolean;
  /** Faint: while others are in focus. */
  readonly isDimmed: boolean;
  /** Neither drawn nor found by `query` and `hit`. */
  readonly isHidden: boolean;
  /** Id or category, drawn beside the shape where the view shows texts. */
  readonly text?: string;
  /** Of another label, to look at: drawn, and found by `query` alone. */
  readonly isReference?: boolean;
  /** Radius of a lone point in screen pixels, 16 at most; 5 where absent. */
  readonly radiusPx?: number;
  /** Higher is nearer to the eye; equals in the order in which they were first set. */
  readonly zOrder: number;
}

/** What a batch changed: each shape before and after (`undefined`: was not, or is no more, there). */
export interface SceneChange {
  readonly from: SceneShape | undefined;
  readonly to: SceneShape | undefined;
}

export type SceneListener = (changes: readonly SceneChange[]) => void;

interface Entry extends Rect {
  readonly shape: SceneShape;
  readonly order: number;
}

/** Above this many new shapes at once, packing the whole index anew is quicker than inserting one by one. */
const BULK_SIZE = 200;

/**
 * All shapes of an image, with a spatial index: changing one of n shapes costs O(log n).
 *
 * @example
 * const scene = new Scene();
 * scene.set([shape]);
 * scene.hit([120, 80], 4)[0]?.id; // the topmost shape within 4 image pixels of the place
 * scene.batch(() => { scene.remove(["a"]); scene.set([b, c]); }); // listeners hear of it once
 */
export class Scene {
  readonly #entries = new Map<string, Entry>();
  readonly #index = new RBush<Entry>();
  readonly #listeners = new Set<SceneListener>();
  #pending: Map<string, SceneShape | undefined> | undefined;
  #nextOrder = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** Adds shapes, and replaces those that are there by id. Throws, and changes nothing, where a point is not finite. */
  set(shapes: Iterable<SceneShape>): void {
    const bounded = new Map<string, { readonly shape: SceneShape; readonly bounds: Rect }>();
    for (const shape of shapes) {
      if (this.get(shape.id) === shape) bounded.delete(shape.id);
      else bounded.set(shape.id, { shape, bounds: finiteBounds(shape) });
    }
    this.batch(() => {
      const added = [...bounded.values()].map(({ shape, bounds }) => this.#place(shape, bounds));
      if (added.length >= BULK_SIZE) this.#index.load(added);
      else for (const entry of added) this.#index.insert(entry);
    });
  }

  /** Removes shapes; ids that are not there are passed over. */
  remove(ids: Iterable<string>): void {
    this.batch(() => {
      for (const id of ids) {
        const entry = this.#entries.get(id);
        if (entry === undefined) continue;
        this.#note(id, entry.shape);
        this.#entries.delete(id);
        this.#index.remove(entry);
      }
    });
  }

  /** Makes these the only shapes: another frame or sample. Shapes that stay the same record are not redrawn. */
  replaceAll(shapes: Iterable<SceneShape>): void {
    const next = [...shapes];
    const kept = new Set(next.map((shape) => shape.id));
    this.batch(() => {
      const gone = [...this.#entries.keys()].filter((id) => !kept.has(id));
      if (gone.length < this.#entries.size) this.remove(gone);
      else this.#clear();
      this.set(next);
    });
  }

  /** The shapes of other labels. */
  references(): SceneShape[] {
    return [...this.#entries.values()].flatMap(({ shape }) => (shape.isReference ? [shape] : []));
  }

  get(id: string): SceneShape | undefined {
    return this.#entries.get(id)?.shape;
  }

  /** In drawing order, hidden ones too. */
  shapes(): SceneShape[] {
    return [...this.#entries.values()].sort(byDrawingOrder).map((entry) => entry.shape);
  }

  /** Shapes whose bounds touch the rectangle (image pixels), the farthest first: in drawing order. */
  query(rect: Rect): SceneShape[] {
    return this.#index
      .search(rect)
      .filter((entry) => !entry.shape.isHidden)
      .sort(byDrawingOrder)
      .map((entry) => entry.shape);
  }

  /** How many nodes the shapes have whose bounds touch the rectangle: what drawing it costs. */
  countNodes(rect: Rect): number {
    return this.#index.search(rect).reduce((sum, { shape }) => sum + (shape.isHidden ? 0 : shape.points.length), 0);
  }

  /**
   * Shapes under a place, the nearest to the eye first: their outline passes within `tolerance` image pixels (screen
   * pixels divided by the zoom), or they are closed and filled and the place is inside.
   */
  hit(place: Point, tolerance: number): SceneShape[] {
    const [x, y] = place;
    const rect = { minX: x - tolerance, minY: y - tolerance, maxX: x + tolerance, maxY: y + tolerance };
    return this.query(rect)
      .filter((shape) => !shape.isReference && isHit(shape, place, tolerance))
      .reverse();
  }

  /** Tells listeners once, at the end of the outermost batch, of what is different from its start. */
  batch(work: () => void): void {
    if (this.#pending !== undefined) {
      work();
      return;
    }
    this.#pending = new Map();
    try {
      work();
    } finally {
      const pending = this.#pending;
      this.#pending = undefined;
      this.#tell(pending);
    }
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: SceneListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a shape into the map; returns the entry that the index must get. */
  #place(shape: SceneShape, bounds: Rect): Entry {
    const previous = this.#entries.get(shape.id);
    if (previous !== undefined) this.#index.remove(previous);
    this.#note(shape.id, previous?.shape);
    const entry = { ...bounds, shape, order: previous?.order ?? this.#nextOrder++ };
    this.#entries.set(shape.id, entry);
    return entry;
  }

  #clear(): void {
    for (const [id, entry] of this.#entries) this.#note(id, entry.shape);
    this.#entries.clear();
    this.#index.clear();
  }

  #note(id: string, before: SceneShape | undefined): void {
    if (this.#pending !== undefined && !this.#pending.has(id)) this.#pending.set(id, before);
  }

  #tell(pending: ReadonlyMap<string, SceneShape | undefined>): void {
    const changes: SceneChange[] = [];
    for (const [id, from] of pending) {
      const to = this.get(id);
      if (from !== to) changes.push({ from, to });
    }
    if (changes.length === 0) return;
    for (const listener of this.#listeners) listener(changes);
  }
}

function finiteBounds(shape: SceneShape): Rect {
  const bounds = boundsOf(shape.points);
  if (bounds === undefined || !shape.points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))) {
    throw new RangeError(`Shape ${JSON.stringify(shape.id)} has no points, or some that are not finite numbers`);
  }
  return bounds;
}

function byDrawingOrder(a: Entry, b: Entry): number {
  return a.shape.zOrder - b.shape.zOrder || a.order - b.order;
}
