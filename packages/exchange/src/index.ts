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
