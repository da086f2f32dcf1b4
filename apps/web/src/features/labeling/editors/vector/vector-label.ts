import { type CanvasView, loadVectorLabel, VectorEditor, type VectorTaskType } from "@tessera/editor-2d";
import { type AnnotationRecord, AnnotationType, Emitter, type LabelDocument } from "@tessera/editor-core";
import type { Anchor, LabelAttributes } from "@tessera/sdk";
import type { LabelContent } from "../../session/index.js";
import { Observable } from "../../session/observable.js";
import type { OpenLabel, OpenLabelOptions } from "../editor-module.js";
import { showAnchor } from "./anchors.js";
import { imageUrlOf } from "./image-store.js";

/** Objects that are brought into view are shown no larger than this many screen pixels an image pixel. */
const MAX_ZOOM = 16;

/** A label of shapes in one image, and what of it is on the screen. */
export class VectorLabel implements OpenLabel {
  readonly vector: VectorEditor;
  readonly imageUrl: string | undefined;
  /** The view on the screen, while there is one. */
  readonly view = new Observable<CanvasView | undefined>(undefined);
  /** The camera has moved: markers on the canvas follow. */
  readonly cameraChanged = new Emitter();

  constructor({ dataset, sample, documentKey, label, isReadOnly }: OpenLabelOptions) {
    const { task_type: taskType, task_attributes: taskAttributes, removed_categories: removedCategories } = dataset;
    if (!isVectorTask(taskType) || taskAttributes === undefined)
      throw new Error(`Labels of the type ${taskType} cannot be edited here`);
    this.imageUrl = imageUrlOf(sample);
    const linking = dataset.enable_object_linking
      ? { isRestricted: dataset.enable_object_link_category_restrictions === true }
      : undefined;
    this.vector = new VectorEditor({
      ...{ taskType, taskAttributes, removedCategories, linking },
      ...{ documentKey, label, isReadOnly },
    });
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
    const { editor } = this;
    const records = loadVectorLabel(editor.annotations.kinds, attributes);
    return editor.edit(step, () => editor.store.replace(editor.store.all(AnnotationType), records));
  }

  content(): LabelContent {
    const attributes: unknown = this.vector.toLabelAttributes();
    return { attributes: attributes as LabelAttributes, files: [] };
  }

  show(records: readonly AnnotationRecord[]): void {
    this.vector.showObjects(records, { maxZoom: MAX_ZOOM });
  }

  showAnchor(anchor: Anchor | null | undefined): void {
    showAnchor(this.vector, anchor);
  }

  dispose(): void {
    this.vector.dispose();
  }
}

/** The label as this module has opened it. */
export function vectorLabel(label: OpenLabel): VectorLabel {
  if (!(label instanceof VectorLabel)) throw new Error("This label is open in another editor");
  return label;
}

const VECTOR_TASKS: readonly string[] = ["vector", "bboxes", "keypoints"] satisfies VectorTaskType[];

function isVectorTask(taskType: string): taskType is VectorTaskType {
  return VECTOR_TASKS.includes(taskType);
}
