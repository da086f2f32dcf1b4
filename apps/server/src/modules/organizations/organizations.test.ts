import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectRefusal, NOT_FOUND, type Refusal } from "../../testing/refusals.js";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

let server: TestServer;
let ada: TestUser;
let bob: TestUser;

beforeAll(async () => {
  server = await openTestServer();
  ada = await server.addUser("ada");
  bob = await server.addUser("bob");
});
afterAll(() => server.close());

const CANNOT_LEAVE: Refusal = { status: 403, sdkError: "AuthorizationError" };

async function found(name: string): Promise<string> {
  expect((await ada.post("/organizations/", { name })).status).toBe(201);
  return `/organizations/${name}/members/`;
}

describe("an organization", () => {
  it("is founded by its first administrator", async () => {
    const made = await ada.post("/organizations/", { name: "acme" });
    expect(made).toMatchObject({
      status: 201,
      body: { username: "acme", is_organization: true, organization_created_by: "ada", members: [{ username: "ada" }] },
    });
    expect((await ada.get("/organizations/acme/members/")).body).toMatchObject([
      { user: { username: "ada" }, role: "administrator" },
    ]);
    expect((await ada.get("/user")).body).toMatchObject({
      organizations: [{ username: "acme", organization_role: "admin" }],
    });
  });

  it("has a name that no account has, in any case", async () => {
    for (const name of ["acme", "ACME", "bob", "Bob"]) {
      expectRefusal(await ada.post("/organizations/", { name }), { status: 400, sdkError: "AlreadyExistsError" }, name);
    }
  });

  it("shows its members to them, and to others only itself", async () => {
    const members = await found("shown");
    const carl = await server.addUser("carl");
    await ada.post(members, { user: "carl" });
    expect((await carl.get("/users/shown")).body).toMatchObject({
      members: [{ username: "ada" }, { username: "carl" }],
    });
    expect(Object.keys((await bob.get("/users/shown")).body)).toEqual(["username", "created_at", "is_organization"]);
  });
});

describe("members", () => {
  it("are added, changed and removed by administrators", async () => {
    const members = await found("staff");
    const added = await ada.post(members, { user: "bob" });
    expect(added).toMatchObject({
      status: 201,
      body: { user: { username: "bob" }, role: "member", default_dataset_role: "none" },
    });
    expectRefusal(await ada.post(members, { user: "bob" }), { status: 400, sdkError: "AlreadyExistsError" });
    expectRefusal(await ada.post(members, { user: "nobody" }), NOT_FOUND);
    expectRefusal(await ada.post(members, { user: "acme" }), NOT_FOUND);
    const patched = await ada.patch(`${members}bob/`, { default_dataset_role: "reviewer" });
    expect(patched.body).toMatchObject({ role: "member", default_dataset_role: "reviewer" });
    expect((await ada.patch(`${members}bob/`, {})).body).toEqual(patched.body);
    expect((await ada.delete(`${members}bob/`)).status).toBe(204);
    expect((await bob.get(members)).status).toBe(403);
  });

  it("become collaborators of new datasets by their default role, and of old ones not", async () => {
    const members = await found("studio");
    const roles = { vera: "viewer", liam: "labeler", rosa: "reviewer", mia: "manager", adam: "admin", nora: "none" };
    const users = new Map<string, TestUser>();
    await ada.post("/organizations/studio/datasets/", { name: "before" });
    for (const [name, default_dataset_role] of Object.entries(roles)) {
      users.set(name, await server.addUser(name));
      await ada.post(members, { user: name, default_dataset_role });
    }
    const made = await ada.post("/organizations/studio/datasets/", { name: "after" });
    expect(made.body).toMatchObject({ full_name: "studio/after", owner: { username: "studio" }, role: "admin" });
    for (const [name, role] of Object.entries(roles)) {
      const dataset = await users.get(name)?.get("/datasets/studio/after/");
      expect(dataset, name).toMatchObject(role === "none" ? { status: 404 } : { status: 200, body: { role } });
      expect((await users.get(name)?.get("/datasets/studio/before/"))?.status, name).toBe(404);
    }
    const list = await ada.get<{ user: { username: string }; role: string }[]>("/datasets/studio/after/collaborators/");
    const given = Object.fromEntries(list.body.map(({ user, role }) => [user.username, role]));
    const { nora: _, ...expected } = roles;
    expect(given).toMatchObject(expected);
    expect(given).not.toHaveProperty("nora");
  });

  it("lose their access when they leave; their work keeps their name", async () => {
    const members = await found("factory");
    const walt = await server.addUser("walt");
    await ada.post(members, { user: "walt", default_dataset_role: "reviewer" });
    await ada.post("/organizations/factory/datasets/", { name: "parts", task_type: "vector" });
    const url = "/datasets/factory/parts/";
    const sample = await ada.post<{ uuid: string }>(`${url}samples/`, {
      ...{ name: "a.jpg", attributes: { image: { url: "" } }, assigned_labeler: "walt", assigned_reviewer: "walt" },
    });
    const label = `/labels/${sample.body.uuid}/ground-truth/`;
    await walt.put(label, { attributes: { annotations: [] }, label_status: "REVIEWED" });
    await walt.post(`/samples/${sample.body.uuid}/issues/`, { description: "Dark." });
    expect((await walt.delete(`${members}walt/`)).status).toBe(204);
    for (const path of [url, label, `/samples/${sample.body.uuid}/`]) expect((await walt.get(path)).status).toBe(404);
    expect((await walt.get("/user/datasets/")).body).toEqual([]);
    expect((await ada.get(label)).body).toMatchObject({ created_by: "walt", reviewed_by: "walt" });
    expect((await ada.get(`${url}issues/`)).body).toMatchObject([{ created_by: "walt" }]);
    const after = (await ada.get(`/samples/${sample.body.uuid}/`)).body;
    expect(after).toMatchObject({ assigned_labeler: null, assigned_reviewer: null });
    expect((await ada.get(`${url}collaborators/`)).body).not.toContainEqual(
      expect.objectContaining({ role: "reviewer" }),
    );
  });
});

