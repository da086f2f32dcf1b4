export { type ImageHeader, type ImageSize, readImageHeader, readImageSize, shownSize } from "@tessera/codecs";
export {
  type AssetLoader,
  type AssetLoadOptions,
  type FetchAssetsOptions,
  fetchAssets,
} from "./assets/asset-loader.js";
export { exportCoco } from "./export/coco.js";
export { exportCocoInstance } from "./export/coco-instance.js";
export { exportCocoPanoptic } from "./export/coco-panoptic.js";
export { exportCsv } from "./export/csv.js";
export { exportCvat } from "./export/cvat.js";
export { exportCvatVideo } from "./export/cvat-video.js";
export { exportDatumaro } from "./export/datumaro.js";
export { ExportError, type ExportOptions } from "./export/export-options.js";
export { type ExportReleaseOptions, exportRelease } from "./export/export-release.js";
export { type ExportReport, type LostInformation, MAX_LISTED, type SkippedItem } from "./export/export-report.js";
export {
  EXPORT_FORMATS,
  type ExportFormat,
  FORMATS_WITH_CATEGORIES,
  FORMATS_WITH_MEDIA,
  FORMATS_WITH_SPLITS,
  SEGMENTS_FORMATS,
  STANDARD_FORMATS,
} from "./export/formats.js";
export { exportJsonl } from "./export/jsonl.js";
export { exportKitti } from "./export/kitti.js";
export { exportKittiTracking } from "./export/kitti-tracking.js";
export { exportLabelImages, type LabelImageFormat, type LabelImageOptions } from "./export/label-images.js";
export { exportLabelStudio } from "./export/label-studio.js";
export { type EncodedMask, encodeMasks, type MaskEncoder } from "./export/mask-encoder.js";
export { exportMot } from "./export/mot.js";
export { exportNuscenes } from "./export/nuscenes.js";
export { exportOpenlabel } from "./export/openlabel.js";
export { exportPolygon } from "./export/polygon.js";
export { checkSplitRule, knownSplit, SPLITS, type Split, type SplitRule } from "./export/splits.js";
export type { StandardOptions } from "./export/standard-images.js";
export {
  exportUltralytics,
  ULTRALYTICS_TASKS,
  type UltralyticsOptions,
  type UltralyticsTask,
} from "./export/ultralytics.js";
export { exportVoc, type VocOptions } from "./export/voc.js";
export { exportYolo, type YoloOptions } from "./export/yolo.js";
export { type ImportCocoOptions, importCoco } from "./import/coco.js";
export { type ImportCvatOptions, importCvat } from "./import/cvat.js";
export { type ImportDatumaroOptions, importDatumaro } from "./import/datumaro.js";
export { type ImportFolderOptions, importFolder } from "./import/folder.js";
export { groupByReason, type ImportNote, type ReasonGroup } from "./import/group-by-reason.js";
export {
  ImportError,
  type ImportedObject,
  type ImportedSample,
  type ImportedSegments,
  type ImportFile,
  type ImportResult,
  type PaintedBitmap,
  type SkippedImport,
} from "./import/imported.js";
export { importKitti } from "./import/kitti.js";
export { type ImportLabelStudioOptions, importLabelStudio } from "./import/label-studio.js";
export { type ImportMotOptions, importMot } from "./import/mot.js";
export { type ImportVocOptions, importPascalVoc } from "./import/pascal-voc.js";
export { decodeXml } from "./import/read-xml.js";
export { paintSegments } from "./import/segments.js";
export {
  compareNaturally,
  type SequenceFolder,
  type SequenceFrame,
  sequenceFolders,
} from "./import/sequence-folders.js";
export { type ImportYoloOptions, importYolo, type YoloKeypoints } from "./import/yolo.js";
export type { ByteStream, ReleaseSource } from "./release/byte-source.js";
export { type OpenReleaseOptions, openRelease, type ReleaseReader } from "./release/open-release.js";
export { ReleaseError } from "./release/release-error.js";
export type {
  ReleaseCategory,
  ReleaseEntry,
  ReleaseHeader,
  ReleaseLabel,
  ReleaseSample,
} from "./release/release-types.js";
export { checkFileName, type ExportSink, type Scratch, type TextWriter } from "./sinks/export-sink.js";
export { type MemorySink, memorySink } from "./sinks/memory-sink.js";
