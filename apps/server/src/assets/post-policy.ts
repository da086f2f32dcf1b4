import { createHmac, timingSafeEqual } from "node:crypto";
import { isJsonObject } from "@tessera/json";
import { UploadRefusedError } from "./asset-errors.js";

/** The fields of an upload form; the file follows them. All of them are what the official Python client reads. */
export interface PresignedPostFields {
  readonly acl: string;
  readonly "Content-Type": string;
  readonly key: string;
  readonly "x-amz-algorithm": string;
  readonly "x-amz-credential": string;
  readonly "x-amz-date": string;
  readonly policy: string;
  readonly "x-amz-signature": string;
}

/** Who signs: an AWS key pair, or our own secret that plays one. */
export interface PolicySigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly bucket: string;
}

/** What a form that passed every check allows. */
export interface UploadPermission {
  readonly key: string;
  readonly contentType: string;
  /** Of the file alone, in bytes. */
  readonly minBytes: number;
  readonly maxBytes: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Fields that S3 asks no condition for. */
const UNCONDITIONAL_FIELDS: ReadonlySet<string> = new Set(["policy", "x-amz-signature", "file", "awsaccesskeyid"]);

/**
 * The fields of a form that allows one file of at most `maxBytes` at `key`, until `expiresInSeconds` from `now`.
 * Source: AWS, "Authenticating Requests in Browser-Based Uploads Using POST (AWS Signature Version 4)".
 */
export function signPostPolicy(
  signer: PolicySigner,
  upload: { key: string; contentType: string; acl: string; maxBytes: number; expiresInSeconds: number; now: Date },
): PresignedPostFields {
  const amzDate = upload.now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const signed = {
    acl: upload.acl,
    "Content-Type": upload.contentType,
    key: upload.key,
    "x-amz-algorithm": ALGORITHM,
    "x-amz-credential": `${signer.accessKeyId}/${scopeOf(signer, amzDate)}`,
    "x-amz-date": amzDate,
  };
  const document = {
    expiration: new Date(upload.now.getTime() + upload.expiresInSeconds * 1000).toISOString(),
    conditions: [
      { bucket: signer.bucket },
      ["content-length-range", 0, upload.maxBytes],
      ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
    ],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString("base64");
  return { ...signed, policy, "x-amz-signature": signatureOf(signer, amzDate, policy) };
}

/**
 * Checks a form as S3 does: the signature, the expiry, and that every condition holds and covers every field.
 *
 * @param fields by lower-case name: S3 compares names without case.
 * @throws {UploadRefusedError} 400 for a form that makes no sense, 403 for one that we did not sign.
 */
export function verifyPostPolicy(
  signer: PolicySigner,
  fields: ReadonlyMap<string, string>,
  now: Date,
): UploadPermission {
  const policy = fields.get("policy");
  if (policy === undefined) throw denied("The upload form has no policy.");
  verifySignature(signer, fields, policy);
  const { expiration, conditions } = parsePolicy(policy);
  if (!(expiration.getTime() > now.getTime())) throw denied("The upload form has expired. Ask for a new one.");

  const covered = new Set<string>();
  let minBytes = 0;
  let maxBytes = Number.POSITIVE_INFINITY;
  for (const condition of conditions) {
    if (condition.kind === "content-length-range") {
      minBytes = Math.max(minBytes, condition.min);
      maxBytes = Math.min(maxBytes, condition.max);
      continue;
    }
    const value = condition.field === "bucket" ? signer.bucket : fields.get(condition.field);
    covered.add(condition.field);
    const holds = condition.kind === "eq" ? value === condition.value : value?.startsWith(condition.value);
    if (holds !== true) throw denied("A field of the upload form is not what was signed.");
  }
  for (const name of fields.keys()) {
    if (!covered.has(name) && !UNCONDITIONAL_FIELDS.has(name) && !name.startsWith("x-ignore-")) {
      throw denied("The upload form has a field that was not signed.");
    }
  }
  const key = fields.get("key");
  if (key === undefined || !covered.has("key")) throw denied("The upload form has no signed key.");
  return { key, contentType: fields.get("content-type") ?? "application/octet-stream", minBytes, maxBytes };
}

function verifySignature(signer: PolicySigner, fields: ReadonlyMap<string, string>, policy: string): void {
  const amzDate = fields.get("x-amz-date") ?? "";
  const isOurs =
    fields.get("x-amz-algorithm") === ALGORITHM &&
    /^\d{8}T\d{6}Z$/.test(amzDate) &&
    fields.get("x-amz-credential") === `${signer.accessKeyId}/${scopeOf(signer, amzDate)}`;
  const given = Buffer.from(fields.get("x-amz-signature") ?? "", "utf8");
  const due = Buffer.from(signatureOf(signer, amzDate, policy), "utf8");
  // timingSafeEqual takes only buffers of one length; the length of a signature is no secret.
  if (given.length !== due.length || !timingSafeEqual(given, due) || !isOurs) {
    throw new UploadRefusedError(403, "SignatureDoesNotMatch", "The signature of the upload form is wrong.");
  }
}

function scopeOf(signer: PolicySigner, amzDate: string): string {
  return `${amzDate.slice(0, 8)}/${signer.region}/s3/aws4_request`;
}

/** Hex of the HMAC chain date → region → service → request → policy. Source: AWS Signature Version 4. */
function signatureOf(signer: PolicySigner, amzDate: string, policy: string): string {
  let key: string | Buffer = `AWS4${signer.secretAccessKey}`;
  for (const part of [amzDate.slice(0, 8), signer.region, "s3", "aws4_request"]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  return createHmac("sha256", key).update(policy).digest("hex");
}

type Condition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string }
  | { readonly kind: "content-length-range"; readonly min: number; readonly max: number };

function parsePolicy(base64: string): { expiration: Date; conditions: readonly Condition[] } {
  const document = parseJson(Buffer.from(base64, "base64").toString("utf8"));
  if (!isJsonObject(document) || typeof document.expiration !== "string" || !Array.isArray(document.conditions))
    throw malformed();
  return { expiration: new Date(document.expiration), conditions: document.conditions.flatMap(parseCondition) };
}

function parseCondition(condition: unknown): readonly Condition[] {
  if (Array.isArray(condition)) {
    const [kind, first, second]: readonly unknown[] = condition;
    if (condition.length !== 3) throw malformed();
    if (kind === "content-length-range" && isByteCount(first) && isByteCount(second))
      return [{ kind, min: first, max: second }];
    if (kind !== "eq" && kind !== "starts-with") throw malformed();
    if (typeof first !== "string" || typeof second !== "string" || !first.startsWith("$")) throw malformed();
    return [{ kind, field: first.slice(1).toLowerCase(), value: second }];
  }
  if (!isJsonObject(condition)) throw malformed();
  return Object.entries(condition).map(([name, value]) => {
    if (typeof value !== "string") throw malformed();
    return { kind: "eq", field: name.toLowerCase(), value };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed();
    throw error;
  }
}

function isByteCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function denied(sentence: string): UploadRefusedError {
  return new UploadRefusedError(403, "AccessDenied", sentence);
}

function malformed(): UploadRefusedError {
  return new UploadRefusedError(400, "InvalidPolicyDocument", "The policy of the upload form cannot be read.");
}
