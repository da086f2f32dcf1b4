export { openReleaseFile } from "./open-release-file.js";
