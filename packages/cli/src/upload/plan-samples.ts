import type { SampleCreateParams } from "@tessera/sdk";
import { type CloudType, cloudTypeOf, isSequence, type SampleKind } from "./media.js";
import type { FoundFile } from "./scan-folder.js";

/** A sample to be: its files, in order. */
export interface PlannedSample {
  readonly name: string;
  readonly files: readonly FoundFile[];
}

/** A sample a file; or, for sequences, a sample a folder, whose files are its frames in their natural order. */
export function planSamples(kind: SampleKind, files: readonly FoundFile[], folderName: string): PlannedSample[] {
  if (!isSequence(kind)) return files.map((file) => ({ name: file.name, files: [file] }));
  const folders = new Map<string, FoundFile[]>();
  for (const file of files) {
    const slash = file.name.lastIndexOf("/");
    const folder = slash < 0 ? folderName : file.name.slice(0, slash);
    const frames = folders.get(folder);
    if (frames === undefined) folders.set(folder, [file]);
    else frames.push(file);
  }
  return [...folders].map(([name, frames]) => ({ name, files: frames }));
}

export interface SampleSettings {
  readonly cloudType: CloudType | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly priority: number | undefined;
}

/** What the server is told of a sample whose files are uploaded. */
export function sampleOf(
  kind: SampleKind,
  { name, files }: PlannedSample,
  urls: readonly string[],
  settings: SampleSettings,
): SampleCreateParams {
  const parts = files.map((file, index) => partOf(kind, file, urls[index] ?? "", settings));
  const attributes = isSequence(kind)
    ? { frames: parts.map((part, index) => ({ ...part, name: baseName(files[index]?.name ?? "") })) }
    : parts[0];
  const { metadata, priority } = settings;
  return {
    name,
    attributes: attributes as SampleCreateParams["attributes"],
    ...(metadata !== undefined && { metadata }),
    ...(priority !== undefined && { priority }),
  };
}

function partOf(kind: SampleKind, file: FoundFile, url: string, { cloudType }: SampleSettings): object {
  return kind.startsWith("pointcloud")
    ? { pcd: { url, type: cloudType ?? cloudTypeOf(file.name) ?? "pcd" } }
    : { image: { url } };
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
