import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

interface Sample {
  uuid: string;
  name: string;
  [member: string]: unknown;
}

let server: TestServer;
let jane: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
});
afterAll(() => server.close());

const attributes = { image: { url: "" } };
const sampleOf = (name: string, more: object = {}) => ({ name, attributes, ...more });
const names = (answer: Answer<Sample[]>) => answer.body.map((sample) => sample.name);

/** A url of the `Link` header, by its `rel`. */
function link(answer: Answer, rel: string): string | undefined {
  const header = String(answer.headers.link ?? "");
  const url = new RegExp(`<([^>]*)>; rel="${rel}"`).exec(header)?.[1];
  return url && new URL(url).pathname + new URL(url).search;
}

describe("a sample", () => {
  it("has every member of the contract, with its defaults", async () => {
    const url = await server.addDataset(jane, { name: "one" });
    const made = await jane.post<Sample>(`${url}samples/`, sampleOf("a b/ü 🌻.jpg"));
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...{ uuid: expect.any(String), name: "a b/ü 🌻.jpg", attributes, metadata: {}, priority: 0, readme: "" },
      ...{ created_at: expect.any(String), updated_at: made.body.created_at, created_by: "jane" },
      ...{ assigned_labeler: null, assigned_reviewer: null, dataset_full_name: "jane/one", data_type: "IMAGE" },
      ...{ thumbnail: null, thumbnail_error: null },
    });
    expect(made.body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect((await jane.get(`/samples/${made.body.uuid}`)).body).toEqual({ ...made.body, rejection: null });
  });

  it("keeps 19-digit timestamps, spaces and the order of keys, byte for byte", async () => {
    const url = await server.addDataset(jane, { name: "bytes", taskType: "image-vector-sequence" });
    const text = `{"frames": [{"timestamp": 1546300800123456789,  "image": {"url": "é\\u00e9", "z": 1.10, "a": 1e2}},
      {"image":{"url":""},"timestamp":"1546300800123456789"}]}`;
    const body = `{"name": "a", "attributes": ${text}}`;
    const made = await jane.call<Sample>("POST", `${url}samples/`, { body });
    expect(made.text).toContain(text);
    const bulk = await jane.call("POST", `${url}samples_bulk/`, { body: `[${body.replace('"a"', '"b"')}]` });
    expect(bulk.text).toContain(text);
    const patched = await jane.call("PATCH", `/samples/${made.body.uuid}/`, { body: `{"attributes": ${text}}` });
    expect(patched.text).toContain(text);
    expect((await jane.get(`${url}samples/`)).text.split(text)).toHaveLength(3);
  });

  it("keeps what a patch does not name, and clears what it sets to null", async () => {
    const url = await server.addDataset(jane, { name: "patch" });
    const all = {
      metadata: { a: 1 },
      priority: 2.5,
      readme: "# Read",
      assigned_labeler: "jane",
      assigned_reviewer: "jane",
    };
    const { body: made } = await jane.post<Sample>(`${url}samples/`, sampleOf("a.jpg", all));
    expect(made).toMatchObject(all);
    const patched = await jane.patch<Sample>(`/samples/${made.uuid}/`, { assigned_labeler: null });
    expect(patched.body).toEqual({ ...made, assigned_labeler: null, updated_at: expect.any(String) });
    expect(String(patched.body.updated_at) > String(made.updated_at)).toBe(true);
    const renamed = await jane.patch(`/samples/${made.uuid}/`, {
      name: "b.jpg",
      metadata: {},
      priority: -1,
      readme: "",
    });
    expect(renamed.body).toMatchObject({
      name: "b.jpg",
      metadata: {},
      priority: -1,
      readme: "",
      assigned_reviewer: "jane",
    });
  });

  it("has a name that no other sample of its dataset has", async () => {
    const url = await server.addDataset(jane, { name: "names" });
    const other = await jane.post<Sample>(`${url}samples/`, sampleOf("a.jpg"));
    for (const name of ["A.jpg", "a.jpg ", "ａ.jpg"]) {
      expect((await jane.post(`${url}samples/`, sampleOf(name))).status, name).toBe(201);
    }
    const twin = await jane.post(`${url}samples/`, sampleOf("a.jpg"));
    expect(twin).toMatchObject({ status: 400, body: { detail: "A sample with this name already exists." } });
    const { body } = await jane.post<Sample>(`${url}samples/`, sampleOf("b.jpg"));
    expect((await jane.patch(`/samples/${body.uuid}/`, { name: "a.jpg" })).status).toBe(400);
    expect((await jane.patch(`/samples/${other.body.uuid}/`, { name: "a.jpg" })).status).toBe(200);
  });

  it("is assigned to the owner and to collaborators only", async () => {
    const [john, stranger] = [await server.addUser("john"), await server.addUser("stranger")];
    const url = await server.addDataset(jane, { name: "assigned", collaborators: { john: "viewer" } });
    const { body } = await jane.post<Sample>(`${url}samples/`, sampleOf("a.jpg"));
    for (const user of [jane, john]) {
      const answer = await jane.patch(`/samples/${body.uuid}/`, { assigned_labeler: user.username });
      expect(answer.body).toMatchObject({ assigned_labeler: user.username });
    }
    for (const name of [stranger.username, "nobody"]) {
      for (const refused of [
        await jane.patch(`/samples/${body.uuid}/`, { assigned_reviewer: name }),
        await jane.post(`${url}samples_bulk/`, [sampleOf("b.jpg", { assigned_labeler: name })]),
      ]) {
        expect(refused.status).toBe(400);
      }
    }
  });

  it("comes with its label where a labelset is named, also as the official client names it", async () => {
    const url = await server.addDataset(jane, { name: "labeled" });
    const { body } = await jane.post<Sample>(`${url}samples/`, sampleOf("a.jpg"));
    expect((await jane.get(`/samples/${body.uuid}/`)).body).not.toHaveProperty("label");
    const read = (query: string) => jane.get<Sample>(`/samples/${body.uuid}/?${query}`);
    expect((await read("labelset=ground-truth")).body.label).toBeNull();
    const label = await jane.put(`/labels/${body.uuid}/ground-truth/`, { attributes: { annotations: [] } });
    expect((await read("labelset=ground-truth")).body.label).toEqual(label.body);
    expect((await read("labelset=ground-truth?include_signed_urls=1")).body.label).toEqual(label.body);
    expect((await read("labelset=model")).status).toBe(404);
  });
});

