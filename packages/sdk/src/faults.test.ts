import { getEventListeners } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  AlreadyExistsError,
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  CollaboratorError,
  ConflictError,
  NetworkError,
  NotFoundError,
  SubscriptionError,
  TesseraClient,
  TesseraError,
  TimeoutError,
  ValidationError,
} from "./index.js";
import {
  type Behaviour,
  type FaultServer,
  garbage,
  hang,
  hangInBody,
  html,
  json,
  nothing,
  redirect,
  refusal,
  reset,
  resetInBody,
  startFaultServer,
  text,
} from "./testing/fault-server.js";

let server: FaultServer;
let client: TesseraClient;
/** For servers that never answer. All others may take their time: the machine may be busy. */
let hasty: TesseraClient;
const PATIENT = { timeout: 30_000 };

beforeAll(async () => {
  server = await startFaultServer();
  client = new TesseraClient({ apiKey: "key", baseUrl: server.url, timeoutMs: 60_000, maxRetries: 2 });
  hasty = new TesseraClient({ apiKey: "key", baseUrl: server.url, timeoutMs: 500, maxRetries: 2 });
});
afterAll(() => server.stop());
// No pauses between attempts but those that the server asks for.
beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

const user = json({ username: "jane" });
const dataset = json({ name: "flowers", full_name: "jane/flowers" });
type ErrorType = new (...values: never[]) => Error;

/** Whether a failed attempt is followed by another: for what may be repeated, and for what may not. */
const FAULTS: readonly [name: string, Behaviour, ErrorType, retried: boolean, retriedWhenVersioned: boolean][] = [
  ["a reset", reset, NetworkError, true, false],
  ["a reset in the body", resetInBody, NetworkError, true, false],
  ["a server that hangs", hang, TimeoutError, true, false],
  ["a server that hangs in the body", hangInBody, TimeoutError, true, false],
  ["bytes that are no HTTP", garbage, NetworkError, true, false],
  ["truncated JSON", text('{"name": "flo'), ValidationError, true, false],
  ["an empty body", text(""), ValidationError, true, false],
  ["HTML with 200", html(200), ValidationError, false, false],
  ["JSON that is no object", json(null), ValidationError, false, false],
  ["HTML with 502", html(502), NetworkError, true, false],
  ["HTML with 404", html(404), NotFoundError, false, false],
  ["a redirect", redirect, NetworkError, false, false],
  ["408", refusal(408, "Time-out: the request did not arrive in time."), TimeoutError, true, true],
  ["429", refusal(429, "Request was throttled."), APILimitError, true, true],
  ["500", refusal(500), NetworkError, true, false],
  ["501", refusal(501), NetworkError, false, false],
  ["503", refusal(503), NetworkError, true, true],
  ["504", refusal(504), TimeoutError, true, false],
  ["400", refusal(400), ValidationError, false, false],
  ["409", refusal(409), ConflictError, false, false],
  ["413", refusal(413), NetworkError, false, false],
];

