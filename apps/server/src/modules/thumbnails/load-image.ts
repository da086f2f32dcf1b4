import { buffer } from "node:stream/consumers";
import { AssetMissingError } from "../../assets/asset-errors.js";
import type { AssetStore, UrlSigner } from "../../assets/asset-store.js";
import type { Db } from "../../database/database.js";
import { FetchRefusedError, type GuardedFetch } from "../../http-client/guarded-fetch.js";
import type { MayReadObject } from "../buckets/service.js";
import { isKnownAsset } from "./repository.js";

const TIMEOUT_MS = 30_000;

export interface ImageSources {
  readonly db: Db;
  readonly assets: AssetStore & UrlSigner;
  readonly fetch: GuardedFetch;
  /** What the sample's dataset may read of the connected bucket. */
  readonly mayRead: MayReadObject;
}

/**
 * The bytes of a sample's image: of our own files from the store, of the connected bucket by a signed url, of all else from
 * where it is.
 *
 * @throws {FetchRefusedError} in words for whoever added the sample
 */
export async function loadImage(sources: ImageSources, url: string, maxBytes: number): Promise<Buffer> {
  if (url === "") throw new FetchRefusedError("The sample names no image.");
  const own = await readOwn(sources, url, maxBytes);
  if (own !== undefined) return own;
  const limits = { maxBytes, timeoutMs: TIMEOUT_MS };
  const signedUrl = await sources.assets.signedUrlFor(url, sources.mayRead);
  if (signedUrl === undefined) return sources.fetch(url, limits);
  // Where the operator's own bucket is, which may be inside.
  return sources.fetch(signedUrl, { ...limits, trustedHost: new URL(signedUrl).hostname });
}

/**
 * Under whatever name this server was reached by when the file was uploaded: a job knows no request. A path that is a key of
 * ours and unguessable is enough.
 */
async function readOwn({ db, assets }: ImageSources, url: string, maxBytes: number): Promise<Buffer | undefined> {
  const key = URL.canParse(url) ? assets.keyOf(url, [new URL(url).origin]) : undefined;
  if (key === undefined) return undefined;
  const stat = await assets.stat(key);
  if (stat === undefined) {
    if (!(await isKnownAsset(db, key))) return undefined;
    throw new FetchRefusedError("The file was not uploaded.", { isPassing: true });
  }
  if (stat.sizeBytes > maxBytes) {
    throw new FetchRefusedError(`The file is larger than ${maxBytes / 1024 / 1024} MiB.`, { isTooLarge: true });
  }
  try {
    return await buffer(await assets.read(key));
  } catch (error) {
    if (error instanceof AssetMissingError) throw new FetchRefusedError("The file is gone.", { cause: error });
    throw error;
  }
}
