export {
  type Camera,
  centerOn,
  deviceOrigin,
  deviceScale,
  fitImage,
  fitRect,
  fitWhole,
  imageToScreen,
  MAX_ZOOM,
  panBy,
  resized,
  screenToImage,
  type ViewSize,
  visibleRect,
  zoomAt,
} from "./camera.js";
export {
  CanvasView,
  type CanvasViewOptions,
  type ImageAdjustment,
  NO_ADJUSTMENT,
  type ViewContent,
  type ViewLayer,
} from "./canvas-view.js";
export {
  ImageLoadError,
  type ImageProblem,
  imageFromFile,
  LoadedImage,
  type LoadImageOptions,
  loadImage,
} from "./image-source.js";
export type { HandleForm, HandleState, OverlayItem } from "./overlay.js";
export { boundsOf, boxOutline, type Point, type Rect } from "./rect.js";
export { type Rgb, Scene, type SceneChange, type SceneListener, type SceneShape } from "./scene.js";
export { shapePath } from "./shape-path.js";
export { DEFAULT_SHAPE_STYLE, type ShapeStyle } from "./shape-style.js";
