import { splitExtension } from "./file-names.js";

/** Endings that say of a name that it is an image's; others, such as `.rf` or `.1`, are part of the name. */
const IMAGE_EXTENSION = /^\.(avif|bmp|gif|jfif|jpe?g|png|tiff?|webp)$/i;

/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(aux|con|nul|prn|com\d|lpt\d)(\.|$)/i;

export interface ImageNamesOptions {
  /** Whether `a.jpg` and `a.png` clash, as where each image has a label file of its stem. */
  readonly byStem?: boolean;
  /** Folders of the format that may not stand inside a name, in lower case. */
  readonly reservedFolders?: readonly string[];
}

/**
 * File names of images: the sample's folders and extension stay, characters that some file system refuses become `_`, and no two
 * samples get one name, not even where upper and lower case are the same.
 *
 * @example new ImageNames().take("C:\\data\\a#1.jpg", undefined).name // "C_/data/a_1.jpg"
 */
export class ImageNames {
  readonly #taken = new Set<string>();
  readonly #options: ImageNamesOptions;

  constructor(options: ImageNamesOptions = {}) {
    this.#options = options;
  }

  /** @param url of the image, whose extension a name without one gets. */
  take(sampleName: string, url: unknown): { readonly name: string; readonly isChanged: boolean } {
    const given = sampleName.replaceAll("\\", "/").replace(/(^|\/)$/, "$1_");
    const hasExtension = IMAGE_EXTENSION.test(splitExtension(given)[1]);
    const wanted = hasExtension ? given : `${given}${urlExtension(url)}`;
    const [stem, extension] = splitExtension(this.#safePath(wanted));
    let name = `${stem}${extension}`;
    for (let count = 2; this.#taken.has(this.#keyOf(name)); count++) name = `${stem}-${count}${extension}`;
    this.#taken.add(this.#keyOf(name));
    return { name, isChanged: name !== sampleName };
  }

  #safePath(path: string): string {
    const parts = path.split("/").filter((part) => part !== "");
    const folders = parts.slice(0, -1).map((part) => this.#safeFolder(safeName(part)));
    return [...folders, safeName(parts.at(-1) ?? "")].join("/");
  }

  #safeFolder(folder: string): string {
    return this.#options.reservedFolders?.includes(folder.toLowerCase()) ? `${folder}_` : folder;
  }

  /** NFC and NFD spellings are one name on some file systems. */
  #keyOf(name: string): string {
    return (this.#options.byStem ? splitExtension(name)[0] : name).normalize("NFC").toLowerCase();
  }
}

function safeName(part: string): string {
  const safe = [...part]
    .map((character) => (character < " " || '<>:"|?*#%\x7f'.includes(character) ? "_" : character))
    .join("")
    // Windows drops dots and blanks at the end, and so makes two names one.
    .replace(/[. ]+$/, (end) => "_".repeat(end.length));
  return safe === "" || DEVICE.test(safe) ? `_${safe}` : safe;
}

function urlExtension(url: unknown): string {
  if (typeof url !== "string") return "";
  const path = url.replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]*/, "").replace(/[?#].*$/s, "");
  const extension = splitExtension(path)[1];
  return IMAGE_EXTENSION.test(extension) ? extension : "";
}
