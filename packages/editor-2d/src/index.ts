export { type ImageSize, ImageSurface } from "./editor/image-surface.js";
export { VectorEditor, type VectorEditorOptions, type VectorTaskType } from "./editor/vector-editor.js";
export { type BoxGeometry, bboxKind, boxFrom } from "./kinds/bbox.js";
export { type KeypointGeometry, keypointKind } from "./kinds/keypoint.js";
export { type PathGeometry, polygonKind, polylineKind } from "./kinds/path.js";
export { loadVectorLabel, saveVectorLabel } from "./label/label-io.js";
export { BoxTool } from "./tools/box-tool.js";
