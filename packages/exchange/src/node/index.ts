export { directorySink } from "./directory-sink.js";
export { encodeBitmap } from "./encode-bitmap.js";
export { type MaskWorkers, type MaskWorkersOptions, maskWorkers } from "./mask-workers.js";
export { openReleaseFile } from "./open-release-file.js";
export { type ZipSink, zipSink } from "./zip-sink.js";
