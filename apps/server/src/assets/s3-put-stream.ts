import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";

/** S3 takes at most this many parts. */
const MAX_PARTS = 10_000;

/**
 * Writes a stream of unknown length as one object: by one PUT when it fits in a part, in parts otherwise. Nothing can be read
 * before all is there, and after a failure nothing is kept. Holds one part in memory at a time.
 *
 * Our own, as `@aws-sdk/lib-storage` would be these lines and four polyfills for browsers.
 */
export async function putStream(
  client: S3Client,
  target: { Bucket: string; Key: string; ContentType: string },
  source: Readable | Buffer,
  partBytes: number,
): Promise<{ sizeBytes: number }> {
  const { Bucket, Key } = target;
  let sizeBytes = 0;
  let uploadId: string | undefined;
  const parts: CompletedPart[] = [];
  try {
    for await (const { bytes, isLast } of toParts(source, partBytes)) {
      sizeBytes += bytes.length;
      if (isLast && uploadId === undefined) {
        await client.send(new PutObjectCommand({ ...target, Body: bytes }));
        return { sizeBytes };
      }
      uploadId ??= (await client.send(new CreateMultipartUploadCommand(target))).UploadId;
      if (uploadId === undefined) throw new Error("The bucket gave the upload no id.");
      const PartNumber = parts.length + 1;
      const part = { Bucket, Key, UploadId: uploadId, PartNumber };
      const { ETag } = await client.send(new UploadPartCommand({ ...part, Body: bytes }));
      parts.push({ ETag, PartNumber });
    }
    const whole = { Bucket, Key, UploadId: uploadId, MultipartUpload: { Parts: parts } };
    await client.send(new CompleteMultipartUploadCommand(whole));
    return { sizeBytes };
  } catch (error) {
    if (uploadId !== undefined) {
      const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: uploadId });
      // The first error is the one to tell. Parts that stay are the bucket's lifecycle rule to clear.
      await client.send(abort).catch(() => undefined);
    }
    throw error;
  }
}

/** The bytes in parts of one size (twice that from each 2,500th part on, for S3's bound on their number), the last marked. */
async function* toParts(
  source: Readable | Buffer,
  partBytes: number,
): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  if (Buffer.isBuffer(source) && source.length <= partBytes) {
    yield { bytes: source, isLast: true };
    return;
  }
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let count = 0;
  for await (const chunk of Buffer.isBuffer(source) ? [source] : source) {
    let rest: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    while (rest.length > 0) {
      const dueBytes = partBytes * 2 ** Math.floor((4 * count) / MAX_PARTS);
      // Sent only once another byte follows, so that the last part is known to be the last.
      if (pendingBytes === dueBytes) {
        yield { bytes: Buffer.concat(pending), isLast: false };
        count += 1;
        pending = [];
        pendingBytes = 0;
        continue;
      }
      const taken = rest.subarray(0, dueBytes - pendingBytes);
      pending.push(taken);
      pendingBytes += taken.length;
      rest = rest.subarray(taken.length);
    }
  }
  yield { bytes: Buffer.concat(pending), isLast: true };
}
