import { defineRecordType, type StoreRecord } from "../store/record.js";
import type { Store } from "../store/store.js";

/**
 * A path in the making, node by node. It belongs to the document, so that drafts hold it, but to no label: what is saved
 * leaves it out.
 */
export interface SketchRecord extends StoreRecord {
  readonly typeName: "sketch";
  /** The id of the tool that draws it and can go on with it. */
  readonly tool: string;
  /** Nodes in the surface's coordinates. */
  readonly nodes: readonly unknown[];
}

/**
 * See {@link SketchRecord}.
 *
 * @example editor.store.find(SketchType, sketchId(undefined))?.nodes.length
 */
export const SketchType = defineRecordType<SketchRecord>("sketch", { scope: "document" });

/** The id of the one sketch that there can be of a sensor. */
export function sketchId(sensor: string | undefined): string {
  return `sketch:${sensor ?? "sketch"}`;
}

/**
 * Keeps the path that a tool is drawing. Its nodes are no steps of undo: the tool takes them back itself. Dropping it is
 * one step.
 *
 * @example editor.sketch.keep("polygon", nodes);
 */
export class Sketch {
  readonly #store: Store;
  readonly #id: string;
  #drawn: SketchRecord | undefined;

  constructor(store: Store, sensor: string | undefined) {
    this.#store = store;
    this.#id = sketchId(sensor);
  }

  get record(): SketchRecord | undefined {
    return this.#store.find(SketchType, this.#id);
  }

  /** The nodes so far. */
  keep(tool: string, nodes: readonly unknown[]): void {
    const record: SketchRecord = { id: this.#id, typeName: "sketch", tool, nodes };
    this.#drawn = record;
    this.#write(() => this.#store.put(record));
  }

  /** It has become an object, or its last node was taken back. */
  clear(): void {
    this.#drawn = undefined;
    if (this.record) this.#write(() => this.#store.remove(this.#id));
  }

  /** Gives the path up as a step that undo takes back. */
  drop(label: string): void {
    this.#drawn = undefined;
    if (this.record) this.#store.transact(() => this.#store.remove(this.#id), { mark: label });
  }

  /** The tool lets go of it; the record stays. */
  suspend(): void {
    this.#drawn = undefined;
  }

  /** A sketch that came back by undo, redo or a draft, or is gone: answers whether the tool in use differs from it. */
  get isOutOfStep(): boolean {
    return this.record !== this.#drawn;
  }

  /** A tool goes on with the record. */
  resume(): void {
    this.#drawn = this.record;
  }

  #write(write: () => void): void {
    this.#store.transact(write, { source: "sketch" });
  }
}
