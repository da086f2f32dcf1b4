import {
  type AnnotationRecord,
  AnnotationType,
  type AttributeValues,
  changesBetween,
  coreActions,
  defaultValues,
  Editor,
  Emitter,
  type HotkeyPreset,
  LabelDocument,
  LinkTool,
  type PointerInput,
  RemovalType,
  type RemovedCategory,
  SceneType,
  SelectTool,
  type StoreRecord,
  type TaskAttributes,
  type TaskType,
  type ToolFactory,
} from "@tessera/editor-core";
import type { JsonObject } from "@tessera/json";

import { bboxKind } from "../kinds/bbox.js";
import { keypointKind } from "../kinds/keypoint.js";
import { polygonKind, polylineKind } from "../kinds/path.js";
import { loadVectorLabel, saveVectorLabel } from "../label/label-io.js";
import { BoxTool } from "../tools/box-tool.js";
import { KeypointTool } from "../tools/keypoint-tool.js";
import { polygonTool, polylineTool } from "../tools/path-tool.js";
import { RulerTool } from "../tools/ruler-tool.js";
import { HandTool, ZoomTool } from "../tools/view-tools.js";
import { type Camera, panBy } from "../view/camera.js";
import type { OverlayItem } from "../view/overlay.js";
import { boundsOf, type Point } from "../view/rect.js";
import { Scene } from "../view/scene.js";
import { frameActions } from "./frame-actions.js";
import { IMAGE_HOTKEY_PRESETS } from "./hotkey-presets.js";
import { imageActions } from "./image-actions.js";
import { imageRules } from "./image-rules.js";
import { type ImageSize, ImageSurface } from "./image-surface.js";
import { type LabelAside, OtherLabels } from "./other-labels.js";
import { overlayItems } from "./overlay-items.js";
import { SceneSync, SHAPE_DRAWINGS } from "./scene-sync.js";
import { boxToPolygon, type ShapeAssist } from "./shape-assist.js";
import { VectorFrames, type VectorSequence } from "./vector-frames.js";

/** The task types that this editor labels. */
export type VectorTaskType = Extract<TaskType, "vector" | "bboxes" | "keypoints" | "image-vector-sequence">;

/** What a vector editor is made of. */
export interface VectorEditorOptions {
  readonly taskType: VectorTaskType;
  readonly taskAttributes: TaskAttributes;
  /** Categories that the dataset had once: their objects keep their names. */
  readonly removedCategories?: readonly RemovedCategory[] | undefined;
  /** The label's attributes, or null where there is no label yet. */
  readonly label: unknown;
  /** Names the sample, such as its uuid. */
  readonly documentKey: string;
  readonly isReadOnly?: boolean;
  /** The frames of a sequence, and how objects go from one to the next; absent for single images. */
  readonly sequence?: VectorSequence | undefined;
  /** Whether objects can be linked, and whether a category that says nothing of links may be linked to nothing; not where absent. */
  readonly linking?: { readonly isRestricted: boolean } | undefined;
  /** Whether shapes may reach out of the image. */
  readonly allowsOutside?: boolean;
  readonly assist?: ShapeAssist;
  /** {@link IMAGE_HOTKEY_PRESETS} where absent. */
  readonly hotkeyPresets?: readonly HotkeyPreset[];
}

/** The kinds of shapes that a task type allows, and the tools that draw them. */
const ALL_SHAPES = {
  kinds: [bboxKind, polygonKind, polylineKind, keypointKind],
  tools: [(editor: Editor<Point>) => new BoxTool(editor), polygonTool, polylineTool, keypointTool],
} as const;

const SHAPES = {
  vector: ALL_SHAPES,
  "image-vector-sequence": ALL_SHAPES,
  bboxes: { kinds: [bboxKind], tools: [(editor: Editor<Point>) => new BoxTool(editor)] },
  keypoints: { kinds: [keypointKind], tools: [keypointTool] },
} as const;

