import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, expectUnchanged, INVALID, invalid, NOT_FOUND, type Refusal } from "./testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let url: string;
/** Every list that has pages. */
let lists: string[];

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  await server.makeServerAdministrator(jane);
  await server.addOrganization("acme", jane);
  url = await server.addDataset(jane, { name: "flowers" });
  const { paths } = server.app.swagger() as unknown as {
    paths: Record<string, { get?: { parameters?: { name: string }[] } }>;
  };
  const sample = await jane.post<{ uuid: string }>(`${url}samples/`, {
    ...{ name: "a.jpg", attributes: { image: { url: "" } } },
  });
  const { uuid } = sample.body;
  const params: Record<string, string> = {
    uuid,
    owner: "jane",
    dataset: "flowers",
    organization: "acme",
    username: "jane",
    labelset: "ground-truth",
  };
  lists = Object.entries(paths).flatMap(([path, { get }]) =>
    get?.parameters?.some(({ name }) => name === "page")
      ? [path.replace(/\{([a-z]+)\}/g, (_, name: string) => params[name] ?? "")]
      : [],
  );
});
afterAll(() => server.close());

const NO_PAGE = { page: ["0", "-1", "2", "1000000000", "9007199254740993", "99999999999999999999"] };
const NONSENSE = {
  page: ["", "a", "1.5", "1e3", "0x10", "١", "1 2", "NaN", "1;drop table sample", "%00", "1&page=2"],
  per_page: ["", "0", "-1", "1001", "1000000000", "99999999999999999999", "a", "1.5", "1e3", "%00", "1&per_page=2"],
};

describe("every list", () => {
  it("is one of these", () => {
    expect(lists.map((list) => list.replace(/[0-9a-f-]{36}/, "<uuid>"))).toEqual([
      "/user/datasets/",
      "/users/jane/datasets/",
      "/organizations/acme/datasets/",
      "/datasets/jane/flowers/task_attributes/versions/",
      "/datasets/jane/flowers/task_attributes/changes/",
      "/datasets/jane/flowers/collaborators/",
      "/datasets/jane/flowers/samples/",
      "/labels/<uuid>/ground-truth/versions/",
      "/user/drafts/",
      "/datasets/jane/flowers/labelsets/",
      "/datasets/jane/flowers/issues/",
      "/samples/<uuid>/issues/",
      "/datasets/jane/flowers/releases/",
      "/datasets/jane/flowers/workunits/",
      "/datasets/jane/flowers/leases/",
      "/server/users/",
    ]);
  });

  it("has no page before the first and after the last", async () => {
    for (const list of lists) {
      for (const page of NO_PAGE.page) {
        const answer = await jane.get(`${list}?page=${page}`);
        expectRefusal(answer, NOT_FOUND, `${list} page=${page}`);
        expect(answer.body).toEqual({ detail: "Invalid page." });
      }
    }
  });

  it("refuses what is no page, or no size of one", async () => {
    await expectUnchanged(server, async () => {
      for (const list of lists.filter((path) => !path.endsWith("/samples/"))) {
        for (const [name, values] of Object.entries(NONSENSE)) {
          for (const value of values) {
            expectRefusal(await jane.get(`${list}?${name}=${value}`), invalid(name), `${list} ${name}=${value}`);
          }
        }
      }
    });
  });

  it("is [] on its first page when it is empty", async () => {
    const john = await server.addUser("john");
    const empty = await server.addDataset(jane, { name: "empty", collaborators: { john: "manager" } });
    for (const list of [`${empty}samples/`, `${empty}issues/`, `${empty}releases/`, `${empty}workunits/`]) {
      const answer = await john.get(`${list}?page=1&per_page=1000`);
      expect(answer, list).toMatchObject({ status: 200, body: [], headers: { "x-total-count": "0" } });
    }
    expect((await john.get("/users/john/datasets/")).body).toEqual([]);
  });
});

