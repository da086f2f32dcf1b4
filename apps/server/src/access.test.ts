import { randomUUID } from "node:crypto";
import type { LabelStatus } from "@tessera/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UNDER_REVIEW } from "./modules/labels/write-rules.js";
import {
  AccessWorld,
  CALLERS,
  type CallerName,
  fingerprint,
  type Scene,
  type Visibility,
} from "./testing/access-world.js";
import { type Answer, openTestServer, type TestServer } from "./testing/test-server.js";

/**
 * Who may do what: every route × every kind of caller, complete by construction (the last test fails on a route without
 * a row). The statuses follow the role table of the workflow; columns are in the order of CALLERS.
 */
// biome-ignore-start format: columns
//                    anon strn serv view labe revi mana admi ownr memb admr exme exco revo wron
const EVERYBODY = "401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   401  401";
const NOBODY = "401  404  404  404  404  404  404  404  404  404  404  404  404  401  401";
const VIEW = {
  private: "401  404  404  ok   ok   ok   ok   ok   ok   404  ok   404  404  401  401",
  public: EVERYBODY,
};
const LABEL = {
  private: "401  404  404  403  ok   ok   ok   ok   ok   404  ok   404  404  401  401",
  public: "401  403  403  403  ok   ok   ok   ok   ok   403  ok   403  403  401  401",
  openToLabel: EVERYBODY,
  openToReview: EVERYBODY,
};
const REVIEW = {
  private: "401  404  404  403  403  ok   ok   ok   ok   404  ok   404  404  401  401",
  public: "401  403  403  403  403  ok   ok   ok   ok   403  ok   403  403  401  401",
  openToLabel: "401  403  403  403  403  ok   ok   ok   ok   403  ok   403  403  401  401",
  openToReview: EVERYBODY,
};
const MANAGE = {
  private: "401  404  404  403  403  403  ok   ok   ok   404  ok   404  404  401  401",
  public: "401  403  403  403  403  403  ok   ok   ok   403  ok   403  403  401  401",
  openToReview: "401  403  403  403  403  403  ok   ok   ok   403  ok   403  403  401  401",
};
const ADMINISTER = {
  private: "401  404  404  403  403  403  403  ok   ok   404  ok   404  404  401  401",
  public: "401  403  403  403  403  403  403  ok   ok   403  ok   403  403  401  401",
  openToReview: "401  403  403  403  403  403  403  ok   ok   403  ok   403  403  401  401",
};
const CLONE = {
  private: ADMINISTER.private,
  public: EVERYBODY,
};
/** What a review has touched is written by reviewers and above; of others the state asks nothing. */
const REVIEWED_LABEL = {
  private: "401  404  404  403  409  ok   ok   ok   ok   404  ok   404  404  401  401",
  public: "401  403  403  403  409  ok   ok   ok   ok   403  ok   403  403  401  401",
  openToLabel: "401  409  409  409  409  ok   ok   ok   ok   409  ok   409  409  401  401",
  openToReview: EVERYBODY,
};
/** While somebody else has the sample from the queue, managers alone write past it. */
const HELD_LABEL = {
  private: "401  404  404  403  409  409  ok   ok   ok   404  ok   404  404  401  401",
  openToReview: "401  409  409  409  409  409  ok   ok   ok   409  ok   409  409  401  401",
};
/** Work of the label queue: nobody's, once a review has touched the label. */
const QUEUED_LABEL = {
  private: "401  404  404  403  409  409  409  409  409  404  409  404  404  401  401",
  openToLabel: "401  409  409  409  409  409  409  409  409  409  409  409  409  401  401",
};
/** Who may label has a draft of their own, or none. */
const NO_DRAFT = {
  private: "401  404  404  403  404  404  404  404  404  404  404  404  404  401  401",
  openToLabel: "401  404  404  404  404  404  404  404  404  404  404  404  404  401  401",
};
/** Managers may end leases, of which there is none of this uuid. */
const NO_LEASE = { private: "401  404  404  403  403  403  404  404  404  404  404  404  404  401  401" };
const MEMBERS = "401  403  403  403  403  403  403  403  403  ok   ok   403  403  401  401";
const ADMINISTRATORS = "401  403  403  403  403  403  403  403  403  403  ok   403  403  401  401";
const SERVER = "401  403  ok   403  403  403  403  403  403  403  403  403  403  401  401";
/** Of a key of somebody else. */
const NO_USER_KEY = SERVER.replace("ok ", "404");
// biome-ignore-end format: columns