/**
 * The editor of boxes, polygons, polylines and keypoints in one image, without a screen. `attachView` puts it on one.
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
  readonly document: LabelDocument;
  readonly editor: Editor<Point>;
  /** Of a sequence: its frames and tracks. */
  readonly frames: VectorFrames | undefined;
  /** Whether a model is at work, for a progress sign. */
  readonly assistChanged = new Emitter();
  readonly #assist: ShapeAssist | undefined;
  readonly #sync: SceneSync;
  /** Labels beside this one, to look at. */
  readonly others: OtherLabels;
  #assisting: AbortController | undefined;
  /** The hand is held by the pointer, not by a key or as the tool in use. */
  #isPanning = false;
  /** Where one was when the right button was pressed. */
  #rightPressedAt: Camera | undefined;

  constructor(options: VectorEditorOptions) {
    const { taskType, taskAttributes, documentKey, label, allowsOutside = false, isReadOnly = false } = options;
    this.taskType = taskType;
    this.#assist = options.assist;
    this.surface = new ImageSurface(this.scene, { kinds: SHAPES[taskType].kinds, allowsOutside });
    const { linking, removedCategories } = options;
    const restrictsLinks = linking?.isRestricted === true;
    const { sequence } = options;
    const frames = sequence && VectorFrames.prepare(sequence, this.surface);
    this.document = new LabelDocument({
      ...{ taskAttributes, removedCategories, restrictsLinks, documentKey, isReadOnly },
      ...frames?.documentOptions,
    });
    this.editor = new Editor<Point>({
      document: this.document,
      surface: this.surface,
      tools: this.#tools({ isLinking: linking !== undefined }),
      warningRules: imageRules(this.surface),
      hotkeyPresets: options.hotkeyPresets ?? IMAGE_HOTKEY_PRESETS,
      // The arrows alone go from frame to frame.
      ...(frames && { actions: (editor: Editor<Point>) => coreActions(editor, { nudgeModifier: "Mod" }) }),
    });
    this.frames = frames?.open(this.editor);
    this.editor.actions.add([...imageActions(this), ...(this.frames ? frameActions(this.frames) : [])]);
    this.#sync = new SceneSync(this.editor, this.scene, SHAPE_DRAWINGS);
    this.others = new OtherLabels({
      ...{ editor: this.editor, scene: this.scene, sync: this.#sync },
      read: (attributes) => this.#readAside(attributes),
    });
    this.loadLabel(label);
  }

  /** Replaces the document by a label: nothing to undo, nothing to save. */
  loadLabel(attributes: unknown): void {
    const { task } = this.editor;
    const sceneDefaults = defaultValues(task.sceneAttributes);
    this.editor.load(this.#read(attributes, sceneDefaults ? { sceneDefaults } : {}));
  }

  /** Takes another label over in one step of undo. What is the same by value is not touched. Returns whether it was done. */
  replaceLabel(attributes: unknown, step: string): boolean {
    const { editor } = this;
    const { store } = editor;
    const records = this.#read(attributes).filter((record) => !SceneType.is(record));
    const before = [...store.all(AnnotationType), ...(this.frames ? store.all(RemovalType) : [])];
    return editor.edit(step, () => store.replace(before, records));
  }

  /** Label attributes as they are to be saved. */
  toLabelAttributes(): JsonObject {
    if (this.frames) return this.frames.write(this.document);
    return saveVectorLabel(this.editor.annotations.kinds, this.editor.draft.records());
  }

  /** The image in view has been read: from now on shapes stay inside, and what is outside is warned of. */
  setImageSize(image: ImageSize): void {
    if (this.surface.setImage(image, this.frames?.frame)) this.editor.warnings.recheck();
  }

  /** Takes a pointer event in. Ctrl+drag, Space+drag, the middle and the right button pan with whatever tool is in use. */
  pointer(event: PointerInput<Point>): void {
    const { input, tools } = this.editor;
    const button = event.type === "down" ? event.button : undefined;
    const isHeld = this.editor.hold.pressesBefore !== undefined;
    const isPan = button === 1 || (button === 0 && (isHeld || (event.type === "down" && event.modifiers.isMod)));
    if (isPan) this.#isPanning = tools.hold("hand");
    if (button === 2) this.#rightPressedAt = this.surface.viewport.camera;
    this.editor.pointer(event);
    if (event.type === "move" && this.#rightPressedAt && input.isDragging) this.#panFrom(this.#rightPressedAt);
    if (event.type !== "up" && event.type !== "cancel") return;
    this.#rightPressedAt = undefined;
    if (this.#isPanning) tools.releaseHeld();
    this.#isPanning = false;
  }

  /** As long as the right button is held: a click of it means something else. */
  #panFrom(camera: Camera): void {
    const { origin, current } = this.editor.input;
    if (origin && current)
      this.surface.viewport.setCamera(
        panBy(camera, current.screen.x - origin.screen.x, current.screen.y - origin.screen.y),
      );
  }

  /** What is drawn above the shapes now. Ask again after `editor.overlayChanged` and after changes of the store. */
  overlay(): readonly OverlayItem[] {
    return overlayItems(this.editor, SHAPE_DRAWINGS);
  }

  /** Brings objects into view. */
  showObjects(records: readonly AnnotationRecord[], { maxZoom }: { readonly maxZoom?: number } = {}): void {
    const extents = records.flatMap((record) => this.editor.extentOf(record) ?? []);
    const rect = boundsOf(extents.flatMap(({ min, max }) => [min, max]));
    if (rect) this.surface.viewport.fitTo(rect, maxZoom === undefined ? {} : { maxZoom });
  }

  /** Whether a model can be asked for shapes. */
  get canAssist(): boolean {
    return this.#assist !== undefined && this.taskType === "vector" && !this.editor.isReadOnly && !this.isAssisting;
  }

  get isAssisting(): boolean {
    return this.#assisting !== undefined;
  }

  /** Asks the model for the outlines of the selected boxes, one after another. */
  async boxesToPolygons(): Promise<void> {
    const assist = this.#assist;
    if (!assist || !this.canAssist) return;
    const controller = this.#setAssisting(new AbortController());
    const boxes = this.editor.objects
      .editable(this.editor.selection.ids)
      .filter((record) => record.kind === bboxKind.id);
    try {
      for (const { id } of boxes) {
        const result = await boxToPolygon(this.editor, assist, { id, signal: controller.signal });
        if (controller.signal.aborted) return;
        if (result !== true) this.editor.notify(result.reason);
      }
    } catch (error) {
      if (!controller.signal.aborted) this.editor.notify(messageOf(error));
    } finally {
      this.#setAssisting(undefined);
    }
  }

  cancelAssist(): void {
    this.#assisting?.abort();
  }

  dispose(): void {
    this.cancelAssist();
    this.others.dispose();
    this.#sync.dispose();
    this.editor.dispose();
    this.document.dispose();
  }

  #read(attributes: unknown, defaults: { readonly sceneDefaults?: AttributeValues } = {}): readonly StoreRecord[] {
    if (this.frames) return this.frames.read(attributes, defaults);
    return loadVectorLabel(this.editor.annotations.kinds, attributes, defaults);
  }

  #readAside(attributes: unknown): LabelAside {
    if (this.frames) return this.frames.readAside(attributes);
    const { annotations } = this.editor;
    const loaded = loadVectorLabel(annotations.kinds, attributes);
    const records = loaded.filter(AnnotationType.is);
    return {
      inPlace: () => records,
      changes: () => changesBetween(records, annotations.all()),
      scenes: loaded.filter(SceneType.is),
    };
  }

  #tools({ isLinking }: { readonly isLinking: boolean }): readonly ToolFactory<Point>[] {
    return [
      (editor) => new SelectTool(editor),
      ...SHAPES[this.taskType].tools,
      ...(isLinking ? [(editor: Editor<Point>) => new LinkTool(editor)] : []),
      (editor) => new RulerTool(editor),
      (editor) => new HandTool(editor, this.surface),
      (editor) => new ZoomTool(editor, this.surface),
    ];
  }

  #setAssisting<T extends AbortController | undefined>(controller: T): T {
    this.#assisting = controller;
    this.assistChanged.emit();
    return controller;
  }
}

function keypointTool(editor: Editor<Point>): KeypointTool {
  return new KeypointTool(editor);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The model did not answer";
}
