export type { NumericArray } from "./bytes.js";
export { CodecError } from "./codec-error.js";
export {
  type CategorizedId,
  decodeIdBitmap,
  encodeIdBitmap,
  type IdBitmap,
  type IdBitmapOptions,
  MAX_ID,
  semanticIds,
} from "./images/id-bitmap.js";
export {
  type ImageFormat,
  imageFormatOf,
  readImageHeader,
  readImageSize,
  shownSize,
} from "./images/image-header.js";
export type { ImageHeader, ImageSize } from "./images/image-size.js";
export { decodePng, type PixelImage, type PngDecodeOptions } from "./images/png-decode.js";
export { encodePng, type PngEncodeOptions } from "./images/png-encode.js";
export { type Contour, traceContours } from "./masks/contours.js";
export { type ObjectMask, objectMasks } from "./masks/object-masks.js";
export { type Outline, traceOutlines } from "./masks/outlines.js";
export {
  areaOfRuns,
  boxOfRuns,
  type CocoBox,
  type CocoRle,
  type CompressedRle,
  type Mask,
  type MaskRuns,
  maskOfRuns,
  paintRuns,
  readRle,
  runsOfMask,
  writeRle,
  writeUncompressedRle,
} from "./masks/rle.js";
export { mergeRuns } from "./masks/rle-merge.js";
export { runsOfPolygon, runsOfPolygons } from "./masks/rle-polygon.js";
export { lasToPcd, plyToPcd, samplePcd } from "./points/convert.js";
export { detectPointCloudFormat, type PcdType } from "./points/detect-format.js";
export { readKitti, readNuscenes, readSplat } from "./points/fixed-read.js";
export { readLas } from "./points/las-read.js";
export { type LazOptions, readLaz } from "./points/laz-read.js";
export { readPcd } from "./points/pcd-read.js";
export { type PcdWriteOptions, writePcd } from "./points/pcd-write.js";
export { readPly } from "./points/ply-read.js";
export {
  type PointAttributes,
  type PointCloud,
  type PointCloudFormat,
  type PointCloudOptions,
  type PointField,
  rgbToBytes,
} from "./points/point-cloud.js";
export { type ReadPointCloudOptions, readPointCloud } from "./points/read-point-cloud.js";
export { type Sampling, sampleIndices, samplePoints, selectPoints } from "./points/sample-points.js";
