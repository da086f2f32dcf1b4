import { lookup as systemLookup } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { AddressPolicy } from "./address-policy.js";

const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Why nothing was fetched, in words for whoever chose the url. They tell nothing of what answered. */
export class FetchRefusedError extends Error {
  override readonly name = "FetchRefusedError";
  /** It may work later. */
  readonly isPassing: boolean;
  /** Nobody answered: others at the same host will not fare better now. */
  readonly isUnreachable: boolean;
  /** It has more bytes than were asked for. */
  readonly isTooLarge: boolean;

  constructor(
    reason: string,
    options: {
      readonly isPassing?: boolean;
      readonly isUnreachable?: boolean;
      readonly isTooLarge?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(reason, { cause: options.cause });
    this.isTooLarge = options.isTooLarge ?? false;
    this.isUnreachable = options.isUnreachable ?? false;
    this.isPassing = options.isPassing ?? this.isUnreachable;
  }
}

export interface FetchLimits {
  readonly maxBytes: number;
  /** For all of it: names, redirects, the last byte. */
  readonly timeoutMs: number;
  /** A host of the operator's own choice, such as that of the connected bucket: may be inside. */
  readonly trustedHost?: string;
}

/**
 * Fetches what users name by url. The one way out of this server: http and https only, no address inside the server's own
 * networks, checked on the very address that is connected to and again after each redirect, bounded in bytes and time.
 *
 * @throws {FetchRefusedError}
 */
export type GuardedFetch = (url: string, limits: FetchLimits) => Promise<Buffer>;

type Resolve = typeof systemLookup;

/** @param options.resolve names to addresses; for tests */
export function createGuardedFetch(options: {
  readonly allowedHosts: readonly string[];
  readonly resolve?: Resolve;
}): GuardedFetch {
  const policy = new AddressPolicy(options.allowedHosts);
  const resolve = options.resolve ?? systemLookup;
  return async (url, limits) => {
    const signal = AbortSignal.timeout(limits.timeoutMs);
    try {
      let target = checkedUrl(url);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
        const answer = await open(target, { policy, resolve, signal, trustedHost: limits.trustedHost });
        const { statusCode: status = 0, headers } = answer;
        if (!REDIRECTS.has(status) || headers.location === undefined) return await readAnswer(answer, limits.maxBytes);
        answer.destroy();
        target = checkedUrl(headers.location, target);
      }
      throw new FetchRefusedError("The url redirects too often.");
    } catch (error) {
      if (error instanceof FetchRefusedError) throw error;
      if (signal.aborted) {
        throw new FetchRefusedError("The file did not arrive in time.", { isUnreachable: true, cause: error });
      }
      throw new FetchRefusedError("The connection failed.", { isUnreachable: true, cause: error });
    }
  };
}

/** The parser writes addresses in any notation (decimal, octal, hexadecimal, short) in the usual one. */
function checkedUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new FetchRefusedError("This is no url.");
  const url = new URL(text, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new FetchRefusedError("The url is neither http nor https.");
  }
  if (url.username !== "" || url.password !== "") throw new FetchRefusedError("The url holds a password.");
  return url;
}

interface Way {
  readonly policy: AddressPolicy;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
  readonly trustedHost: string | undefined;
}

function open(url: URL, way: Way): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isAllowed = (address: string) => host === way.trustedHost || way.policy.allows(host, address);
  // An address needs no look-up, and gets none.
  if (isIP(host) !== 0 && !isAllowed(host)) throw refusedAddress();
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const request = client.get(url, {
      agent: false,
      signal: way.signal,
      lookup: guardedLookup(way.resolve, isAllowed),
      headers: { "user-agent": "Tessera", accept: "*/*", "accept-encoding": "identity" },
    });
    request.on("response", resolve);
    request.on("error", reject);
  });
}

/** The connection is made to an address that this gives out: a name that stands for another one a moment later is no way in. */
function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error === null ? found.filter(({ address }) => isAllowed(address)) : [];
      const [first] = addresses;
      if (error !== null) callback(error, "", 0);
      else if (first === undefined) callback(refusedAddress() as NodeJS.ErrnoException, "", 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusedAddress(): FetchRefusedError {
  return new FetchRefusedError("The address is in a private network, which the server does not fetch from.");
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  try {
    const { statusCode: status = 0, headers } = answer;
    if (status !== 200) {
      const isPassing = status >= 500 || status === 408 || status === 429;
      throw new FetchRefusedError(`The url answers with status ${status}.`, { isPassing });
    }
    const encoding = headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") throw new FetchRefusedError("The file comes compressed, which was not asked for.");
    const tooLarge = new FetchRefusedError(`The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB.`, {
      isTooLarge: true,
    });
    if (Number(headers["content-length"] ?? 0) > maxBytes) throw tooLarge;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    answer.destroy();
  }
}
