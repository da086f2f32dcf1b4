import { sequenceFolders } from "@tessera/exchange";
import type { SampleCreateParams } from "@tessera/sdk";
import { type CloudType, cloudTypeOf, isSequence, type SampleKind } from "./media.js";
import type { FoundFile } from "./scan-folder.js";

/** A sample to be: its files, in order. */
export interface PlannedSample {
  readonly name: string;
  readonly files: readonly FoundFile[];
  /** What is said of the frames of a sequence besides their files, in the order of these. */
  readonly frames?: readonly FrameWords[];
}

interface FrameWords {
  readonly name: string;
  readonly timestamp?: number | bigint;
}

/** A sample a file; or, for sequences, a sample a folder, whose files are its frames in their natural order. */
export function planSamples(kind: SampleKind, files: readonly FoundFile[], folderName: string): PlannedSample[] {
  if (!isSequence(kind)) return files.map((file) => ({ name: file.name, files: [file] }));
  return sequenceFolders(files, folderName).map(({ name, frames }) => ({
    name,
    files: frames.map(({ file }) => file),
    frames: frames.map(({ name: frame, timestamp }) => ({
      name: frame,
      ...(timestamp !== undefined && { timestamp }),
    })),
  }));
}

export interface SampleSettings {
  readonly cloudType: CloudType | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly priority: number | undefined;
}

/** What the server is told of a sample whose files are uploaded. */
export function sampleOf(
  kind: SampleKind,
  { name, files, frames }: PlannedSample,
  urls: readonly string[],
  settings: SampleSettings,
): SampleCreateParams {
  const parts = files.map((file, index) => partOf(kind, file, urls[index] ?? "", settings));
  const attributes = isSequence(kind)
    ? { frames: parts.map((part, index) => ({ ...part, ...frames?.[index] })) }
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
