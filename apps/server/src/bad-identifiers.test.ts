import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, expectUnchanged, INVALID, NOT_FOUND } from "./testing/refusals.js";
import { type Answer, openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let port: number;
let params: Record<string, string>;
let deleted: { dataset: string; sample: string; issue: string };

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.makeServerAdministrator(jane);
  const john = await server.addUser("john");
  await server.addOrganization("acme", jane);
  await jane.post("/organizations/acme/members/", { user: "john" });
  const url = await server.addDataset(jane, { name: "flowers", collaborators: { john: "viewer" } });
  await jane.post(`${url}releases/`, { name: "v1" });
  const { sample, issue } = await addSample(url, "a.jpg");
  await jane.put(`/labels/${sample}/ground-truth/`, { attributes: { annotations: [] } });
  params = { owner: "jane", dataset: "flowers", labelset: "ground-truth", release: "v1", organization: "acme" };
  params = { ...params, username: "john", sample, issue };
  const secret = await server.addDataset(john, { name: "secret" });
  expect((await john.get(secret)).status).toBe(200);
  deleted = await addDeleted();
  // A real connection: injected requests have their urls put in order before they arrive.
  await server.app.listen({ port: 0, host: "127.0.0.1" });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

async function addSample(url: string, name: string): Promise<{ sample: string; issue: string }> {
  const sample = await jane.post<{ uuid: string }>(`${url}samples/`, { name, attributes: { image: { url: "" } } });
  const issue = await jane.post<{ uuid: string }>(`/samples/${sample.body.uuid}/issues/`, { description: "Dark." });
  return { sample: sample.body.uuid, issue: issue.body.uuid };
}

async function addDeleted() {
  const url = await server.addDataset(jane, { name: "deleted" });
  const gone = await addSample(url, "a.jpg");
  expect((await jane.delete(url)).status).toBe(204);
  return { dataset: "deleted", ...gone };
}

/** Sends a path as it stands. */
function send(method: string, path: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `APIKey ${jane.key}`,
      ...(text && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
    };
    const outgoing = request({ port, host: "127.0.0.1", method, path, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const answer = Buffer.concat(chunks).toString();
      const { statusCode: status = 0, headers: received } = response;
      resolve({ status, headers: received, text: answer, body: answer === "" ? undefined : JSON.parse(answer) });
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

/** Where the handler, not the guard, looks the name up, the body must be right to get there. */
const BODIES: Readonly<Record<string, unknown>> = {
  "PATCH /organizations/:organization/members/:username/": { default_dataset_role: "viewer" },
  "PATCH /datasets/:owner/:dataset/collaborators/:username/": { role: "labeler" },
  "PUT /labels/:uuid/:labelset/": { attributes: { annotations: [] } },
  "PATCH /labels/:uuid/:labelset/": { label_status: "LABELED" },
  "POST /labels/:uuid/:labelset/versions/:version/restore/": { version: 1 },
  "DELETE /datasets/:owner/:dataset/samples_bulk/": { uuids: ["x"] },
  "POST /invitations/:invitation/accept/": {},
};

const MALFORMED = {
  "letters where a uuid or owner/name is due": "abcde",
  digits: "12345",
  "a negative number": "-1",
  NUL: "%00",
  "NUL inside": "a%00b",
  "a step up": "..",
  "an encoded step up": "%2e%2e",
  "an encoded slash": "a%2Fb",
  "half of a percent sign": "%ZZ",
  "no UTF-8": "%FF",
  "half of a surrogate pair": "%ED%A0%80",
  "300 characters": "x".repeat(300),
  "3,000 characters": "x".repeat(3000),
  "a line break": "a%0D%0Ab",
  "a quote": "a'%20or%20'1'='1",
  "a name of JavaScript's own": "__proto__",
  another: "constructor",
  "a word that means nothing": "undefined",
  "the words of another error": "already%20exists",
};

/** One by one look-alikes of a name that is there. */
function lookAlikes(name: string): string[] {
  const cyrillic = name.replace(/[aeo]/, (letter) => ({ a: "а", e: "е", o: "о" })[letter] ?? letter);
  return [
    name.toUpperCase(),
    `${name}%20`,
    `%20${name}`,
    `${name}%00`,
    `${name}%0A`,
    `${name}.`,
    encodeURIComponent(cyrillic),
    encodeURIComponent(name.replace(/./, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0))),
    encodeURIComponent(`${name}\u200b`),
    encodeURIComponent(`\u202e${name}`),
  ].filter((text) => text !== name);
}

/** Every verb and path with a part that is an identifier, and that part's name. */
function places(): [route: string, param: string][] {
  return [...server.app.routePatterns].flatMap(([verb, paths]) =>
    [...paths.keys()].flatMap((path) =>
      [...path.matchAll(/:([a-z]+)/g)].map((match): [string, string] => [`${verb} ${path}`, match[1] ?? ""]),
    ),
  );
}

function urlOf(route: string, param: string, value: string): string {
  const path = route.split(" ")[1] ?? "";
  const uuid = path.startsWith("/issues") ? params.issue : params.sample;
  return path.replace(/:([a-z]+)(?:\(\^.*?\$\))?/g, (_, name: string) =>
    name === param ? value : ((name === "uuid" ? uuid : params[name]) ?? ""),
  );
}

async function expectNotFound(route: string, param: string, value: string): Promise<void> {
  const method = route.split(" ")[0] ?? "";
  const answer = await send(method, urlOf(route, param, value), BODIES[route]);
  if (method === "HEAD") expect(answer.status, `${route} ${param}=${value}`).toBe(404);
  else expectRefusal(answer, NOT_FOUND, `${route} ${param}=${value}`);
}

describe("an identifier that is", () => {
  it.each(Object.entries(MALFORMED))("%s is not found, for every verb", async (_, value) => {
    await expectUnchanged(server, async () => {
      for (const [route, param] of places()) await expectNotFound(route, param, value);
    });
  });

  it("a look-alike or a case twin of another is not found", async () => {
    await expectUnchanged(server, async () => {
      for (const [route, param] of places()) {
        if (param === "uuid") continue;
        for (const value of lookAlikes(params[param] ?? "")) await expectNotFound(route, param, value);
      }
    });
  });

  it("a uuid in another form than its own is not found", async () => {
    await expectUnchanged(server, async () => {
      for (const [route, param] of places().filter(([, name]) => name === "uuid")) {
        const uuid = (route.includes("/issues/") ? params.issue : params.sample) ?? "";
        for (const value of [
          `%7B${uuid}%7D`,
          uuid.replaceAll("-", ""),
          `${uuid}%20`,
          uuid.slice(1),
          `urn:uuid:${uuid}`,
        ]) {
          await expectNotFound(route, param, value);
        }
      }
    });
  });

  it("that of something deleted is not found", async () => {
    await expectUnchanged(server, async () => {
      for (const [route, param] of places()) {
        if (param === "dataset") await expectNotFound(route, param, deleted.dataset);
        if (param === "uuid")
          await expectNotFound(route, param, route.includes("/issues/:") ? deleted.issue : deleted.sample);
      }
    });
  });

  it("that of somebody else's is not found, with the same words", async () => {
    await expectUnchanged(server, async () => {
      const nothing = await send("GET", "/datasets/john/nothing/");
      for (const path of ["", "samples/", "labelsets/ground-truth/"]) {
        expect((await send("GET", `/datasets/john/secret/${path}`)).text).toBe(nothing.text);
      }
    });
  });
});

describe("a name in a body", () => {
  it("cannot be that of a path or a piece of one", async () => {
    const names = ["", ".", "..", "a/b", "%2e%2e", "a b", "ｊane", "jаne", "a\n", "x".repeat(101), "not found", "é"];
    await expectUnchanged(server, async () => {
      for (const name of names) {
        for (const url of [
          "/user/datasets/",
          "/datasets/jane/flowers/labelsets/",
          "/datasets/jane/flowers/releases/",
        ]) {
          expectRefusal(await jane.post(url, { name }), { ...INVALID, field: "name" }, `${url} ${name}`);
        }
      }
    });
  });

  it("cannot be a username's case twin, nor the root of an url", async () => {
    const twin = await jane.post("/organizations/", { name: "JANE" });
    expectRefusal(twin, { status: 400, sdkError: "AlreadyExistsError" });
    const roots = [...server.app.routePatterns.values()].flatMap((paths) =>
      [...paths.keys()].map((path) => path.split("/")[1] ?? "").filter((root) => root !== ""),
    );
    for (const root of new Set(roots)) {
      expectRefusal(await jane.post("/organizations/", { name: root }), { ...INVALID, field: "name" }, root);
      expectRefusal(await jane.post("/organizations/", { name: root.toUpperCase() }), INVALID, root);
    }
  });
});

describe("an identifier of one part, where owner/name is due", () => {
  const PARTS = ["clone", "collaborators", "samples", "samples_bulk", "labelsets", "releases"];

  it.each(PARTS)("POST /datasets/abcde/%s/ is not found", async (part) => {
    expectRefusal(await send("POST", `/datasets/abcde/${part}/`, {}), NOT_FOUND);
  });

  it("a dataset still has no POST of its own", async () => {
    expect((await send("POST", "/datasets/jane/flowers/", {})).status).toBe(405);
  });
});
