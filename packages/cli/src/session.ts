import { TesseraClient } from "@tessera/sdk";
import { DEFAULT_PROFILE, type Profile, readConfig } from "./config-file.js";
import { CliError, usageError } from "./errors.js";
import { EXIT } from "./exit-codes.js";

export const DEFAULT_URL = "http://127.0.0.1:8484";

export interface SessionOptions {
  readonly url?: string | undefined;
  readonly profile?: string | undefined;
}

/** Which server, and which key, with where each was found. */
export interface Session {
  readonly url: string;
  readonly urlFrom: string;
  readonly key: string | undefined;
  readonly keyFrom: string | undefined;
  /** Why there is no key though a profile has one. */
  readonly withheld: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A flag goes before the environment, the environment before what `login` kept. */
export async function resolveSession(env: Environment, options: SessionOptions): Promise<Session> {
  const name = profileName(env, options);
  const { profiles } = await readConfig(env);
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  const isAsked = options.profile !== undefined || set(env.TESSERA_PROFILE) !== undefined;
  if (profile === undefined && isAsked) {
    const known = Object.keys(profiles);
    throw usageError(
      `There is no profile ${JSON.stringify(name)}.`,
      known.length === 0 ? "`tessera login` makes one." : `There are: ${known.join(", ")}.`,
    );
  }
  const [url, urlFrom] = urlOf(env, options, profile, name);
  const key = set(env.TESSERA_API_KEY);
  if (key !== undefined) return { url, urlFrom, key, keyFrom: "TESSERA_API_KEY", withheld: undefined };
  const old = set(env.SEGMENTS_API_KEY);
  if (profile === undefined) {
    return { url, urlFrom, key: old, keyFrom: old && "SEGMENTS_API_KEY", withheld: undefined };
  }
  // A key goes only to the server that gave it.
  if (originOf(profile.url) !== originOf(url)) {
    const withheld = `The key of profile ${name} is for ${profile.url}, not for ${url}.`;
    return { url, urlFrom, key: undefined, keyFrom: undefined, withheld };
  }
  return { url, urlFrom, key: profile.key, keyFrom: `profile ${name}`, withheld: undefined };
}

export function profileName(env: Environment, options: SessionOptions): string {
  return options.profile ?? set(env.TESSERA_PROFILE) ?? DEFAULT_PROFILE;
}

/** @throws {CliError} when nobody is signed in. */
export function clientOf(session: Session): TesseraClient {
  if (session.key === undefined) {
    throw new CliError(session.withheld ?? "You are not signed in.", {
      exitCode: EXIT.notAllowed,
      hint: `Run \`tessera login${session.urlFrom === "the default" ? "" : ` --url ${session.url}`}\`, or set TESSERA_API_KEY.`,
    });
  }
  return new TesseraClient({ apiKey: session.key, baseUrl: session.url, exactIntegers: true });
}

/** @throws {CliError} for what is no address. */
export function checkUrl(text: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!/^https?:\/\//i.test(whole) || !URL.canParse(whole)) {
    throw usageError(`${JSON.stringify(text)} is no http or https address.`, `Write it as ${DEFAULT_URL}.`);
  }
  const { origin, pathname, username } = new URL(whole);
  if (username !== "") throw usageError("An address holds no user name or password.");
  return origin + pathname.replace(/\/+$/, "");
}

function urlOf(
  env: Environment,
  options: SessionOptions,
  profile: Profile | undefined,
  name: string,
): [string, string] {
  if (options.url !== undefined) return [checkUrl(options.url), "--url"];
  const fromEnvironment = set(env.TESSERA_URL);
  if (fromEnvironment !== undefined) return [checkUrl(fromEnvironment), "TESSERA_URL"];
  return profile === undefined ? [DEFAULT_URL, "the default"] : [checkUrl(profile.url), `profile ${name}`];
}

function originOf(url: string): string {
  return new URL(checkUrl(url)).origin;
}

function set(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === "" ? undefined : text;
}
