import { drawingCost } from "./display-list.js";
import type { SceneChange, SceneShape } from "./scene.js";

/**
 * Which shapes are drawn above the tiles in each frame rather than in them: the selected ones, so that dragging one
 * touches no tile, and the hovered ones a second time, so that hovering touches none either. Bounded: when everything
 * is selected, most stay in their tiles.
 */
export class LiftedShapes {
  readonly #maxCost: number;
  readonly #lifted = new Map<string, SceneShape>();
  readonly #hovered = new Map<string, SceneShape>();
  #cost = 0;

  /** In nodes, as `drawingCost` counts. One shape is always lifted, whatever it costs. */
  constructor(maxCost: number) {
    this.#maxCost = maxCost;
  }

  /** Takes a change in and returns what of it is drawn in tiles: before and after. */
  take({ from, to }: SceneChange): SceneChange {
    const id = (to ?? from)?.id;
    if (id === undefined) return { from: undefined, to: undefined };
    const inTilesBefore = this.#isInTiles(from) ? from : undefined;
    this.#drop(id);
    if (to !== undefined && !to.isHidden) this.#add(to);
    return { from: inTilesBefore, to: this.#isInTiles(to) ? to : undefined };
  }

  has(id: string): boolean {
    return this.#lifted.has(id);
  }

  /** Drawn in each frame, in this order. */
  get hovered(): SceneShape[] {
    return [...this.#hovered.values()];
  }

  get lifted(): SceneShape[] {
    return [...this.#lifted.values()].sort((a, b) => a.zOrder - b.zOrder);
  }

  #isInTiles(shape: SceneShape | undefined): boolean {
    return shape !== undefined && !shape.isHidden && !this.#lifted.has(shape.id);
  }

  #add(shape: SceneShape): void {
    const cost = drawingCost([shape]);
    if (shape.isSelected && (this.#lifted.size === 0 || this.#cost + cost <= this.#maxCost)) {
      this.#lifted.set(shape.id, shape);
      this.#cost += cost;
    } else if (shape.isHovered) {
      this.#hovered.set(shape.id, shape);
    }
  }

  #drop(id: string): void {
    const shape = this.#lifted.get(id);
    if (shape !== undefined) this.#cost -= drawingCost([shape]);
    this.#lifted.delete(id);
    this.#hovered.delete(id);
  }
}

/** Whether two records look the same in a tile, where hovering is not shown. */
export function looksSame(a: SceneShape | undefined, b: SceneShape | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.points === b.points &&
    a.isClosed === b.isClosed &&
    a.isFilled === b.isFilled &&
    a.color[0] === b.color[0] &&
    a.color[1] === b.color[1] &&
    a.color[2] === b.color[2] &&
    a.dash === b.dash &&
    a.isSelected === b.isSelected &&
    a.isLocked === b.isLocked &&
    a.isDimmed === b.isDimmed &&
    a.text === b.text &&
    a.radiusPx === b.radiusPx &&
    a.zOrder === b.zOrder
  );
}
