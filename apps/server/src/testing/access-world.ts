import { randomUUID } from "node:crypto";
import { DATASET_ROLES, type DatasetRole, type LabelStatus } from "@tessera/schema";
import { sql } from "kysely";
import { deleteCollaborator, insertCollaborator } from "../modules/collaborators/repository.js";
import { insertDataset } from "../modules/datasets/repository.js";
import { deleteMember, insertMember } from "../modules/organizations/repository.js";
import type { TestServer, TestUser } from "./test-server.js";

/** Everybody who may call: each stands to the datasets of the world in one of the ways that there are. */
export const CALLERS = [
  "anonymous",
  "stranger",
  "serverAdministrator",
  ...DATASET_ROLES,
  "owner",
  "member",
  "administrator",
  "removedMember",
  "removedCollaborator",
  "revokedKey",
  "wrongKey",
] as const;

export type CallerName = (typeof CALLERS)[number];

/** What a dataset opens to everybody. */
export const VISIBILITIES = {
  private: { public: false, noncollaborator_can_label: false, noncollaborator_can_review: false },
  public: { public: true, noncollaborator_can_label: false, noncollaborator_can_review: false },
  openToLabel: { public: true, noncollaborator_can_label: true, noncollaborator_can_review: false },
  openToReview: { public: true, noncollaborator_can_label: true, noncollaborator_can_review: true },
} as const;

export type Visibility = keyof typeof VISIBILITIES;

/** One dataset with one of everything. */
export interface Scene {
  readonly owner: string;
  readonly dataset: string;
  readonly sample: string;
  readonly issue: string;
  /** To the dataset, as labeler. */
  readonly invitation: string;
  /** To `acme`. */
  readonly organizationInvitation: string;
}

/**
 * The accounts of the access tests. `owner` owns datasets; the organization `acme` owns others, and has a `member`
 * (default dataset role: none) and an `administrator`. `serverAdministrator` runs the server, which gives no right on a dataset. `friend` is the one whom collaborator routes are about, `fellow`
 * the one whom member routes are about, and `author` writes the issues.
 */
export class AccessWorld {
  readonly #server: TestServer;
  readonly users: ReadonlyMap<string, TestUser>;
  readonly organizationId: number;
  /** The uuid of a key of `author`. */
  readonly foreignKey: string;
  #scenes = 0;

  static async open(server: TestServer): Promise<AccessWorld> {
    const users = new Map<string, TestUser>();
    for (const name of [...CALLERS, "friend", "fellow", "author"]) {
      if (name !== "anonymous" && name !== "wrongKey") users.set(name, await server.addUser(`${name}1`));
    }
    const founder = await server.addUser("founder");
    const organizationId = await server.addOrganization("acme", founder);
    const { db } = server.database;
    for (const [name, role] of [
      ["member", "member"],
      ["administrator", "administrator"],
      ["fellow", "member"],
    ] as const) {
      await insertMember(db, organizationId, idOf(users, name), { role, default_dataset_role: "none" });
    }
    await db
      .updateTable("api_key")
      .set({ revoked_at: sql<string>`now()` })
      .where("account_id", "=", idOf(users, "revokedKey"))
      .execute();
    await db
      .updateTable("account")
      .set({ is_server_administrator: true })
      .where("id", "=", idOf(users, "serverAdministrator"))
      .execute();
    const { uuid } = await db
      .selectFrom("api_key")
      .select("uuid")
      .where("account_id", "=", idOf(users, "author"))
      .executeTakeFirstOrThrow();
    return new AccessWorld(server, { users, organizationId, foreignKey: uuid });
  }

  private constructor(server: TestServer, world: Pick<AccessWorld, "users" | "organizationId" | "foreignKey">) {
    this.#server = server;
    this.users = world.users;
    this.organizationId = world.organizationId;
    this.foreignKey = world.foreignKey;
  }

  /** Headers by which a caller says who it is. */
  credentials(caller: CallerName): Record<string, string> {
    if (caller === "anonymous") return {};
    return { authorization: `APIKey ${caller === "wrongKey" ? "0".repeat(40) : this.users.get(caller)?.key}` };
  }

