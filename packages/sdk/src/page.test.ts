import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TesseraClient } from "./client.js";

const PAGES = 3;
const asked: string[] = [];
const waiting: (() => void)[] = [];

/** Sends the headers of a page at once, and its body when the page after it was asked for. */
const server = createServer((request, answer) => {
  const cursor = new URL(request.url ?? "", "http://a.test").searchParams.get("cursor") ?? "";
  const page = cursor === "" ? 1 : Number(cursor);
  asked.push(cursor);
  waiting.shift()?.();
  const next =
    page < PAGES
      ? { link: `<http://a.test/?cursor=${page + 1}>; rel="next"` }
      : { link: '<http://a.test/>; rel="first"' };
  answer.writeHead(200, { "content-type": "application/json", ...next });
  answer.flushHeaders();
  const send = () =>
    answer.end(JSON.stringify([{ uuid: `${page}`, name: `${page}.jpg`, dataset_full_name: "jane/flowers" }]));
  if (page < PAGES) waiting.push(send);
  else send();
});

let client: TesseraClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new TesseraClient({ apiKey: "k", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("the next page is asked for while the body of this one is on its way", async () => {
  const names: string[] = [];
  for await (const { name } of client.samples.list("jane/flowers")) names.push(name);
  expect(names).toEqual(["1.jpg", "2.jpg", "3.jpg"]);
  expect(asked).toEqual(["", "2", "3"]);
});

test("no more than one page is ahead of what is read", async () => {
  asked.length = 0;
  const pages = client.samples.list("jane/flowers").pages();
  expect((await pages.next()).value?.items[0]?.name).toBe("1.jpg");
  expect(asked).toEqual(["", "2"]);
  await pages.return(undefined);
  waiting.length = 0;
});
