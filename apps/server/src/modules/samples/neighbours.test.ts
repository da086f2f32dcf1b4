import { SAMPLE_SORTS, type Sample, type SampleNeighbours } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let url: string;
const uuids: Record<string, string> = {};

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers" });
  // Priorities with ties, names and times in other orders.
  const samples = ["d", "a", "e", "b", "c", "f"].map((name, n) => ({
    ...{ name: `${name}.jpg`, attributes: { image: { url: "" } } },
    ...{ priority: n % 3, metadata: { even: n % 2 === 0 } },
  }));
  for (const sample of samples) {
    const { body } = await jane.post<Sample>(`${url}samples/`, sample);
    uuids[sample.name[0] as string] = body.uuid;
  }
  for (const name of ["f", "b", "e"]) {
    const label = { attributes: { annotations: [] }, label_status: name === "b" ? "REJECTED" : "LABELED" };
    await jane.put(`/labels/${uuids[name]}/ground-truth/`, label);
  }
});
afterAll(() => server.close());

async function neighbours(name: string, query = ""): Promise<SampleNeighbours> {
  const answer = await jane.get<SampleNeighbours>(`/samples/${uuids[name]}/neighbours/?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const short = ({ previous, next, position, count, is_match }: SampleNeighbours) =>
  `${previous?.name[0] ?? "-"}${next?.name[0] ?? "-"} ${position}/${count}${is_match ? "" : " (no match)"}`;

describe("the neighbours of a sample", () => {
  const FILTERS = [
    "",
    "label_status=LABELED,REJECTED",
    "filters=even:true",
    "name__contains=jpg",
    "label_status=LABELED",
  ];
  const sorts = SAMPLE_SORTS.flatMap((sort) => [sort, `-${sort}`]);

  it.each(FILTERS.flatMap((filter) => sorts.map((sort) => `sort=${sort}&${filter}`)))(
    "are those of the list: %s",
    async (query) => {
      const { body: list } = await jane.get<Sample[]>(`${url}samples/?${query}`);
      expect(list.length).toBeGreaterThan(1);
      for (const [index, sample] of list.entries()) {
        const place = (at: number) => (list[at] ? { uuid: list[at].uuid, name: list[at].name } : null);
        expect(await neighbours(sample.name[0] as string, query)).toEqual({
          ...{ previous: place(index - 1), next: place(index + 1) },
          ...{ is_match: true, position: index + 1, count: list.length },
        });
      }
    },
  );

  it.each([
    ["a", "", "-b 1/6"],
    ["f", "", "e- 6/6"],
    ["f", "sort=-name", "-e 1/6"],
    // Where it would stand.
    ["a", "label_status=LABELED", "-e 1/2 (no match)"],
    ["c", "label_status=LABELED,REJECTED", "be 2/3 (no match)"],
    ["f", "label_status=REJECTED", "b- 2/1 (no match)"],
    ["c", "name__contains=nothing", "-- 1/0 (no match)"],
    ["b", "name__contains=B.", "-- 1/0 (no match)"],
    ["b", "name__contains=b.", "-- 1/1"],
    ["c", "sort=nonsense", "bd 3/6"],
  ])("of %s under %j are %s", async (name, query, expected) => {
    expect(short(await neighbours(name, query))).toBe(expected);
  });

  it("are of its dataset alone, and go with it", async () => {
    const other = await server.addDataset(jane, { name: "other" });
    const { body } = await jane.post<Sample>(`${other}samples/`, { name: "c2", attributes: { image: { url: "" } } });
    const alone = await jane.get<SampleNeighbours>(`/samples/${body.uuid}/neighbours/`);
    expect(short(alone.body)).toBe("-- 1/1");
    await jane.delete(`/samples/${body.uuid}/`);
    expect((await jane.get(`/samples/${body.uuid}/neighbours/`)).status).toBe(404);
  });

  it.each(["label_status=DONE", "name__contains=%00"])("are refused under %s", async (query) => {
    expect((await jane.get(`/samples/${uuids.a}/neighbours/?${query}`)).status).toBe(400);
  });
});