interface Row {
  readonly route: string;
  /** What `ok` stands for in the columns. */
  readonly ok: 200 | 201 | 204;
  /** A row a visibility; a text where no dataset is named. */
  readonly cells: string | Partial<Record<Visibility, string>>;
  readonly variant?: string;
  readonly body?: (scene: Scene, call: number) => unknown;
  /** Url parts, where they are not the scene's. */
  readonly params?: Readonly<Record<string, string>>;
  readonly invitation?: (scene: Scene) => string;
  /** The status of the scene's label; LABELED unless told. */
  readonly labelStatus?: LabelStatus;
  /** Whether `friend` has the scene's sample from the label queue. */
  readonly isHeld?: boolean;
}

const SAMPLE = { name: "b.jpg", attributes: { image: { url: "" } } };
const EMPTY_LABEL = { attributes: { annotations: [] } };
const DRAFT = { revision: 0, label_version: 1, format: "f", client: "c", object_count: 0, content: {} };
const ACCESS_PASSWORD = "a password of ten";
const FRIEND = { username: "friend1" };
const FELLOW = { username: "fellow1" };
const DATASET = "/datasets/:owner/:dataset/";
const ORGANIZATION = "/organizations/:organization/";

const ROWS: readonly Row[] = [
  { route: "GET /api_status/", ok: 200, cells: EVERYBODY },
  { route: "GET /user/", ok: 200, cells: EVERYBODY },
  { route: "GET /users/:username/", ok: 200, cells: EVERYBODY, params: FRIEND },
  { route: "GET /user/api_keys/", ok: 200, cells: EVERYBODY },
  { route: "POST /user/api_keys/", ok: 201, cells: EVERYBODY, body: () => ({ name: "key" }) },
  { route: "DELETE /user/api_keys/:uuid/", variant: "of somebody else", ok: 204, cells: NOBODY },
  { route: "PATCH /user/", ok: 200, cells: EVERYBODY, body: () => ({}) },
  { route: "GET /user/sessions/", ok: 200, cells: EVERYBODY },
  { route: "DELETE /user/sessions/:uuid/", variant: "of somebody else", ok: 204, cells: NOBODY },
  {
    route: "PUT /user/password/",
    ok: 204,
    cells: EVERYBODY,
    body: () => ({ current_password: ACCESS_PASSWORD, new_password: ACCESS_PASSWORD }),
  },
  { route: "POST /assets/", ok: 201, cells: EVERYBODY, body: () => ({ filename: "a.png" }) },
  { route: "DELETE /assets/:uuid/", variant: "of somebody else", ok: 204, cells: NOBODY },

  { route: "POST /organizations/", ok: 201, cells: EVERYBODY, body: (_, call) => ({ name: `organization-${call}` }) },
  { route: `GET ${ORGANIZATION}members/`, ok: 200, cells: MEMBERS },
  { route: `POST ${ORGANIZATION}members/`, ok: 201, cells: ADMINISTRATORS, body: () => ({ user: "author1" }) },
  {
    route: `PATCH ${ORGANIZATION}members/:username/`,
    ok: 200,
    cells: ADMINISTRATORS,
    params: FELLOW,
    body: () => ({ default_dataset_role: "viewer" }),
  },
  { route: `DELETE ${ORGANIZATION}members/:username/`, ok: 204, cells: ADMINISTRATORS, params: FELLOW },
  { route: `GET ${ORGANIZATION}datasets/`, ok: 200, cells: EVERYBODY },
  {
    route: `POST ${ORGANIZATION}datasets/`,
    ok: 201,
    cells: ADMINISTRATORS,
    body: (_, call) => ({ name: `new-${call}` }),
  },

  { route: "GET /server/users/", ok: 200, cells: SERVER },
  { route: "GET /server/users/:username/", ok: 200, cells: SERVER, params: FRIEND },
  { route: "PATCH /server/users/:username/", ok: 200, cells: SERVER, params: FRIEND, body: () => ({}) },
  { route: "POST /server/users/:username/password/", ok: 201, cells: SERVER, params: FRIEND, body: () => ({}) },
  { route: "GET /server/users/:username/api_keys/", ok: 200, cells: SERVER, params: FRIEND },
  {
    route: "DELETE /server/users/:username/api_keys/:uuid/",
    variant: "that is none",
    ok: 204,
    cells: NO_USER_KEY,
    params: FRIEND,
  },
  { route: "GET /server/users/:username/sessions/", ok: 200, cells: SERVER, params: FRIEND },
  { route: "DELETE /server/users/:username/sessions/", ok: 204, cells: SERVER, params: FRIEND },

  { route: "GET /examples/", ok: 200, cells: EVERYBODY },
  { route: "POST /user/examples/", ok: 201, cells: EVERYBODY, body: () => ({ name: "bboxes" }) },
  { route: "GET /user/datasets/", ok: 200, cells: EVERYBODY },
  { route: "POST /user/datasets/", ok: 201, cells: EVERYBODY, body: (_, call) => ({ name: `new-${call}` }) },
  { route: "GET /users/:username/datasets/", ok: 200, cells: EVERYBODY, params: FRIEND },
  { route: `GET ${DATASET}`, ok: 200, cells: VIEW },
  { route: `GET ${DATASET}task_attributes/versions/`, ok: 200, cells: MANAGE },
  { route: `GET ${DATASET}task_attributes/usage/`, ok: 200, cells: MANAGE },
  { route: `GET ${DATASET}task_attributes/attribute_usage/`, ok: 200, cells: MANAGE },
  { route: `GET ${DATASET}task_attributes/changes/`, ok: 200, cells: MANAGE },
  { route: `GET ${DATASET}task_attributes/changes/:uuid/`, ok: 200, cells: NO_LEASE, params: { uuid: randomUUID() } },
  {
    route: `POST ${DATASET}task_attributes/changes/`,
    ok: 201,
    cells: ADMINISTER,
    body: () => ({
      task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "object" }] },
      categories: [{ id: 1, move_to: null }],
    }),
  },
  { route: `PATCH ${DATASET}`, ok: 200, cells: ADMINISTER, body: () => ({ description: "Changed." }) },
  { route: `DELETE ${DATASET}`, ok: 204, cells: ADMINISTER },
  { route: `POST ${DATASET}clone/`, ok: 201, cells: CLONE, body: (_, call) => ({ name: `clone-${call}` }) },

  { route: `GET ${DATASET}collaborators/`, ok: 200, cells: MANAGE },
  {
    route: `POST ${DATASET}collaborators/`,
    ok: 201,
    cells: MANAGE,
    body: () => ({ user: "author1", role: "manager" }),
  },
  {
    route: `POST ${DATASET}collaborators/`,
    variant: "as admin",
    ok: 201,
    cells: ADMINISTER,
    body: () => ({ user: "author1", role: "admin" }),
  },
  { route: `GET ${DATASET}collaborators/:username/`, ok: 200, cells: MANAGE, params: FRIEND },
  {
    route: `PATCH ${DATASET}collaborators/:username/`,
    ok: 200,
    cells: MANAGE,
    params: FRIEND,
    body: () => ({ role: "reviewer" }),
  },
  {
    route: `PATCH ${DATASET}collaborators/:username/`,
    variant: "to admin",
    ok: 200,
    cells: ADMINISTER,
    params: FRIEND,
    body: () => ({ role: "admin" }),
  },
  {
    route: `PATCH ${DATASET}collaborators/:username/`,
    variant: "of an admin",
    ok: 200,
    cells: ADMINISTER,
    params: { username: "revokedKey1" },
    body: () => ({ role: "viewer" }),
  },
  { route: `DELETE ${DATASET}collaborators/:username/`, ok: 204, cells: MANAGE, params: FRIEND },
  {
    route: `DELETE ${DATASET}collaborators/:username/`,
    variant: "of an admin",
    ok: 204,
    cells: ADMINISTER,
    params: { username: "revokedKey1" },
  },

  { route: `GET ${DATASET}invitations/`, ok: 200, cells: MANAGE },
  { route: `POST ${DATASET}invitations/`, ok: 201, cells: MANAGE, body: () => ({ role: "manager" }) },
  {
    route: `POST ${DATASET}invitations/`,
    variant: "as admin",
    ok: 201,
    cells: ADMINISTER,
    body: () => ({ role: "admin" }),
  },
  {
    route: "DELETE /invitations/:invitation/",
    variant: "to a dataset",
    ok: 204,
    cells: MANAGE,
    invitation: ({ invitation }) => invitation,
  },
  {
    route: "DELETE /invitations/:invitation/",
    variant: "to an organization",
    ok: 204,
    cells: ADMINISTRATORS,
    invitation: ({ organizationInvitation }) => organizationInvitation,
  },
  { route: `GET ${ORGANIZATION}invitations/`, ok: 200, cells: ADMINISTRATORS },
  { route: `POST ${ORGANIZATION}invitations/`, ok: 201, cells: ADMINISTRATORS, body: () => ({}) },

  { route: `GET ${DATASET}samples/`, ok: 200, cells: VIEW },
  { route: `POST ${DATASET}samples/`, ok: 201, cells: ADMINISTER, body: () => SAMPLE },
  { route: `POST ${DATASET}samples_bulk/`, ok: 201, cells: ADMINISTER, body: () => [SAMPLE] },
  { route: `DELETE ${DATASET}samples_bulk/`, ok: 200, cells: ADMINISTER, body: ({ sample }) => ({ uuids: [sample] }) },
  { route: "GET /samples/:uuid/", ok: 200, cells: VIEW },
  { route: "GET /samples/:uuid/neighbours/", ok: 200, cells: VIEW },
  {
    route: "PATCH /samples/:uuid/",
    variant: "priority and assignment",
    ok: 200,
    cells: MANAGE,
    body: () => ({ priority: 3, assigned_labeler: "friend1" }),
  },
  {
    route: "PATCH /samples/:uuid/",
    variant: "name",
    ok: 200,
    cells: ADMINISTER,
    body: () => ({ priority: 3, name: "c.jpg" }),
  },
  { route: "PATCH /samples/:uuid/", variant: "metadata", ok: 200, cells: ADMINISTER, body: () => ({ metadata: {} }) },
  { route: "DELETE /samples/:uuid/", ok: 204, cells: ADMINISTER },

  { route: "GET /labels/:uuid/:labelset/", ok: 200, cells: VIEW },
  {
    route: "PUT /labels/:uuid/:labelset/",
    ok: 200,
    cells: LABEL,
    body: () => ({ ...EMPTY_LABEL, label_status: "LABELED" }),
  },
  {
    route: "PUT /labels/:uuid/:labelset/",
    variant: "reviewed",
    ok: 200,
    cells: REVIEW,
    body: () => ({ ...EMPTY_LABEL, label_status: "REVIEWED" }),
  },
  { route: "PATCH /labels/:uuid/:labelset/", ok: 200, cells: LABEL, body: () => ({ label_status: "SKIPPED" }) },
  {
    route: "PATCH /labels/:uuid/:labelset/",
    variant: "rejected",
    ok: 200,
    cells: REVIEW,
    body: () => ({ label_status: "REJECTED" }),
  },
  {
    route: "PATCH /labels/:uuid/:labelset/",
    variant: "unlabeled",
    ok: 200,
    cells: MANAGE,
    body: () => ({ label_status: "UNLABELED" }),
  },
  {
    route: "PATCH /labels/:uuid/:labelset/",
    variant: "rating",
    ok: 200,
    cells: REVIEW,
    body: () => ({ rating: 4 }),
  },
  { route: "DELETE /labels/:uuid/:labelset/", ok: 204, cells: LABEL },
  ...(
    [
      ["PUT /labels/:uuid/:labelset/", 200, { ...EMPTY_LABEL, label_status: "LABELED" }],
      ["PATCH /labels/:uuid/:labelset/", 200, { score: 0.5 }],
      ["DELETE /labels/:uuid/:labelset/", 204, undefined],
      ["POST /labels/:uuid/:labelset/versions/:version/restore/", 200, { version: 1 }],
    ] as const
  ).map(([route, ok, body]): Row => {
    const row = { route, ok, cells: HELD_LABEL, variant: "that somebody else holds", isHeld: true };
    return { ...row, params: { version: "1" }, body: () => body };
  }),
  ...UNDER_REVIEW.flatMap((labelStatus): Row[] => {
    const row = { variant: `in ${labelStatus}`, labelStatus, cells: REVIEWED_LABEL };
    const url = "/labels/:uuid/:labelset/";
    const work = (work_type: string, action: string) => () => ({
      ...{ work_type, action, version: 1, time: 1, inactive_time: 0 },
    });
    return [
      { ...row, route: `PUT ${url}`, ok: 200, body: () => ({ ...EMPTY_LABEL, label_status: "LABELED" }) },
      { ...row, route: `PATCH ${url}`, ok: 200, body: () => EMPTY_LABEL },
      { ...row, route: `DELETE ${url}`, ok: 204 },
      // A draft is no write of the label.
      { ...row, route: `PUT ${url}draft/`, ok: 200, cells: LABEL, body: () => DRAFT },
      { ...row, route: `DELETE ${url}draft/`, ok: 204, cells: NO_DRAFT },
      {
        ...{ ...row, route: `POST ${url}versions/:version/restore/`, ok: 200 },
        ...{ params: { version: "1" }, body: () => ({ version: 1 }) },
      },
      {
        ...{ ...row, route: `POST ${url}work/`, variant: `label in ${labelStatus}`, ok: 200 },
        ...{ cells: QUEUED_LABEL, body: work("label", "submit") },
      },
      {
        ...{ ...row, route: `POST ${url}work/`, variant: `review in ${labelStatus}`, ok: 200 },
        ...{ cells: REVIEW, body: work("review", "accept") },
      },
      {
        ...{ ...row, route: `POST ${url}work/`, variant: `normal in ${labelStatus}`, ok: 200 },
        ...{ cells: MANAGE, body: work("normal", "edit") },
      },
    ];
  }),
  ...(
    [
      ["label", "submit", LABEL],
      ["review", "accept", REVIEW],
      ["normal", "edit", MANAGE],
    ] as const
  ).map(([work_type, action, cells]) => ({
    route: "POST /labels/:uuid/:labelset/work/",
    variant: work_type,
    ok: 200 as const,
    cells,
    body: () => ({ work_type, action, version: 1, time: 1, inactive_time: 0 }),
  })),
  { route: "GET /user/drafts/", ok: 200, cells: EVERYBODY },
  { route: "GET /labels/:uuid/:labelset/draft/", variant: "of somebody else", ok: 200, cells: NO_DRAFT },
  {
    route: "PUT /labels/:uuid/:labelset/draft/",
    ok: 200,
    cells: LABEL,
    body: () => DRAFT,
  },
  { route: "DELETE /labels/:uuid/:labelset/draft/", variant: "of somebody else", ok: 204, cells: NO_DRAFT },
  { route: "GET /labels/:uuid/:labelset/versions/", ok: 200, cells: VIEW },
  { route: "GET /labels/:uuid/:labelset/versions/:version/", ok: 200, cells: VIEW, params: { version: "1" } },
  {
    route: "POST /labels/:uuid/:labelset/versions/:version/restore/",
    ok: 200,
    cells: LABEL,
    params: { version: "1" },
    body: () => ({ version: 1 }),
  },

  { route: `GET ${DATASET}queue/`, ok: 200, cells: VIEW },
  { route: `POST ${DATASET}queue/label/`, ok: 200, cells: LABEL, body: () => ({ client: "a-tab-of-mine" }) },
  { route: `POST ${DATASET}queue/review/`, ok: 200, cells: REVIEW, body: () => ({ client: "a-tab-of-mine" }) },
  { route: `POST ${DATASET}queue/label/back/`, ok: 200, cells: LABEL, body: () => ({ client: "a-tab-of-mine" }) },
  { route: `POST ${DATASET}queue/review/back/`, ok: 200, cells: REVIEW, body: () => ({ client: "a-tab-of-mine" }) },
  { route: `GET ${DATASET}leases/`, ok: 200, cells: MANAGE },
  {
    route: `DELETE ${DATASET}leases/:uuid/`,
    variant: "that is none",
    ok: 204,
    cells: NO_LEASE,
  },
  { route: "PUT /leases/:uuid/", variant: "of somebody else", ok: 200, cells: NOBODY },
  { route: "DELETE /leases/:uuid/", variant: "of somebody else", ok: 204, cells: NOBODY },

  { route: `GET ${DATASET}labelsets/`, ok: 200, cells: VIEW },
  { route: `POST ${DATASET}labelsets/`, ok: 201, cells: ADMINISTER, body: () => ({ name: "other" }) },
  { route: `GET ${DATASET}labelsets/:labelset/`, ok: 200, cells: VIEW, params: { labelset: "model" } },
  { route: `DELETE ${DATASET}labelsets/:labelset/`, ok: 204, cells: ADMINISTER, params: { labelset: "model" } },

  { route: `GET ${DATASET}issues/`, ok: 200, cells: VIEW },
  { route: "GET /samples/:uuid/issues/", ok: 200, cells: VIEW },
  { route: "GET /datasets/:uuid(^[0-9a-fA-F-]{36}$)/issues/", ok: 200, cells: VIEW },
  { route: "POST /samples/:uuid/issues/", ok: 201, cells: VIEW, body: () => ({ description: "Dark." }) },
  {
    route: "PATCH /issues/:uuid/",
    variant: "of somebody else: resolve",
    ok: 200,
    cells: MANAGE,
    body: () => ({ status: "CLOSED" }),
  },
  {
    route: "PATCH /issues/:uuid/",
    variant: "of somebody else: edit",
    ok: 200,
    cells: ADMINISTER,
    body: () => ({ description: "Bright." }),
  },
  { route: "DELETE /issues/:uuid/", variant: "of somebody else", ok: 204, cells: MANAGE },
  { route: "POST /issues/:uuid/comments/", ok: 201, cells: VIEW, body: () => ({ text: "Yes." }) },

  { route: `GET ${DATASET}releases/`, ok: 200, cells: VIEW },
  { route: `POST ${DATASET}releases/`, ok: 201, cells: ADMINISTER, body: () => ({ name: "v2" }) },
  { route: `GET ${DATASET}releases/:release/`, ok: 200, cells: VIEW },
  { route: `DELETE ${DATASET}releases/:release/`, ok: 204, cells: ADMINISTER },
  { route: `GET ${DATASET}workunits/`, ok: 200, cells: MANAGE },
];

