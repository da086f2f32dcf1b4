import type { Editor, Emitter, FrameTimes, Refusal, Tracks } from "@tessera/editor-core";

/** Whether what a frame shows is here. */
export type FrameState = "ready" | "loading" | "failed" | "missing" | "unasked";

/** What a label of frames gives the timeline. */
export interface TimelineSource {
  /** Of the sensor whose tracks are shown. */
  readonly editor: Editor<unknown>;
  readonly tracks: Tracks;
  readonly times: FrameTimes;
  /** Brings a frame into view. */
  go(frame: number): void;
  /** Moves a keyframe or a removal of a track. */
  moveEvent(key: string, from: number, to: number): true | Refusal;
  /** What a frame is called; undefined where it has no name. */
  frameName(frame: number): string | undefined;
  /** Its timestamp in words; undefined where it has none. */
  timestampText(frame: number): string | undefined;
  frameState(frame: number): FrameState;
  /** Seconds from one frame to the next in the recording; undefined where the timestamps do not say. */
  secondsFrom(frame: number): number | undefined;
  /** What is here of the frames is different now. */
  readonly framesChanged: Pick<Emitter, "listen">;
}
