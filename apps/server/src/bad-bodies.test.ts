import { gzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, expectUnchanged, INVALID, invalid, type Refusal } from "./testing/refusals.js";
import { type Answer, openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

const MIB = 1024 * 1024;

let server: TestServer;
let jane: TestUser;
let url: string;
let sample: string;
/** Every route that takes a body. */
let routes: BodyRoute[];

interface Schema {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly examples?: readonly Record<string, unknown>[];
  readonly required?: readonly string[];
}

interface BodyRoute {
  readonly route: string;
  readonly url: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly schema: Schema;
  /** Of one item, where the body is a list. */
  readonly isList: boolean;
}

beforeAll(async () => {
  server = await openTestServer({ env: { MAX_INFLATED_BYTES: String(MIB), MAX_BODY_BYTES: String(MIB) } });
  jane = await server.addUser("jane");
  // Who may call every route: bodies are looked at after rights.
  await server.makeServerAdministrator(jane);
  await server.addUser("john");
  await server.addOrganization("acme", jane);
  await jane.post("/organizations/acme/members/", { user: "john" });
  url = await server.addDataset(jane, { name: "flowers", collaborators: { john: "viewer" } });
  sample = (await jane.post<{ uuid: string }>(`${url}samples/`, SAMPLE)).body.uuid;
  await jane.put(`/labels/${sample}/ground-truth/`, { attributes: { annotations: [] } });
  const issue = await jane.post<{ uuid: string }>(`/samples/${sample}/issues/`, { description: "Dark." });
  routes = readRoutes(issue.body.uuid);
});
afterAll(() => server.close());

const SAMPLE = { name: "a.jpg", attributes: { image: { url: "" } } };

function readRoutes(issue: string): BodyRoute[] {
  const { paths, components } = server.app.swagger() as unknown as {
    paths: Record<string, Record<string, { requestBody?: { content: { "application/json": { schema: Schema } } } }>>;
    components: { schemas: Record<string, Schema> };
  };
  const resolve = (schema: Schema = {}) => components.schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? schema;
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).flatMap(([verb, operation]) => {
      const schema = operation.requestBody?.content["application/json"].schema;
      if (schema === undefined) return [];
      const params: Record<string, string> = {
        ...{ owner: "jane", dataset: "flowers", labelset: "ground-truth", organization: "acme", username: "john" },
        uuid: path.startsWith("/issues") ? issue : sample,
      };
      const method = verb.toUpperCase() as BodyRoute["method"];
      const filled = path.replace(/\{([a-z]+)\}/g, (_, name: string) => params[name] ?? "");
      const isList = schema.items !== undefined;
      return [{ route: `${method} ${path}`, url: filled, method, schema: resolve(schema.items ?? schema), isList }];
    }),
  );
}

function send(route: BodyRoute, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return jane.call(route.method, route.url, { body, headers });
}

/** Every route refuses this text. */
async function expectRefusedEverywhere(
  body: string | Buffer,
  refusal: Refusal,
  headers: Record<string, string> = {},
): Promise<void> {
  expect(routes.length).toBeGreaterThan(20);
  await expectUnchanged(server, async () => {
    for (const route of routes) expectRefusal(await send(route, body, headers), refusal, route.route);
  });
}

const GZIP = { "content-encoding": "gzip" };
const TOO_LARGE: Refusal = { status: 413, sdkError: "NetworkError" };
const UNSUPPORTED: Refusal = { status: 415, sdkError: "NetworkError" };

