import type { LabelAttributes } from "@tessera/sdk";
import type { EditorChange, EditorPort, LabelContent, LabelFile } from "../ports.js";

/** A box of the fake editor. */
export interface FakeBox {
  readonly id: number;
  readonly track_id: number;
  readonly category_id: number;
  readonly type: "bbox";
  readonly points: readonly (readonly [number, number])[];
}

interface FakeDiff {
  readonly id: number;
  readonly box: FakeBox | undefined;
}

/** An editor of boxes with no canvas: gestures are method calls. */
export class FakeEditor implements EditorPort {
  isReadOnly = false;
  /** A path is in the making. */
  isSketching = false;
  /** A drag is going on. */
  inGesture = false;
  /** What `content` throws, once. */
  contentFault: Error | undefined;
  /** `content` waits for it. */
  contentGate: Promise<void> | undefined;
  /** Files that the next content refers to. */
  files: readonly LabelFile[] = [];
  loads = 0;
  #boxes = new Map<number, FakeBox>();
  readonly #listeners = new Set<(change: EditorChange) => void>();

  load({ attributes }: Parameters<EditorPort["load"]>[0]): void {
    this.loads++;
    this.#boxes = new Map(boxesOf(attributes).map((box) => [box.id, box]));
  }

  updateDataset(): void {}

  setReadOnly({ isReadOnly }: { readonly isReadOnly: boolean }): void {
    this.isReadOnly = isReadOnly;
  }

  async content(): Promise<LabelContent> {
    const fault = this.contentFault;
    this.contentFault = undefined;
    if (fault !== undefined) throw fault;
    const content = { attributes: attributesOf(this.boxes), files: this.files };
    await this.contentGate;
    return content;
  }

  snapshot(): unknown {
    return this.boxes;
  }

  restore({ snapshot, diffs }: { readonly snapshot: unknown; readonly diffs: readonly unknown[] }): void {
    this.#boxes = new Map((snapshot as FakeBox[]).map((box) => [box.id, box]));
    for (const diff of diffs) this.#apply(diff as FakeDiff);
  }

  onChange(listener: (change: EditorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isInGesture(): boolean {
    return this.inGesture;
  }

  hasSketch(): boolean {
    return this.isSketching;
  }

  objectCount(): number {
    return this.#boxes.size;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  get boxes(): readonly FakeBox[] {
    return [...this.#boxes.values()];
  }

  /** A finished gesture: draws a box, or moves the one that has the id. */
  draw(id: number, x = id): void {
    this.gesture({ id, box: boxAt(id, x) });
  }

  erase(id: number): void {
    this.gesture({ id, box: undefined });
  }

  gesture(diff: FakeDiff): void {
    if (this.isReadOnly) return;
    this.#apply(diff);
    for (const listener of this.#listeners) listener({ diff });
  }

  #apply({ id, box }: FakeDiff): void {
    if (box === undefined) this.#boxes.delete(id);
    else this.#boxes.set(id, box);
  }
}

/** A box of the test's. */
export function boxAt(id: number, x = id): FakeBox {
  return {
    id,
    track_id: id,
    category_id: 1,
    type: "bbox",
    points: [
      [x, 0],
      [x + 10, 10],
    ],
  };
}

/** A label of boxes. */
export function attributesOf(boxes: readonly FakeBox[]): LabelAttributes {
  return { annotations: boxes } as unknown as LabelAttributes;
}

/** The boxes of a label. */
export function boxesOf(attributes: LabelAttributes | null | undefined): readonly FakeBox[] {
  return ((attributes ?? { annotations: [] }) as unknown as { annotations: FakeBox[] }).annotations;
}
