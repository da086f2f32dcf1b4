import { AuthenticationError, TesseraClient } from "@tessera/sdk";
import type { Session } from "../session.js";
import { durationText } from "../text.js";
import { messageOf, networkAdvice, networkReason, uploadAdvice } from "./advice.js";

/** What a check found; `advice` says what to do. */
export interface Finding {
  readonly check: string;
  readonly result: "ok" | "warning" | "failed" | "skipped";
  readonly text: string;
  readonly advice?: string;
}

/** A clock that is off by more makes signed uploads fail. */
const MAX_SKEW_MS = 60_000;
const SLOW_MS = 2_000;
/** What a page asks for when it reads a part of a file. */
const ORIGIN = "https://doctor.tessera.invalid";

type Fetch = typeof fetch;

export interface DoctorOptions {
  readonly session: Session;
  readonly clientVersion: string;
  readonly signal: AbortSignal;
  readonly fetch?: Fetch;
  readonly nowMs?: () => number;
}

/** Looks at a server from outside, as a client meets it: each finding says in words what is wrong and what to do. */
export async function* diagnose(options: DoctorOptions): AsyncGenerator<Finding> {
  const { session } = options;
  const reached = await checkServer(options);
  yield reached.finding;
  if (reached.date === undefined) return;
  yield await checkReadiness(options);
  yield await checkVersion(options);
  yield checkClock(reached.date, (options.nowMs ?? Date.now)());
  if (session.key === undefined) {
    const why = session.withheld ?? "There is no key.";
    yield {
      check: "key",
      result: "failed",
      text: why,
      advice: `Run \`tessera login --url ${session.url}\`, or set TESSERA_API_KEY.`,
    };
    return;
  }
  const client = new TesseraClient({
    apiKey: session.key,
    baseUrl: session.url,
    maxRetries: 0,
    ...(options.fetch && { fetch: options.fetch }),
  });
  const key = await checkKey(client, options);
  yield key;
  if (key.result === "failed") return;
  yield* checkAssets(client, options);
}

async function checkServer(options: DoctorOptions): Promise<{ finding: Finding; date: Date | undefined }> {
  const { url, urlFrom } = options.session;
  const check = "server";
  const start = performance.now();
  try {
    const response = await get(options, `${url}/healthz`);
    const durationMs = performance.now() - start;
    const isOurs = response.ok && ((await response.json().catch(() => ({}))) as { status?: unknown }).status === "ok";
    if (!isOurs) {
      const text = `${url} (from ${urlFrom}) answers, but not as a Tessera server does (${response.status}).`;
      return {
        finding: {
          check,
          result: "failed",
          text,
          advice: "Is it another program, or a proxy in front? Check the address.",
        },
        date: undefined,
      };
    }
    const slow = durationMs > SLOW_MS;
    const text = `${url} (from ${urlFrom}) answers in ${Math.round(durationMs)} ms.`;
    const date = new Date(response.headers.get("date") ?? Number.NaN);
    return {
      finding: {
        check,
        result: slow ? "warning" : "ok",
        text,
        ...(slow && { advice: "The line or the server is slow." }),
      },
      date,
    };
  } catch (error) {
    options.signal.throwIfAborted();
    return {
      finding: {
        check,
        result: "failed",
        text: `${url} (from ${urlFrom}) is not reached: ${networkReason(error)}.`,
        advice: networkAdvice(error),
      },
      date: undefined,
    };
  }
}

async function checkReadiness(options: DoctorOptions): Promise<Finding> {
  const response = await get(options, `${options.session.url}/readyz`).catch(() => undefined);
  await response?.body?.cancel();
  if (response?.ok === true)
    return { check: "readiness", result: "ok", text: "Its database and its asset store answer." };
  return {
    check: "readiness",
    result: "failed",
    text: "It runs, but its database or its asset store does not answer.",
    advice: "Look at the server's log; it recovers by itself when they are back.",
  };
}

async function checkVersion(options: DoctorOptions): Promise<Finding> {
  const check = "version";
  const response = await get(options, `${options.session.url}/openapi.json`).catch(() => undefined);
  const { info } = ((await response?.json().catch(() => undefined)) ?? {}) as { info?: { version?: unknown } };
  const { clientVersion } = options;
  if (typeof info?.version !== "string") {
    return {
      check,
      result: "warning",
      text: "The server does not say its version.",
      advice: "A proxy may keep /openapi.json back.",
    };
  }
  const major = (version: string) =>
    version
      .split(".")
      .slice(0, version.startsWith("0.") ? 2 : 1)
      .join(".");
  const text = `The server is version ${info.version}, this client ${clientVersion}.`;
  if (major(info.version) === major(clientVersion)) return { check, result: "ok", text };
  return { check, result: "warning", text, advice: "Bring the older one up to date." };
}