/**
 * Routes that look at no credentials: files for who holds their url, the API's description, health, the set-up link,
 * signing in and out, and invitations for who holds their token (accepting one is tested with them).
 */
const OPEN_ROUTES = [
  /^GET \/(?:healthz|readyz|metrics|openapi\.json)$/,
  /^GET \/docs\/api/,
  /^(?:GET|POST) \/setup\//,
  /^POST \/sessions\/$/,
  /^DELETE \/sessions\/current\/$/,
  /^GET \/invitations\/:invitation\/$/,
  /^POST \/invitations\/:invitation\/accept\/$/,
  /^(?:GET|POST|OPTIONS) \/storage\b/,
];

let server: TestServer;
let world: AccessWorld;
let calls = 0;

beforeAll(async () => {
  server = await openTestServer();
  world = await AccessWorld.open(server);
  // No job runs here, and a clone waits some seconds for its samples.
  await server.database.pool.query(`create function skip_cloning() returns trigger language plpgsql as
    $$ begin new.clone_job := null; return new; end $$;
    create trigger skip_cloning before insert on dataset for each row execute function skip_cloning()`);
});
afterAll(() => server.close());

describe.each(cases())("%s", (_, { row, visibility, cells }) => {
  const expected = CALLERS.map((caller, index) => [caller, statusOf(row, cells, index)] as const);

  it("refuses whom it must, and changes nothing", async () => {
    const scenes = await openScenes(visibility, row);
    const before = await fingerprint(server);
    const refused = expected.filter(([, status]) => status >= 400);
    const statuses: Record<string, number> = {};
    for (const [caller, status] of refused) {
      const scene = caller === "owner" ? scenes.owned : scenes.shared;
      const answer = await call(row, caller, scene);
      statuses[caller] = answer.status;
      // What one may not see looks like what is not there.
      if (status === 404) expect(answer.text).toBe((await call(row, caller, nowhere(scene))).text);
    }
    expect(statuses).toEqual(Object.fromEntries(refused));
    expect(await fingerprint(server)).toBe(before);
  });

  it("lets in whom it may", async () => {
    const isRead = row.route.startsWith("GET ");
    const shared = isRead ? await openScenes(visibility, row) : undefined;
    const admitted = expected.filter(([, status]) => status < 400);
    const statuses: Record<string, number> = {};
    for (const [caller] of admitted) {
      const own = caller === "owner" ? shared?.owned : shared?.shared;
      const scene = own ?? (await world.openScene(visibility, caller, row));
      await world.restoreMembers();
      statuses[caller] = (await call(row, caller, scene)).status;
      if (isRead) expect((await call(row, caller, scene, "HEAD")).status, `HEAD as ${caller}`).toBe(row.ok);
    }
    expect(statuses).toEqual(Object.fromEntries(admitted));
  });
});

