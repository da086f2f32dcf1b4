import type { VectorFrames } from "@tessera/editor-2d";
import { Playback } from "../../timeline/playback.js";
import type { Core, OpenTimeline } from "../editor-module.js";
import type { FramesAhead } from "./frames-ahead.js";
import type { SampleFrame } from "./sample-frames.js";

const NANOSECONDS = 1e9;
/** What lies apart longer than this is no next frame of one recording. */
const MAX_GAP_S = 10;

/** The timeline of a sequence of images. */
export function openTimeline(
  vector: VectorFrames,
  { frames, ahead }: { readonly frames: readonly SampleFrame[]; readonly ahead: FramesAhead },
): OpenTimeline {
  const { times, tracks, operations } = vector;
  const secondsFrom = (frame: number) => secondsBetween(frames[frame], frames[frame + 1]);
  const source = {
    // The timeline asks for nothing that has coordinates.
    editor: vector.editor as unknown as Core,
    ...{ times, tracks, secondsFrom },
    go: (frame: number) => vector.go(frame),
    moveEvent: (key: string, from: number, to: number) => operations.moveEvent(key, from, to),
    frameName: (frame: number) => frames[frame]?.name,
    timestampText: (frame: number) => {
      const timestamp = frames[frame]?.timestamp;
      return timestamp === undefined || timestamp === null ? undefined : String(timestamp);
    },
    frameState: (frame: number) => ahead.stateOf(frame),
    framesChanged: ahead.changed,
  };
  const playback = new Playback({
    count: times.count,
    get frame() {
      return vector.frame;
    },
    go: (frame) => vector.go(frame),
    isReady: (frame) => ahead.isReady(frame),
    secondsFrom,
  });
  return { source, playback };
}

/** Timestamps are nanoseconds. */
function secondsBetween(from: SampleFrame | undefined, to: SampleFrame | undefined): number | undefined {
  const [start, end] = [nanosecondsOf(from), nanosecondsOf(to)];
  if (start === undefined || end === undefined) return undefined;
  const seconds = Number(end - start) / NANOSECONDS;
  return seconds > 0 && seconds < MAX_GAP_S ? seconds : undefined;
}

function nanosecondsOf(frame: SampleFrame | undefined): bigint | undefined {
  const timestamp = frame?.timestamp;
  if (typeof timestamp === "bigint") return timestamp;
  if (typeof timestamp === "number") return Number.isSafeInteger(timestamp) ? BigInt(timestamp) : undefined;
  return typeof timestamp === "string" && /^\d+$/.test(timestamp) ? BigInt(timestamp) : undefined;
}