function checkClock(date: Date, nowMs: number): Finding {
  const check = "clock";
  if (Number.isNaN(date.getTime()))
    return { check, result: "skipped", text: "The server does not say what time it is." };
  const skewMs = nowMs - date.getTime();
  // The header has whole seconds.
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return { check, result: "ok", text: "Your clock and the server's agree." };
  const text = `Your clock is ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} the server's.`;
  return { check, result: "warning", text, advice: "Set both by NTP: signed addresses of files expire by the clock." };
}

async function checkKey(client: TesseraClient, { session, signal }: DoctorOptions): Promise<Finding> {
  const check = "key";
  try {
    const { username } = await client.users.get(undefined, { signal });
    return { check, result: "ok", text: `The key (from ${session.keyFrom}) is ${username}'s.` };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AuthenticationError) {
      const text = `The server does not take the key (from ${session.keyFrom}): it is wrong or was revoked.`;
      return {
        check,
        result: "failed",
        text,
        advice: "Make a new one on your account's page and run `tessera login`.",
      };
    }
    return {
      check,
      result: "failed",
      text: `The key could not be tried: ${messageOf(error)}`,
      advice: "Look at the server's log.",
    };
  }
}

/** A file of some bytes goes there and comes back, as an image of a sample does. */
async function* checkAssets(client: TesseraClient, options: DoctorOptions): AsyncGenerator<Finding> {
  const bytes = new TextEncoder().encode(`tessera doctor, ${new Date().toISOString()}\n`);
  let url: string;
  try {
    const asset = await client.assets.upload(new Blob([bytes]), { filename: "doctor.txt", signal: options.signal });
    url = asset.url;
    yield {
      check: "upload",
      result: "ok",
      text: `Files are taken at ${new URL(asset.presignedPostFields.url).origin}.`,
    };
  } catch (error) {
    options.signal.throwIfAborted();
    yield {
      check: "upload",
      result: "failed",
      text: `A small file could not be uploaded: ${messageOf(error)}`,
      advice: uploadAdvice(error),
    };
    return;
  }
  yield* checkUrl(url, bytes, options);
}

async function* checkUrl(url: string, bytes: Uint8Array, options: DoctorOptions): AsyncGenerator<Finding> {
  const shown = new URL(url).origin;
  let response: Response;
  try {
    response = await get(options, url, { origin: ORIGIN });
  } catch (error) {
    options.signal.throwIfAborted();
    yield {
      check: "download",
      result: "failed",
      text: `The uploaded file is to be read at ${shown}, which is not reached: ${networkReason(error)}.`,
      advice: "Set PUBLIC_URL of the server (or S3_PUBLIC_URL) to an address that clients reach.",
    };
    return;
  }
  const isWhole = response.ok && Buffer.from(await response.arrayBuffer()).equals(Buffer.from(bytes));
  if (!isWhole) {
    const text = `The uploaded file does not come back from ${shown} (${response.status}).`;
    yield {
      check: "download",
      result: "failed",
      text,
      advice: "Check the bucket's permissions, or what stands between.",
    };
    return;
  }
  yield { check: "download", result: "ok", text: `Files are read at ${shown}.` };
  yield checkCors(response);
  yield await checkRanges(url, options);
}

function checkCors({ headers }: Response): Finding {
  const allowed = headers.get("access-control-allow-origin");
  if (allowed === "*" || allowed === ORIGIN)
    return { check: "cors", result: "ok", text: "Pages of any origin may read them." };
  return {
    check: "cors",
    result: "warning",
    text:
      allowed === null
        ? "Pages of other origins may not read them (no CORS header)."
        : `Only pages of ${allowed} may read them.`,
    advice:
      "Enough if the web app is served there. Otherwise allow GET and HEAD for its origin on the bucket, and expose Content-Range.",
  };
}

async function checkRanges(url: string, options: DoctorOptions): Promise<Finding> {
  const check = "ranges";
  const response = await get(options, url, { range: "bytes=0-6", origin: ORIGIN }).catch(() => undefined);
  const text = (await response?.text().catch(() => "")) ?? "";
  if (response?.status === 206 && text === "tessera")
    return { check, result: "ok", text: "Parts of files can be read." };
  return {
    check,
    result: "warning",
    text: "Parts of files cannot be read: whole files are sent instead.",
    advice: "Large point clouds open slowly. Let the proxy or CDN pass Range headers.",
  };
}

function get(
  { fetch: own, signal }: DoctorOptions,
  url: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(15_000)]);
  return (own ?? fetch)(url, { headers, signal: patience, redirect: "follow" });
}
