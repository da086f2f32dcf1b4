import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { configPath, readConfig, writeConfig } from "./config-file.js";
import { clientOf, resolveSession } from "./session.js";

const folder = await mkdtemp(path.join(tmpdir(), "tessera-session-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const env = { XDG_CONFIG_HOME: folder };
const jane = { url: "https://labels.example.com", key: "k-jane", username: "jane" };

beforeEach(() =>
  writeConfig(env, { profiles: { default: jane, work: { ...jane, url: "https://work.example.com", key: "k-work" } } }),
);

describe("the configuration", () => {
  it("is readable by nobody else, also when it was", async () => {
    expect(((await stat(configPath(env))).mode & 0o777).toString(8)).toBe("600");
    expect(await readConfig(env)).toMatchObject({ profiles: { default: jane } });
  });

  it.each(["", "{", "[]", '{"profiles": {"default": {"url": 1}}}'])(
    "that is damaged is said to be: %j",
    async (text) => {
      await writeFile(configPath(env), text);
      await expect(readConfig(env)).rejects.toThrow(`${configPath(env)} is damaged.`);
    },
  );
});

describe("which server and key", () => {
  const nobody = { XDG_CONFIG_HOME: path.join(folder, "nobody") };
  it.each([
    ["the default", nobody, {}, { url: "http://127.0.0.1:8484", urlFrom: "the default", key: undefined }],
    ["a login", env, {}, { url: jane.url, key: "k-jane", keyFrom: "profile default" }],
    ["a profile by flag", env, { profile: "work" }, { url: "https://work.example.com", key: "k-work" }],
    ["a profile by environment", { ...env, TESSERA_PROFILE: "work" }, {}, { key: "k-work" }],
    [
      "a key of the environment",
      { ...env, TESSERA_API_KEY: " k-env " },
      {},
      { url: jane.url, key: "k-env", keyFrom: "TESSERA_API_KEY" },
    ],
    [
      "an address of the environment",
      { ...nobody, TESSERA_URL: "http://a.test/" },
      {},
      { url: "http://a.test", urlFrom: "TESSERA_URL" },
    ],
    [
      "a flag before the environment",
      { ...nobody, TESSERA_URL: "http://a.test" },
      { url: "http://b.test" },
      { url: "http://b.test", urlFrom: "--url" },
    ],
    [
      "the old name of the key",
      { ...nobody, SEGMENTS_API_KEY: "k-old" },
      {},
      { key: "k-old", keyFrom: "SEGMENTS_API_KEY" },
    ],
    ["an address without a scheme", nobody, { url: "labels.test:8484/x/" }, { url: "http://labels.test:8484/x" }],
  ])("%s", async (_name, environment, options, due) => {
    expect(await resolveSession(environment, options)).toMatchObject(due);
  });

  it("never sends the key of one server to another", async () => {
    const session = await resolveSession(env, { url: "https://elsewhere.test" });
    expect(session).toMatchObject({
      key: undefined,
      withheld: "The key of profile default is for https://labels.example.com, not for https://elsewhere.test.",
    });
    expect(() => clientOf(session)).toThrow(session.withheld);
    expect(
      (await resolveSession({ ...env, TESSERA_URL: "http://labels.example.com" }, {})).key,
      "another scheme",
    ).toBeUndefined();
  });

  it("refuses what is no address", async () => {
    await expect(resolveSession(nobody, { url: "http://user:secret@a.test" })).rejects.toThrow(
      "no user name or password",
    );
  });
});
