import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { ROOT } from "./paths.js";
import { sleep, waitUntilUnused } from "./processes.js";
import { ServerProcess, StartError } from "./server-process.js";
import { upload } from "./upload.js";
import { waitForReleases } from "./writer.js";

const open: ServerProcess[] = [];

afterEach(async () => {
  for (const server of open.splice(0).reverse()) await server.dispose();
});

async function start(...args: Parameters<typeof ServerProcess.start>): Promise<ServerProcess> {
  const server = await ServerProcess.start(...args);
  open.push(server);
  return server;
}

const LABEL = { attributes: { annotations: [{ id: 1, category_id: 1, type: "point", points: [[1, 2]] }] } };

describe("a restart", () => {
  test("keeps accounts, keys, data, files and jobs", async () => {
    const first = await start();
    const key = await first.createFirstAccount("jane");
    const johnsKey = await first.createUser("john");
    const api = new Api(first.url, key);
    await api.post("/user/datasets/", { name: "flowers", task_type: "keypoints" });
    const { uuid } = await api.post<{ uuid: string }>("/datasets/jane/flowers/samples/", {
      name: "a",
      attributes: { image: { url: "" } },
    });
    const label = await api.put(`/labels/${uuid}/ground-truth/`, LABEL);
    const file = await upload(api, "kept");
    // Its job may not have begun when the server stops.
    await api.post("/datasets/jane/flowers/releases/", { name: "v1" });
    const dataset = await api.get("/datasets/jane/flowers/");
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    expect(await waitUntilUnused(first.dataDir)).toEqual([]);

    const second = await start({ dataDir: first.dataDir });
    expect(second.setupUrl).toBeUndefined();
    const again = new Api(second.url, key);
    expect(await again.get("/datasets/jane/flowers/")).toEqual(dataset);
    expect(await again.get(`/labels/${uuid}/ground-truth/`)).toEqual(label);
    expect(await new Api(second.url, johnsKey).get("/user")).toMatchObject({ username: "john" });
    expect(await (await fetch(new URL(file, second.url))).text()).toBe("kept");
    expect(await waitForReleases(again, "/datasets/jane/flowers/")).toEqual([]);
  });

  test("the set-up link works once", async () => {
    const server = await start();
    const link = new URL(server.setupUrl ?? "");
    const page = await fetch(link, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const check = async () => (await fetch(new URL(`/setup/token/${link.search}`, link))).status;
    expect(await check()).toBe(200);
    await server.createFirstAccount("jane");
    expect(await check()).toBe(410);
    await expect(server.createFirstAccount("mallory")).rejects.toThrow(/Set-up failed/);
  });

  test("npm run tessera makes accounts and keys beside the running server", async () => {
    const server = await start();
    const key = await server.createFirstAccount("jane");
    const env = { ...process.env, ...server.env };
    const run = (...args: string[]) =>
      execFileSync("npm", ["run", "--silent", "tessera", "--", ...args], { cwd: ROOT, env, encoding: "utf8" }).trim();
    run("user", "create", "john");
    const johnsKey = run("key", "create", "john").split("\n").at(-1) ?? "";
    expect(await new Api(server.url, johnsKey).get("/user")).toMatchObject({ username: "john" });
    expect((await new Api(server.url, key).call("GET", "/users/john")).status).toBe(200);
  });
});

/** Of the server, see app.ts. */
const KEEP_ALIVE_MS = 75_000;

describe("a graceful stop", () => {
  test("finishes a request in flight, and takes no new ones", async () => {
    const server = await start();
    const key = await server.createFirstAccount("jane");
    await new Api(server.url, key).post("/user/datasets/", { name: "flowers", task_type: "keypoints" });
    const request = slowRequest(server.url, key, {
      name: "in-flight",
      attributes: { image: { url: "" } },
      readme: "x".repeat(200_000),
    });
    await request.begin();
    const stopped = server.stop();
    await sleep(300);
    await request.finish();
    expect(await request.answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(await stopped).toEqual({ code: 0, signal: null });
    await expect(fetch(server.url)).rejects.toThrow();

    const again = await start({ dataDir: server.dataDir });
    const samples = await new Api(again.url, key).get<{ name: string }[]>("/datasets/jane/flowers/samples/");
    expect(samples.map(({ name }) => name)).toEqual(["in-flight"]);
  });

  test("is not held up by idle connections", async () => {
    const server = await start();
    const idle = connect(Number(new URL(server.url).port), "127.0.0.1");
    idle.on("error", () => undefined);
    await new Promise((resolve) => idle.once("connect", resolve));
    await fetch(`${server.url}/healthz`);
    const began = Date.now();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    // Left alone they would last for as long as keep-alive does.
    expect(Date.now() - began).toBeLessThan(KEEP_ALIVE_MS);
    idle.destroy();
  });

  test("SIGINT, as Ctrl-C gives it, is one too", async () => {
    const server = await start();
    server.kill("SIGINT");
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(await waitUntilUnused(server.dataDir)).toEqual([]);
  });
});

describe("a start that cannot be", () => {
  test("a second server on the same data directory says why, and leaves the first alone", async () => {
    const first = await start();
    const error = await ServerProcess.start({ dataDir: first.dataDir }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartError);
    const { exit, output } = error as StartError;
    expect(exit).toEqual({ code: 1, signal: null });
    expect(output).toContain(first.dataDir);
    expect(output).toMatch(/another|already|in use|running/i);
    expect(output).not.toMatch(/^ {4}at /m);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  test("a port that is taken", async () => {
    const first = await start();
    const env = { PORT: new URL(first.url).port };
    const error = await ServerProcess.start({ env }).catch((reason: unknown) => reason);
    expect((error as StartError).output).toContain("EADDRINUSE");
    expect((error as StartError).exit).toEqual({ code: 1, signal: null });
  });

  test("a wrong environment: every fault in one message", async () => {
    const env = { PORT: "many", LOG_LEVEL: "loud", DATABASE_URL: "mysql://x" };
    const error = await ServerProcess.start({ env }).catch((reason: unknown) => reason);
    expect((error as StartError).output).toMatch(/PORT[\s\S]*DATABASE_URL|DATABASE_URL[\s\S]*PORT/);
    expect((error as StartError).output).toContain("LOG_LEVEL");
  });
});

/** A POST whose body comes in two parts. */
function slowRequest(url: string, key: string, sample: object) {
  const body = JSON.stringify(sample);
  const half = Math.floor(body.length / 2);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const head = [
    "POST /datasets/jane/flowers/samples/ HTTP/1.1",
    "Host: localhost",
    `Authorization: APIKey ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    "",
  ].join("\r\n");
  let received = "";
  const answer = new Promise<string>((resolve, reject) => {
    socket.setEncoding("utf8").on("data", (text: string) => {
      received += text;
      if (received.includes("\r\n\r\n")) resolve(received);
    });
    socket.once("error", reject).once("close", () => resolve(received));
  });
  const write = (text: string) => new Promise<void>((resolve) => socket.write(text, () => resolve()));
  return {
    answer,
    async begin() {
      await write(head + body.slice(0, half));
      await sleep(200);
    },
    finish: () => write(body.slice(half)),
  };
}
