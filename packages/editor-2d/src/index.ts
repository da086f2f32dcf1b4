export { type AttachOptions, attachView, keyInput } from "./editor/attach-view.js";
export { IMAGE_HOTKEY_PRESETS } from "./editor/hotkey-presets.js";
export { type ImageSize, ImageSurface, type ImageSurfaceOptions } from "./editor/image-surface.js";
export { CHANGE_LOOKS } from "./editor/other-labels.js";
export type { ShapeAssist } from "./editor/shape-assist.js";
export { VectorEditor, type VectorEditorOptions, type VectorTaskType } from "./editor/vector-editor.js";
export { VectorFrames, type VectorSequence } from "./editor/vector-frames.js";
export type { EditorView, Viewport } from "./editor/viewport.js";
export { type BoxGeometry, bboxKind } from "./kinds/bbox.js";
export { type KeypointGeometry, keypointKind } from "./kinds/keypoint.js";
export { type PathGeometry, polygonKind, polylineKind } from "./kinds/path.js";
export { loadVectorLabel, saveVectorLabel } from "./label/label-io.js";
export {
  type Camera,
  CanvasView,
  type CanvasViewOptions,
  DEFAULT_SHAPE_STYLE,
  type ImageAdjustment,
  ImageLoadError,
  type ImageProblem,
  imageFromFile,
  LoadedImage,
  type LoadImageOptions,
  loadImage,
  NO_ADJUSTMENT,
  type OverlayItem,
  type Point,
  type Rect,
  Scene,
  type SceneShape,
  type ShapeStyle,
  type ViewContent,
  type ViewLayer,
} from "./view/index.js";