/** What changes nothing of the content of the dataset, or is about none. */
const ALLOWED_WHEN_ARCHIVED: ReadonlySet<string> = new Set([
  `PATCH ${DATASET}`,
  `DELETE ${DATASET}`,
  `POST ${DATASET}clone/`,
  ...[`POST ${DATASET}collaborators/`, `PATCH ${DATASET}collaborators/:username/`],
  ...[`DELETE ${DATASET}collaborators/:username/`, `POST ${DATASET}invitations/`],
  "DELETE /invitations/:invitation/",
  ...[`POST ${DATASET}releases/`, `DELETE ${DATASET}releases/:release/`],
  // The queues are empty, and leases end.
  ...[`POST ${DATASET}queue/label/back/`, `POST ${DATASET}queue/review/back/`],
  ...[`POST ${DATASET}queue/label/`, `POST ${DATASET}queue/review/`, `DELETE ${DATASET}leases/:uuid/`],
]);

describe("an archived dataset", () => {
  const rows = ROWS.filter(({ cells }) => typeof cells !== "string");
  const isRefused = (row: Row) => !row.route.startsWith("GET ") && !ALLOWED_WHEN_ARCHIVED.has(row.route);
  const titled = (row: Row) => [`${row.route} ${row.variant ?? ""}`.trim(), row] as const;

  async function openArchived(row: Row): Promise<Scene> {
    const scene = await world.openScene("private", "administrator", row);
    await server.call("PATCH", `/datasets/${scene.owner}/${scene.dataset}/`, {
      ...{ headers: world.credentials("administrator"), body: { archived: true } },
    });
    await world.restoreMembers();
    return scene;
  }

  it.each(rows.filter(isRefused).map(titled))("refuses %s", async (_, row) => {
    const scene = await openArchived(row);
    const before = await fingerprint(server);
    const answer = await call(row, "administrator", scene);
    expect([answer.status, answer.body]).toEqual([409, { detail: expect.stringContaining("archived") }]);
    // Whoever may not see it, or not do this anyway, is told so.
    expect((await call(row, "stranger", scene)).status).toBe(404);
    expect(await fingerprint(server)).toBe(before);
  });

  it.each(rows.filter((row) => !isRefused(row)).map(titled))("allows %s", async (_, row) => {
    const { status } = await call(row, "administrator", await openArchived(row));
    expect(status).toBe(row.cells === NO_LEASE || row.cells === NO_DRAFT ? 404 : row.ok);
  });

  it("is written again once it is unarchived", async () => {
    const row = ROWS.find(({ route }) => route === "PUT /labels/:uuid/:labelset/");
    if (row === undefined) throw new Error("There is no such row.");
    const scene = await openArchived(row);
    expect((await call(row, "administrator", scene)).status).toBe(409);
    const url = `/datasets/${scene.owner}/${scene.dataset}/`;
    await server.call("PATCH", url, { headers: world.credentials("administrator"), body: { archived: false } });
    expect((await call(row, "administrator", scene)).status).toBe(200);
  });
});

