import { randomBytes } from "node:crypto";
import { sdkErrorOf } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashSecret } from "./http/credentials.js";
import { SESSION_COOKIE } from "./http/session-cookie.js";
import { openTestServer, type TestServer, type TestUser } from "./testing/test-server.js";

/** The finer rules of access, beside the table of access.test.ts. */

let server: TestServer;
let jane: TestUser;
let users: Record<"viewer" | "labeler" | "reviewer" | "manager" | "colleague", TestUser>;
let url: string;
let sample: string;

beforeAll(async () => {
  server = await openTestServer();
  jane = await server.addUser("jane");
  users = {
    viewer: await server.addUser("vera"),
    labeler: await server.addUser("liam"),
    reviewer: await server.addUser("rosa"),
    manager: await server.addUser("mia"),
    colleague: await server.addUser("adam"),
  };
  url = await server.addDataset(jane, {
    name: "flowers",
    collaborators: { vera: "viewer", liam: "labeler", rosa: "reviewer", mia: "manager", adam: "admin" },
  });
  sample = await addSample("a.jpg");
});
afterAll(() => server.close());

async function addSample(name: string): Promise<string> {
  const answer = await jane.post<{ uuid: string }>(`${url}samples/`, { name, attributes: { image: { url: "" } } });
  return answer.body.uuid;
}

describe("statuses of a label", () => {
  const STATUSES = {
    labeler: ["PRELABELED", "LABELING_IN_PROGRESS", "LABELED", "SKIPPED"],
    reviewer: ["REVIEWING_IN_PROGRESS", "REVIEWED", "REJECTED", "VERIFIED"],
    manager: ["UNLABELED"],
  } as const;
  const RANKS = ["labeler", "reviewer", "manager"] as const;

  it.each(RANKS.flatMap((least) => STATUSES[least].map((status) => [status, least] as const)))(
    "%s takes a %s",
    async (status, least) => {
      await jane.patch(url, { enable_label_status_verified: true });
      const label = `/labels/${await addSample(`${status}.jpg`)}/ground-truth/`;
      await jane.put(label, { attributes: { annotations: [] } });
      for (const role of RANKS) {
        const isAllowed = RANKS.indexOf(role) >= RANKS.indexOf(least);
        const patched = await users[role].patch(label, { label_status: status });
        expect(patched.status, `PATCH by the ${role}`).toBe(isAllowed ? 200 : 403);
        const put = await users[role].put(label, { attributes: { annotations: [] }, label_status: status });
        expect(put.status, `PUT by the ${role}`).toBe(isAllowed ? 200 : 403);
      }
    },
  );

  it("VERIFIED is refused to everybody where the dataset does not enable it", async () => {
    await jane.patch(url, { enable_label_status_verified: false });
    const label = `/labels/${sample}/ground-truth/`;
    const answer = await jane.put(label, { attributes: { annotations: [] }, label_status: "VERIFIED" });
    expect(answer).toMatchObject({ status: 400, body: { label_status: [expect.any(String)] } });
    expect((await jane.get(label)).status).toBe(404);
  });
});

describe("a public dataset", () => {
  it("lets its own collaborators do what it lets everybody do", async () => {
    const settings = { public: true, noncollaborator_can_label: true, noncollaborator_can_review: true };
    const open = await server.addDataset(jane, {
      ...{ name: "open", settings },
      collaborators: { vera: "viewer", liam: "labeler" },
    });
    const { body } = await jane.post<{ uuid: string }>(`${open}samples/`, {
      ...{ name: "a.jpg", attributes: { image: { url: "" } } },
    });
    const label = `/labels/${body.uuid}/ground-truth/`;
    const reviewed = { attributes: { annotations: [] }, label_status: "REVIEWED" };
    for (const role of ["viewer", "labeler", "reviewer"] as const) {
      expect((await users[role].put(label, reviewed)).status, role).toBeLessThan(300);
      expect((await users[role].post(`${open}labelsets/`, { name: "mine" })).status, role).toBe(403);
    }
  });
});

describe("collaborators", () => {
  it("look themselves up, and nobody else", async () => {
    for (const [role, user] of Object.entries(users).filter(([name]) => name !== "colleague")) {
      const own = await user.get(`${url}collaborators/${user.username}`);
      expect(own, role).toMatchObject({ status: 200, body: { user: { username: user.username }, role } });
    }
    expect((await users.viewer.get(`${url}collaborators/liam/`)).status).toBe(403);
  });

  it("may leave, whatever their role", async () => {
    const guest = await server.addUser("guest");
    await jane.post(`${url}collaborators/`, { user: "guest", role: "viewer" });
    expect((await guest.delete(`${url}collaborators/guest/`)).status).toBe(204);
    expect((await guest.get(url)).status).toBe(404);
  });

  it("never hold the owner, who is neither changed nor removed", async () => {
    const manager = users.manager;
    expect((await manager.delete(`${url}collaborators/jane/`)).status).toBe(404);
    expect((await manager.patch(`${url}collaborators/jane/`, { role: "viewer" })).status).toBe(404);
    const added = await manager.post(`${url}collaborators/`, { user: "jane", role: "viewer" });
    expect(added.status).toBe(400);
    expect(sdkErrorOf(added.text)).toBe("CollaboratorError");
  });

  it("are added once, and only if they are somebody", async () => {
    await server.addOrganization("acme", jane);
    for (const user of ["liam", "nobody-of-this-name", "acme"]) {
      const answer = await jane.post(`${url}collaborators/`, { user, role: "viewer" });
      expect([answer.status, sdkErrorOf(answer.text)], user).toEqual([400, "CollaboratorError"]);
    }
  });

  it("are given and taken all roles but admin by managers", async () => {
    const { manager, colleague } = users;
    const somebody = await server.addUser("somebody");
    const of = (user: TestUser) => `${url}collaborators/${user.username}/`;
    expect((await manager.post(`${url}collaborators/`, { user: "somebody", role: "admin" })).status).toBe(403);
    expect((await manager.post(`${url}collaborators/`, { user: "somebody", role: "manager" })).status).toBe(201);
    expect((await manager.patch(of(somebody), { role: "admin" })).status).toBe(403);
    expect((await manager.patch(of(manager), { role: "admin" })).status).toBe(403);
    expect((await manager.patch(of(colleague), { role: "viewer" })).status).toBe(403);
    expect((await manager.delete(of(colleague))).status).toBe(403);
    expect((await manager.delete(of(somebody))).status).toBe(204);
    expect((await jane.get(of(colleague))).body).toMatchObject({ role: "admin" });
  });

  it("give their assigned samples back when they go", async () => {
    const worker = await server.addUser("worker");
    await jane.post(`${url}collaborators/`, { user: "worker", role: "reviewer" });
    const uuid = await addSample("assigned.jpg");
    const assigned = { assigned_labeler: "worker", assigned_reviewer: "worker" };
    expect((await jane.patch(`/samples/${uuid}/`, assigned)).body).toMatchObject(assigned);
    await worker.delete(`${url}collaborators/worker/`);
    const after = (await jane.get(`/samples/${uuid}/`)).body;
    expect(after).toMatchObject({ assigned_labeler: null, assigned_reviewer: null });
  });
});

