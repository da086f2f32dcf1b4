import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, NOT_FOUND } from "../../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let jane: TestUser;
let url: string;

beforeAll(async () => {
  server = await openTestServer({ env: { MAX_COLLABORATORS: "3" } });
  jane = await server.addUser("jane");
  for (const name of ["ada", "bob", "carl", "dora"]) await server.addUser(name);
  url = await server.addDataset(jane, { name: "flowers" });
});
afterAll(() => server.close());

describe("collaborators", () => {
  it("are added, as labelers where nothing else is said, changed and removed", async () => {
    const added = await jane.post(`${url}collaborators/`, { user: "bob" });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      user: { username: "bob", created_at: expect.any(String), is_organization: false },
      role: "labeler",
    });
    expect((await jane.get(`${url}collaborators/bob`)).body).toEqual(added.body);
    const patched = await jane.patch(`${url}collaborators/bob/`, { role: "manager" });
    expect(patched.body).toEqual({ ...added.body, role: "manager" });
    expect((await jane.delete(`${url}collaborators/bob/`)).status).toBe(204);
    for (const method of ["GET", "PATCH", "DELETE"] as const) {
      const body = method === "PATCH" ? { role: "viewer" } : undefined;
      expectRefusal(await jane.call(method, `${url}collaborators/bob/`, { body }), NOT_FOUND, method);
    }
  });

  it("stand in the list by name; the owner is none, but can be looked up", async () => {
    for (const user of ["carl", "ada", "bob"]) await jane.post(`${url}collaborators/`, { user, role: "viewer" });
    const list = await jane.get<{ user: { username: string } }[]>(`${url}collaborators/`);
    expect(list.body.map(({ user }) => user.username)).toEqual(["ada", "bob", "carl"]);
    expect(list.headers["x-total-count"]).toBe("3");
    expect((await jane.get(url)).body).toMatchObject({ collaborators_count: 3 });
    expect((await jane.get(`${url}collaborators/jane/`)).body).toMatchObject({ role: "admin" });
  });

  it("are no more than the operator allows", async () => {
    const refused = await jane.post(`${url}collaborators/`, { user: "dora", role: "viewer" });
    expectRefusal(refused, { status: 402, sdkError: "SubscriptionError" });
    await jane.delete(`${url}collaborators/ada/`);
    expect((await jane.post(`${url}collaborators/`, { user: "dora", role: "viewer" })).status).toBe(201);
  });

  it("are written down in the audit log", async () => {
    const { rows } = await server.database.pool.query<{ action: string; subject: string; detail: string }>(
      "select action, subject, detail::text as detail from audit_log where action like 'collaborator.%' order by id limit 3",
    );
    expect(rows.map(({ action, subject, detail }) => [action, subject, JSON.parse(detail)])).toEqual([
      ["collaborator.added", "jane/flowers", { user: "bob", role: "labeler" }],
      ["collaborator.updated", "jane/flowers", { user: "bob", role: "manager" }],
      ["collaborator.removed", "jane/flowers", { user: "bob", role: "manager" }],
    ]);
  });
});
