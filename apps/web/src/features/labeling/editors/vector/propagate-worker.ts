import { type Box, BoxTracker, grayOf, type TrackStep } from "@tessera/tracking";

/** One frame, in the pieces that it is drawn in; with a box where the following begins. */
export interface PropagateRequest {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pieces: readonly { readonly x: number; readonly y: number; readonly picture: ImageBitmap }[];
  readonly box?: Box;
}

/** The box in the frame; of the first frame, the one that was given. */
export type PropagateReply = TrackStep | { readonly problem: string };

const tracker = new BoxTracker();

addEventListener("message", ({ data }: MessageEvent<PropagateRequest>) => postMessage(answer(data)));

function answer({ widthPx, heightPx, pieces, box }: PropagateRequest): PropagateReply {
  try {
    const context = new OffscreenCanvas(widthPx, heightPx).getContext("2d", { willReadFrequently: true });
    if (context === null) return { problem: "This browser gives no canvas" };
    for (const { x, y, picture } of pieces) {
      context.drawImage(picture, x, y);
      picture.close();
    }
    const frame = grayOf(context.getImageData(0, 0, widthPx, heightPx));
    if (box === undefined) return tracker.next(frame);
    tracker.start(frame, box);
    return { box, confidence: 1 };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "The frame cannot be read" };
  }
}
