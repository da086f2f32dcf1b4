import { type AssetStore, createAssetKey } from "../../assets/asset-store.js";
import type { Tx } from "../../database/database.js";
import { insertAsset } from "../assets/repository.js";
import { insertDataset } from "../datasets/repository.js";
import { putLabel } from "../labels/repository.js";
import { insertSamples } from "../samples/repository.js";
import { requestThumbnails } from "../thumbnails/service.js";
import { type ExampleFile, imagesOf, readExampleImage, sampleAttributesOf } from "./catalog.js";
import * as repository from "./repository.js";

/** The images of an example, put into the store once, however often a transaction is tried. */
export class ExampleImages {
  readonly #assets: AssetStore;
  readonly #example: ExampleFile;
  #uploaded: Promise<ReadonlyMap<string, string>> | undefined;
  readonly #keys: string[] = [];

  constructor(assets: AssetStore, example: ExampleFile) {
    this.#assets = assets;
    this.#example = example;
  }

  /** File name → key. */
  upload(): Promise<ReadonlyMap<string, string>> {
    this.#uploaded ??= this.#upload();
    return this.#uploaded;
  }

  /** Takes them out again, where no dataset came of it. */
  async discard(): Promise<void> {
    for (const key of this.#keys) await this.#assets.delete(key);
  }

  async #upload(): Promise<ReadonlyMap<string, string>> {
    const keys = new Map<string, string>();
    for (const image of this.#example.samples.flatMap(imagesOf)) {
      const key = createAssetKey(fileNameOf(image));
      this.#keys.push(key);
      await this.#assets.write(key, "image/jpeg", await readExampleImage(image));
      keys.set(image, key);
    }
    return keys;
  }
}

/** Frames are in a folder of their sequence. */
function fileNameOf(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}

export interface ExampleTarget {
  readonly owner: { readonly id: number; readonly username: string };
  /** Taken as it is; the example's own name gets a number where it is taken. */
  readonly datasetName: string | undefined;
  readonly urlOf: (key: string) => string;
}

export interface MadeDataset {
  readonly id: number;
  readonly name: string;
}

/** Makes a dataset of an example: settings, images, labels. */
export async function createExampleDataset(
  tx: Tx,
  name: string,
  example: ExampleFile,
  options: ExampleTarget & { readonly images: ExampleImages },
): Promise<MadeDataset> {
  const { owner, urlOf } = options;
  const datasetName = options.datasetName ?? (await repository.findFreeDatasetName(tx, owner.id, `example-${name}`));
  const id = await insertDataset(tx, {
    owner_id: owner.id,
    name: datasetName,
    description: example.description,
    category: example.category,
    task_type: example.task_type,
    task_attributes: JSON.stringify(example.task_attributes),
    readme: `${example.readme}\n\n## Credits\n\n${example.credits}\n`,
    tags: ["example"],
    enable_save_button: true,
    created_by_id: owner.id,
  });
  const keys = await options.images.upload();
  for (const [image, key] of keys) await insertAsset(tx, { accountId: owner.id, key, filename: fileNameOf(image) });
  const items = example.samples.map((sample) => {
    const { name: sampleName, metadata, priority = 0 } = sample;
    const attributes = sampleAttributesOf(sample, (image) => urlOf(keys.get(image) ?? ""));
    return { name: sampleName, attributes, metadata, priority };
  });
  const { added } = await insertSamples(
    tx,
    { datasetId: id, createdById: owner.id, body: Buffer.from(JSON.stringify(items)), assigneeIds: new Map() },
    { datasetFullName: `${owner.username}/${datasetName}`, taskType: example.task_type },
  );
  await addLabels(tx, id, example, owner.id);
  if (added !== undefined) await requestThumbnails(tx, example.task_type, { datasetId: id, ...added });
  return { id, name: datasetName };
}

async function addLabels(tx: Tx, datasetId: number, example: ExampleFile, accountId: number): Promise<void> {
  const { labelsetId, sampleIds } = await repository.getDatasetParts(tx, datasetId);
  for (const { name, label, label_status: status } of example.samples) {
    const sampleId = sampleIds.get(name);
    if (label === undefined || status === undefined || sampleId === undefined) continue;
    const key = { sampleId, labelsetId, isGroundtruth: true };
    await putLabel(tx, key, { attributes: JSON.stringify(label), status, score: null }, accountId);
  }
}
