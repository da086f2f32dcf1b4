import { objectKeyOf } from "../annotations/records.js";
import type { Editor } from "../editor/editor.js";
import type { SnapPoint } from "../editor/surface.js";

/**
 * Snaps points to nodes of other shapes, while that is switched on.
 *
 * @example const node = editor.snapping.place(pointer, { exclude: record.id });
 */
export class Snapping<Point> {
  readonly #editor: Editor<Point>;
  #target: SnapPoint<Point> | undefined;

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  /** Where the pointer has snapped to, to be drawn. */
  get target(): SnapPoint<Point> | undefined {
    return this.#target;
  }

  get isOn(): boolean {
    return this.#editor.viewState.get().isSnapping;
  }

  toggle(): void {
    this.#editor.viewState.set({ isSnapping: !this.isOn });
    if (!this.isOn) this.clear();
  }

  /** The place of a node for a pointer: inside the surface, and on another shape's node where one is near. */
  place(at: Point, { exclude }: { exclude?: string } = {}): Point {
    this.#target = this.isOn ? this.#nearest(at, exclude) : undefined;
    return this.#target?.point ?? this.#editor.surface.clamp(at);
  }

  clear(): void {
    this.#target = undefined;
    this.#editor.overlayChanged.emit();
  }

  #nearest(at: Point, exclude: string | undefined): SnapPoint<Point> | undefined {
    const { surface } = this.#editor;
    const excluded = exclude === undefined ? undefined : objectKeyOf(exclude);
    let best: SnapPoint<Point> | undefined;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const candidate of surface.snapPoints?.(at, surface.tolerance() * SNAP_REACH) ?? []) {
      const distance = surface.distance(at, candidate.point);
      if (candidate.key === excluded || distance >= bestDistance) continue;
      best = candidate;
      bestDistance = distance;
    }
    return best;
  }
}

/** Nodes attract from twice as far as a click may miss. */
const SNAP_REACH = 2;