describe("administrators", () => {
  it("are admins of every dataset of the organization, for as long as they are", async () => {
    const members = await found("guild");
    const gwen = await server.addUser("gwen");
    await ada.post("/organizations/guild/datasets/", { name: "old", task_type: "vector" });
    const url = "/datasets/guild/old/";
    await ada.post(members, { user: "gwen", role: "administrator" });
    expect((await gwen.get(url)).body).toMatchObject({ role: "admin" });
    expect((await gwen.get<unknown[]>("/user/datasets/")).body).toHaveLength(1);
    const sample = await gwen.post<{ uuid: string }>(`${url}samples/`, {
      ...{ name: "a.jpg", attributes: { image: { url: "" } }, assigned_labeler: "gwen" },
    });
    expect(sample.status).toBe(201);
    await ada.patch(`${members}gwen/`, { role: "member" });
    expect((await gwen.get(url)).status).toBe(404);
    expect((await ada.get(`/samples/${sample.body.uuid}/`)).body).toMatchObject({ assigned_labeler: null });
  });

  it("cannot leave, be removed or step down when they are the last", async () => {
    const members = await found("duo");
    await ada.post(members, { user: "bob" });
    for (const answer of [await ada.delete(`${members}ada/`), await ada.patch(`${members}ada/`, { role: "member" })]) {
      expectRefusal(answer, CANNOT_LEAVE);
      expect(answer.text.toLowerCase()).toContain("cannot leave the organization");
    }
    await ada.patch(`${members}bob/`, { role: "administrator" });
    expect((await bob.delete(`${members}ada/`)).status).toBe(204);
    expectRefusal(await bob.delete(`${members}bob/`), CANNOT_LEAVE);
  });

  it("who are disabled do not count: the last one who can sign in stays", async () => {
    const members = await found("half-disabled");
    await ada.post(members, { user: "bob", role: "administrator" });
    const disable = (isDisabled: boolean) =>
      server.database.pool.query(
        "update account set disabled_at = case when $1 then now() end where username = 'bob'",
        [isDisabled],
      );
    await disable(true);
    try {
      expectRefusal(await ada.delete(`${members}ada/`), CANNOT_LEAVE);
      expectRefusal(await ada.patch(`${members}ada/`, { role: "member" }), CANNOT_LEAVE);
    } finally {
      await disable(false);
    }
    expect((await ada.delete(`${members}ada/`)).status).toBe(204);
  });

  it("do not both leave at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const members = await found(`pair-${round}`);
      await ada.post(members, { user: "bob", role: "administrator" });
      const answers = await Promise.all([ada.delete(`${members}ada/`), bob.delete(`${members}bob/`)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([204, 403]);
    }
  });
});
