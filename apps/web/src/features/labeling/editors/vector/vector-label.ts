import { type CanvasView, VectorEditor, type VectorSequence, type VectorTaskType } from "@tessera/editor-2d";
import { type AnnotationRecord, Emitter, type LabelDocument } from "@tessera/editor-core";
import type { Anchor, LabelAttributes } from "@tessera/sdk";
import type { LabelContent } from "../../session/index.js";
import { Observable } from "../../session/observable.js";
import type { LabeledDataset, OpenLabel, OpenLabelOptions, OpenTimeline } from "../editor-module.js";
import { showAnchor } from "./anchors.js";
import { FramesAhead } from "./frames-ahead.js";
import { images } from "./image-store.js";
import { Propagation, type PropagationParts, WorkerFollower } from "./propagation.js";
import { readFrames, type SampleFrame } from "./sample-frames.js";
import { openTimeline } from "./vector-timeline.js";

/** Objects that are brought into view are shown no larger than this many screen pixels an image pixel. */
const MAX_ZOOM = 16;

/** A label of shapes in an image or in a sequence of images, and what of it is on the screen. */
export class VectorLabel implements OpenLabel {
  readonly vector: VectorEditor;
  /** The images: one, or those of a sequence. */
  readonly frames: readonly SampleFrame[];
  /** Of a sequence: what the timeline shows, and what plays it. */
  readonly timeline: OpenTimeline | undefined;
  /** Of a sequence: carries boxes on into the next frames. */
  readonly propagation: Propagation | undefined;
  /** Loads images before they come into view. */
  readonly framesAhead: FramesAhead;
  /** The view on the screen, while there is one. */
  readonly view = new Observable<CanvasView | undefined>(undefined);
  /** The camera has moved: markers on the canvas follow. */
  readonly cameraChanged = new Emitter();

  constructor({ dataset, sample, documentKey, label, isReadOnly }: OpenLabelOptions) {
    const { task_type: taskType, task_attributes: taskAttributes, removed_categories: removedCategories } = dataset;
    if (!isVectorTask(taskType) || taskAttributes === undefined)
      throw new Error(`Labels of the type ${taskType} cannot be edited here`);
    this.frames = readFrames(sample.attributes);
    this.framesAhead = new FramesAhead(images, this.frames);
    const linking = dataset.enable_object_linking
      ? { isRestricted: dataset.enable_object_link_category_restrictions === true }
      : undefined;
    const sequence = taskType === "image-vector-sequence" ? this.#sequenceOf(dataset) : undefined;
    this.vector = new VectorEditor({
      ...{ sequence, taskType, taskAttributes, removedCategories, linking },
      ...{ documentKey, label, isReadOnly },
    });
    const { frames } = this.vector;
    this.timeline = frames && openTimeline(frames, { frames: this.frames, ahead: this.framesAhead });
    this.propagation = frames && new Propagation(this.vector, frames, this.#propagationParts());
  }

  get document(): LabelDocument {
    return this.vector.document;
  }

  get editor(): VectorEditor["editor"] {
    return this.vector.editor;
  }

  get others(): VectorEditor["others"] {
    return this.vector.others;
  }

  load(attributes: unknown): void {
    this.vector.loadLabel(attributes);
  }

  replace(attributes: unknown, step: string): boolean {
    return this.vector.replaceLabel(attributes, step);
  }

  content(): LabelContent {
    const attributes: unknown = this.vector.toLabelAttributes();
    return { attributes: attributes as LabelAttributes, files: [] };
  }

  show(records: readonly AnnotationRecord[]): void {
    const { place } = this.editor;
    const [first] = records;
    const isHere = records.some((record) => record.place.frame === place.frame);
    if (first?.place.frame !== undefined && !isHere) this.document.go(first.place.frame);
    const seen = records.filter((record) => record.place.frame === this.editor.place.frame);
    this.vector.showObjects(seen, { maxZoom: MAX_ZOOM });
  }

  showAnchor(anchor: Anchor | null | undefined): void {
    showAnchor(this.vector, anchor);
  }

  dispose(): void {
    this.timeline?.playback.pause();
    this.propagation?.cancel();
    this.framesAhead.dispose();
    this.vector.dispose();
  }

  #propagationParts(): PropagationParts {
    return {
      acquire: (frame) => {
        const url = this.frames[frame]?.url;
        return url === undefined ? undefined : images.acquire(url);
      },
      newFollower: () => new WorkerFollower(),
    };
  }

  #sequenceOf(dataset: LabeledDataset): VectorSequence {
    const { enable_interpolation: interpolates = true, enable_extrapolation: extrapolates = false } = dataset;
    const goesByTime = dataset.use_timestamps_for_interpolation ?? true;
    return {
      frameCount: this.frames.length,
      ...{ interpolates, extrapolates },
      ...(goesByTime && { timestamps: this.frames.map(({ timestamp }) => timestamp) }),
    };
  }
}

/** The label as this module has opened it. */
export function vectorLabel(label: OpenLabel): VectorLabel {
  if (!(label instanceof VectorLabel)) throw new Error("This label is open in another editor");
  return label;
}

const VECTOR_TASKS: readonly string[] = [
  "vector",
  "bboxes",
  "keypoints",
  "image-vector-sequence",
] satisfies VectorTaskType[];

function isVectorTask(taskType: string): taskType is VectorTaskType {
  return VECTOR_TASKS.includes(taskType);
}
