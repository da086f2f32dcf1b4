import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Db } from "../../database/database.js";
import { sharedSecret } from "../../database/server-secret.js";
import { cookieText } from "../../http/session-cookie.js";

const DEVICE_COOKIE = /(?:^|;\s*)tessera_device=([\w-]{22})\.([\w-]{43})(?=;|\s*$)/;
const DEVICE_SECONDS = 365 * 24 * 3600;

/**
 * Marks the browser as one that an account has signed in from (a device cookie, as OWASP describes it). It signs nobody in:
 * failed attempts from it are counted apart, so that it does not wait for what others try.
 */
export async function setDeviceCookie(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: number,
): Promise<void> {
  const device = randomBytes(16).toString("base64url");
  const value = `${device}.${await signatureOf(db, device, accountId)}`;
  reply.header(
    "set-cookie",
    cookieText(request, { name: "tessera_device", value, path: "/sessions", maxAgeSeconds: DEVICE_SECONDS }),
  );
}

/** The browser's id where this account has signed in from it, else undefined. */
export async function findDevice(db: Db, request: FastifyRequest, accountId: number): Promise<string | undefined> {
  const [, device = "", signature = ""] = DEVICE_COOKIE.exec(request.headers.cookie ?? "") ?? [];
  if (device === "") return undefined;
  const expected = await signatureOf(db, device, accountId);
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? device : undefined;
}

async function signatureOf(db: Db, device: string, accountId: number): Promise<string> {
  const secret = await sharedSecret(db, "devices");
  return createHmac("sha256", secret).update(`${device}:${accountId}`).digest("base64url");
}