describe("a body that is", () => {
  const NO_JSON = {
    empty: "",
    blank: " \n",
    "a word": "hello",
    cut: '{"name": "a',
    "two objects": "{}{}",
    "in single quotes": "{'name': 'a'}",
    "with a comma too many": '{"name": "a",}',
    "with a comment": '{"name": "a" /* not found */}',
    NaN: '{"name": "a", "priority": NaN, "score": NaN}',
    Infinity: '{"name": "a", "priority": Infinity, "score": -Infinity}',
    null: "null",
    "a number": "5",
    "a text": '"not found"',
    "no UTF-8": Buffer.from('{"name": "\xff"}', "latin1"),
    "with U+0000": '{"name": "a\\u0000"}',
    "with U+0000 in a key": '{"a\\u0000": "a"}',
    "with half of a surrogate pair": '{"name": "\\ud800"}',
    "with the other half": '{"name": "\\udc00\\ud800"}',
    "10^5 levels deep": `{"name": ${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
    "10^5 objects deep": `${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`,
    "not closed, 10^5 times": "[".repeat(1e5),
  };

  it.each(Object.entries(NO_JSON))("%s is refused by every route", (_, body) => expectRefusedEverywhere(body, INVALID));

  it("a list where an object is due, or the other way round, is refused", async () => {
    await expectUnchanged(server, async () => {
      for (const route of routes) expectRefusal(await send(route, route.isList ? "{}" : "[]"), INVALID, route.route);
    });
  });

  it("truncated gzip is refused by every route", async () => {
    const whole = gzipSync(JSON.stringify({ name: "a", text: "x".repeat(1000) }));
    await expectRefusedEverywhere(whole.subarray(0, whole.length - 10), INVALID, GZIP);
    await expectRefusedEverywhere("not gzip at all", INVALID, GZIP);
  });

  it("a gzip bomb is refused by every route, before it is blown up", async () => {
    const bomb = gzipSync(Buffer.alloc(32 * MIB, "["));
    expect(bomb.length).toBeLessThan(MIB / 16);
    await expectRefusedEverywhere(bomb, TOO_LARGE, GZIP);
  });

  it("too large as it comes is refused by every route", async () => {
    await expectRefusedEverywhere(Buffer.alloc(5 * MIB, " "), TOO_LARGE);
  });

  it("compressed by another method is refused", () =>
    expectRefusedEverywhere("{}", UNSUPPORTED, { "content-encoding": "br" }));

  it.each([
    "text/plain",
    "multipart/form-data; boundary=a",
    "application/x-www-form-urlencoded",
    "application/xml",
    "json",
  ])("%s is refused by every route", (type) =>
    expectRefusedEverywhere("name=a", UNSUPPORTED, { "content-type": type }),
  );

  it("gzip, with the header in any form, is read like any other", async () => {
    for (const [index, encoding] of ["gzip", "GZIP", "x-gzip", " gzip "].entries()) {
      const answer = await jane.call("POST", `${url}samples/`, {
        body: gzipSync(JSON.stringify({ ...SAMPLE, name: `gzip-${index}.jpg` })),
        headers: { "content-encoding": encoding },
      });
      expect(answer.status, encoding).toBe(201);
    }
  });
});

describe("a member of the wrong type", () => {
  const WRONG = [null, true, 5, 1.5, -1, 1e308, "", "text", "x".repeat(2000), [], [null], [5], {}, { type: "unknown" }];

  it("is refused by name, in every field of every body", async () => {
    const ajv = new Ajv({ strict: false });
    let count = 0;
    await expectUnchanged(server, async () => {
      for (const route of routes) {
        const [example = {}] = route.schema.examples ?? [];
        for (const [field, schema] of Object.entries(route.schema.properties ?? {})) {
          const isValid = ajv.compile(schema as object);
          for (const value of WRONG.filter((candidate) => !isValid(candidate))) {
            const body = { ...example, [field]: value };
            const answer = await send(route, JSON.stringify(route.isList ? [body] : body));
            const name = route.isList ? `[0].${field}` : field;
            expectRefusal(answer, invalid(name), `${route.route} ${field}=${JSON.stringify(value)?.slice(0, 60)}`);
            count++;
          }
        }
      }
    });
    expect(count).toBeGreaterThan(800);
  });

  it("is refused where a member is due and missing", async () => {
    await expectUnchanged(server, async () => {
      for (const route of routes) {
        for (const field of route.schema.required ?? []) {
          const { [field]: _, ...rest } = route.schema.examples?.[0] ?? {};
          const answer = await send(route, JSON.stringify(route.isList ? [rest] : rest));
          expectRefusal(answer, invalid(route.isList ? `[0].${field}` : field), `${route.route} without ${field}`);
        }
      }
    });
  });
});

describe("a number", () => {
  const LONG = "9".repeat(400);

  it("of 400 digits is refused where it means something", async () => {
    await expectUnchanged(server, async () => {
      const attributes = '"attributes": {"image": {"url": ""}}';
      const cases: [BodyRoute["method"], string, string, string][] = [
        ["POST", `${url}samples/`, `{"name": "n", ${attributes}, "priority": ${LONG}}`, "priority"],
        ["POST", `${url}samples_bulk/`, `[{"name": "n", ${attributes}, "priority": -${LONG}}]`, "[0].priority"],
        ["PATCH", `/samples/${sample}/`, `{"priority": 1e400}`, "priority"],
        ["PATCH", `/labels/${sample}/ground-truth/`, `{"score": ${LONG}}`, "score"],
        ["PATCH", `/labels/${sample}/ground-truth/`, `{"version": ${LONG}}`, "version"],
        ["PATCH", url, `{"labeling_inactivity_timeout_seconds": ${LONG}}`, "labeling_inactivity_timeout_seconds"],
        ["PATCH", url, `{"metadata": {"n": 1e999999}}`, "metadata"],
      ];
      for (const [method, path, body, field] of cases) {
        expectRefusal(await jane.call(method, path, { body }), invalid(field), `${path} ${field}`);
      }
    });
  });

  it("of 400 digits is kept, digit by digit, where it is the user's own", async () => {
    const attributes = `{"image":{"url":""},"mine":${LONG}}`;
    const body = `{"name":"digits.jpg","attributes":${attributes}}`;
    const made = await jane.call<{ uuid: string }>("POST", `${url}samples/`, { body });
    expect((await jane.get(`/samples/${made.body.uuid}/`)).text).toContain(attributes);
    const label = `{"annotations":[],"mine":${LONG},"small":1e-400,"zero":-0.0}`;
    await jane.call("PUT", `/labels/${sample}/ground-truth/`, { body: `{"attributes":${label}}` });
    expect((await jane.get(`/labels/${sample}/ground-truth/`)).text).toContain(`"attributes":${label}`);
  });
});

describe("a key", () => {
  it("that stands twice counts by its last value, as in Python", async () => {
    const body =
      '{"name": "first.jpg", "name": "last.jpg", "attributes": 5, "attributes": {"image": {"url": "b"}}, "priority": "x", "priority": 2}';
    const single = await jane.call("POST", `${url}samples/`, { body });
    expect(single).toMatchObject({
      status: 201,
      body: { name: "last.jpg", attributes: { image: { url: "b" } }, priority: 2 },
    });
    const bulk = await jane.call("POST", `${url}samples_bulk/`, { body: `[${body.replace("last", "bulk")}]` });
    expect(bulk).toMatchObject({
      status: 201,
      body: [{ name: "bulk.jpg", attributes: { image: { url: "b" } }, priority: 2 }],
    });
    const dataset = await jane.call("POST", "/user/datasets/", {
      body: '{"name": "twice", "metadata": {"a": 1}, "metadata": {"b": 2}, "category": "x", "category": "fruit"}',
    });
    expect(dataset.body).toMatchObject({ metadata: { b: 2 }, category: "fruit" });
  });

  it("like __proto__ is a key like any other", async () => {
    // A clone would wait for its samples, which a job copies.
    for (const route of routes.filter((candidate) => !candidate.url.endsWith("/clone/"))) {
      const body = { ...route.schema.examples?.[0] };
      const text = JSON.stringify(route.isList ? [body] : body).replace(
        "{",
        '{"__proto__": {"role": "admin"}, "constructor": 5, ',
      );
      const answer = await send(route, text.replace(/, }/, "}"));
      expect(answer.status, `${route.route} ${answer.text}`).toBeLessThan(500);
    }
    const metadata = '{"__proto__":"a","constructor":"b","toString":null}';
    const body = `{"name":"proto.jpg","attributes":{"image":{"url":""},"__proto__":{"url":"c"}},"metadata":${metadata}}`;
    const made = await jane.call<{ uuid: string }>("POST", `${url}samples/`, { body });
    const stored = JSON.parse((await jane.get(`/samples/${made.body.uuid}/`)).text) as Record<string, object>;
    expect(Object.entries(stored.metadata ?? {}).sort()).toEqual(Object.entries(JSON.parse(metadata) as object).sort());
    expect(Object.keys(stored.attributes ?? {})).toContain("__proto__");
  });

  it("that is not known is ignored at the top", async () => {
    const extra = { data_type: "IMAGE", unknown: { deep: [1] }, owner_id: 7, id: 5, uuid: "x", created_by: "john" };
    const dataset = await jane.post("/user/datasets/", { name: "extra", ...extra });
    expect(dataset).toMatchObject({ status: 201, body: { data_type: "IMAGE", owner: { username: "jane" } } });
    const made = await jane.post(`${url}samples/`, { ...SAMPLE, ...extra, name: "extra.jpg" });
    expect(made).toMatchObject({ status: 201, body: { created_by: "jane" } });
    const label = await jane.put(`/labels/${sample}/ground-truth/`, { ...extra, attributes: { annotations: [] } });
    expect(label).toMatchObject({ status: 200, body: { sample_uuid: sample, updated_by: "jane" } });
  });

  it("that is not known is kept in metadata, task attributes and annotations", async () => {
    const task_attributes = {
      ...{ format_version: "0.1", mine: { a: [1, null] } },
      categories: [{ id: 1, name: "daisy", mine: "x", attributes: [{ name: "a", input_type: "text", mine: 1 }] }],
    };
    const metadata = { mine: "x", n: 1.5, t: true, o: null };
    const dataset = await jane.post("/user/datasets/", {
      name: "kept",
      task_type: "vector",
      task_attributes,
      metadata,
    });
    expect(dataset.body).toMatchObject({ task_attributes, metadata });
    const made = await jane.post<{ uuid: string }>("/datasets/jane/kept/samples/", {
      ...{ name: "a.jpg", attributes: { image: { url: "", mine: 1 }, mine: [{}] }, metadata },
    });
    expect(made.body).toMatchObject({ attributes: { image: { url: "", mine: 1 }, mine: [{}] }, metadata });
    const annotation = { id: 1, category_id: 1, type: "point", points: [[1, 2]], mine: { a: 1 } };
    const attributes = { format_version: 0.1, annotations: [{ ...annotation, track_id: 1 }], mine: true };
    const label = await jane.put(`/labels/${made.body.uuid}/ground-truth/`, { attributes });
    expect(label.body.attributes).toEqual(attributes);
    expect((await jane.get(`/labels/${made.body.uuid}/ground-truth/`)).body.attributes).toEqual(attributes);
  });
});

describe("lists in bodies", () => {
  it("of 1,001 uuids are refused, and of none", async () => {
    await expectUnchanged(server, async () => {
      for (const uuids of [Array(1001).fill(sample), []]) {
        expectRefusal(await jane.delete(`${url}samples_bulk/`, { uuids }), invalid("uuids"));
      }
    });
  });

  it("of uuids may hold what is unknown, malformed or of another dataset", async () => {
    const other = await server.addDataset(jane, { name: "other" });
    const foreign = await jane.post<{ uuid: string }>(`${other}samples/`, SAMPLE);
    const uuids = ["", "abcde", "00000000-0000-4000-8000-000000000000", foreign.body.uuid, "x".repeat(300)];
    const answer = await jane.delete(`${url}samples_bulk/`, { uuids });
    expect(answer).toMatchObject({ status: 200, body: { deleted_count: 0 } });
    expect((await jane.get(`/samples/${foreign.body.uuid}/`)).status).toBe(200);
  });

  it("of more samples than may be added at once are refused", async () => {
    await expectUnchanged(server, async () => {
      const body = `[${Array(10_001).fill('{"name":"a","attributes":{"image":{"url":""}}}').join(",")}]`;
      expectRefusal(await jane.call("POST", `${url}samples_bulk/`, { body }), INVALID);
    });
  });

  it("are refused whole for one bad item, which is named", async () => {
    await expectUnchanged(server, async () => {
      const items = [SAMPLE, { ...SAMPLE, name: "new.jpg" }, { ...SAMPLE, name: "x", priority: "high" }];
      expectRefusal(await jane.post(`${url}samples_bulk/`, items), invalid("[2].priority"));
      const faulty = [
        { ...SAMPLE, name: "new.jpg" },
        { name: "y", attributes: { frames: [] } },
      ];
      expectRefusal(await jane.post(`${url}samples_bulk/`, faulty), invalid("[1].attributes"));
      expectRefusal(
        await jane.post(`${url}samples_bulk/`, [{ ...SAMPLE, name: "new.jpg", assigned_labeler: "nobody" }]),
        INVALID,
      );
    });
  });
});

describe("what a user wrote, echoed in a refusal,", () => {
  const PHRASES = [
    "not found",
    "does not exist",
    "already exists",
    "time-out",
    "throttled",
    "invalid page",
    "do not have permission",
  ];

  it.each(PHRASES)("does not turn it into another exception: %s", async (phrase) => {
    const category = { id: 1, name: phrase };
    await expectUnchanged(server, async () => {
      const cases: [BodyRoute["method"], string, unknown][] = [
        ["POST", "/user/datasets/", { name: `${phrase}!` }],
        ["POST", "/user/datasets/", { name: "a", category: phrase }],
        ["POST", "/user/datasets/", { name: "a", task_type: phrase }],
        ["POST", "/user/datasets/", { name: "a", task_attributes: { categories: [category, { ...category, id: 2 }] } }],
        [
          "POST",
          "/user/datasets/",
          { name: "a", task_attributes: { [phrase]: 1, categories: [{ id: phrase, name: 5 }] } },
        ],
        ["POST", "/organizations/", { name: `${phrase}!` }],
        ["POST", `${url}samples/`, { ...SAMPLE, metadata: { [phrase]: { [phrase]: 1 } } }],
        ["POST", `${url}samples_bulk/`, [{ ...SAMPLE, metadata: { [phrase]: [] }, [phrase]: 1 }]],
        ["POST", `${url}samples/`, { ...SAMPLE, assigned_labeler: phrase }],
        ["POST", `${url}samples/`, { name: "b", attributes: { [phrase]: 1, image: { [phrase]: 1 } } }],
        ["PUT", `/labels/${sample}/ground-truth/`, { attributes: { annotations: [{ [phrase]: 1, type: phrase }] } }],
        ["PUT", `/labels/${sample}/ground-truth/`, { label_status: phrase, attributes: {} }],
        ["POST", `/samples/${sample}/issues/`, { description: "a", status: phrase }],
        ["POST", `/samples/${sample}/issues/`, { description: "a", anchor: { type: phrase } }],
      ];
      for (const [method, path, body] of cases) {
        expectRefusal(await jane.call(method, path, { body }), INVALID, `${method} ${path} ${JSON.stringify(body)}`);
      }
    });
  });

  it("stays what it is in a refusal to collaborate", async () => {
    for (const phrase of ["already-exists", "Not.Found", "time-out"]) {
      const answer = await jane.post(`${url}collaborators/`, { user: phrase, role: "viewer" });
      expectRefusal(answer, { status: 400, sdkError: "CollaboratorError" }, phrase);
    }
  });
});

describe("a method that a path does not have", () => {
  const VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

  it("is answered with 405 and those that it has", async () => {
    const params: Record<string, string> = { owner: "jane", dataset: "flowers", uuid: sample };
    const paths = [...new Set([...server.app.routePatterns.values()].flatMap((known) => [...known.keys()]))];
    await expectUnchanged(server, async () => {
      for (const path of paths.filter((candidate) => !/^\/(?:docs|storage|$)/.test(candidate))) {
        const filled = path.replace(/:([a-z]+)(?:\(\^.*?\$\))?/g, (_, name: string) => params[name] ?? "x");
        // One url may be that of several paths: /datasets/<uuid>/issues/ is a dataset's, and a sample's issues.
        const has = VERBS.filter((verb) =>
          [...(server.app.routePatterns.get(verb)?.values() ?? [])].some((pattern) => pattern.test(filled)),
        );
        for (const verb of VERBS.filter((candidate) => !has.includes(candidate))) {
          const answer = await jane.call(verb, filled);
          expect([answer.status, String(answer.headers.allow).split(", ").sort()], `${verb} ${path}`).toEqual([
            405,
            [...has].sort(),
          ]);
          if (verb !== "HEAD") expectRefusal(answer, { status: 405, sdkError: "NetworkError" }, `${verb} ${path}`);
        }
      }
    });
  });
});
