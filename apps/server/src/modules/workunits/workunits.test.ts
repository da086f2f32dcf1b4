import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

interface Workunit {
  uuid: string;
  sample_name: string;
  [member: string]: unknown;
}

let server: TestServer;
let jane: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers" });
  const times = ["2024-01-01T00:00:00Z", "2024-01-02T12:30:00.5Z", "2024-01-02T12:30:00.5Z", "2024-02-01T00:00:00Z"];
  for (const [index, time] of times.entries()) {
    await sql`insert into workunit (dataset_id, sample_uuid, sample_name, created_at, created_by_id, work_type,
        next_label_status, time_ms, inactive_time_ms, label_rating, session_time_metrics)
      select id, ${randomUUID()}, ${`${index}.jpg`}, ${time}, ${jane.id}, ${["label", "review", "normal", "label"][index]},
        'LABELED', ${index * 1000}, ${index}, ${index || null}, ${index === 0 ? '{"zoom": 1.50}' : null}::json
      from dataset where name = 'flowers'`.execute(server.database.db);
  }
});
afterAll(() => server.close());

const read = (query = "") => jane.get<Workunit[]>(`${url}workunits/?${query}`);
const names = async (query: string) => (await read(query)).body.map(({ sample_name }) => sample_name[0]).join("");

describe("a list of workunits", () => {
  it("has every member of the contract, newest first", async () => {
    const list = await read();
    expect(list.headers["x-total-count"]).toBe("4");
    expect(list.body[0]).toEqual({
      ...{ uuid: expect.any(String), created_at: "2024-02-01T00:00:00.000000Z", created_by: "jane" },
      ...{ work_type: "label", next_label_status: "LABELED", time: 3000, inactive_time: 3, label_rating: 3 },
      ...{ sample_uuid: expect.any(String), sample_name: "3.jpg" },
    });
  });

  it("is sorted and paged by time, ties included", async () => {
    expect(await names("")).toBe("3210");
    expect(await names("sort=-created_at")).toBe("3210");
    expect(await names("sort=created_at")).toBe("0123");
    expect(
      (await names("sort=created_at&per_page=2&page=1")) + (await names("sort=created_at&per_page=2&page=2")),
    ).toBe("0123");
  });

  it("is cut out by start and end, both included", async () => {
    const cases: [query: string, wanted: string][] = [
      ["start=2024-01-01T00:00:00", "0123"],
      ["start=2024-01-01T00:00:01", "123"],
      ["start=2024-01-02T12:30:00.5", "123"],
      ["end=2024-01-31T23:59:59", "012"],
      ["end=2024-02-01T00:00:00Z", "0123"],
      ["start=2024-01-02T00:00:00&end=2024-01-03T00:00:00", "12"],
      ["start=2024-01-03T00:00:00&end=2024-01-02T00:00:00", ""],
      ["start=2024-02-29T00:00:00", ""],
    ];
    for (const [query, wanted] of cases) expect(await names(`sort=created_at&${query}`), query).toBe(wanted);
  });

  it("has the metrics of sessions where they are asked for", async () => {
    for (const flag of ["true", "1"]) {
      const list = await read(`sort=created_at&include_session_time_metrics=${flag}`);
      expect(list.body[0]).toMatchObject({ session_time_metrics: { zoom: 1.5 } });
      expect(list.body[1]).toHaveProperty("session_time_metrics");
    }
    expect((await read("include_session_time_metrics=false")).body[0]).not.toHaveProperty("session_time_metrics");
  });

  it("outlives its samples", async () => {
    const made = await jane.post<{ uuid: string }>(`${url}samples/`, {
      name: "gone",
      attributes: { image: { url: "" } },
    });
    await sql`insert into workunit (dataset_id, sample_id, sample_uuid, sample_name, created_by_id, work_type, next_label_status, time_ms, inactive_time_ms)
      select dataset_id, id, uuid, name, created_by_id, 'label', 'LABELED', 5, 0 from sample`.execute(
      server.database.db,
    );
    await jane.delete(`/samples/${made.body.uuid}/`);
    expect((await read()).body[0]).toMatchObject({ sample_name: "gone", sample_uuid: made.body.uuid, time: 5 });
  });
});