describe("adding in bulk", () => {
  it("answers in the request's order, for 2,500 at once", async () => {
    const url = await server.addDataset(jane, { name: "bulk" });
    const wanted = Array.from({ length: 2500 }, (_, index) => `${(index * 7919) % 2500}.jpg`);
    const added = await jane.post<Sample[]>(
      `${url}samples_bulk/`,
      wanted.map((name) => sampleOf(name)),
    );
    expect(added.status).toBe(201);
    expect(names(added)).toEqual(wanted);
    const created = await jane.get<Sample[]>(`${url}samples/?sort=created_at`);
    expect(names(created)).toEqual(wanted.slice(0, 1000));
    expect((await jane.get(url)).body).toMatchObject({
      samples_count: 2500,
      label_stats: { UNLABELED: 2500, TOTAL: 2500 },
    });
  });

  it("gives back the samples whose names are there, unchanged", async () => {
    const url = await server.addDataset(jane, { name: "again" });
    const first = await jane.post<Sample>(`${url}samples/`, sampleOf("b.jpg", { priority: 1, metadata: { a: 1 } }));
    const again = await jane.post<Sample[]>(`${url}samples_bulk/`, [
      sampleOf("a.jpg"),
      sampleOf("b.jpg", { priority: 9, metadata: { b: 2 } }),
    ]);
    expect(again.status).toBe(201);
    expect(names(again)).toEqual(["a.jpg", "b.jpg"]);
    expect(again.body[1]).toEqual(first.body);
    const twice = await jane.post<Sample[]>(`${url}samples_bulk/`, [sampleOf("a.jpg"), sampleOf("b.jpg")]);
    expect(twice.body).toEqual(again.body);
  });

  it("takes a name that stands twice in one body once, as it stands first", async () => {
    const url = await server.addDataset(jane, { name: "twice" });
    const added = await jane.post<Sample[]>(`${url}samples_bulk/`, [
      sampleOf("a.jpg", { priority: 1 }),
      sampleOf("b.jpg"),
      sampleOf("a.jpg", { priority: 2 }),
    ]);
    expect(added.body.map(({ name, priority }) => [name, priority])).toEqual([
      ["a.jpg", 1],
      ["b.jpg", 0],
      ["a.jpg", 1],
    ]);
    expect(added.body[0]?.uuid).toBe(added.body[2]?.uuid);
    expect((await jane.get(url)).body).toMatchObject({ samples_count: 2 });
  });

  it("of nothing is nothing", async () => {
    const url = await server.addDataset(jane, { name: "nothing" });
    expect(await jane.post(`${url}samples_bulk/`, [])).toMatchObject({ status: 201, body: [] });
  });

  it("from many sides at once, with the same names, adds each once", async () => {
    const url = await server.addDataset(jane, { name: "many" });
    const list = (offset: number) =>
      Array.from({ length: 200 }, (_, index) => sampleOf(`${(index + offset * 50) % 300}.jpg`));
    const answers = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) => jane.post<Sample[]>(`${url}samples_bulk/`, list(n))),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(201));
    expect((await jane.get(url)).body).toMatchObject({ samples_count: 300, label_stats: { TOTAL: 300 } });
    const byName = new Map<string, string>();
    for (const { name, uuid } of answers.flatMap((answer) => answer.body)) {
      expect(byName.get(name) ?? uuid).toBe(uuid);
      byName.set(name, uuid);
    }
  });
});

