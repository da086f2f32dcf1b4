import type { FastifyReply, FastifyRequest } from "fastify";
import { originOf } from "./origin.js";

export const SESSION_COOKIE = "tessera_session";
const SESSION_COOKIE_VALUE = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;\\s]+)`);

/** How long a session lasts after it was used last. */
export const SESSION_SECONDS = 30 * 24 * 3600;

/** The token that the browser sent; undefined without one. */
export function findSessionToken(request: FastifyRequest): string | undefined {
  return SESSION_COOKIE_VALUE.exec(request.headers.cookie ?? "")?.[1];
}

/** Hands the token to the browser, out of reach of scripts. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.header("set-cookie", cookieText(request, token, SESSION_SECONDS));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("set-cookie", cookieText(request, "", 0));
}

function cookieText(request: FastifyRequest, value: string, maxAgeSeconds: number): string {
  const secure = originOf(request).startsWith("https:") ? "; Secure" : "";
  return `${SESSION_COOKIE}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${maxAgeSeconds}${secure}`;
}
