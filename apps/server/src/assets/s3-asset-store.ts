import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { AssetMissingError } from "./asset-errors.js";
import { assertAssetKey, encodeKey, filenameOf, keyOfPath, keyOfUrl, pathOfKey } from "./asset-key.js";
import type { AssetStore, UrlSigner } from "./asset-store.js";
import { contentDispositionFor } from "./content-disposition.js";
import { contentTypeFor, toSafeContentType } from "./content-types.js";
import type { PresignedPostFields } from "./post-policy.js";
import { putStream } from "./s3-put-stream.js";
import { objectKeyOfUrl } from "./s3-url.js";

export interface S3AssetStoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** Of a kin of S3 (MinIO, Ceph, R2, …); undefined: AWS. */
  readonly endpoint?: string | undefined;
  /**
   * Undefined: the AWS default chain (environment, profile, role). Forms signed by a role carry a session token, a field that
   * the official Python client does not send on: uploads from it need a key pair that is given here.
   */
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`. */
  readonly forcePathStyle?: boolean;
  /** Where anybody can read the bucket's objects (a CDN); undefined: our own route redirects to signed urls. */
  readonly publicUrl?: string | undefined;
  /** Before every key in the bucket, such as `assets/`. */
  readonly prefix?: string;
  /** Canned ACL of uploads, `private` by default. Buckets whose owner is enforced take `private` only. */
  readonly acl?: string;
  readonly maxUploadBytes: number;
  /** How long an upload form may be used, in seconds. */
  readonly expiresInSeconds: number;
}

/** Assets in a bucket of S3 or its kin. */
export interface S3AssetStore extends AssetStore, UrlSigner {
  readonly kind: "s3";
  /** A pre-signed url of the asset, valid for 24 hours at least and the same within one hour, so that browsers may cache it. */
  signedReadUrl(key: string, method: "GET" | "HEAD"): Promise<string>;
}

const HOUR_SECONDS = 3600;
const SIGNED_URL_SECONDS = 24 * HOUR_SECONDS;
const PART_BYTES = 8 * 1024 * 1024;

/**
 * @example
 * const store = createS3AssetStore({ bucket: "labels", region: "eu-west-1", maxUploadBytes, expiresInSeconds: 3600 });
 * await store.check();
 */
export function createS3AssetStore(options: S3AssetStoreOptions): S3AssetStore {
  return new S3Store(options);
}

class S3Store implements S3AssetStore {
  readonly kind = "s3";
  readonly #options: S3AssetStoreOptions;
  readonly #prefix: string;
  readonly #client: S3Client;

  constructor(options: S3AssetStoreOptions) {
    this.#options = options;
    this.#prefix = options.prefix ?? "";
    this.#client = createClient(options);
  }

  async createPresignedPost({ key, contentType }: { key: string; contentType: string; origin: string }) {
    assertAssetKey(key);
    const { bucket, acl = "private", maxUploadBytes, expiresInSeconds } = this.#options;
    const { url, fields } = await createPresignedPost(this.#client, {
      Bucket: bucket,
      Key: this.#prefix + key,
      Expires: expiresInSeconds,
      Conditions: [["content-length-range", 0, maxUploadBytes]],
      // A condition of equality is made for each of these.
      Fields: { acl, "Content-Type": contentType },
    });
    return { url, fields: toPresignedPostFields(fields) };
  }

  urlOf(key: string, origin: string): string {
    assertAssetKey(key);
    return this.#options.publicUrl === undefined
      ? origin + pathOfKey(key)
      : this.#publicBase(this.#options.publicUrl) + encodeKey(key);
  }

  keyOf(url: string, origins: readonly string[]): string | undefined {
    const key = keyOfUrl(url, origins);
    if (key !== undefined || this.#options.publicUrl === undefined) return key;
    return keyOfPath(url, this.#publicBase(this.#options.publicUrl));
  }

  async stat(key: string): Promise<{ sizeBytes: number; contentType: string } | undefined> {
    try {
      const head = await this.#client.send(new HeadObjectCommand(this.#target(key)));
      return {
        sizeBytes: head.ContentLength ?? 0,
        contentType: toSafeContentType(head.ContentType ?? contentTypeFor(filenameOf(key))),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async read(key: string, range?: { start: number; endInclusive: number }): Promise<Readable> {
    try {
      const Range = range === undefined ? undefined : `bytes=${range.start}-${range.endInclusive}`;
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#target(key), Range }));
      if (Body instanceof Readable) return Body;
      throw new Error("The bucket answered with no stream.");
    } catch (error) {
      if (isMissing(error)) throw new AssetMissingError();
      throw error;
    }
  }

  async write(key: string, contentType: string, source: Readable | Buffer): Promise<{ sizeBytes: number }> {
    return await putStream(this.#client, { ...this.#target(key), ContentType: contentType }, source, PART_BYTES);
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#target(key)));
    } catch (error) {
      // AWS answers 204 for a key with nothing at it; some of its kin answer 404.
      if (!isMissing(error)) throw error;
    }
  }

  async clearAbandoned(): Promise<void> {
    // A bucket shows no unfinished upload; its own lifecycle rules end those.
  }

  async check(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#options.bucket }));
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async signedReadUrl(key: string, method: "GET" | "HEAD"): Promise<string> {
    const target = this.#target(key);
    // Whatever type the object was stored with, it leaves as one of our list and never as a page.
    const shown = {
      ResponseContentType: contentTypeFor(filenameOf(key)),
      ResponseContentDisposition: contentDispositionFor(filenameOf(key)),
      ResponseCacheControl: "public, max-age=31536000, immutable",
    };
    return await this.#sign({ ...target, ...shown }, method);
  }

  async signedUrlFor(url: string, mayRead: (key: string) => Promise<boolean>): Promise<string | undefined> {
    const key = objectKeyOfUrl(url, this.#options);
    return key === undefined || !(await mayRead(key))
      ? undefined
      : await this.#sign({ Bucket: this.#options.bucket, Key: key }, "GET");
  }

  async #sign(input: { Bucket: string; Key: string }, method: "GET" | "HEAD"): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const signedSeconds = nowSeconds - (nowSeconds % HOUR_SECONDS);
    const options = {
      // Signed as of the full hour, and an hour longer for it: the url stays the same for an hour.
      signingDate: new Date(signedSeconds * 1000),
      expiresIn: SIGNED_URL_SECONDS + HOUR_SECONDS,
    };
    return method === "GET"
      ? await getSignedUrl(this.#client, new GetObjectCommand(input), options)
      : await getSignedUrl(this.#client, new HeadObjectCommand(input), options);
  }

  #target(key: string): { Bucket: string; Key: string } {
    assertAssetKey(key);
    return { Bucket: this.#options.bucket, Key: this.#prefix + key };
  }

  #publicBase(publicUrl: string): string {
    return `${publicUrl.replace(/\/+$/, "")}/${encodeKey(this.#prefix)}`;
  }
}

function createClient(options: S3AssetStoreOptions): S3Client {
  const { region, endpoint, accessKeyId, secretAccessKey, forcePathStyle = false } = options;
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
    // The SDK's newer checksum trailers are refused by several kin of S3.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  });
}

/** The SDK's names in S3's own spelling, which is what clients know them by (S3 itself compares them without case). */
function toPresignedPostFields(fields: Record<string, string>): PresignedPostFields {
  const byName = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const get = (name: string): string => {
    const value = byName.get(name);
    if (value === undefined) throw new Error(`The SDK signed no ${name}.`);
    return value;
  };
  const token = byName.get("x-amz-security-token");
  return {
    acl: get("acl"),
    "Content-Type": get("content-type"),
    key: get("key"),
    "x-amz-algorithm": get("x-amz-algorithm"),
    "x-amz-credential": get("x-amz-credential"),
    "x-amz-date": get("x-amz-date"),
    ...(token === undefined ? {} : { "x-amz-security-token": token }),
    policy: get("policy"),
    "x-amz-signature": get("x-amz-signature"),
  };
}

function isMissing(error: unknown): boolean {
  if (error instanceof NoSuchKey || error instanceof NotFound) return true;
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404 && error.name !== "NoSuchBucket";
}