describe("issues", () => {
  async function addIssue(author: TestUser): Promise<string> {
    const answer = await author.post<{ uuid: string }>(`/samples/${sample}/issues/`, { description: "Blurred." });
    expect(answer.status).toBe(201);
    return `/issues/${answer.body.uuid}/`;
  }

  it("are edited, resolved and deleted by their author", async () => {
    for (const author of [users.viewer, users.labeler]) {
      const issue = await addIssue(author);
      expect((await author.patch(issue, { description: "Dark.", status: "CLOSED" })).body).toMatchObject({
        ...{ description: "Dark.", status: "CLOSED", created_by: author.username, updated_by: author.username },
      });
      expect((await author.delete(issue)).status).toBe(204);
    }
  });

  it("are resolved and deleted by managers, edited by admins, and nobody else's", async () => {
    const issue = await addIssue(users.viewer);
    const { labeler, reviewer, manager, colleague } = users;
    for (const user of [labeler, reviewer]) {
      expect((await user.patch(issue, { status: "CLOSED" })).status).toBe(403);
      expect((await user.delete(issue)).status).toBe(403);
    }
    expect((await manager.patch(issue, { status: "CLOSED", description: "Mine." })).status).toBe(403);
    expect((await manager.patch(issue, { tags: ["mine"] })).status).toBe(403);
    expect((await manager.patch(issue, { status: "CLOSED" })).status).toBe(200);
    expect((await colleague.patch(issue, { description: "Sharp." })).status).toBe(200);
    expect((await manager.delete(issue)).status).toBe(204);
  });

  it("are out of their author's reach once the author is removed", async () => {
    const guest = await server.addUser("visitor");
    await jane.post(`${url}collaborators/`, { user: "visitor", role: "viewer" });
    const issue = await addIssue(guest);
    await jane.delete(`${url}collaborators/visitor/`);
    expect((await guest.patch(issue, { description: "Still mine?" })).status).toBe(404);
    expect((await guest.delete(issue)).status).toBe(404);
    const { body } = await jane.get<{ uuid: string; created_by: string }[]>(`${url}issues/`);
    expect(body.find((item) => issue.includes(item.uuid))).toMatchObject({ created_by: "visitor" });
  });
});

describe("credentials", () => {
  it("are wrong on every path when they are wrong on one", async () => {
    const wrong = { authorization: `APIKey ${randomBytes(20).toString("hex")}` };
    for (const path of ["/api_status/", "/user", url, "/no/such/path", "/labels/"]) {
      const answer = await server.call("GET", path, { headers: wrong });
      expect([answer.status, sdkErrorOf(answer.text)], path).toEqual([401, "AuthenticationError"]);
    }
  });

  it("are a key by either name, in any case", async () => {
    for (const scheme of ["APIKey", "Bearer", "apikey", "BEARER"]) {
      const headers = { authorization: `${scheme} ${jane.key}` };
      expect((await server.call("GET", "/user", { headers })).status, scheme).toBe(200);
    }
    for (const header of ["", jane.key, `Basic ${jane.key}`, `APIKey ${jane.key} and more`, `APIKey ${jane.key}x`]) {
      expect((await server.call("GET", "/user", { headers: { authorization: header } })).status, header).toBe(401);
    }
  });

  it("are a session's cookie, while it lasts and where no header says otherwise", async () => {
    const token = randomBytes(32).toString("base64url");
    const insert = (expires_at: string, text: string) =>
      server.database.db
        .insertInto("session")
        .values({ token_hash: hashSecret(text), account_id: jane.id, address: "127.0.0.1", expires_at })
        .execute();
    await insert("2100-01-01T00:00:00Z", token);
    await insert("2000-01-01T00:00:00Z", `old${token}`);
    const status = async (headers: Record<string, string>) => (await server.call("GET", "/user", { headers })).status;
    expect(await status({ cookie: `a=b; ${SESSION_COOKIE}=${token}` })).toBe(200);
    expect(await status({ cookie: `${SESSION_COOKIE}=old${token}` })).toBe(401);
    expect(await status({ cookie: `not_${SESSION_COOKIE}=${token}` })).toBe(401);
    expect(await status({ cookie: `${SESSION_COOKIE}=${token}`, authorization: "APIKey wrong" })).toBe(401);
  });
});
