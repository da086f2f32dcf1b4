import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PYTHON_SUITE, REPORTS } from "./paths.js";
import { waitUntilUnused } from "./processes.js";
import { missingPython, preparePython } from "./python-environment.js";
import { ServerProcess } from "./server-process.js";

const missing = missingPython();
const isContinuousIntegration = process.env.CI === "true";

if (missing !== undefined && isContinuousIntegration) {
  test("the official Python package works against the server", () => {
    throw new Error(missing);
  });
}

/** People of the tests, by what they are in them. */
const PEOPLE = ["john", "viewer", "labeler", "reviewer", "manager", "chief", "stranger"] as const;
const MINUTE = 60_000;

describe.skipIf(missing !== undefined)(`the official Python package${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const servers: ServerProcess[] = [];
  let bin = "";
  let scratch = "";

  /** A server with its first account. */
  async function open(env: Record<string, string> = {}) {
    const server = await ServerProcess.start({ env });
    servers.push(server);
    return { server, key: await server.createFirstAccount("jane") };
  }

  beforeAll(async () => {
    bin = preparePython();
    scratch = await mkdtemp(path.join(tmpdir(), "tessera-e2e-python-"));
    const main = await open();
    const keys: Record<string, string> = { jane: main.key };
    for (const name of PEOPLE) keys[name] = await main.server.createUser(name);
    const strict = await open({ MAX_COLLABORATORS: "1", STATEMENT_TIMEOUT_SECONDS: "1" });
    const throttled = await open({ RATE_LIMIT_PER_MINUTE: "5" });
    const world = {
      url: `${main.server.url}/`,
      keys,
      strict: {
        url: `${strict.server.url}/`,
        keys: {
          jane: strict.key,
          john: await strict.server.createUser("john"),
          viewer: await strict.server.createUser("viewer"),
        },
        dataDir: strict.server.dataDir,
      },
      throttled: { url: `${throttled.server.url}/`, key: throttled.key },
    };
    await writeFile(path.join(scratch, "world.json"), JSON.stringify(world));
    await mkdir(REPORTS, { recursive: true });
  }, 10 * MINUTE);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.dispose()));
    await rm(scratch, { recursive: true, force: true });
  });

  test(
    "passes the whole Python suite",
    async () => {
      const code = await runPytest(bin, scratch);
      expect(code, "pytest's exit code").toBe(0);
    },
    15 * MINUTE,
  );

  test("no request failed on the server's side", () => {
    const failures = servers.flatMap((server) =>
      server.output.split("\n").filter((line) => /"level":(50|60)/.test(line)),
    );
    // The one failure that the suite causes on purpose: a statement that waits for a held lock until it times out.
    expect(failures.filter((line) => !line.includes("statement timeout"))).toEqual([]);
  });

  test("the servers stop gracefully and leave nothing running", async () => {
    for (const server of servers) {
      expect(await server.stop()).toEqual({ code: 0, signal: null });
      expect(await waitUntilUnused(server.dataDir)).toEqual([]);
    }
  });
});

function runPytest(bin: string, scratch: string): Promise<number | null> {
  const selection = process.env.E2E_PYTEST?.split(" ") ?? [];
  const report = path.join(REPORTS, "python.xml");
  const child = spawn(path.join(bin, "python"), ["-m", "pytest", "--color=no", `--junitxml=${report}`, ...selection], {
    cwd: PYTHON_SUITE,
    env: {
      ...process.env,
      TESSERA_WORLD: path.join(scratch, "world.json"),
      SEGMENTS_DIR: path.join(scratch, "segments"),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve) => child.once("exit", resolve));
}
