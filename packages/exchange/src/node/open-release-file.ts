import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { type OpenReleaseOptions, openRelease, type ReleaseReader } from "../release/open-release.js";

/**
 * Opens a release file on disk; see {@link openRelease}. The file is opened anew for each iteration.
 *
 * @example const release = await openReleaseFile("flowers-v1.0.json", { filterBy: "REVIEWED" });
 */
export async function openReleaseFile(path: string, options: OpenReleaseOptions = {}): Promise<ReleaseReader> {
  await access(path);
  return openRelease(() => createReadStream(path, { highWaterMark: 1 << 20 }), options);
}
