export { attachView, keyInput } from "./editor/attach-view.js";
export { IMAGE_HOTKEY_PRESETS } from "./editor/hotkey-presets.js";
export { imageRules } from "./editor/image-rules.js";
export { type ImageSize, ImageSurface, type ImageSurfaceOptions } from "./editor/image-surface.js";
export { SceneSync, SHAPE_DRAWINGS, type ShapeDrawing } from "./editor/scene-sync.js";
export { boxToPolygon, type ShapeAssist } from "./editor/shape-assist.js";
export { VectorEditor, type VectorEditorOptions, type VectorTaskType } from "./editor/vector-editor.js";
export { type EditorView, HeadlessViewport, type Viewport } from "./editor/viewport.js";
export { type BoxGeometry, bboxKind, boxFrom } from "./kinds/bbox.js";
export { isSelfCrossing } from "./kinds/crossing.js";
export { type KeypointGeometry, keypointKind } from "./kinds/keypoint.js";
export { type PathGeometry, polygonKind, polylineKind } from "./kinds/path.js";
export { loadVectorLabel, saveVectorLabel } from "./label/label-io.js";
export { BoxTool } from "./tools/box-tool.js";
export { KeypointTool } from "./tools/keypoint-tool.js";
export { PathTool, polygonTool, polylineTool } from "./tools/path-tool.js";
export { RulerTool } from "./tools/ruler-tool.js";
export { simplify } from "./tools/simplify.js";
export { HandTool, ZoomTool } from "./tools/view-tools.js";
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
