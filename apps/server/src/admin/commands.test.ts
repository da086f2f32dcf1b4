import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { createLocalAssetStore } from "../assets/local-asset-store.js";
import { readConfig } from "../config.js";
import { withDatabase } from "../testing/global-setup.js";
import { openTestServer, type TestServer } from "../testing/test-server.js";
import { COMMANDS, UsageError, usage } from "./commands.js";

let server: TestServer;
let databaseUrl: string;

beforeAll(async () => {
  server = await openTestServer();
  const { rows } = await server.database.pool.query<{ name: string }>("select current_database() as name");
  databaseUrl = withDatabase(inject("databaseUrl"), rows[0]?.name ?? "");
});
afterAll(() => server.close());
afterEach(() => vi.restoreAllMocks());

/** Runs a command as the shell would; returns the lines that it printed. */
function run(...line: string[]): Promise<string[]> {
  return runWith({}, ...line);
}

async function runWith(env: Readonly<Record<string, string>>, ...line: string[]): Promise<string[]> {
  const command = COMMANDS.find(({ words }) => words.every((word, index) => line[index] === word));
  if (command === undefined) throw new Error(`There is no command ${line.join(" ")}.`);
  const printed: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: unknown) => void printed.push(String(text)));
  const config = readConfig({ DATABASE_URL: databaseUrl, ...env });
  await command.run({ config, log: pino({ level: "silent" }), args: line.slice(command.words.length) });
  return printed;
}

