import type { JsonObject } from "@tessera/json";

/**
 * What a handle does: moves a node, a corner or a whole edge, or (midpoint) makes a new node where there is none yet. Kinds
 * may bring types of their own, such as the axes of a cuboid; their surface knows how they are drawn.
 */
export type HandleType = "node" | "corner" | "edge" | "midpoint" | (string & {});

/** A place by which a shape can be changed. `id` names it within its shape, such as `node:3` or `edge:top`. */
export interface Handle<Point> {
  readonly id: string;
  readonly type: HandleType;
  readonly at: Point;
  /** A CSS cursor that tells what dragging it does. */
  readonly cursor?: string;
  /** The step of undo that a drag makes; from the type where absent. */
  readonly gesture?: string;
  /** Where several are in reach, the lowest wins: 0 for nodes and corners, 1 for others where absent. */
  readonly rank?: number;
}

/** How a handle is dragged. */
export interface HandleMoveOptions {
  /** Corners keep the ratio of the sides (Shift). */
  readonly keepsRatio?: boolean;
  /** The opposite side moves against it (Alt). */
  readonly isCentered?: boolean;
}

/** The smallest extent around a shape, in the surface's own coordinates. */
export interface Extent<Point> {
  readonly min: Point;
  readonly max: Point;
}

/** One number of a geometry, for a field in a panel. `name` is stable, `label` is for people. */
export interface GeometryNumber {
  readonly name: string;
  readonly label: string;
  readonly value: number;
}

/** A change that a person asked for and that cannot be: why, as a sentence. */
export interface Refusal {
  readonly reason: string;
}

/** A geometry, or why there is none. */
export type GeometryResult<Geometry> = { readonly geometry: Geometry } | Refusal;

/** What a kind can do whose geometry says where it lies. Pixels and points of a cloud are elsewhere: their surface is asked. */
export interface ShapeCapability<Geometry, Point> {
  extent(geometry: Geometry): Extent<Point>;
  /** Whether the place is on the shape, give or take `tolerance`. */
  isHit(geometry: Geometry, at: Point, tolerance: number): boolean;
  /** The geometry moved as `from` is moved to `to`. */
  translate(geometry: Geometry, from: Point, to: Point): Geometry;
  /** Places to which nodes of other shapes snap. */
  snapPoints(geometry: Geometry): readonly Point[];
}

/** What a kind can do that is changed by handles. */
export interface HandleCapability<Geometry, Point> {
  list(geometry: Geometry): readonly Handle<Point>[];
  /** The geometry after a handle of `geometry` was dragged to `to`. */
  move(geometry: Geometry, handleId: string, to: Point, options: HandleMoveOptions): Geometry;
  /** Adds a node on the outline near the place; undefined where the place is too far away. */
  insertNode?(geometry: Geometry, at: Point, tolerance: number): Geometry | undefined;
  removeNode?(geometry: Geometry, handleId: string): GeometryResult<Geometry>;
}

/** What a kind can do that is set by numbers. */
export interface NumbersCapability<Geometry> {
  list(geometry: Geometry): readonly GeometryNumber[];
  with(geometry: Geometry, values: Readonly<Record<string, number>>): GeometryResult<Geometry>;
}

/**
 * Everything the editor knows of one kind of annotation. Kinds are registered; nothing else tells kinds apart, so that
 * a new one touches no other code. All functions are pure: they return new geometries. What a kind cannot do it leaves out:
 * nothing is faked.
 *
 * Functions are declared as methods on purpose: the registry holds kinds of different geometries side by side, and
 * hands each only geometries that it has made.
 */
export interface AnnotationKind<Geometry, Point> {
  readonly id: string;
  /** A noun for people: "Box". */
  readonly label: string;
  /** Keys of the wire object that `read` takes and `write` makes. Others stay in the record's `extra`. */
  readonly wireKeys: readonly string[];
  /** The geometry of a wire object, or undefined where it is not of this kind. Keeps numbers as they are. */
  read(wire: JsonObject): Geometry | undefined;
  write(geometry: Geometry): JsonObject;
  /** Why a person's annotation cannot be kept, or undefined. */
  validate(geometry: Geometry): string | undefined;
  /** A few words for lists and screen readers: "120 × 80 px". */
  describe(geometry: Geometry): string;
  readonly shape?: ShapeCapability<Geometry, Point>;
  readonly handles?: HandleCapability<Geometry, Point>;
  readonly numbers?: NumbersCapability<Geometry>;
  /** The geometry between two of the same object, `t` from 0 to 1; undefined where there is none. */
  interpolate?(from: Geometry, to: Geometry, t: number): Geometry | undefined;
}

/** A kind that can do all that shapes can. */
export type ShapeKind<Geometry, Point> = AnnotationKind<Geometry, Point> &
  Required<Pick<AnnotationKind<Geometry, Point>, "shape" | "handles" | "numbers">>;

/**
 * All kinds of an editor.
 *
 * @example editor.annotations.kinds.get(record.kind).describe(record.geometry) // "120 × 80 px"
 */
export class KindRegistry<Point> {
  readonly #kinds = new Map<string, AnnotationKind<unknown, Point>>();

  constructor(kinds: readonly AnnotationKind<unknown, Point>[]) {
    for (const kind of kinds) {
      if (this.#kinds.has(kind.id)) throw new Error(`Two kinds are called ${kind.id}`);
      this.#kinds.set(kind.id, kind);
    }
  }

  get all(): readonly AnnotationKind<unknown, Point>[] {
    return [...this.#kinds.values()];
  }

  find(id: string): AnnotationKind<unknown, Point> | undefined {
    return this.#kinds.get(id);
  }

  get(id: string): AnnotationKind<unknown, Point> {
    const kind = this.#kinds.get(id);
    if (!kind) throw new Error(`There is no kind ${id}`);
    return kind;
  }
}