it("has a row for every route", () => {
  const routes = [...server.app.routePatterns].flatMap(([verb, paths]) =>
    [...paths.keys()].map((path) => `${verb === "HEAD" ? "GET" : verb} ${path}`),
  );
  const known = new Set(ROWS.map((row) => row.route));
  const missing = routes.filter((route) => !known.has(route) && !OPEN_ROUTES.some((open) => open.test(route)));
  expect([...new Set(missing)]).toEqual([]);
  expect([...known].filter((route) => !routes.includes(route))).toEqual([]);
});

it("asks of every write of a label what a review's state makes of it", () => {
  const writes = ROWS.filter(({ route }) => /^(?!GET )\S+ \/labels\//.test(route));
  for (const route of new Set(writes.map((row) => row.route))) {
    const states = writes.flatMap((row) => (row.route === route ? (row.labelStatus ?? []) : []));
    expect([...new Set(states)], route).toEqual([...UNDER_REVIEW]);
  }
});

it("looks at no credentials where no account is needed", async () => {
  for (const url of ["/healthz", "/readyz", "/metrics", "/openapi.json"]) {
    for (const caller of ["anonymous", "revokedKey", "wrongKey", "stranger"] as const) {
      expect((await server.call("GET", url, { headers: world.credentials(caller) })).status, url).toBe(200);
    }
  }
});

function cases() {
  return ROWS.flatMap((row) => {
    const { route, variant = "", cells } = row;
    const tables = typeof cells === "string" ? { private: cells } : cells;
    return Object.entries(tables).map(([visibility, text]) => {
      const title = `${route} ${variant} (${visibility})`.replace("  ", " ");
      return [title, { row, visibility: visibility as Visibility, cells: text }] as const;
    });
  });
}

function statusOf(row: Row, cells: string, index: number): number {
  const cell = cells.trim().split(/\s+/)[index];
  return cell === "ok" ? row.ok : Number(cell);
}

async function openScenes(visibility: Visibility, row: Row) {
  await world.restoreMembers();
  return {
    shared: await world.openScene(visibility, "stranger", row),
    owned: await world.openScene(visibility, "owner", row),
  };
}

function nowhere(scene: Scene): Scene {
  const unknown = "00000000-0000-4000-8000-000000000000";
  const nothing = { sample: unknown, issue: unknown, invitation: unknown, organizationInvitation: unknown };
  return { owner: scene.owner, dataset: "no-such-dataset", ...nothing };
}

async function call(row: Row, caller: CallerName, scene: Scene, verb?: "HEAD"): Promise<Answer> {
  const [method = "", path = ""] = row.route.split(" ");
  const uuid = path.startsWith("/issues")
    ? scene.issue
    : /^\/(?:samples|labels|datasets\/:uuid)/.test(path)
      ? scene.sample
      : world.foreignKey;
  const params: Readonly<Record<string, string>> = {
    ...{
      owner: scene.owner,
      dataset: scene.dataset,
      uuid,
      labelset: "ground-truth",
      release: "v1",
      organization: "acme",
      invitation: row.invitation?.(scene) ?? "",
    },
    ...row.params,
  };
  const url = path.replace(/:([a-z]+)(?:\(\^.*?\$\))?/g, (_, name: string) => params[name] ?? "");
  const body = row.body?.(scene, ++calls);
  return server.call(verb ?? (method as "GET"), url, {
    headers: world.credentials(caller),
    ...(body !== undefined && { body }),
  });
}
