import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { CliError } from "./errors.js";

/** Where and who somebody is on one server. */
export interface Profile {
  readonly url: string;
  readonly key: string;
  readonly username: string;
}

export interface ConfigFile {
  readonly profiles: Readonly<Record<string, Profile>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_PROFILE = "default";

/** `$XDG_CONFIG_HOME/tessera`, or its like on the system. */
export function configDirectory(env: Environment): string {
  const base =
    env.XDG_CONFIG_HOME || (process.platform === "win32" && env.APPDATA) || path.join(env.HOME || homedir(), ".config");
  return path.join(base, "tessera");
}

export function configPath(env: Environment): string {
  return path.join(configDirectory(env), "config.json");
}

/** What `login` kept; nothing at first. */
export async function readConfig(env: Environment): Promise<ConfigFile> {
  const file = configPath(env);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { profiles: {} };
    throw error;
  }
  const config = parse(text);
  if (config === undefined) {
    throw new CliError(`${file} is damaged.`, { hint: "Delete it and sign in again with `tessera login`." });
  }
  return config;
}

/** Keys are in it: nobody else may read it, also while it is written. */
export async function writeConfig(env: Environment, config: ConfigFile): Promise<void> {
  const file = configPath(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  // A file that stood there keeps its mode.
  await chmod(draft, 0o600);
  await rename(draft, file);
}

function parse(text: string): ConfigFile | undefined {
  try {
    const { profiles } = JSON.parse(text) as { profiles?: unknown };
    if (typeof profiles !== "object" || profiles === null) return undefined;
    const entries = Object.entries(profiles);
    return entries.every(([, profile]) => isProfile(profile)) ? { profiles: Object.fromEntries(entries) } : undefined;
  } catch {
    return undefined;
  }
}

function isProfile(value: unknown): value is Profile {
  const { url, key, username } = (value ?? {}) as Partial<Record<keyof Profile, unknown>>;
  return typeof url === "string" && typeof key === "string" && typeof username === "string";
}
