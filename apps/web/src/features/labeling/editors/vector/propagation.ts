import { type BoxGeometry, bboxKind, type LoadedImage, type VectorEditor, type VectorFrames } from "@tessera/editor-2d";
import { type AnnotationRecord, annotationId, objectKey, objectNumber } from "@tessera/editor-core";
import { type Box, type TrackStep, thinFrames } from "@tessera/tracking";
import { Observable } from "../../session/observable.js";
import type { ImageHandle } from "./image-store.js";

/** What an image is followed in: a worker, or a stand-in for it. */
export interface FrameFollower {
  /** Takes the first frame with its box, then each next one. */
  follow(image: LoadedImage, box?: Box): Promise<TrackStep>;
  dispose(): void;
}

/** What a propagation needs of its surroundings. */
export interface PropagationParts {
  /** The image of a frame; undefined where it has none. */
  acquire(frame: number): ImageHandle | undefined;
  newFollower(): FrameFollower;
}

/** How far a propagation is, for a progress sign. */
export interface PropagationProgress {
  readonly object: string;
  /** From 0. */
  readonly frame: number;
}

/**
 * Carries boxes on into the next frames by what the images show, until they are lost, given up, or meet a keyframe of theirs. What was found is
 * stated in one step of undo, in as few keyframes as say it.
 */
export class Propagation {
  readonly progress = new Observable<PropagationProgress | undefined>(undefined);
  readonly #vector: VectorEditor;
  readonly #frames: VectorFrames;
  readonly #parts: PropagationParts;
  #isCancelled = false;

  constructor(vector: VectorEditor, frames: VectorFrames, parts: PropagationParts) {
    this.#vector = vector;
    this.#frames = frames;
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.progress.get() !== undefined;
  }

  /** Stops; what has been found until now stays. */
  cancel(): void {
    this.#isCancelled = true;
  }

  /** Carries the selected boxes on, at most so many frames. */
  async run(maxFrames: number): Promise<void> {
    const { editor } = this.#vector;
    if (this.isRunning || editor.document.refuses()) return;
    const boxes = editor.objects.editable(editor.selection.ids).filter(({ kind }) => kind === bboxKind.id);
    if (boxes.length === 0) {
      editor.notify("Select a box: other shapes are not propagated yet");
      return;
    }
    this.#isCancelled = false;
    const start = this.#frames.frame;
    let last = start;
    try {
      for (const record of boxes) {
        if (this.#isCancelled) break;
        last = Math.max(last, await this.#carry(record, { start, maxFrames }));
      }
    } finally {
      this.progress.set(undefined);
    }
    if (this.#frames.frame === start && last > start) this.#frames.go(last);
  }

  /** Carries one box on; returns the last frame in which it was found. */
  async #carry(record: AnnotationRecord, { start, maxFrames }: { start: number; maxFrames: number }): Promise<number> {
    const { editor } = this.#vector;
    const name = `${editor.task.categoryName(record.categoryId)} ${objectNumber(record)}`;
    const end = Math.min(this.#endFor(record, start), start + maxFrames + 1);
    const found = [boxOf(record.geometry as BoxGeometry)];
    const follower = this.#parts.newFollower();
    let ending: string | undefined;
    try {
      for (let frame = start; frame < end && !this.#isCancelled; frame++) {
        this.progress.set({ object: name, frame });
        const step = await this.#step(follower, frame, frame === start ? found[0] : undefined);
        if ("lost" in step) {
          ending = `${name} is lost in frame ${frame + 1}: ${step.lost.charAt(0).toLowerCase()}${step.lost.slice(1)}`;
          break;
        }
        if (frame > start) found.push(step.box);
      }
    } finally {
      follower.dispose();
    }
    if (found.length > 1) this.#state(record, { start, boxes: found });
    if (ending !== undefined) editor.notify(ending);
    else if (found.length === 1 && !this.#isCancelled) editor.notify(`${name} has a keyframe in the next frame`);
    return start + found.length - 1;
  }

  async #step(follower: FrameFollower, frame: number, box: Box | undefined): Promise<TrackStep> {
    const handle = this.#parts.acquire(frame);
    if (handle === undefined) return { lost: "The frame has no image" };
    try {
      return await follower.follow(handle.image ?? (await handle.loading), box);
    } catch {
      return { lost: "Its image cannot be loaded" };
    } finally {
      handle.release();
    }
  }

  /** The frame before which it ends: the object's own next keyframe or gap, or the end. */
  #endFor(record: AnnotationRecord, start: number): number {
    const events = this.#frames.tracks.eventsOf(record.place.sensor, objectKey(record));
    return events.find(({ frame }) => frame > start)?.frame ?? this.#frames.times.count;
  }

  #state(record: AnnotationRecord, { start, boxes }: { readonly start: number; readonly boxes: readonly Box[] }): void {
    const { editor } = this.#vector;
    const kept = thinFrames(boxes.map(({ minX, minY, maxX, maxY }) => [minX, minY, maxX, maxY] as const));
    editor.edit(`Propagate ${boxes.length - 1} frames`, () => {
      const { annotations } = editor.document;
      // The object may have been changed or deleted while it was followed.
      const now = editor.annotations.find(annotationId(record.place, objectKey(record)));
      if (now === undefined) return;
      for (const index of kept) {
        const box = boxes[index];
        if (box !== undefined)
          annotations.stateIn({ ...now, geometry: geometryOf(box) }, { ...now.place, frame: start + index });
      }
    });
  }
}

function boxOf([[x0, y0], [x1, y1]]: BoxGeometry): Box {
  return { minX: Math.min(x0, x1), minY: Math.min(y0, y1), maxX: Math.max(x0, x1), maxY: Math.max(y0, y1) };
}

/** To a hundredth of a pixel, as all coordinates that are made here. */
function geometryOf({ minX, minY, maxX, maxY }: Box): BoxGeometry {
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return [
    [rounded(minX), rounded(minY)],
    [rounded(maxX), rounded(maxY)],
  ];
}

/** Follows in a worker, which ends with it: the page stays free, and a hidden tab goes on. */
export class WorkerFollower implements FrameFollower {
  readonly #worker = new Worker(new URL("./propagate-worker.ts", import.meta.url), {
    type: "module",
    name: "propagate",
  });

  async follow(image: LoadedImage, box?: Box): Promise<TrackStep> {
    const [level] = image.levels;
    if (level === undefined) return { lost: "The frame has no image" };
    const pieces = await Promise.all(
      level.pieces.map(async ({ x, y, picture }) => ({ x, y, picture: await createImageBitmap(picture) })),
    );
    const { widthPx, heightPx } = level;
    const reply = new Promise<TrackStep>((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<TrackStep | { readonly problem: string }>) =>
        "problem" in data ? reject(new Error(data.problem)) : resolve(data);
      this.#worker.onerror = () => reject(new Error("The tracker did not start"));
    });
    this.#worker.postMessage(
      { widthPx, heightPx, pieces, ...(box !== undefined && { box }) },
      pieces.map(({ picture }) => picture),
    );
    return reply;
  }

  dispose(): void {
    this.#worker.terminate();
  }
}
