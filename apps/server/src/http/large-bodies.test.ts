import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";

const MIB = 1024 * 1024;
const SAMPLES = 12;

let server: TestServer;
let jane: TestUser;
let dataset: string;
let uuids: string[];
let port: number;

/** About a MiB. */
const label = (n: number) => ({
  attributes: { annotations: [{ id: 1, category_id: 1, type: "polyline", points: pointsOf(n) }] },
});
const pointsOf = (n: number) => Array.from({ length: 80_000 }, (_, x) => [x + 0.25, n]);

beforeAll(async () => {
  server = await openTestServer({ env: { MAX_BODY_BYTES: String(8 * MIB), MAX_INFLATED_BYTES: String(8 * MIB) } });
  jane = await server.addUser("jane");
  dataset = await server.addDataset(jane, { name: "large" });
  const samples = Array.from({ length: SAMPLES }, (_, n) => ({ name: `${n}`, attributes: { image: { url: "" } } }));
  uuids = (await jane.post<{ uuid: string }[]>(`${dataset}samples_bulk/`, samples)).body.map(({ uuid }) => uuid);
  for (const [n, uuid] of uuids.entries())
    expect((await jane.put(`/labels/${uuid}/ground-truth/`, label(n))).status).toBe(201);
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  port = (server.app.server.address() as { port: number }).port;
});
afterAll(() => server.close());

test("a list that is sent in parts is the same as its samples one by one, in order", async () => {
  type Listed = { uuid: string; label: { attributes: unknown } };
  const list = await jane.get<Listed[]>(`${dataset}samples/?labelset=ground-truth&include_full_label=1&sort=-created`);
  expect(list.text.length).toBeGreaterThan(8 * MIB);
  expect(Number(list.headers["x-total-count"])).toBe(SAMPLES);
  expect(list.body.map(({ uuid }) => uuid)).toEqual([...uuids].reverse());
  for (const { uuid, label: listed } of list.body) {
    const one = await jane.get<Listed["label"]>(`/labels/${uuid}/ground-truth/`);
    expect(one.body).toEqual(listed);
  }
  const page = `${dataset}samples/?labelset=ground-truth&include_full_label=1&per_page=5`;
  expect((await jane.get<Listed[]>(`${page}&page=3`)).body).toHaveLength(2);
  expect((await jane.get(`${page}&page=4`)).status).toBe(404);
  expect(server.app.workMemory.heldBytes).toBe(0);
});

test("a client that goes away in the middle of a list gives its memory back", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}${dataset}samples/?labelset=ground-truth&include_full_label=1`, {
    headers: { authorization: `APIKey ${jane.key}` },
  });
  const reader = answer.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await expect.poll(() => server.app.workMemory.heldBytes).toBe(0);
});

test("a body of unknown length that is too large is answered, not cut off", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `PUT /labels/${uuids[0]}/ground-truth/ HTTP/1.1\r\nHost: x\r\nAuthorization: APIKey ${jane.key}\r\n` +
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  const chunk = Buffer.alloc(MIB, 0x20);
  for (let n = 0; n < 9; n++) {
    socket.write("100000\r\n");
    socket.write(chunk);
    socket.write("\r\n");
  }
  socket.write("0\r\n\r\n");
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain("The body is too large.");
});

test("a body that trickles is cut, one that comes slowly is not", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    /** Sends half a body, lets time pass, and sends the rest. */
    const send = async (seconds: number) => {
      const body = JSON.stringify({ attributes: { annotations: [], note: "x".repeat(MIB) } });
      const socket = connect(port, "127.0.0.1");
      socket.write(
        `PUT /labels/${uuids[0]}/ground-truth/ HTTP/1.1\r\nHost: x\r\nAuthorization: APIKey ${jane.key}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`,
      );
      const begun = new Promise((resolve) => server.app.server.once("request", resolve));
      socket.write(body.slice(0, MIB / 2));
      const request = (await begun) as { socket: { bytesRead: number } };
      await vi.waitUntil(() => request.socket.bytesRead > MIB / 2);
      vi.setSystemTime(Date.now() + seconds * 1000);
      socket.write(body.slice(MIB / 2));
      return (await text(socket)).slice(0, 12);
    };
    expect(await send(15)).toBe("HTTP/1.1 200");
    expect(await send(120)).toBe("HTTP/1.1 408");
  } finally {
    vi.useRealTimers();
  }
});

test("a body with more values than memory has room for is refused before it is parsed", async () => {
  const put = (body: string) => jane.call("PUT", `/labels/${uuids[0]}/ground-truth/`, { body });
  const lists = await put(`{"attributes":{"annotations":[],"x":[${"[],".repeat(2_000_001)}0]}}`);
  expect([lists.status, lists.text]).toEqual([400, '{"detail":"The body holds more than 2000000 lists and objects."}']);
});
