import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TesseraClient } from "./index.js";
import { collaboratorOf } from "./objects/collaborator.js";
import { datasetOf } from "./objects/dataset.js";
import { issueOf } from "./objects/issue.js";
import { labelOf } from "./objects/label.js";
import { labelsetOf } from "./objects/labelset.js";
import { releaseOf } from "./objects/release.js";
import { sampleOf } from "./objects/sample.js";
import { type FaultServer, json, startFaultServer } from "./testing/fault-server.js";
import { PYTHON_METHODS, PYTHON_OBJECTS, PYTHON_ONLY, type PythonMethod } from "./testing/python-map.js";
import { haveSeeds, readSeeds, type Signatures } from "./testing/seeds.js";

type Call = (...values: unknown[]) => PromiseLike<unknown>;
interface Recorded {
  readonly arguments: Record<string, unknown>;
  readonly request: { method: string; path: string; query: Record<string, string>; body: unknown };
}

const fixture = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`./testing/${name}`, import.meta.url), "utf8")) as T;
const seeds = fixture<{ guide: Signatures; reference: Signatures }>("seed-signatures.json");
const requests = fixture<Record<string, { required: Recorded; all?: Recorded }>>("python-requests.json");
const signatures = fixture<{ methods: Record<string, { name: string; default?: unknown }[]> }>(
  "python-signatures.json",
);

let server: FaultServer;
let client: TesseraClient;
beforeAll(async () => {
  server = await startFaultServer();
  client = new TesseraClient({ apiKey: "key", baseUrl: server.url, maxRetries: 0 });
});
afterAll(() => server.stop());

test.runIf(haveSeeds)("the list of methods and parameters is that of the documents", () => {
  expect(seeds).toEqual(readSeeds());
});

test("the documents have methods", () => {
  expect(Object.keys(seeds.guide)).toHaveLength(24);
  expect(Object.keys(seeds.reference)).toHaveLength(35);
});

describe.each([...new Set([...Object.keys(seeds.guide), ...Object.keys(seeds.reference)])])("%s", (name) => {
  const method = PYTHON_METHODS[name];

  test("has a counterpart in the code", () => {
    expect(method, `${name} is not in the table`).toBeDefined();
    expect(methodOf(client, method?.ours ?? "")).toBeTypeOf("function");
  });

  test("every parameter has one", () => {
    const parameters = new Set([seeds.guide, seeds.reference].flatMap((document) => Object.keys(document[name] ?? {})));
    const ours = { ...method?.arguments, ...method?.params, ...method?.options };
    expect([...parameters].filter((parameter) => ours[parameter] === undefined)).toEqual([]);
  });
});

describe("the package's own methods", () => {
  const own = Object.entries(signatures.methods).filter(([name]) => PYTHON_ONLY[name] === undefined);
  test.each(own)("%s", (name, parameters) => {
    const [owner, short = ""] = name.split(".");
    const like = owner === "SegmentsClient" ? short : (PYTHON_OBJECTS[name]?.[1] ?? "");
    const method = PYTHON_METHODS[like];
    const ours: Record<string, unknown> = { ...method?.arguments, ...method?.params, ...method?.options };
    const missing = parameters
      .filter((parameter) => ours[parameter.name] === undefined)
      .map((parameter) => parameter.name);
    expect(missing.filter((parameter) => PYTHON_ONLY[`${like} ${parameter}`] === undefined)).toEqual([]);
  });
});

test("every method of the resource objects is there", () => {
  const objects: Record<string, unknown> = {
    dataset: datasetOf(client)({ full_name: "jane/flowers" }),
    sample: sampleOf(client)({ uuid: "u", dataset_full_name: "jane/flowers" }),
    label: labelOf(client)({ sample_uuid: "u", labelset: "ground-truth" }),
    issue: issueOf(client)({ uuid: "u" }),
    collaborator: collaboratorOf(client, "jane/flowers")({ user: { username: "john" } }),
    release: releaseOf(client, "jane/flowers")({ name: "v", attributes: { url: null } }),
    labelset: labelsetOf(client, "jane/flowers")({ name: "l" }),
  };
  for (const [name, [ours]] of Object.entries(PYTHON_OBJECTS)) {
    expect(methodOf(objects, ours), name).toBeTypeOf("function");
  }
});

/** The Python package wrote these requests; ours must say the same. */
describe("the requests are those of the Python package", () => {
  const cases = Object.entries(requests).flatMap(([name, { required, all }]) => [
    [name, "what is due", required] as const,
    ...(all === undefined ? [] : [[name, "all parameters", all] as const]),
  ]);

  test.each(cases)("%s with %s", async (name, _, recorded) => {
    const method = PYTHON_METHODS[name];
    if (method === undefined) throw new Error(`${name} is not in the table`);
    server.play(json({}));
    await call(method, recorded.arguments).then(undefined, () => undefined);
    const sent = server.requests[0];
    const url = new URL(sent?.url ?? "", server.url);
    const path = recorded.request.path.replace(/\/?$/, "/");
    expect([sent?.method, url.pathname.replace(/\/?$/, "/")]).toEqual([recorded.request.method, path]);
    expect(Object.fromEntries(url.searchParams)).toEqual(withoutPaging(name, recorded.request.query, url));
    expect(withImplied(method, sent?.text === "" ? null : JSON.parse(sent?.text ?? ""))).toEqual(
      withImplied(method, recorded.request.body),
    );
  });
});

function methodOf(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}

/** Calls our method with Python's arguments. */
function call(method: PythonMethod, given: Record<string, unknown>): PromiseLike<unknown> {
  const [resource = "", name = ""] = method.ours.split(".");
  const owner = methodOf(client, resource) as Record<string, Call>;
  const values = Object.keys(method.arguments).map((theirs) => converted(theirs, given[theirs]));
  const params = picked(method.params, given);
  const options = picked(method.options, given);
  const fn = owner[name];
  if (fn === undefined) throw new Error(`${method.ours} is not there`);
  return fn.call(owner, ...values, ...(method.params === undefined ? [] : [params]), options);
}

function picked(names: Readonly<Record<string, string>> = {}, given: Record<string, unknown>): Record<string, unknown> {
  const present = Object.entries(names).filter(([theirs]) => theirs in given);
  return Object.fromEntries(present.map(([theirs, ours]) => [ours, given[theirs]]));
}

function converted(name: string, value: unknown): unknown {
  if (name === "file") return new Blob([String(value)]);
  if (name !== "samples") return value;
  return (value as Record<string, unknown>[]).map((sample) => picked(PYTHON_METHODS.add_sample?.params, sample));
}

/** Our lists always say which page; Python's do where there are pages to ask for. */
function withoutPaging(name: string, query: Record<string, string>, url: URL): Record<string, string> {
  const isUnpagedInPython = ["get_labelsets", "get_issues", "get_releases"].includes(name);
  expect(isUnpagedInPython ? url.searchParams.get("page") : "1").toBe("1");
  return isUnpagedInPython ? { ...query, per_page: "1000", page: "1" } : query;
}

function withImplied(method: PythonMethod, body: unknown): unknown {
  if (body === null || Array.isArray(body) || method.implied === undefined) return body;
  return { ...method.implied, ...(body as object) };
}
