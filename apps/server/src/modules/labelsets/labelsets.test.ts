import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  url = await server.addDataset(jane, { name: "flowers" });
});
afterAll(() => server.close());

describe("labelsets", () => {
  it("begin with ground-truth, which cannot be deleted", async () => {
    const list = await jane.get<{ name: string; is_groundtruth: boolean }[]>(`${url}labelsets/`);
    expect(list.body).toMatchObject([{ name: "ground-truth", is_groundtruth: true }]);
    const refused = await jane.delete(`${url}labelsets/ground-truth/`);
    expect(refused.status).toBe(400);
  });

  it("are created, read and deleted by name", async () => {
    const made = await jane.post(`${url}labelsets/`, { name: "model", description: "resnet50", attributes: "{}" });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "model", description: "resnet50", is_groundtruth: false },
    });
    const twin = await jane.post(`${url}labelsets/`, { name: "model" });
    expect(twin).toMatchObject({ status: 400, body: { detail: expect.stringContaining("already exists") } });
    expect((await jane.get(`${url}labelsets/model`)).body).toEqual(made.body);
    expect((await jane.delete(`${url}labelsets/model/`)).status).toBe(204);
    expect((await jane.get(`${url}labelsets/model/`)).status).toBe(404);
  });

  it("take their labels along when deleted", async () => {
    await jane.post(`${url}labelsets/`, { name: "gone" });
    const sample = await jane.post<{ uuid: string }>(`${url}samples/`, {
      name: "violet.jpg",
      attributes: { image: { url: "" } },
    });
    await jane.put(`/labels/${sample.body.uuid}/gone/`, { attributes: { annotations: [] } });
    await jane.delete(`${url}labelsets/gone/`);
    for (const table of ["label", "label_version", "label_content"] as const) {
      const rows = await server.database.db.selectFrom(table).selectAll().execute();
      expect(rows, table).toEqual([]);
    }
  });
});
