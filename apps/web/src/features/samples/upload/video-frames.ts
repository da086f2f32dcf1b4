import { BlobSource, CanvasSink, Input, type InputVideoTrack, MATROSKA, MP4, QTFF, WEBM } from "mediabunny";
import type { NewFrame } from "./upload-queue.js";

/** What a video is, before its frames are taken out of it. */
export interface VideoFacts {
  readonly frameCount: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

const FORMATS = [MP4, QTFF, MATROSKA, WEBM];
const NANOSECONDS = 1e9;
const JPEG_QUALITY = 0.95;

/** What a video is, or in words what keeps this browser from reading it. */
export async function inspectVideo(file: Blob): Promise<VideoFacts | string> {
  // WebCodecs are there in secure contexts only.
  if (!isSecureContext) return "Browsers read videos on https and localhost only. Add its frames as pictures.";
  if (typeof VideoDecoder === "undefined") return "This browser cannot read videos. Add its frames as pictures.";
  const input = new Input({ source: new BlobSource(file), formats: FORMATS });
  try {
    if (!(await input.canRead())) return "It is no MP4, WebM, MOV or MKV video, or it is damaged.";
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return "It has no video track.";
    if (!(await track.canDecode())) return `This browser cannot decode ${await codecOf(track)}. ${ADVICE}`;
    const { packetCount, averagePacketRate } = await track.computePacketStats();
    if (packetCount === 0) return "It has no frames.";
    const [widthPx, heightPx] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    return { frameCount: packetCount, widthPx, heightPx, framesPerSecond: averagePacketRate };
  } catch (error) {
    return `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    input.dispose();
  }
}

const ADVICE = "Convert it to H.264, VP9 or AV1, or add its frames as pictures.";

async function codecOf(track: InputVideoTrack): Promise<string> {
  const codec = await track.getCodec();
  return codec === null ? "its codec" : codec.toUpperCase();
}

interface Extraction {
  /** Of so many frames, the first is taken. */
  readonly every: number;
  readonly signal: AbortSignal;
  readonly onFrame: () => void;
}

/** The frames of a video as JPEG pictures, upright, with their times in nanoseconds. */
export async function extractFrames(file: Blob, { every, signal, onFrame }: Extraction): Promise<NewFrame[]> {
  const input = new Input({ source: new BlobSource(file), formats: FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error("it has no video track");
    const frames: NewFrame[] = [];
    let index = 0;
    for await (const { canvas, timestamp } of new CanvasSink(track).canvases()) {
      signal.throwIfAborted();
      if (index % every === 0) {
        const name = `${String(index + 1).padStart(6, "0")}.jpg`;
        const picture = new File([await jpegOf(canvas)], name, { type: "image/jpeg" });
        frames.push({ name, file: picture, timestamp: Math.round(timestamp * NANOSECONDS) });
      }
      index += 1;
      onFrame();
    }
    return frames;
  } finally {
    input.dispose();
  }
}

function jpegOf(canvas: HTMLCanvasElement | OffscreenCanvas): Promise<Blob> {
  if (canvas instanceof OffscreenCanvas) return canvas.convertToBlob({ type: "image/jpeg", quality: JPEG_QUALITY });
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("A frame could not be made a picture.")) : resolve(blob)),
      "image/jpeg",
      JPEG_QUALITY,
    ),
  );
}
