import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { accountOf } from "./external-postgres.js";
import { SERVER_ENTRY } from "./paths.js";
import { waitUntilUnused } from "./processes.js";
import { makeDataDir, ServerProcess } from "./server-process.js";

const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? findNobody() : undefined;
const hindrance = !isRoot ? "the tests do not run as root" : (nobody ?? "there is no setpriv, or no account nobody");

function findNobody() {
  try {
    return spawnSync("setpriv", ["--version"]).status === 0 ? accountOf(["nobody"]) : undefined;
  } catch {
    return undefined;
  }
}

async function use(server: ServerProcess): Promise<void> {
  const api = new Api(server.url, await server.createFirstAccount("jane"));
  await api.post("/user/datasets/", { name: "flowers" });
  expect(await api.get("/datasets/jane/flowers/")).toMatchObject({ name: "flowers" });
}

describe("the user that runs the server", () => {
  test("whoever runs these tests", async () => {
    const server = await ServerProcess.start();
    await use(server);
    const owner = execFileSync("stat", ["-c", "%u", `/proc/${await server.postgresPid()}`], {
      encoding: "utf8",
    }).trim();
    if (isRoot) expect(owner, "PostgreSQL never runs as root").not.toBe("0");
    else expect(owner).toBe(String(process.getuid?.()));
    await server.dispose();
  });

  const isHindered = typeof hindrance === "string";
  test.skipIf(isHindered)(
    `an ordinary one, beside root${isHindered ? ` (skipped: ${hindrance})` : ""}`,
    async (context) => {
      const { uid, gid } = nobody ?? { uid: -1, gid: -1 };
      const wrapper = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
      const [command = "", ...args] = [...wrapper, "test", "-r", SERVER_ENTRY];
      context.skip(spawnSync(command, args).status !== 0, "that user cannot read the repository");
      const dataDir = await makeDataDir();
      chmodSync(dataDir, 0o700);
      chownSync(dataDir, uid, gid);
      const server = await ServerProcess.start({ dataDir, wrapper, env: { HOME: "/nonexistent" } });
      await use(server);
      const owner = execFileSync("stat", ["-c", "%u", `/proc/${await server.postgresPid()}`], {
        encoding: "utf8",
      }).trim();
      expect(owner).toBe(String(uid));
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      expect(await waitUntilUnused(dataDir)).toEqual([]);
      await rm(dataDir, { recursive: true, force: true });
    },
  );
});
