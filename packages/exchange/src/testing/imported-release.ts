import { encodeIdBitmap, encodePng } from "@tessera/codecs";
import type { AssetLoader } from "../assets/asset-loader.js";
import type { ImportResult } from "../import/imported.js";
import { openRelease, type ReleaseReader } from "../release/open-release.js";

/** What a release would be after the import's samples and labels were stored. */
export async function releaseOfImport(
  result: ImportResult,
  categories: readonly object[] = result.categories,
): Promise<{ release: ReleaseReader; assets: AssetLoader }> {
  const samples = result.samples.map(({ name, annotations, paint }, index) => {
    const bitmap = paint === undefined ? {} : { segmentation_bitmap: { url: `bitmap:${index}` } };
    const label = { label_status: "LABELED", attributes: { annotations, ...bitmap } };
    const extension = name.includes(".") ? name.slice(name.lastIndexOf(".")) : "";
    return { name, attributes: { image: { url: `image:/${index}${extension}` } }, labels: { "ground-truth": label } };
  });
  const header = { name: "small", owner: "jane", task_type: result.taskType, labelsets: [{ name: "ground-truth" }] };
  const dataset = { ...header, task_attributes: { categories }, samples };
  const assets: AssetLoader = async (url) => {
    const sample = result.samples[Number.parseInt(url.replace(/\D*/, ""), 10)];
    if (sample === undefined) throw new Error("there is no such sample");
    if (url.startsWith("bitmap:") && sample.paint !== undefined) return encodeIdBitmap(sample.paint().bitmap);
    const { widthPx, heightPx } = sample.size ?? { widthPx: 1, heightPx: 1 };
    return encodePng({ widthPx, heightPx, channels: 1, data: new Uint8Array(widthPx * heightPx) });
  };
  return { release: await openRelease(JSON.stringify({ name: "v1", dataset })), assets };
}
