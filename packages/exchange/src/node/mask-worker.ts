import { parentPort } from "node:worker_threads";
import { inflateSync } from "node:zlib";
import { encodeMasks } from "../export/mask-encoder.js";

/** zlib's own code inflates some twice as fast as ours. */
const inflate = (data: Uint8Array, maximum: number): Uint8Array => inflateSync(data, { maxOutputLength: maximum });

parentPort?.on("message", (png: Uint8Array) => {
  try {
    parentPort?.postMessage({ masks: encodeMasks(png, { inflate }) });
  } catch (error) {
    parentPort?.postMessage({ fault: error instanceof Error ? error.message : String(error) });
  }
});