describe("npm run tessera", () => {
  it("creates users, whose keys work at once", async () => {
    const created = await run("user", "create", "jane", "--email", "jane@example.com", "--password", "correct horse");
    // The first account of an empty server.
    expect(created).toEqual(["Created the account jane, which administrates the server."]);
    const key = (await run("key", "create", "jane", "--name", "laptop")).at(-1) ?? "";
    expect(key).toMatch(/^[0-9a-f]{40}$/);
    const answer = await server.call("GET", "/user", { headers: { authorization: `APIKey ${key}` } });
    expect(answer.body).toMatchObject({ username: "jane", email: "jane@example.com" });
  });

  it("creates organizations with an administrator", async () => {
    expect(await run("user", "create", "john")).toEqual(["Created the account john."]);
    await run("org", "create", "acme", "--admin", "john");
    const list = await run("user", "list");
    expect(list.map((line) => line.split("\t").slice(0, 2))).toEqual([
      ["acme", "organization"],
      ["jane", "user"],
      ["john", "user"],
    ]);
  });

  it("makes administrators of the server, and keeps the last one", async () => {
    const administrators = async () =>
      (await run("user", "list")).filter((line) => line.endsWith("\tadministrator")).map((line) => line.split("\t")[0]);
    expect(await administrators()).toEqual(["jane"]);
    expect(await run("user", "grant-admin", "john")).toEqual(["john administrates the server."]);
    expect(await administrators()).toEqual(["jane", "john"]);
    expect(await run("user", "revoke-admin", "jane")).toEqual(["jane no longer administrates the server."]);
    expect(await administrators()).toEqual(["john"]);
    for (const word of ["revoke-admin", "disable"]) {
      await expect(run("user", word, "john"), word).rejects.toThrow("The last server administrator");
    }
    expect(await administrators()).toEqual(["john"]);
  });

  it("gives an organization an administrator where the last one is disabled, and says that it has none", async () => {
    await run("user", "create", "nora");
    await run("org", "create", "orphans", "--admin", "nora");
    expect(await run("user", "disable", "nora")).toEqual([
      "Disabled the account nora.",
      "orphans has no administrator now: org add-admin orphans USER names one.",
    ]);
    expect(await run("org", "add-admin", "orphans", "jane")).toEqual(["jane administrates the organization orphans."]);
    const key = (await run("key", "create", "jane")).at(-1) ?? "";
    const url = "/organizations/orphans/members/nora/";
    const removed = await server.call("DELETE", url, { headers: { authorization: `APIKey ${key}` } });
    expect(removed.status).toBe(204);
    await expect(run("org", "add-admin", "jane", "jane")).rejects.toThrow('no organization "jane"');
    await expect(run("org", "add-admin", "orphans", "acme")).rejects.toThrow('no user "acme"');
  });

  it("disables an account and enables it again: sessions end, keys are refused meanwhile", async () => {
    await run("user", "create", "mary", "--password", "correct horse battery");
    const key = (await run("key", "create", "mary")).at(-1) ?? "";
    const credentials = { username: "mary", password: "correct horse battery" };
    const signIn = () => server.call("POST", "/sessions/", { body: credentials });
    const withKey = () => server.call("GET", "/user", { headers: { authorization: `APIKey ${key}` } });
    const signedIn = await signIn();
    expect([signedIn.status, (await withKey()).status]).toEqual([201, 200]);
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
    const withCookie = () => server.call("GET", "/user", { headers: { cookie } });
    expect((await withCookie()).status).toBe(200);
    await run("user", "disable", "mary");
    expect([(await withKey()).status, (await withCookie()).status, (await signIn()).status]).toEqual([401, 401, 401]);
    expect((await run("user", "list")).find((line) => line.startsWith("mary"))).toMatch(/\tdisabled$/);
    await run("user", "enable", "mary");
    expect([(await withKey()).status, (await withCookie()).status, (await signIn()).status]).toEqual([200, 401, 201]);
  });

  it("resets a password and revokes keys", async () => {
    const key = (await run("key", "create", "mary", "--name", "laptop")).at(-1) ?? "";
    const password = (await run("user", "reset-password", "mary")).at(-1) ?? "";
    expect(password.length).toBeGreaterThanOrEqual(20);
    expect((await server.call("POST", "/sessions/", { body: { username: "mary", password } })).status).toBe(201);
    const withKey = () => server.call("GET", "/user", { headers: { authorization: `APIKey ${key}` } });
    expect((await withKey()).status).toBe(200);
    const line = (await run("key", "list", "mary")).find((text) => text.includes("laptop")) ?? "";
    expect(line).toContain(key.slice(0, 8));
    await run("key", "revoke", line.split("\t")[0] ?? "");
    expect((await withKey()).status).toBe(401);
    expect(await run("user", "reset-password", "mary", "--password", "another long one", "--revoke-keys")).toHaveLength(
      1,
    );
    expect(await run("key", "list", "mary")).toEqual([]);
  });

  it.each([
    [["user", "create", "jane"], "already exists"],
    [["user", "create", "Jane"], "already exists"],
    [["user", "create", "datasets"], "is reserved"],
    [["user", "create", "a b"], "letters, digits"],
    [["user", "create", "mona", "--password", "short"], "10 to 1000"],
    [["user", "create", "mona", "--email", "nowhere"], "email"],
    [["key", "create", "nobody"], 'no user "nobody"'],
    [["key", "create", "acme"], 'no user "acme"'],
    [["org", "create", "other", "--admin", "nobody"], 'no user "nobody"'],
    [["user", "disable", "acme"], 'no user "acme"'],
    [["user", "grant-admin", "acme"], 'no user "acme"'],
    [["user", "create", "server"], "is reserved"],
    [["key", "revoke", "nothing"], "No key that works"],
  ])("%j is refused: %s", async (line, reason) => {
    await expect(run(...line)).rejects.toThrow(reason);
  });

  it("gives and takes prefixes of the connected bucket", async () => {
    expect(await run("bucket", "allow", "acme", "drives/acme/")).toEqual([
      'Datasets of acme may read "drives/acme/" of the bucket.',
    ]);
    await run("bucket", "allow", "jane", "");
    expect(await run("bucket", "list")).toEqual(["jane\t", "acme\tdrives/acme/"]);
    await run("bucket", "revoke", "jane", "");
    expect(await run("bucket", "list")).toEqual(["acme\tdrives/acme/"]);
    await expect(run("bucket", "revoke", "jane", "")).rejects.toThrow("jane was not allowed the whole bucket");
    await expect(run("bucket", "allow", "nobody", "x")).rejects.toThrow('no user or organization "nobody"');
  });

  it.each([
    [["user", "create"]],
    [["user", "create", "a", "b"]],
    [["user", "create", "a", "--colour", "red"]],
    [["org", "create", "acme2"]],
  ])("%j is a wrong command line", async (line) => {
    await expect(run(...line)).rejects.toThrow(UsageError);
  });

  it("explains itself on one screen", () => {
    const lines = usage().split("\n");
    expect(lines.length).toBeLessThan(30);
    for (const { words } of COMMANDS) expect(usage()).toContain(words.join(" "));
  });
});

