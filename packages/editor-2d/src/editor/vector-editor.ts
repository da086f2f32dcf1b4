import {
  Editor,
  type HotkeyPreset,
  type JsonObject,
  SelectTool,
  type TaskAttributes,
  type TaskType,
  type ToolFactory,
} from "@tessera/editor-core";

import { loadVectorLabel, saveVectorLabel } from "../label/label-io.js";
import { BoxTool } from "../tools/box-tool.js";
import type { Point } from "../view/rect.js";
import { Scene } from "../view/scene.js";
import { ImageSurface } from "./image-surface.js";
import { SceneSync, SHAPE_DRAWINGS } from "./scene-sync.js";

/** The task types that this editor labels. */
export type VectorTaskType = Extract<TaskType, "vector" | "bboxes" | "keypoints">;

/** What a vector editor is made of. */
export interface VectorEditorOptions {
  readonly taskType: VectorTaskType;
  readonly taskAttributes: TaskAttributes;
  /** The label's attributes, or null where there is no label yet. */
  readonly label: unknown;
  /** Names the sample, such as its uuid. */
  readonly documentKey: string;
  readonly isReadOnly?: boolean;
  /** Whether shapes may reach out of the image. */
  readonly allowsOutside?: boolean;
  readonly hotkeyPresets?: readonly HotkeyPreset[];
}

/**
 * The editor of boxes, polygons, polylines and keypoints in one image, without a screen.
 *
 * @example
 * const vector = new VectorEditor({ taskType: "bboxes", taskAttributes, label: null, documentKey: sample.uuid });
 * vector.editor.tools.select("box");
 * const attributes = vector.toLabelAttributes();
 */
export class VectorEditor {
  readonly taskType: VectorTaskType;
  readonly surface: ImageSurface;
  readonly scene = new Scene();
  readonly editor: Editor<Point>;
  readonly #sync: SceneSync;

  constructor(options: VectorEditorOptions) {
    const { taskType, taskAttributes, documentKey, label, allowsOutside = false, isReadOnly = false } = options;
    this.taskType = taskType;
    this.surface = new ImageSurface(this.scene, { allowsOutside });
    this.editor = new Editor<Point>({
      surface: this.surface,
      tools: toolsOf(taskType),
      taskAttributes,
      documentKey,
      isReadOnly,
      ...(options.hotkeyPresets ? { hotkeyPresets: options.hotkeyPresets } : {}),
    });
    this.#sync = new SceneSync(this.editor, this.scene, SHAPE_DRAWINGS);
    this.loadLabel(label);
  }

  /** Replaces the document by a label: nothing to undo, nothing to save. */
  loadLabel(attributes: unknown): void {
    this.editor.load(loadVectorLabel(this.editor.annotations.kinds, attributes));
  }

  /** Label attributes as they are to be saved. */
  toLabelAttributes(): JsonObject {
    return saveVectorLabel(this.editor.annotations.kinds, this.editor.draft.records());
  }

  dispose(): void {
    this.#sync.dispose();
    this.editor.dispose();
  }
}

function toolsOf(taskType: VectorTaskType): readonly ToolFactory<Point>[] {
  const select: ToolFactory<Point> = (editor) => new SelectTool(editor);
  const box: ToolFactory<Point> = (editor) => new BoxTool(editor);
  return taskType === "keypoints" ? [select] : [select, box];
}
