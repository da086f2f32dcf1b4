import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fetchAssets } from "./asset-loader.js";

const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const ranges: (string | undefined)[] = [];
const server = createServer((request, answer) => {
  ranges.push(request.headers.range);
  const end = /^bytes=0-(\d+)$/.exec(request.headers.range ?? "")?.[1];
  if (request.url === "/deaf" || end === undefined) answer.writeHead(200).end(BYTES);
  else answer.writeHead(206).end(BYTES.subarray(0, Number(end) + 1));
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("asks for no more than is wanted", async () => {
  const load = fetchAssets();
  expect(Buffer.from(await load(`${origin}/a`)).equals(BYTES)).toBe(true);
  expect(Buffer.from(await load(`${origin}/a`, { firstBytes: 1000 })).equals(BYTES.subarray(0, 1000))).toBe(true);
  const more = await load(`${origin}/deaf`, { firstBytes: 1000 });
  expect(more.length).toBeGreaterThanOrEqual(1000);
  expect(ranges).toEqual([undefined, "bytes=0-999", "bytes=0-999"]);
});

it("refuses what is larger than the limit", async () => {
  await expect(fetchAssets({ maxBytes: 1000 })(`${origin}/a`)).rejects.toThrow("it is larger than 1,000 bytes");
});
