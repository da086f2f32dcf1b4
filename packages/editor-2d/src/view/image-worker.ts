/** Decodes images away from the page's thread. A worker of its own: nothing is imported from here. */
import { decodeLevels } from "./image-decode.js";
import type { ImageLevel } from "./image-levels.js";
import type { ImageReply, ImageRequest } from "./image-source.js";

/** The part of a dedicated worker's scope that is used: its types and those of a page exclude one another. */
interface WorkerScope {
  addEventListener(type: "message", listener: (event: MessageEvent<ImageRequest>) => void): void;
  postMessage(message: ImageReply, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("message", ({ data }) => {
  decodeLevels(data.file, data).then(
    (image) => scope.postMessage(image, picturesOf(image.levels)),
    (error: unknown) => scope.postMessage({ problem: String(error) }, []),
  );
});

function picturesOf(levels: readonly ImageLevel[]): ImageBitmap[] {
  return levels.flatMap((level) => level.pieces.map((piece) => piece.picture));
}
