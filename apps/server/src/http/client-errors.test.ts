import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../testing/test-server.js";

let server: TestServer;
let port: number;

beforeAll(async () => {
  server = await openTestServer();
  await server.app.listen({ port: 0, host: "127.0.0.1" });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** Everything that comes back on one connection. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(bytes);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

it.each([
  ["no HTTP", "hello\r\n\r\n", 400, "The request is not valid."],
  [
    "a body of two lengths",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    400,
    "The request is not valid.",
  ],
  [
    "endless headers",
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(100_000)}\r\n\r\n`,
    431,
    "The headers of the request are too large.",
  ],
])("%s is answered in the contract's form", async (_, bytes, status, detail) => {
  const [head = "", body = ""] = (await exchange(bytes)).split("\r\n\r\n");
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toContain("content-type: application/json");
  expect(JSON.parse(body)).toEqual({ detail });
});