describe.each(FAULTS)("%s", (_, fault, ErrorType, isRetried, isRetriedWhenVersioned) => {
  const attempts = (isMore: boolean) => (isMore ? 3 : 1);
  const caller = () => (fault === hang || fault === hangInBody ? hasty : client);

  test("that stays ends in an error of its class", async () => {
    server.play(fault);
    const error = await caller()
      .datasets.get("jane/flowers")
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ErrorType);
    expect((error as Error).name).toBe(ErrorType.name);
    expect((error as Error).message).toMatch(/^GET \/datasets\/jane\/flowers\/: /);
    expect(server.requests).toHaveLength(attempts(isRetried));
  });

  test("that passes is not seen", async () => {
    server.play(fault, dataset);
    const outcome = await caller()
      .datasets.create({ name: "flowers" })
      .catch(() => "failed");
    expect(outcome).toEqual(isRetried ? { name: "flowers", full_name: "jane/flowers" } : "failed");
    expect(new Set(server.requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(server.requests[0]?.headers["idempotency-key"]).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is not repeated where twice is not once", async () => {
    server.play(fault);
    const saved = caller().labels.update("uuid", { labelStatus: "LABELED", version: 3 });
    await expect(saved).rejects.toBeInstanceOf(ErrorType);
    expect(server.requests).toHaveLength(attempts(isRetriedWhenVersioned));
  });

  test("in the middle of a list", async () => {
    const samples = [{ uuid: "a", name: "a" }];
    const first = json(samples, { headers: { link: `<${server.url}/x?cursor=abc%3D>; rel="next"` } });
    server.play(first, fault);
    const seen: string[] = [];
    const loop = (async () => {
      for await (const sample of caller().samples.list("jane/flowers")) seen.push(sample.name);
    })();
    await expect(loop).rejects.toBeInstanceOf(ErrorType);
    expect(seen).toEqual(["a"]);
    expect(server.requests[1]?.url).toContain("cursor=abc%3D");
  });
});

describe("the class of an error", () => {
  const cases: [status: number, detail: string, ErrorType][] = [
    [400, "You already have a dataset with this name.", AlreadyExistsError],
    [400, "A sample with this name already exists.", AlreadyExistsError],
    [400, 'name: "it already exists" is too long.', ValidationError],
    [400, "This user is already a collaborator.", CollaboratorError],
    [400, "This user cannot be added as collaborator.", CollaboratorError],
    [400, "The dataset is not found.", ValidationError],
    [401, "Authentication credentials were not provided.", AuthenticationError],
    [402, "The organization exceeded user limit.", SubscriptionError],
    [403, "You do not have permission to perform this action.", AuthorizationError],
    [403, "The thing already exists.", AuthorizationError],
    [403, "Your free trial ended.", SubscriptionError],
    [404, "Invalid page.", NotFoundError],
    [409, "This name already exists.", AlreadyExistsError],
    [409, "Somebody else saved this label after you opened it.", ConflictError],
    [422, "The request is not valid.", ValidationError],
    [418, "I do not have permission, it does not exist, time-out.", NetworkError],
    [500, "Not found: already exists.", NetworkError],
  ];
  test.each(cases)("%i %s", async (status, detail, ErrorType) => {
    server.play(json({ detail, name: ["is too long"], version: 4 }, { status }));
    const error = await client.users.get(undefined, { maxRetries: 0 }).catch((reason: unknown) => reason);
    if (!(error instanceof TesseraError)) throw error;
    expect(error.constructor).toBe(ErrorType);
    expect(error).toMatchObject({ status, requestId: "r-1", name: ErrorType.name, fields: { name: ["is too long"] } });
    expect(error.message).toBe(`GET /user: ${status} ${detail}`);
    if (error instanceof ConflictError) expect(error.version).toBe(4);
  });

  test.each([
    ["HTML that speaks of existing", html(400), ValidationError],
    ["a bucket's XML", text("<Error><Message>Access Denied</Message></Error>", { status: 403 }), AuthorizationError],
    ["JSON that is a string", json("already exists", { status: 400 }), ValidationError],
    ["JSON that is null", json(null, { status: 403 }), AuthorizationError],
    ["nothing", text("", { status: 404 }), NotFoundError],
  ])("%s", async (_, behaviour, ErrorType) => {
    server.play(behaviour);
    const error = await client.users.get(undefined, { maxRetries: 0 }).catch((reason: unknown) => reason);
    expect((error as Error).constructor).toBe(ErrorType);
    expect((error as Error).message.length).toBeLessThan(200);
  });

  test("a server that is not there", async () => {
    const nobody = new TesseraClient({ apiKey: "key", baseUrl: "http://127.0.0.1:59999", maxRetries: 1 });
    const error = await nobody.users.get().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toContain("ECONNREFUSED");
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  test("holds no key", async () => {
    const secret = new TesseraClient({ apiKey: "s3cret-key", baseUrl: server.url, maxRetries: 0 });
    server.play(refusal(500));
    const error = await secret.users.get().catch((reason: unknown) => reason as TesseraError);
    expect(JSON.stringify([error, secret, (error as Error).message, (error as Error).stack])).not.toContain(
      "s3cret-key",
    );
  });
});

describe("Retry-After", () => {
  test("in seconds is waited for, and is in the error", async () => {
    server.play(refusal(429, "Request was throttled.", { "retry-after": "0.2" }), user);
    const startMs = performance.now();
    await client.users.get();
    expect(performance.now() - startMs).toBeGreaterThan(190);
    server.play(refusal(429, "Request was throttled.", { "retry-after": "7" }));
    await expect(client.users.get(undefined, { maxRetries: 0 })).rejects.toMatchObject({ retryAfterMs: 7000 });
  });

  test("as a date, even one that is past", async () => {
    const past = new Date(Date.now() - 60_000).toUTCString();
    server.play(refusal(503, "Starting.", { "retry-after": past }), user);
    expect(await client.users.get()).toEqual({ username: "jane" });
  });

  test("that asks for hours is not waited for", async () => {
    server.play(refusal(429, "Request was throttled.", { "retry-after": "7200" }));
    await expect(client.users.get()).rejects.toBeInstanceOf(APILimitError);
    expect(server.requests).toHaveLength(1);
  });
});

describe("a delete whose answer was lost", () => {
  test("is done when the second try finds nothing", async () => {
    server.play(reset, refusal(404, "Not found."));
    expect(await client.datasets.delete("jane/flowers")).toBeUndefined();
  });
  test("but a first 404 is one", async () => {
    server.play(refusal(404, "Not found."));
    await expect(client.datasets.delete("jane/flowers")).rejects.toBeInstanceOf(NotFoundError);
    server.play(refusal(429, "Request was throttled."), refusal(404, "Not found."));
    await expect(client.datasets.delete("jane/flowers")).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("an AbortSignal", () => {
  const reason = new Error("the user left");

  test.each([
    ["before the answer", hang],
    ["in the body", hangInBody],
    ["in the pause before the next attempt", refusal(429, "Request was throttled.", { "retry-after": "60" })],
  ])("%s", async (_, behaviour) => {
    server.play(behaviour);
    const controller = new AbortController();
    const call = client.users.get(undefined, { signal: controller.signal, timeoutMs: 60_000 });
    const outcome = call.catch((error: unknown) => error);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), PATIENT);
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(server.requests).toHaveLength(1);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  test("that is aborted already sends nothing", async () => {
    server.play(user);
    const error = await client.users.get(undefined, { signal: AbortSignal.abort() }).catch((thrown: unknown) => thrown);
    expect((error as Error).name).toBe("AbortError");
    expect(server.requests).toHaveLength(0);
  });

  test("that outlives a thousand requests keeps none of them", async () => {
    server.play(user, reset, user, refusal(500), user);
    const { signal } = new AbortController();
    for (let i = 0; i < 50; i++) await client.users.get(undefined, { signal });
    server.play(json([]));
    for await (const _ of client.samples.list("jane/flowers", {}, { signal })) break;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("that a hundred requests share has one listener, and stops them all", async () => {
    server.play(hang);
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 100 }, () => client.users.get(undefined, { signal, timeoutMs: 60_000 }));
    const outcomes = Promise.allSettled(calls);
    await vi.waitFor(() => expect(server.requests).toHaveLength(100), PATIENT);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    controller.abort(reason);
    expect(new Set((await outcomes).map((outcome) => outcome.status === "rejected" && outcome.reason))).toEqual(
      new Set([reason]),
    );
  });

  test("breaking off a loop aborts the page under way", async () => {
    const closed = vi.fn();
    const next: Behaviour = (_, __, raw) => void raw.socket.on("close", closed);
    const samples = [{ uuid: "a", name: "a" }];
    server.play(json(samples, { headers: { link: `<${server.url}/x?cursor=b>; rel="next"` } }), next);
    for await (const _ of client.samples.list("jane/flowers", {}, { timeoutMs: 60_000 })) {
      await vi.waitFor(() => expect(server.requests).toHaveLength(2), PATIENT);
      break;
    }
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), PATIENT);
  });
});

test("a slow body that keeps coming is no timeout", async () => {
  server.play((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const parts = ['{"us', "er", "name", '":', '"ja', "ne", '"}'];
    const timer = setInterval(() => {
      const part = parts.shift();
      if (part !== undefined) response.write(part);
      else {
        clearInterval(timer);
        response.end();
      }
    }, 250);
  });
  expect(await client.users.get(undefined, { maxRetries: 0, timeoutMs: 1500 })).toEqual({ username: "jane" });
});

describe("the response itself", () => {
  test("asResponse gives it unread", async () => {
    server.play(user);
    const response = await client.users.get().asResponse();
    expect(response.headers.get("x-request-id")).toBe("r-1");
    expect(await response.text()).toBe('{"username":"jane"}');
  });

  test("withResponse gives both, and asking twice sends once", async () => {
    server.play(user);
    const call = client.users.get();
    const { data, response } = await call.withResponse();
    expect([data.username, response.status, (await call).username]).toEqual(["jane", 200, "jane"]);
    expect(server.requests).toHaveLength(1);
  });

  test("is refused like the data", async () => {
    server.play(refusal(404, "Not found."));
    await expect(client.users.get().asResponse()).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("what goes out", () => {
  test("large bodies with gzip, small ones and those of who does not want it without", async () => {
    server.play(dataset);
    const readme = "flower ".repeat(10_000);
    await client.datasets.update("jane/flowers", { readme });
    await client.datasets.update("jane/flowers", { readme: "flower" });
    await client.datasets.update("jane/flowers", { readme }, { compress: false });
    expect(server.requests.map(({ headers }) => headers["content-encoding"])).toEqual(["gzip", undefined, undefined]);
    expect(server.requests.map((request) => JSON.parse(request.text))).toEqual([
      { readme },
      { readme: "flower" },
      { readme },
    ]);
  });

  test("the key, the client's headers and the call's", async () => {
    server.play(user);
    const other = new TesseraClient({ apiKey: "key", baseUrl: `${server.url}/sub/path/`, headers: { "x-a": "1" } });
    await other.users.get(undefined, { headers: { "x-b": "2" } });
    expect(server.requests[0]).toMatchObject({
      url: "/sub/path/user",
      headers: { authorization: "APIKey key", "x-a": "1", "x-b": "2" },
    });
  });

  test("identifiers stay one segment, and none leads to another resource", async () => {
    server.play(dataset);
    await client.labelsets.get("jane/flowers", "a/b c?#%ü");
    expect(server.requests[0]?.url).toBe("/datasets/jane/flowers/labelsets/a%2Fb%20c%3F%23%25%C3%BC/");
    const hostile = [
      ...["jane", "", "jane/", "/flowers", "jane/..", "../jane", "a/b/c", "./.", "jane/flowers/samples"].map((name) =>
        client.datasets.delete(name),
      ),
      ...["", "..", "."].map((uuid) => client.samples.delete(uuid)),
      client.labels.delete("uuid", { labelset: ".." }),
    ];
    for (const call of hostile) await expect(call).rejects.toBeInstanceOf(NotFoundError);
    expect(server.requests).toHaveLength(1);
    server.play(nothing);
    await client.samples.delete("\ud800");
    expect(server.requests[0]?.url).toBe("/samples/%EF%BF%BD/");
  });

  test("client.request goes to the server and nowhere else", async () => {
    server.play(json([1, 2]));
    const answer = await client.request<number[]>("POST", "/any/", { query: { a: ["x", "y"] }, body: { b: 1 } });
    expect(answer).toEqual([1, 2]);
    expect(server.requests[0]).toMatchObject({ method: "POST", url: "/any/?a=x%2Cy", text: '{"b":1}' });
    server.play(nothing);
    expect(await client.request("DELETE", "/any/")).toBeUndefined();
    server.play(text(""));
    expect(await client.request("HEAD", "/any/")).toBeUndefined();
    for (const url of ["https://elsewhere.example/", "//elsewhere.example/", "user"]) {
      expect(() => client.request("GET", url)).toThrow(ValidationError);
    }
  });
});

test("the same order of pages, also without Link", async () => {
  const page = (...names: string[]) => json(names.map((name) => ({ uuid: name, name })));
  server.play(page("a", "b"), page("c", "d"), refusal(404, "Invalid page."));
  const names: string[] = [];
  for await (const { name } of client.samples.list("jane/flowers", { perPage: 2 })) names.push(name);
  expect(names).toEqual(["a", "b", "c", "d"]);
  expect(server.requests.map(({ url }) => /(?:cursor|&page)=\d*/.exec(url)?.[0])).toEqual([
    "cursor=",
    "&page=2",
    "&page=3",
  ]);
});