  /** A new dataset: of `owner` for the caller `owner`, of the organization for everybody else. */
  async openScene(
    visibility: Visibility,
    caller: CallerName,
    { labelStatus = "LABELED", isHeld = false }: { readonly labelStatus?: LabelStatus; readonly isHeld?: boolean } = {},
  ): Promise<Scene> {
    const { db } = this.#server.database;
    const [ownerId, owner] = caller === "owner" ? [idOf(this.users, "owner"), "owner1"] : [this.organizationId, "acme"];
    const dataset = `scene-${++this.#scenes}`;
    const removedMember = idOf(this.users, "removedMember");
    const removedCollaborator = idOf(this.users, "removedCollaborator");
    await insertMember(db, this.organizationId, removedMember, { role: "member", default_dataset_role: "admin" });
    const id = await insertDataset(db, {
      owner_id: ownerId,
      name: dataset,
      task_type: "vector",
      task_attributes: "{}",
      created_by_id: ownerId,
      ...VISIBILITIES[visibility],
    });
    await deleteMember(db, this.organizationId, removedMember);
    await insertCollaborator(db, id, removedCollaborator, "admin");
    await deleteCollaborator(db, id, removedCollaborator);
    const roles: [string, DatasetRole][] = DATASET_ROLES.map((role) => [role, role]);
    for (const [name, role] of [...roles, ["revokedKey", "admin"], ["friend", "labeler"]] as const) {
      await insertCollaborator(db, id, idOf(this.users, name), role);
    }
    const [sample, issue] = [randomUUID(), randomUUID()];
    const [invitation, organizationInvitation] = [randomUUID(), randomUUID()];
    const author = idOf(this.users, "author");
    await sql`with model as (
        insert into labelset (dataset_id, name) values (${id}, 'model')
      ), v1 as (
        insert into release (dataset_id, name, status, created_by_id) values (${id}, 'v1', 'SUCCEEDED', ${author})
      ), s as (
        insert into sample (uuid, dataset_id, name, attributes, label_status, gt_label_updated_at, created_by_id)
        values (${sample}, ${id}, 'a.jpg', '{"image":{"url":""}}', ${labelStatus}, now(), ${author}) returning id
      ), content as (
        insert into label_content (sample_id, attributes) select id, '{"annotations":[]}' from s returning id, sample_id
      ), l as (
        insert into label (sample_id, labelset_id, version, label_status, content_id, created_by_id, updated_by_id)
        select sample_id, (select id from labelset where dataset_id = ${id} and is_groundtruth), 1, ${labelStatus}, id, ${author}, ${author}
        from content returning *
      ), version as (
        insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, saved_by_id)
        select sample_id, labelset_id, version, 'saved', label_status, content_id, updated_by_id from l
      ), draft as (
        insert into label_draft (account_id, sample_id, labelset_id, label_version, format, client, object_count, bytes, content)
        select ${author}, sample_id, labelset_id, version, 'f', 'c', 0, 2, '{}' from l
      ), invitations as (
        insert into invitation (uuid, token_hash, dataset_id, organization_id, role, created_by_id, expires_at)
        values (${invitation}, sha256(${invitation}::uuid::text::bytea), ${id}, null, 'labeler', ${author}, now() + interval '1 day'),
          (${organizationInvitation}, sha256(${organizationInvitation}::uuid::text::bytea), null, ${this.organizationId}, 'member',
            ${author}, now() + interval '1 day')
      )
      insert into issue (uuid, dataset_id, sample_id, description, status, created_by_id, updated_by_id)
      select ${issue}, ${id}, id, 'Blurred.', 'OPEN', ${author}, ${author} from s`.execute(db);
    if (isHeld) {
      await sql`insert into lease (sample_id, dataset_id, account_id, client, work_type, expires_at)
        select id, dataset_id, ${idOf(this.users, "friend")}, 'a-tab', 'label', now() + interval '1 minute'
        from sample where uuid = ${sample}`.execute(db);
    }
    return { owner, dataset, sample, issue, invitation, organizationInvitation };
  }

  /** Undoes what the routes of members do to `fellow` and `author`. */
  async restoreMembers(): Promise<void> {
    const { db } = this.#server.database;
    for (const name of ["fellow", "author"]) await deleteMember(db, this.organizationId, idOf(this.users, name));
    const settings = { role: "member", default_dataset_role: "none" } as const;
    await insertMember(db, this.organizationId, idOf(this.users, "fellow"), settings);
  }
}

function idOf(users: ReadonlyMap<string, TestUser>, name: string): number {
  const user = users.get(name);
  if (user === undefined) throw new Error(`There is no ${name}.`);
  return user.id;
}

const USED_TABLES: ReadonlySet<string> = new Set(["public.api_key", "public.session"]);

/**
 * Changes whenever any row of any table is written: the number of rows, and the transactions that wrote them. That a
 * key or a session was used is not counted.
 */
export async function fingerprint(server: TestServer): Promise<string> {
  const { pool } = server.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') order by 1`,
  );
  const parts = tables.map(({ name }) =>
    USED_TABLES.has(name)
      ? `select '${name}' as name, count(*)::text as rows, ${name === "public.api_key" ? "count(revoked_at)" : "0"}::text as writes from ${name}`
      : `select '${name}', count(*)::text, coalesce(sum(xmin::text::bigint), 0)::text from ${name}`,
  );
  const { rows } = await pool.query(parts.join(" union all "));
  return rows.map((row) => `${row.name}: ${row.rows} rows, ${row.writes}`).join("\n");
}
