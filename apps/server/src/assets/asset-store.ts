import type { Readable } from "node:stream";
import type { PresignedPostFields } from "./post-policy.js";

export { createAssetKey } from "./asset-key.js";
export { contentTypeFor } from "./content-types.js";
export type { PresignedPostFields } from "./post-policy.js";

/**
 * Where the bytes of assets live. A key is made by {@link createAssetKey}: whoever knows it may read the bytes, nobody
 * may change them by the form once they are written.
 *
 * Errors, of every method: {@link AssetMissingError} where there is nothing at the key, {@link AssetStoreFullError}
 * where there is no room, a TypeError where the key is none of ours (a programmer's fault: check with `isAssetKey`).
 */
export interface AssetStore {
  readonly kind: "local" | "s3";
  /** The form for one upload of one file at `key`, as an S3 POST policy. `origin` is the scheme://host[:port] the client reached us by. */
  createPresignedPost(options: {
    key: string;
    contentType: string;
    origin: string;
  }): Promise<{ url: string; fields: PresignedPostFields }>;
  /** Where anybody holding the unguessable url reads the bytes (no auth). */
  urlOf(key: string, origin: string): string;
  /** The key behind one of our own urls, else undefined (`origins`: every origin that is ours). */
  keyOf(url: string, origins: readonly string[]): string | undefined;
  /** Size and type of what is at the key, undefined where there is nothing. */
  stat(key: string): Promise<{ sizeBytes: number; contentType: string } | undefined>;
  /** The bytes, or those of `range` (0-based). @throws {AssetMissingError} */
  read(key: string, range?: { start: number; endInclusive: number }): Promise<Readable>;
  /** Writes whole or not at all, replacing what is there: a job that runs again ends up with its last bytes. */
  write(key: string, contentType: string, source: Readable | Buffer): Promise<{ sizeBytes: number }>;
  /** A key with nothing at it is fine. */
  delete(key: string): Promise<void>;
  /** Housekeeping: removes what processes that ended left of unfinished writes. */
  clearAbandoned(): Promise<void>;
  /** Readiness: throws when the store cannot be used. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The side of a store that reads what users keep in a bucket of their own, connected to this server. */
export interface UrlSigner {
  /**
   * A pre-signed url (readable for 24 hours) for an object of the connected bucket that `mayRead` allows, undefined for any
   * other url. The local store has no bucket and always answers undefined.
   *
   * @example
   * await store.signedUrlFor("s3://my-bucket/drive/000001.pcd", mayRead) // "https://my-bucket.s3.eu-west-1.amazonaws.com/drive/000001.pcd?X-Amz-…"
   */
  signedUrlFor(url: string, mayRead: (key: string) => Promise<boolean>): Promise<string | undefined>;
}
