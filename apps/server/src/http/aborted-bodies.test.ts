import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { Writable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { buildApp } from "../app.js";
import { eventually, openTestServer, type TestServer, type TestUser } from "../testing/test-server.js";

interface LogLine {
  readonly level: number;
  readonly msg: string;
}

let server: TestServer;
let jane: TestUser;
let app: FastifyInstance;
let port: number;
let lines: LogLine[] = [];

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.addDataset(jane, { name: "flowers" });
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as LogLine);
      done();
    },
  });
  app = await buildApp({ ...server.context, log: pino({ level: "debug" }, destination) });
  await app.listen({ port: 0, host: "127.0.0.1" });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await server.close();
});
beforeEach(() => {
  lines = [];
});

it.each([
  ["a small body", "/user/datasets/", "application/json", "request refused"],
  ["a large body", "/datasets/jane/flowers/samples/", "application/json", "request refused"],
  ["an upload", "/storage", "multipart/form-data; boundary=b", "An upload was interrupted"],
])("%s that its client gives up is no error in the log", async (_name, url, type, message) => {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const arrived = once(app.server, "request");
  socket.write(
    `POST ${url} HTTP/1.1\r\nhost: localhost\r\nauthorization: APIKey ${jane.key}\r\n` +
      `content-type: ${type}\r\ncontent-length: 100000\r\n\r\n{"name": "`,
  );
  await arrived;
  socket.resetAndDestroy();
  const line = await eventually(async () => lines.find(({ msg }) => msg === message), "The line of the request");
  expect(line.level).toBe(pino.levels.values.debug);
  expect(lines.filter(({ level }) => level > 30)).toEqual([]);
});
