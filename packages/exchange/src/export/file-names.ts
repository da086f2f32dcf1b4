import type { ReleaseReader } from "../release/open-release.js";

/** Python's os.path.splitext of a name: leading dots start no extension. */
export function splitExtension(name: string): readonly [stem: string, extension: string] {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const visible = base.replace(/^\.+/, "");
  const dot = visible.lastIndexOf(".");
  if (dot < 0) return [name, ""];
  const extension = visible.slice(dot);
  return [name.slice(0, name.length - extension.length), extension];
}

/** A sample's name without folders and extension, safe as part of a file name. */
export function sampleStem(name: string): string {
  return safePart(splitExtension(name.slice(name.lastIndexOf("/") + 1))[0]);
}

/** What could leave the folder, or is no character of a file name, becomes `_`. */
export function safePart(text: string): string {
  const safe = [...text].map((character) => (/[/\\]/.test(character) || character < " " ? "_" : character)).join("");
  // No sink takes the drive of a Windows path: `C:_a.jpg` would be a place in another folder.
  const driveless = safe.replace(/^([a-zA-Z]):/, "$1_");
  return /^\.*$/.test(driveless) ? `_${driveless}` : driveless;
}

export function exportFileName(release: ReleaseReader, format: string): string {
  return `export_${format}_${safePart(release.datasetIdentifier)}_${safePart(release.header.name)}.json`;
}

/** The folder of label images, ending in a slash unless it is empty. */
export function labelFolderOf(release: ReleaseReader, labelFolder: string | undefined): string {
  const folder = labelFolder ?? `segments/${safePart(release.datasetIdentifier)}/${safePart(release.header.name)}`;
  return folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
}

/** Names that were given out, so that samples of one name do not overwrite each other's files. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  /** The name itself, or with `-2`, `-3`, ... before its suffix. */
  take(stem: string, suffix: string): { readonly name: string; readonly isChanged: boolean } {
    let name = `${stem}${suffix}`;
    for (let count = 2; this.#taken.has(name); count++) name = `${stem}-${count}${suffix}`;
    this.#taken.add(name);
    return { name, isChanged: name !== `${stem}${suffix}` };
  }
}