describe("deleting in bulk", () => {
  it("skips what is unknown and counts what went", async () => {
    const url = await server.addDataset(jane, { name: "deleting" });
    const { body } = await jane.post<Sample[]>(
      `${url}samples_bulk/`,
      ["a", "b", "c"].map((name) => sampleOf(name)),
    );
    const [a, b] = body.map((sample) => sample.uuid);
    await jane.put(`/labels/${a}/ground-truth/`, { attributes: { annotations: [] }, label_status: "LABELED" });
    await jane.post(`/samples/${a}/issues/`, { description: "Dark." });
    const uuids = [a, b, a, "abcde", "00000000-0000-4000-8000-000000000000"];
    expect((await jane.delete(`${url}samples_bulk/`, { uuids })).body).toEqual({ deleted_count: 2 });
    expect((await jane.delete(`${url}samples_bulk/`, { uuids })).body).toEqual({ deleted_count: 0 });
    expect(names(await jane.get<Sample[]>(`${url}samples/`))).toEqual(["c"]);
    expect((await jane.get(`${url}issues/`)).body).toEqual([]);
    expect((await jane.get(url)).body).toMatchObject({ label_stats: { LABELED: 0, UNLABELED: 1, TOTAL: 1 } });
  });
});

describe("a list", () => {
  let url: string;
  let all: Sample[];

  beforeAll(async () => {
    url = await server.addDataset(jane, { name: "list" });
    const samples = Array.from({ length: 57 }, (_, index) =>
      sampleOf(`${["violet", "tulip%", "ros_e"][index % 3]}-${String(index).padStart(2, "0")}.jpg`, {
        priority: index % 4,
        metadata: {
          ...{ city: ["London", "Gent"][index % 2], robot_id: index % 5, ok: index % 3 === 0 },
          ...(index === 7 && { note: null, "key:1": "a", stamp: 0 }),
        },
      }),
    );
    all = (await jane.post<Sample[]>(`${url}samples_bulk/`, samples)).body;
    const statuses = ["LABELED", "REVIEWED", "SKIPPED"];
    for (const [index, sample] of all.entries()) {
      if (index % 4 === 3) continue;
      await jane.put(`/labels/${sample.uuid}/ground-truth/`, {
        ...{ attributes: { annotations: [] }, label_status: statuses[index % 4], score: index / 100 },
      });
    }
  });

  const SORTS = ["name", "created", "created_at", "priority", "updated_at", "gt_label__updated_at"];

  it.each(SORTS.flatMap((sort) => [sort, `-${sort}`]))(
    "by %s never repeats or skips, by pages or by cursor",
    async (sort) => {
      const whole = await jane.get<Sample[]>(`${url}samples/?sort=${sort}`);
      expect(whole.headers["x-total-count"]).toBe("57");
      expect([...names(whole)].sort()).toEqual([...all.map((sample) => sample.name)].sort());
      for (const perPage of [1, 10, 57]) {
        const paged: string[] = [];
        for (let next: string | undefined = `${url}samples/?sort=${sort}&per_page=${perPage}`; next; ) {
          const page: Answer<Sample[]> = await jane.get<Sample[]>(next);
          paged.push(...names(page));
          next = link(page, "next");
        }
        expect(paged, `pages of ${perPage}`).toEqual(names(whole));
        const walked: string[] = [];
        for (let next: string | undefined = `${url}samples/?sort=${sort}&per_page=${perPage}&cursor=`; next; ) {
          const page: Answer<Sample[]> = await jane.get<Sample[]>(next);
          walked.push(...names(page));
          next = link(page, "next");
        }
        expect(walked, `cursors of ${perPage}`).toEqual(names(whole));
      }
    },
  );

  it("is sorted as it says", async () => {
    const read = async (sort: string) =>
      (await jane.get<Sample[]>(`${url}samples/?sort=${sort}&labelset=ground-truth`)).body;
    const byName = all.map((sample) => sample.name).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect((await read("name")).map((sample) => sample.name)).toEqual(byName);
    expect((await read("-name")).map((sample) => sample.name)).toEqual([...byName].reverse());
    expect((await read("created_at")).map((sample) => sample.uuid)).toEqual(all.map((sample) => sample.uuid));
    const priorities = (await read("-priority")).map((sample) => Number(sample.priority));
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    const times = (await read("gt_label__updated_at")).map(
      (sample) => (sample.label as { updated_at: string } | null)?.updated_at ?? "",
    );
    expect(times).toEqual([...times].sort());
    // Without a sort, by name.
    expect(names(await jane.get<Sample[]>(`${url}samples/`))).toEqual(byName);
  });

  it("links to its first, previous, next and last page, with all other parameters", async () => {
    const page = await jane.get<Sample[]>(`${url}samples/?per_page=10&page=3&sort=-priority&name__contains=.jpg`);
    for (const [rel, number] of [
      ["first", 1],
      ["prev", 2],
      ["next", 4],
      ["last", 6],
    ] as const) {
      const query = new URLSearchParams(link(page, rel)?.split("?")[1]);
      expect(Object.fromEntries(query), rel).toEqual({
        ...{ per_page: "10", page: String(number), sort: "-priority", name__contains: ".jpg" },
      });
    }
    const last = await jane.get<Sample[]>(link(page, "last") ?? "");
    expect(last.body).toHaveLength(7);
    expect(link(last, "next")).toBeUndefined();
    const first = await jane.get<Sample[]>(link(page, "first") ?? "");
    expect(link(first, "prev")).toBeUndefined();
    expect((await jane.get(`${url}samples/?per_page=10&page=7`)).body).toEqual({ detail: "Invalid page." });
  });

  const of = (index: number) => ({
    index,
    status: index % 4 === 3 ? "UNLABELED" : ["LABELED", "REVIEWED", "SKIPPED"][index % 4],
  });
  const FILTERS: [query: string, matches: (index: number) => boolean][] = [
    ["name__contains=violet", (i) => i % 3 === 0],
    ["name__contains=Violet", () => false],
    ["name__contains=tulip%25-", (i) => i % 3 === 1],
    ["name__contains=ros_e", (i) => i % 3 === 2],
    ["name__contains=violet-0", (i) => i % 3 === 0 && i < 10],
    ["name__contains=ro%5C", () => false],
    ["filters=city:London", (i) => i % 2 === 0],
    ["filters=city:London,robot_id:3", (i) => i % 2 === 0 && i % 5 === 3],
    ["filters=robot_id:3.0", (i) => i % 5 === 3],
    ["filters=robot_id:03", () => false],
    ["filters=ok:true", (i) => i % 3 === 0],
    ["filters=ok:False", (i) => i % 3 !== 0],
    ["filters=note:null", (i) => i === 7],
    ["filters=note:1e999", () => false],
    ["filters=note:", () => false],
    ["filters=city:Lon don", () => false],
    ["filters=stamp:0", (i) => i === 7],
    ["label_status=LABELED", (i) => i % 4 === 0],
    ["label_status=LABELED,REVIEWED", (i) => i % 4 < 2],
    ["label_status=LABELED, REVIEWED", (i) => i % 4 < 2],
    ["label_status=UNLABELED", (i) => of(i).status === "UNLABELED"],
    ["label_status=VERIFIED", () => false],
    ["label_status=SKIPPED&filters=city:Gent", (i) => i % 4 === 2 && i % 2 === 1],
    [
      "label_status=SKIPPED&filters=city:London&name__contains=violet",
      (i) => i % 4 === 2 && i % 2 === 0 && i % 3 === 0,
    ],
  ];

  it.each(FILTERS)("of ?%s", async (query, matches) => {
    const answer = await jane.get<Sample[]>(`${url}samples/?sort=created&${query.replaceAll(" ", "%20")}`);
    expect(answer.status, answer.text).toBe(200);
    const wanted = all.filter((_, index) => matches(index)).map((sample) => sample.name);
    expect(names(answer)).toEqual(wanted);
    expect(answer.headers["x-total-count"]).toBe(String(wanted.length));
  });

  it("shows a summary of each label, or all of it, or none", async () => {
    const read = async (query: string) => (await jane.get<Sample[]>(`${url}samples/?sort=created&${query}`)).body;
    expect((await read(""))[0]).not.toHaveProperty("label");
    const summaries = await read("labelset=ground-truth");
    expect(summaries[0]?.label).toEqual({
      ...{ label_status: "LABELED", score: 0, created_by: "jane", reviewed_by: null, updated_at: expect.any(String) },
    });
    expect(summaries[1]?.label).toMatchObject({ label_status: "REVIEWED", reviewed_by: "jane" });
    expect(summaries[3]?.label).toBeNull();
    const full = await read("labelset=ground-truth&include_full_label=1");
    expect(full[0]?.label).toEqual((await jane.get(`/labels/${all[0]?.uuid}/ground-truth/`)).body);
    expect(full[3]?.label).toBeNull();
    await jane.post(`${url}labelsets/`, { name: "model" });
    expect((await read("labelset=model")).every((sample) => sample.label === null)).toBe(true);
  });

  it("finds a number of 19 digits by all of them", async () => {
    const body = `[${[1, 2].map((digit) => `{"name": "stamp-${digit}", "attributes": {"image": {"url": ""}}, "metadata": {"t": 154630080012345678${digit}}}`)}]`;
    const dataset = await server.addDataset(jane, { name: "digits" });
    await jane.call("POST", `${dataset}samples_bulk/`, { body });
    const found = await jane.get<Sample[]>(`${dataset}samples/?filters=t:1546300800123456782`);
    expect(names(found)).toEqual(["stamp-2"]);
    expect(found.text).toContain("1546300800123456782");
  });
});
