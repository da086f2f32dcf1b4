import type { ImportedSample } from "@tessera/exchange";
import type { SourceFile } from "../files/source-file.js";
import { type Found, type NotFound, normalPath, push, stem } from "./find-image.js";

type Frame = NonNullable<ImportedSample["frame"]>;

interface Pictures {
  readonly sorted: readonly SourceFile[];
  readonly byStem: ReadonlyMap<string, readonly SourceFile[]>;
  readonly byNumber: ReadonlyMap<number, readonly SourceFile[]>;
}

/**
 * Finds the picture of a video's frame: by its name, such as `frame_000012`; else by its place where there are as many pictures as
 * frames; else by the number that its name ends in. Only pictures count that lie in the folder of the annotation file's name, or, where there
 * are none, in the nearest folder above it that has some.
 */
export class FrameFinder {
  readonly #files: readonly SourceFile[];
  readonly #byFolder = new Map<string, Pictures>();

  constructor(files: readonly SourceFile[]) {
    this.#files = files;
  }

  find(name: string, { number, index, count }: Frame, near: string): Found | NotFound {
    const { sorted, byStem, byNumber } = this.#picturesOf(`${normalPath(near).replace(/\.[^/.]*$/, "")}/`);
    const place = sorted.length === count ? sorted[index] : undefined;
    const candidates = byStem.get(name) ?? (place === undefined ? byNumber.get(number) : [place]) ?? [];
    const [file] = candidates;
    if (candidates.length > 1)
      return { reason: "several files have its name", detail: candidates.map((one) => one.name).join(", ") };
    return file === undefined
      ? { reason: "the picture of the frame is not among those given" }
      : { file, isWhole: true };
  }

  #picturesOf(folder: string): Pictures {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const below = this.#files.filter((file) => normalPath(file.name).startsWith(folder));
    if (below.length === 0 && folder !== "") {
      const pictures = this.#picturesOf(folder.replace(/[^/]*\/$/, ""));
      this.#byFolder.set(folder, pictures);
      return pictures;
    }
    const order = new Intl.Collator("en", { numeric: true });
    const sorted = below.sort((a, b) => order.compare(a.name, b.name));
    const pictures = {
      sorted,
      byStem: grouped(sorted, (file) => stem(file.name).toLowerCase()),
      byNumber: grouped(sorted, (file) => Number(/(\d+)\D*$/.exec(stem(file.name))?.[1] ?? Number.NaN)),
    };
    this.#byFolder.set(folder, pictures);
    return pictures;
  }
}

function grouped<Key>(files: readonly SourceFile[], keyOf: (file: SourceFile) => Key): Map<Key, SourceFile[]> {
  const groups = new Map<Key, SourceFile[]>();
  for (const file of files) push(groups, keyOf(file), file);
  return groups;
}
