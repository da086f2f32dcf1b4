import { encodeIdBitmap } from "@tessera/codecs";
import type { AssetLoader } from "../assets/asset-loader.js";
import { openRelease, type ReleaseReader } from "../release/open-release.js";

export interface SmallSample {
  readonly name: string;
  readonly attributes?: unknown;
  /** Attributes of the label; null for no label. */
  readonly label: unknown;
}

/** A release of a few samples, `jane/small` at `v1`. */
export async function smallRelease(
  taskType: string,
  samples: readonly SmallSample[],
  categories: readonly object[] = [{ id: 1, name: "car" }],
): Promise<ReleaseReader> {
  const dataset = {
    name: "small",
    owner: "jane",
    task_type: taskType,
    task_attributes: { categories },
    labelsets: [{ name: "ground-truth" }],
    samples: samples.map(({ name, attributes, label }) => ({
      name,
      attributes: attributes ?? { image: { url: "bitmap:4x2" } },
      metadata: {},
      labels: { "ground-truth": label === null ? null : { label_status: "LABELED", attributes: label } },
    })),
  };
  return openRelease(JSON.stringify({ name: "v1", dataset }));
}

/** Serves `bitmap:4x2:0,0,7,...` as a bitmap of these ids, the rest 0. */
export const drawnAssets: AssetLoader = async (url) => {
  const [scheme, size = "", list = ""] = url.split(":");
  if (scheme !== "bitmap") throw new Error("the server answered 404");
  const [widthPx = 0, heightPx = 0] = size.split("x").map(Number);
  const ids = new Uint32Array(widthPx * heightPx);
  if (list !== "") ids.set(list.split(",").map(Number));
  return encodeIdBitmap({ widthPx, heightPx, ids });
};

export function segmentation(url: string, ...objects: readonly unknown[]): object {
  return { annotations: objects, segmentation_bitmap: { url } };
}
