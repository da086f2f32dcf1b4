import { AuthorizationError } from "../errors.js";
import { type Api, as } from "../http/api.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { openSource, postFile, type UploadOptions, type UploadSource } from "../upload.js";
import type { Asset } from "../wire.js";

/** `client.assets` */
export class Assets {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Asks where to put a file: post `presignedPostFields.fields` and then the file to `presignedPostFields.url`. */
  create(params: { readonly filename: string }, options?: RequestOptions) {
    return this.#api.post(path`/assets/`, { filename: params.filename }, as<Asset>, options);
  }

  /** Deletes a file that you uploaded, whether or not samples still refer to it. Its url ends within seconds. */
  delete(uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/assets/${uuid}/`, options);
  }

  /** Uploads a file; `url` of the answer then serves it to whoever has it. Use it in a sample's attributes. */
  async upload(source: UploadSource, options: UploadOptions & RequestOptions = {}): Promise<Asset> {
    const content = await openSource(source, options.sizeBytes);
    const filename = options.filename ?? content.name ?? "label.png";
    const asset = await this.create({ filename }, { ...options, idempotencyKey: undefined });
    try {
      await postFile(this.#api, asset, content, options);
      return asset;
    } catch (error) {
      // A permission to upload expires, and a queue of uploads may be long: what can be sent twice gets a second one.
      if (!(error instanceof AuthorizationError && content.file instanceof Blob)) throw error;
      const second = await this.create({ filename }, { ...options, idempotencyKey: undefined });
      await postFile(this.#api, second, content, options);
      return second;
    }
  }
}
