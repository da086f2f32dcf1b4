import { ImportError, paintSegments } from "@tessera/exchange";
import { readBytes, type SourceFile } from "../files/source-file.js";
import { baseName, FileFinder, normalPath, stem } from "./find-image.js";
import type { FoundSample, MergedImport } from "./merge-imports.js";

const MAX_PNG_BYTES = 1 << 30;

/** Samples of COCO panoptic with the PNGs of their segments, which may have the names of the pictures. */
export function withSegmentFiles(read: MergedImport, files: readonly SourceFile[]): MergedImport {
  if (read.samples.every(({ segments }) => segments === undefined)) return read;
  const pngs = files.filter(({ name }) => /\.png$/i.test(name));
  const finders = new Map<string, readonly FileFinder[]>();
  const maskFiles = new Set<SourceFile>();
  const samples = read.samples.map((sample): FoundSample => {
    const { segments, size, from } = sample;
    if (segments === undefined) return sample;
    const known = finders.get(from) ?? findersFor(from, pngs);
    finders.set(from, known);
    const results = known.map((finder) => finder.find(segments.fileName, { near: from }));
    const found = results.find((result) => "file" in result);
    if (found === undefined || !("file" in found)) return { ...sample, paint: () => missing(segments.fileName) };
    const { file } = found;
    maskFiles.add(file);
    return { ...sample, paint: async () => paintSegments(await readBytes(file, MAX_PNG_BYTES), segments, size) };
  });
  return { ...read, samples, maskFiles };
}

/** `panoptic_val2017.json` has its PNGs in `panoptic_val2017/`; others have them in a folder whose name says so, or anywhere. */
function findersFor(from: string, pngs: readonly SourceFile[]): FileFinder[] {
  const folderOf = ({ name }: SourceFile) => baseName(normalPath(name).replace(/\/?[^/]*$/, ""));
  const own = pngs.filter((file) => folderOf(file) === stem(normalPath(from)));
  const named = pngs.filter((file) => /panoptic|segment|mask|label|annot/i.test(normalPath(file.name)));
  return [own, named, pngs].map((some) => new FileFinder(some));
}

function missing(fileName: string): never {
  throw new ImportError(`its PNG of segments is not among the files given, or not alone: ${fileName}`);
}
