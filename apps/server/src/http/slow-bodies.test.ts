import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let john: TestUser;
let dataset: string;
let label: string;
let port: number;
let count = 0;

beforeAll(async () => {
  server = await openTestServer();
  await server.app.listen({ port: 0, host: "127.0.0.1" });
  port = (server.app.server.address() as AddressInfo).port;
  jane = await server.addUser("jane");
});
afterAll(() => server.close());
beforeEach(async () => {
  count++;
  john = await server.addUser(`john-${count}`);
  dataset = await server.addDataset(jane, { name: `flowers-${count}`, collaborators: { [john.username]: "admin" } });
  const attributes = { image: { url: "https://example.com/a.jpg" } };
  const sample = await jane.post<{ uuid: string }>(`${dataset}samples/`, { name: "a.jpg", attributes });
  label = `/labels/${sample.body.uuid}/ground-truth/`;
});

interface SlowRequest {
  readonly socket: Socket;
  readonly rest: Buffer;
}

/** Sends john's request but for the second half of its body, and returns when the server has checked his rights. */
async function begin(method: string, url: string, body: unknown): Promise<SlowRequest> {
  const bytes = Buffer.from(JSON.stringify(body));
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    `${method} ${url} HTTP/1.1\r\nhost: localhost\r\nauthorization: APIKey ${john.key}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${bytes.length}\r\n\r\n`,
  );
  const half = Math.floor(bytes.length / 2);
  socket.write(bytes.subarray(0, half));
  await eventually(async () => {
    const { rows } = await server.database.pool.query(
      "select from api_key where account_id = $1 and last_used_at is not null",
      [john.id],
    );
    return rows.length > 0 || undefined;
  }, "The check of john's rights");
  return { socket, rest: bytes.subarray(half) };
}

/** Sends the rest of the body after more than a second, and returns the status of the answer. */
async function finish({ socket, rest }: SlowRequest): Promise<number> {
  await sleep(1100);
  socket.write(rest);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

const REQUESTS = [
  { name: "a large one", method: "PUT", url: () => label, body: { attributes: { annotations: [] } }, done: 201 },
  { name: "a small one", method: "PATCH", url: () => dataset, body: { description: "john's" }, done: 200 },
] as const;

describe.each(REQUESTS)("a body that trickles in: $name", ({ method, url, body, done }) => {
  it("is taken from who keeps the role", async () => {
    expect(await finish(await begin(method, url(), body))).toBe(done);
  });

  it("is refused when its sender lost the role meanwhile", async () => {
    const request = await begin(method, url(), body);
    expect((await jane.patch(`${dataset}collaborators/${john.username}/`, { role: "viewer" })).status).toBe(200);
    expect(await finish(request)).toBe(403);
  });

  it("is refused when its sender was removed meanwhile, and changes nothing", async () => {
    const request = await begin(method, url(), body);
    expect((await jane.delete(`${dataset}collaborators/${john.username}/`)).status).toBe(204);
    expect(await finish(request)).toBe(404);
    expect((await jane.get(label)).status).toBe(404);
    expect((await jane.get(dataset)).body).toMatchObject({ description: "" });
  });

  it("is refused when the key was revoked meanwhile", async () => {
    const request = await begin(method, url(), body);
    await server.database.pool.query("update api_key set revoked_at = now() where account_id = $1", [john.id]);
    expect(await finish(request)).toBe(401);
  });
});
