import { randomBytes } from "node:crypto";

/** The path below our origin that assets are posted to and read from. */
export const STORAGE_PATH = "/storage/";

// Letters, marks and digits of any script; no spaces, quotes, slashes, control or direction characters, no leading dot.
const NAME_CHARACTERS = "\\p{L}\\p{M}\\p{N}._()+-";
const KEY_PATTERN = new RegExp(`^[0-9a-f]{32}/(?!\\.)[${NAME_CHARACTERS}]+$`, "u");
const UNSAFE_RUN = new RegExp(`[^${NAME_CHARACTERS}]+`, "gu");

/** Bytes of UTF-8. With the random part and a bucket prefix this stays far below the 1,024 of an S3 key. */
const MAX_NAME_BYTES = 160;
const MAX_EXTENSION_BYTES = 16;

/**
 * A new key, `<32 hex random>/<sanitized filename>`: 128 random bits make it unguessable, the name is there for people.
 *
 * @example
 * createAssetKey("my photo.jpg") // "0f9c…e1/my_photo.jpg"
 * createAssetKey("../../etc/passwd") // "77b0…42/passwd"
 */
export function createAssetKey(filename: string): string {
  return `${randomBytes(16).toString("hex")}/${sanitizeFilename(filename)}`;
}

/** Whether the text is a key that {@link createAssetKey} could have made. Anything else never reaches a store. */
export function isAssetKey(text: string): boolean {
  // 33 = 32 hex digits and the slash; a UTF-16 unit is at least one byte of UTF-8, so this bounds the work below.
  return text.length <= 33 + MAX_NAME_BYTES && KEY_PATTERN.test(text) && Buffer.byteLength(text) <= 33 + MAX_NAME_BYTES;
}

/** @throws {TypeError} when the key is none of ours: the caller had to check it. */
export function assertAssetKey(key: string): void {
  if (!isAssetKey(key)) throw new TypeError("This is not an asset key.");
}

/** The name part of a key. */
export function filenameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

/** `/storage/<key>` with every character that is not safe in a path percent-encoded. */
export function pathOfKey(key: string): string {
  return STORAGE_PATH + encodeKey(key);
}

/** The key as a path: encoded, its slash kept. */
export function encodeKey(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

/**
 * The key behind the path of a url (still encoded, with or without its query and a trailing slash), else undefined.
 *
 * @example
 * keyOfPath("/storage/0f9c…e1/a.png?x=1") // "0f9c…e1/a.png"
 * keyOfPath("/storage/%2e%2e/secrets")    // undefined
 */
export function keyOfPath(path: string, base: string = STORAGE_PATH): string | undefined {
  const encoded = path.replace(/[?#].*$/s, "");
  if (!encoded.startsWith(base)) return undefined;
  return decodeKey(encoded.slice(base.length).replace(/\/$/, ""));
}

/** The key behind a url at one of the origins, else undefined. */
export function keyOfUrl(url: string, origins: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password } = new URL(url);
  if (username !== "" || password !== "" || !origins.some((origin) => originOf(origin) === `${protocol}//${host}`))
    return undefined;
  // Not URL.pathname: that has already resolved `..`, and a url that needs it is none that we made.
  const path = /^[^:/?#]+:\/\/[^/?#\\]+(.*)$/s.exec(url.trim())?.[1];
  return path === undefined ? undefined : keyOfPath(path);
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

function decodeKey(encoded: string): string | undefined {
  try {
    const key = decodeURIComponent(encoded);
    return isAssetKey(key) ? key : undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function sanitizeFilename(filename: string): string {
  // The bound comes first: a name of megabytes must cost nothing. Its end is kept, as that holds the extension.
  const base = filename.slice(-1024).split(/[/\\]/).at(-1) ?? "";
  const clean = base

    .normalize("NFC")
    .replace(UNSAFE_RUN, "_")
    .replace(/^[._]+/, "");
  const dot = clean.lastIndexOf(".");
  const extension = dot > 0 && Buffer.byteLength(clean.slice(dot)) <= MAX_EXTENSION_BYTES ? clean.slice(dot) : "";
  const stem = clean.slice(0, clean.length - extension.length);
  return cutToBytes(stem, MAX_NAME_BYTES - Buffer.byteLength(extension)) + extension || "file";
}

/** The longest prefix of whole characters that fits. */
function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let result = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    result += character;
  }
  return result;
}
