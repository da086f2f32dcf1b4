import type { Response as InjectResponse } from "light-my-request";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractCheck } from "./contract.js";
import { openTestServer, type TestServer } from "./test-server.js";

let server: TestServer;
let contract: ContractCheck;

beforeAll(async () => {
  server = await openTestServer();
  contract = ContractCheck.read(server.app);
});
afterAll(() => server.close());

const LABELSET = { name: "a", description: "", is_groundtruth: false, created_at: "2020-07-20T14:59:36.242218Z" };

function answer(route: string, statusCode: number, body: unknown, type = "application/json; charset=utf-8") {
  const headers = { "x-test-route": route, "content-type": type };
  return { statusCode, headers, body: body === undefined ? "" : JSON.stringify(body) } as unknown as InjectResponse;
}

describe("the contract check lets pass", () => {
  it.each([
    ["an object", "GET /datasets/:owner/:dataset/labelsets/:labelset/", 200, LABELSET],
    ["a list", "GET /datasets/:owner/:dataset/labelsets/", 200, [LABELSET]],
    ["nothing", "DELETE /datasets/:owner/:dataset/labelsets/:labelset/", 204, undefined],
    ["an error", "GET /datasets/:owner/:dataset/", 404, { detail: "Not found." }],
    ["an error with fields", "POST /user/datasets/", 400, { detail: "name: is missing", name: ["is missing"] }],
    ["an error of no route", "GET ", 404, { detail: "Not found." }],
  ])("%s", (_, route, status, body) => contract.check(answer(route, status, body)));
});

describe("the contract check refuses", () => {
  it.each([
    ["a missing member", "GET /datasets/:owner/:dataset/labelsets/:labelset/", 200, { ...LABELSET, name: undefined }],
    ["a member too many", "GET /datasets/:owner/:dataset/labelsets/:labelset/", 200, { ...LABELSET, id: 5 }],
    ["a wrong item", "GET /datasets/:owner/:dataset/labelsets/", 200, [LABELSET, 5]],
    ["another status", "GET /datasets/:owner/:dataset/labelsets/", 202, [LABELSET]],
    ["a body where none is due", "DELETE /datasets/:owner/:dataset/labelsets/:labelset/", 204, {}],
    ["an error without a sentence", "GET /datasets/:owner/:dataset/", 404, { error: ["Not found."] }],
    ["a field that is no list", "POST /user/datasets/", 400, { detail: "no", name: "is missing" }],
  ])("%s", (_, route, status, body) => {
    expect(() => contract.check(answer(route, status, body))).toThrow();
  });

  it("an error in HTML", () => {
    expect(() => contract.check(answer("GET /user/", 500, "<html>", "text/html"))).toThrow("not JSON");
  });
});
