import type { FrameTimestamp } from "@tessera/editor-core";
import { isJsonObject } from "@tessera/json";

/** One image of a sample. */
export interface SampleFrame {
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly timestamp: FrameTimestamp;
}

/** The images of a sample: those of its frames, where it has frames; else one. */
export function readFrames(attributes: unknown): readonly SampleFrame[] {
  if (!isJsonObject(attributes)) return [];
  return Array.isArray(attributes.frames) ? attributes.frames.map(frameOf) : [frameOf(attributes)];
}

function frameOf(value: unknown): SampleFrame {
  const { image, name, timestamp } = isJsonObject(value) ? value : {};
  const { signed_url: signed, url = "" } = isJsonObject(image) ? image : {};
  const address = signed ?? url;
  return {
    url: typeof address === "string" && address !== "" ? address : undefined,
    name: typeof name === "string" && name !== "" ? name : undefined,
    timestamp: isTimestamp(timestamp) ? timestamp : undefined,
  };
}

function isTimestamp(value: unknown): value is number | bigint | string {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "string";
}
