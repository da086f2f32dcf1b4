/** Paints display lists away from the page's thread. A worker of its own: nothing is imported from here. */
import { paintList } from "./paint-list.js";
import type { WorkerReply, WorkerRequest } from "./tile-painter.js";

/** The part of a dedicated worker's scope that is used: its types and those of a page exclude one another. */
interface WorkerScope {
  addEventListener(type: "message", listener: (event: MessageEvent<WorkerRequest>) => void): void;
  postMessage(message: WorkerReply, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("message", ({ data }) => {
  const canvas = new OffscreenCanvas(data.width, data.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser has no 2D canvas in workers");
  paintList(context, data.list);
  const picture = canvas.transferToImageBitmap();
  scope.postMessage({ id: data.id, picture }, [picture]);
});
