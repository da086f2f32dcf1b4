import type { DatasetRole, OrganizationRole, TaskType } from "@tessera/schema";
import type pg from "pg";
import type { Credential } from "./credentials.js";
import { SESSION_SECONDS } from "./session-cookie.js";

const CALLER_BY_KEY = `select a.id as caller_id, a.username as caller_username, a.is_server_administrator, k.id as key_id, null::uuid as session_uuid,
    (k.last_used_at is null or k.last_used_at < now() - interval '1 minute') as is_use_unrecorded, false as is_renewal_due
  from api_key k join account a on a.id = k.account_id where k.key_hash = $1 and k.revoked_at is null and a.disabled_at is null`;
const CALLER_BY_SESSION = `select a.id as caller_id, a.username as caller_username, a.is_server_administrator, null::bigint as key_id, s.uuid as session_uuid,
    s.last_used_at < now() - interval '1 minute' as is_use_unrecorded, s.expires_at < now() + interval '${SESSION_SECONDS - 86_400} s' as is_renewal_due
  from session s join account a on a.id = s.account_id where s.token_hash = $1 and s.expires_at > now() and a.disabled_at is null`;

const DATASET_COLUMNS = `d.id as dataset_id, d.owner_id, o.username as owner_username, d.name as dataset_name, d.task_type,
  d.enable_label_status_verified, d.late_rule is not null as moves_late_objects, d.archived, d.public, d.noncollaborator_can_label, d.noncollaborator_can_review,
  dataset_role(d.id, d.owner_id, c.caller_id) as role`;

/** One query finds the caller and the target together: authorization costs a request one round trip. */
const TARGETS = {
  dataset: `select ${DATASET_COLUMNS} from dataset d join account o on o.id = d.owner_id
    where lower(o.username) = lower($2) and o.username = $2 and d.name = $3 and d.deleted_at is null`,
  sample: `select s.id as sample_id, s.uuid as sample_uuid, ${DATASET_COLUMNS}
    from sample s join dataset d on d.id = s.dataset_id join account o on o.id = d.owner_id
    where s.uuid = $2 and d.deleted_at is null`,
  label: `select s.id as sample_id, s.uuid as sample_uuid, l.id as labelset_id, l.name as labelset_name, l.is_groundtruth,
      coalesce(content.bytes, 0) as label_bytes, ${DATASET_COLUMNS}
    from sample s join dataset d on d.id = s.dataset_id join account o on o.id = d.owner_id
    left join labelset l on l.dataset_id = d.id and l.name = $3
    left join label on label.sample_id = s.id and label.labelset_id = l.id
    left join label_content content on content.id = label.content_id
    where s.uuid = $2 and d.deleted_at is null`,
  issue: `select i.id as issue_id, i.created_by_id as issue_created_by_id, ${DATASET_COLUMNS}
    from issue i join dataset d on d.id = i.dataset_id join account o on o.id = d.owner_id
    where i.uuid = $2 and d.deleted_at is null`,
  lease: `select k.work_type as lease_work_type, ${DATASET_COLUMNS}
    from lease k join sample s on s.id = k.sample_id join dataset d on d.id = s.dataset_id join account o on o.id = d.owner_id
    where k.uuid = $2 and k.account_id = c.caller_id and d.deleted_at is null`,
  invitation: `select i.id as invitation_id, i.role as invitation_role, org.id as organization_id, org.username as organization_username,
      m.role as member_role, ${DATASET_COLUMNS}
    from invitation i
    left join dataset d on d.id = i.dataset_id and d.deleted_at is null left join account o on o.id = d.owner_id
    left join account org on org.id = i.organization_id
    left join organization_member m on m.organization_id = org.id and m.account_id = c.caller_id
    where i.uuid = $2 and i.expires_at > now()`,
  organization: `select o.id as organization_id, o.username as organization_username, m.role as member_role
    from account o left join organization_member m on m.organization_id = o.id and m.account_id = c.caller_id
    where lower(o.username) = lower($2) and o.username = $2 and o.is_organization`,
} as const;

/** The caller, and of the target the columns that its table has. */
export interface AccessRow {
  caller_id: number;
  caller_username: string;
  is_server_administrator: boolean;
  key_id: number | null;
  session_uuid: string | null;
  is_use_unrecorded: boolean;
  is_renewal_due: boolean;
  dataset_id: number | null;
  owner_id: number;
  owner_username: string;
  dataset_name: string;
  task_type: TaskType;
  enable_label_status_verified: boolean;
  moves_late_objects: boolean;
  archived: boolean;
  public: boolean;
  noncollaborator_can_label: boolean;
  noncollaborator_can_review: boolean;
  role: DatasetRole | null;
  sample_id: number;
  sample_uuid: string;
  labelset_id: number | null | undefined;
  labelset_name: string;
  is_groundtruth: boolean;
  label_bytes: number;
  issue_id: number;
  issue_created_by_id: number;
  lease_work_type: "label" | "review" | null;
  invitation_id: number | null;
  invitation_role: DatasetRole | OrganizationRole;
  organization_id: number | null;
  organization_username: string;
  member_role: "member" | "administrator" | null;
}

/** What the url names: which kind of thing, and by what. */
export interface TargetLookup {
  readonly table: keyof typeof TARGETS;
  readonly values: readonly string[];
}

/** Finds who calls, and what the url names as they stand to it. Undefined where nobody has these credentials. */
export async function findCallerAndTarget(
  pool: pg.Pool,
  credential: Credential,
  lookup: TargetLookup | undefined,
): Promise<AccessRow | undefined> {
  const callerSql = credential.kind === "key" ? CALLER_BY_KEY : CALLER_BY_SESSION;
  const targetSql = lookup === undefined ? undefined : TARGETS[lookup.table];
  const { rows } = await pool.query<AccessRow>({
    name: `access-${credential.kind}-${lookup?.table ?? "none"}`,
    text:
      targetSql === undefined
        ? callerSql
        : `with c as materialized (${callerSql}) select * from c left join lateral (${targetSql}) t on true`,
    values: [credential.hash, ...(lookup?.values ?? [])],
  });
  return rows[0];
}

/** Writes down that a key or session was used. A session that is used lives on. */
export async function recordUse(pool: pg.Pool, used: AccessRow): Promise<void> {
  if (used.key_id !== null) {
    await pool.query("update api_key set last_used_at = now() where id = $1", [used.key_id]);
    return;
  }
  await pool.query(
    `update session set last_used_at = now(),
       expires_at = case when $2 then now() + interval '${SESSION_SECONDS} s' else expires_at end where uuid = $1`,
    [used.session_uuid, used.is_renewal_due],
  );
}
