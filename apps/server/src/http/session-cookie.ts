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
  reply.header("set-cookie", cookieText(request, { ...SESSION, value: token, maxAgeSeconds: SESSION_SECONDS }));
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("set-cookie", cookieText(request, { ...SESSION, value: "", maxAgeSeconds: 0 }));
}

const SESSION = { name: SESSION_COOKIE, path: "/" };

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly maxAgeSeconds: number;
}

/** A `Set-Cookie` header. */
export function cookieText(request: FastifyRequest, { name, value, path, maxAgeSeconds }: Cookie): string {
  const secure = originOf(request).startsWith("https:") ? "; Secure" : "";
  return `${name}=${value}; HttpOnly; SameSite=Lax; Path=${path}; Max-Age=${maxAgeSeconds}${secure}`;
}
