import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { findSessionToken } from "./session-cookie.js";

/** What a request came with. */
export type Credential = { readonly kind: "key" | "session"; readonly hash: Buffer };

/** Undefined without any. */
export function readCredential(request: FastifyRequest): Credential | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const match = /^(?:APIKey|Bearer) +(\S+)\s*$/i.exec(header);
    // A header that we cannot read is a wrong key, not an absent one: the cookie is not consulted.
    return { kind: "key", hash: hashSecret(match?.[1] ?? "") };
  }
  const cookie = findSessionToken(request);
  return cookie === undefined ? undefined : { kind: "session", hash: hashSecret(cookie) };
}

/** Keys and tokens are 256 random bits: a plain hash is enough to keep them from being read back. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
