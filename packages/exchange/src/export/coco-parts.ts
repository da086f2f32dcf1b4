import type { ReleaseReader } from "../release/open-release.js";
import type { LoadedEntry } from "./load-entries.js";

/** Categories as the Python package writes them: `color` and `attributes` are there, if null. */
export function cocoCategories(release: ReleaseReader): object[] {
  return release.categories.map((category) => ({ color: null, attributes: null, ...category }));
}

export function cocoInfo(release: ReleaseReader): object {
  return { description: release.header.dataset.name, version: release.header.name };
}

export function cocoImage({ index, fileName, size }: LoadedEntry): object {
  return { id: index + 1, file_name: fileName, height: size?.heightPx ?? null, width: size?.widthPx ?? null };
}