describe("a list of samples", () => {
  const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
  const CASES: [query: string, Refusal][] = [
    ["per_page=0", invalid("per_page")],
    ["per_page=-1", invalid("per_page")],
    ["per_page=1001", invalid("per_page")],
    ["per_page=99999999999999999999", invalid("per_page")],
    ["per_page=1&per_page=2", invalid("per_page")],
    ["page=1&page=2", invalid("page")],
    ["label_status=DONE", invalid("label_status")],
    ["label_status=LABELED,not found", invalid("label_status")],
    ["label_status=labeled", invalid("label_status")],
    ["label_status=LABELED&label_status=REVIEWED", invalid("label_status")],
    ["filters=%00:b", invalid("filters")],
    ["filters=a:%00", invalid("filters")],
    ["name__contains=%00", invalid("name__contains")],
    ["cursor=abc", invalid("cursor")],
    ["cursor=%00", invalid("cursor")],
    [`cursor=${cursor("name", true, "a", 1)}`, invalid("cursor")],
    [`cursor=${cursor("priority", false, "1", 1)}`, invalid("cursor")],
    [`cursor=${cursor("name", false, "a\0", 1)}`, invalid("cursor")],
    [`cursor=${cursor("name", false, "a", "1")}`, invalid("cursor")],
    [`cursor=${cursor("name", false, "a", 1.5)}`, invalid("cursor")],
    [`cursor=${cursor("name", false, "a", 2 ** 60)}`, invalid("cursor")],
    [`cursor=${cursor("name", false, "a")}`, invalid("cursor")],
    [`cursor=${cursor("name", false, null, 1)}`, invalid("cursor")],
    [`cursor=${cursor("created", false, null, 1)}`, invalid("cursor")],
    [`sort=priority&cursor=${cursor("priority", false, " ", 1)}`, invalid("cursor")],
    [`sort=priority&cursor=${cursor("priority", false, "0b1", 1)}`, invalid("cursor")],
    [`sort=priority&cursor=${cursor("priority", false, "1e999", 1)}`, invalid("cursor")],
    [`sort=priority&cursor=${cursor("priority", false, "1e-999", 1)}`, INVALID],
    [`sort=updated_at&cursor=${cursor("updated_at", false, "now", 1)}`, invalid("cursor")],
    [`sort=updated_at&cursor=${cursor("updated_at", false, "9999-99-99 99:99:99+00", 1)}`, INVALID],
    [`sort=updated_at&cursor=${cursor("updated_at", false, "2024-02-30 00:00:00+00", 1)}`, INVALID],
  ];

  it.each(CASES)("refuses ?%s", async (query, refusal) => {
    expectRefusal(await jane.get(`${url}samples/?${query.replaceAll(" ", "%20")}`), refusal);
  });

  /** What the official client sends where it puts arguments into wrong places, and what is like it. */
  const READ_AS_DEFAULT = [
    "per_page=desc&page=1&labelset=jane/no-such-set&filters=UNLABELED&sort=-None",
    ...["desc", "", "a", "1.5", "1e3", "0x10", "١", "1 2", "NaN", "None", "%00"].flatMap((value) => [
      `page=${value}`,
      `per_page=${value}`,
    ]),
    ...[
      "size",
      "",
      "--name",
      "name,priority",
      "NAME",
      "constructor",
      "name;drop table sample",
      "not found",
      "-None",
    ].map((sort) => `sort=${sort}`),
    ...["nothing", "%00", "GROUND-TRUTH", "jane/no-such-set"].map((name) => `labelset=${name}`),
    ...["nothing", "%00"].map((name) => `labelset=${name}&include_full_label=1`),
    ...["city", ":London", "city,", "UNLABELED", ","].map((filters) => `filters=${filters}`),
  ];

  it.each(READ_AS_DEFAULT)("reads ?%s as its defaults", async (query) => {
    const dataset = await lookedAt();
    const answer = await jane.get<{ name: string; label?: unknown }[]>(
      `${dataset}samples/?${query.replaceAll(" ", "%20")}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ name }) => name)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
    expect(answer.headers["x-total-count"]).toBe("3");
    const label = /labelset=[^&]/.test(query) ? null : undefined;
    for (const sample of answer.body) expect(sample.label).toBe(label);
  });

  it("goes on filtering by the pairs beside a part without a colon", async () => {
    const dataset = await lookedAt();
    const answer = await jane.get<{ name: string }[]>(`${dataset}samples/?filters=UNLABELED,city:London`);
    expect(answer.body.map(({ name }) => name)).toEqual(["b.jpg"]);
  });

  /** Three samples, one of them labeled, added in another order than that of their names. */
  let looked: string | undefined;
  async function lookedAt(): Promise<string> {
    if (looked !== undefined) return looked;
    looked = await server.addDataset(jane, { name: "looked-at", taskType: "vector" });
    for (const [name, city] of [
      ["c.jpg", "Paris"],
      ["a.jpg", "Rome"],
      ["b.jpg", "London"],
    ]) {
      const { body } = await jane.post<{ uuid: string }>(`${looked}samples/`, {
        ...{ name, attributes: { image: { url: "" } }, metadata: { city } },
      });
      if (name === "a.jpg") await jane.put(`/labels/${body.uuid}/ground-truth/`, { attributes: { annotations: [] } });
    }
    return looked;
  }

  it("takes a cursor that is far off for an empty page", async () => {
    const answer = await jane.get(`${url}samples/?cursor=${cursor("name", false, "\u{10ffff}", 2 ** 53 - 1)}`);
    expect(answer).toMatchObject({ status: 200, body: [] });
    expect(answer.headers.link).toBeUndefined();
  });
});

describe("other lists", () => {
  const CASES: [query: string, Refusal][] = [
    ["issues/?status=DONE", invalid("status")],
    ["issues/?status=open", invalid("status")],
    ["issues/?status=", invalid("status")],
    ["issues/?tags=%00", invalid("tags")],
    ["workunits/?sort=time", invalid("sort")],
    ["workunits/?sort=not%20found", invalid("sort")],
    ["workunits/?start=yesterday", invalid("start")],
    ["workunits/?start=2024-02-30T00:00:00", invalid("start")],
    ["workunits/?start=2024-13-01T00:00:00", invalid("start")],
    ["workunits/?end=2024-01-01T24:00:01", invalid("end")],
    ["workunits/?end=0000-01-01T00:00:00", INVALID],
    ["workunits/?end=2024-01-01", invalid("end")],
    ["workunits/?end=2024-01-01T00:00:00+02:00", invalid("end")],
    ["workunits/?end=%00", invalid("end")],
  ];

  it.each(CASES)("refuse %s", async (query, refusal) => {
    expectRefusal(await jane.get(`${url}${query}`), refusal);
  });
});
