import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RealServer, startRealServer } from "./testing/real-server.js";

let server: RealServer;
let directory: string;
beforeAll(async () => {
  server = await startRealServer();
  directory = await mkdtemp(path.join(tmpdir(), "tessera-quickstart-"));
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** As somebody would who copies it: a file, the built package, Node. */
test("the quickstart of docs/sdk.md runs as it stands there", async () => {
  const document = await readFile(new URL("../../../docs/sdk.md", import.meta.url), "utf8");
  const code = /<!-- quickstart[^>]*-->\n```ts\n([\s\S]*?)```/.exec(document)?.[1] ?? "";
  const program = code
    .replace('"@tessera/sdk"', JSON.stringify(new URL("../dist/index.js", import.meta.url).href))
    .replace("YOUR_API_KEY", server.key)
    .replace("http://127.0.0.1:8484", server.url);
  await writeFile(path.join(directory, "quickstart.mjs"), program);
  await writeFile(path.join(directory, "violet.jpg"), new Uint8Array([0xff, 0xd8, 0xff, 0xd9]));
  const { stdout } = await promisify(execFile)(process.execPath, ["quickstart.mjs"], { cwd: directory });
  expect(stdout.trim().split("\n")).toEqual(["violet.jpg LABELED", "1"]);
});