describe("npm run tessera -- assets orphans", () => {
  it("lists uploads that nothing refers to, and removes them only when asked to", async () => {
    const jane = await server.addUser("uploader");
    await server.database.pool.query("delete from asset");
    const { body } = await jane.post<{ url: string }>("/assets/", { filename: "violet.jpg" });
    const key = new URL(body.url).pathname.slice("/storage/".length);
    const directory = await mkdtemp(path.join(tmpdir(), "tessera-orphans-"));
    try {
      const orphans = (...line: string[]) => runWith({ DATA_DIR: directory }, "assets", "orphans", ...line);
      expect(await orphans()).toEqual(["0 uploads, 0 bytes."]);
      const [line = "", ...rest] = await orphans("--days", "0");
      expect(line.split("\t")).toEqual(["uploader", expect.any(String), "0", key, '"violet.jpg"']);
      expect(rest).toEqual(["1 uploads, 0 bytes."]);
      expect((await orphans("--days", "0", "--delete")).at(-1)).toBe("Removed 1 uploads, 0 bytes.");
      expect(await orphans("--days", "0")).toEqual(["0 uploads, 0 bytes."]);
      await expect(orphans("--days", "-1")).rejects.toThrow(UsageError);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe("npm run tessera -- storage", () => {
  it("shows what each dataset holds, and the totals", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "tessera-storage-"));
    const store = createLocalAssetStore({
      directory: path.join(directory, "assets"),
      secret: "the secret of a test server",
      maxUploadBytes: 1000,
      expiresInSeconds: 60,
    });
    try {
      await server.database.pool.query("delete from dataset; delete from asset");
      const jane = await server.addUser("keeper");
      const upload = async (bytes: number) => {
        const { body } = await jane.post<{ url: string }>("/assets/", { filename: "a.jpg" });
        const key = new URL(body.url).pathname.slice("/storage/".length);
        if (bytes > 0) await store.write(key, "image/jpeg", Buffer.alloc(bytes));
        return body.url;
      };
      const [flowers, trees] = [
        await server.addDataset(jane, { name: "flowers" }),
        await server.addDataset(jane, { name: "trees" }),
      ];
      const shared = await upload(100);
      const attributes = { image: { url: shared } };
      const sample = await jane.post<{ uuid: string }>(`${flowers}samples/`, { name: "a", attributes });
      await jane.post(`${flowers}samples/`, { name: "b", attributes: { image: { url: await upload(20) } } });
      await jane.post(`${trees}samples/`, { name: "a", attributes });
      await upload(3);
      await upload(0);
      const label = { annotations: [] };
      const url = `/labels/${sample.body.uuid}/ground-truth/`;
      await jane.put(url, { attributes: label });
      await jane.put(url, { attributes: label });
      const { rows } = await server.database.pool.query<{ name: string; bytes: string }>(
        "select d.name, sum(octet_length(s.attributes::text) + 2) as bytes from sample s join dataset d on d.id = s.dataset_id group by 1 order by 1",
      );
      const [ofFlowers, ofTrees] = rows.map(({ bytes }) => Number(bytes));
      const labelBytes = 2 * JSON.stringify(label).length;
      const lines = (await runWith({ DATA_DIR: directory }, "storage")).map((line) => line.split("\t"));
      expect(lines.slice(0, 4)).toEqual([
        ["dataset", "samples", "labels", "versions", "bytes", "files", "file bytes"],
        ["keeper/flowers", "2", "1", "2", String((ofFlowers ?? 0) + labelBytes), "2", "120"],
        ["keeper/trees", "1", "0", "0", String(ofTrees), "1", "100"],
        ["(uploads without a sample)", "", "", "", "", "2", "3"],
      ]);
      expect(lines[4]?.[0]).toMatch(/^The database takes \d{7,} bytes/);
      expect(lines[5]).toEqual(["The asset store holds 3 files, 123 bytes."]);
    } finally {
      await store.close();
      await rm(directory, { recursive: true });
    }
  });
});
