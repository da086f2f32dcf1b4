import { createHash } from "node:crypto";
import {
  type Action,
  can,
  DATASET_ROLES,
  type DatasetRole,
  type OrganizationRole,
  type TaskType,
} from "@tessera/schema";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type pg from "pg";
import { isStorableText } from "../database/storable-text.js";
import { AppError } from "../errors.js";
import { isUuid } from "./identifiers.js";
import { requireSameOrigin } from "./same-origin.js";
import { findSessionToken, SESSION_SECONDS, setSessionCookie } from "./session-cookie.js";

/**
 * Who may call a route. Every route names one in its `config.access`; the hook below enforces it before the
 * body is read, and a route without one does not register.
 *
 * - `anonymous`: no credentials looked at.
 * - `account`: any signed-in account.
 * - `optional`: anybody; who comes with a key or a session is known.
 * - `dataset`, `sample`, `issue`: the dataset that the url names (or that the sample or issue belongs to)
 *   must be visible to the caller, else 404; and the caller's role must allow `action`, else 403.
 * - `organization`: `view` is for anyone signed in; `member` and `administrator` for those.
 * - `lease`: who holds it, while their role allows its work.
 * - `invitation`: who manages the dataset that it is to, or administrates the organization.
 */
export type Access =
  | { readonly kind: "anonymous" | "optional" | "account" | "invitation" | "lease" }
  | { readonly kind: "dataset" | "issue"; readonly action: Action }
  | { readonly kind: "sample"; readonly action: Action; readonly labelsetIn?: "path" | "query" }
  | { readonly kind: "organization"; readonly action: "view" | "member" | "administrator" };

export const ANONYMOUS: Access = { kind: "anonymous" };
export const ACCOUNT: Access = { kind: "account" };
export const OPTIONAL_ACCOUNT: Access = { kind: "optional" };
export const INVITATION: Access = { kind: "invitation" };
export const LEASE: Access = { kind: "lease" };
export const datasetAccess = (action: Action): Access => ({ kind: "dataset", action });
export const sampleAccess = (action: Action): Access => ({ kind: "sample", action });
/** A sample, and the labelset that the path (or the query, if it does) names: found in the same round trip; 404 without it. */
export const labelAccess = (action: Action, labelsetIn: "path" | "query" = "path"): Access => ({
  kind: "sample",
  action,
  labelsetIn,
});
export const issueAccess = (action: Action): Access => ({ kind: "issue", action });
export const organizationAccess = (action: "view" | "member" | "administrator"): Access => ({
  kind: "organization",
  action,
});

export interface Caller {
  readonly id: number;
  readonly username: string;
  /** The session that the request came with; absent with a key. */
  readonly sessionUuid?: string;
}

/** The dataset that a request is about, as the caller stands to it. */
export interface DatasetTarget {
  readonly id: number;
  readonly ownerId: number;
  readonly ownerUsername: string;
  readonly name: string;
  readonly taskType: TaskType;
  readonly isVerifiedEnabled: boolean;
  readonly isArchived: boolean;
  /** What the caller may do: the role granted, or what the dataset opens to everybody. */
  readonly role: DatasetRole;
}

export interface SampleTarget {
  readonly id: number;
  readonly uuid: string;
}

export interface LabelsetTarget {
  readonly id: number;
  readonly name: string;
  readonly isGroundtruth: boolean;
}

export interface IssueTarget {
  readonly id: number;
  readonly createdById: number;
}

export interface InvitationTarget {
  readonly id: number;
  readonly role: DatasetRole | OrganizationRole;
}

export interface OrganizationTarget {
  readonly id: number;
  readonly username: string;
  readonly callerRole: "member" | "administrator" | null;
}

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
    target: {
      dataset?: DatasetTarget;
      sample?: SampleTarget;
      labelset?: LabelsetTarget;
      issue?: IssueTarget;
      organization?: OrganizationTarget;
      invitation?: InvitationTarget;
    };
  }
}

const CALLER_BY_KEY = `select a.id as caller_id, a.username as caller_username, k.id as key_id, null::uuid as session_uuid,
    (k.last_used_at is null or k.last_used_at < now() - interval '1 minute') as is_use_unrecorded, false as is_renewal_due
  from api_key k join account a on a.id = k.account_id where k.key_hash = $1 and k.revoked_at is null`;
const CALLER_BY_SESSION = `select a.id as caller_id, a.username as caller_username, null::bigint as key_id, s.uuid as session_uuid,
    s.last_used_at < now() - interval '1 minute' as is_use_unrecorded, s.expires_at < now() + interval '${SESSION_SECONDS - 86_400} s' as is_renewal_due
  from session s join account a on a.id = s.account_id where s.token_hash = $1 and s.expires_at > now()`;

const DATASET_COLUMNS = `d.id as dataset_id, d.owner_id, o.username as owner_username, d.name as dataset_name, d.task_type,
  d.enable_label_status_verified, d.archived, d.public, d.noncollaborator_can_label, d.noncollaborator_can_review,
  dataset_role(d.id, d.owner_id, c.caller_id) as role`;

/** One query finds the caller and the target together: authorization costs a request one round trip. */
const TARGETS = {
  none: undefined,
  dataset: `select ${DATASET_COLUMNS} from dataset d join account o on o.id = d.owner_id
    where lower(o.username) = lower($2) and o.username = $2 and d.name = $3 and d.deleted_at is null`,
  sample: `select s.id as sample_id, s.uuid as sample_uuid, ${DATASET_COLUMNS}
    from sample s join dataset d on d.id = s.dataset_id join account o on o.id = d.owner_id
    where s.uuid = $2 and d.deleted_at is null`,
  label: `select s.id as sample_id, s.uuid as sample_uuid, l.id as labelset_id, l.name as labelset_name, l.is_groundtruth, ${DATASET_COLUMNS}
    from sample s join dataset d on d.id = s.dataset_id join account o on o.id = d.owner_id
    left join labelset l on l.dataset_id = d.id and l.name = $3
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

interface Row {
  caller_id: number;
  caller_username: string;
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
  issue_id: number;
  issue_created_by_id: number;
  lease_work_type: "label" | "review" | null;
  invitation_id: number | null;
  invitation_role: DatasetRole | OrganizationRole;
  organization_id: number | null;
  organization_username: string;
  member_role: "member" | "administrator" | null;
}

/** Where the API's reference page is. */
export const REFERENCE_PAGE = "/docs/api";

/** Installs the one guard of every route. */
export function registerAccess(app: FastifyInstance, pool: pg.Pool): void {
  app.decorateRequest("caller", undefined);
  app.decorateRequest("target", null as never);
  app.addHook("onRoute", (route) => {
    // The reference page comes with routes of its own.
    if (route.url.startsWith(REFERENCE_PAGE)) route.config = { ...route.config, access: ANONYMOUS };
    if (route.config?.access === undefined) throw new Error(`Route ${route.method} ${route.url} names no access.`);
  });
  app.addHook("onRequest", async (request, reply) => {
    request.target = {};
    const credential = readCredential(request);
    // Before anything is read, and whatever the route looks at: signing out and accepting are changes too.
    if (credential?.kind === "session") requireSameOrigin(request);
    const { access } = request.routeOptions.config;
    if (access !== undefined) await authorize(pool, { request, reply, credential }, access);
    // No route matched, and the not-found handler answers; but a wrong key is 401 on every path. A session that ended is
    // none: the page that signs in again is such a path.
    else if (credential?.kind === "key") await authorize(pool, { request, reply, credential }, ACCOUNT);
  });
}

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly credential: Credential | undefined;
}

async function authorize(pool: pg.Pool, visit: Visit, access: Access): Promise<void> {
  if (access.kind === "anonymous") return;
  const { request, credential } = visit;
  if (credential === undefined && access.kind === "optional") return;
  if (credential === undefined) throw new AppError("authentication");
  const lookup = lookupOf(request, access);
  const callerSql = credential.kind === "key" ? CALLER_BY_KEY : CALLER_BY_SESSION;
  const targetSql = lookup === undefined ? undefined : TARGETS[lookup.table];
  const { rows } = await pool.query<Row>({
    name: `access-${credential.kind}-${lookup?.table ?? "none"}`,
    text:
      targetSql === undefined
        ? callerSql
        : `with c as materialized (${callerSql}) select * from c left join lateral (${targetSql}) t on true`,
    values: [credential.hash, ...(lookup?.values ?? [])],
  });
  const row = rows[0];
  if (row === undefined && access.kind === "optional" && credential.kind === "session") return;
  if (row === undefined) throw new AppError("invalidKey");
  request.caller = {
    id: row.caller_id,
    username: row.caller_username,
    ...(row.session_uuid !== null && { sessionUuid: row.session_uuid }),
  };
  recordUse(pool, visit, row);
  if (access.kind === "account" || access.kind === "optional") return;
  if (lookup === undefined) throw new AppError("notFound");
  checkTarget(request, access, row);
}

function checkTarget(request: FastifyRequest, access: Access, row: Row): void {
  if (access.kind === "invitation") {
    if (row.invitation_id === null) throw new AppError("notFound");
    request.target.invitation = { id: row.invitation_id, role: row.invitation_role };
    // It is to one of the two.
    if (row.organization_id === null) checkDataset(request, "manage", row);
    else checkOrganization(request, "administrator", row);
  } else if (access.kind === "lease") {
    // Without the role for its work it holds nothing any more.
    const role = row.dataset_id === null ? undefined : effectiveRole(row);
    if (row.lease_work_type === null || !can(role, row.lease_work_type)) throw new AppError("notFound");
  } else if (access.kind === "organization") checkOrganization(request, access.action, row);
  else if ("action" in access) checkDataset(request, access.action, row);
  if (access.kind === "sample") {
    // Undefined where none was asked for, null where there is none of that name.
    if (row.labelset_id === null) throw new AppError("notFound");
    request.target.sample = { id: row.sample_id, uuid: row.sample_uuid };
    if (row.labelset_id !== undefined) {
      const { labelset_id: id, labelset_name: name, is_groundtruth: isGroundtruth } = row;
      request.target.labelset = { id, name, isGroundtruth };
    }
  }
  if (access.kind === "issue") request.target.issue = { id: row.issue_id, createdById: row.issue_created_by_id };
}

function checkOrganization(request: FastifyRequest, action: "view" | "member" | "administrator", row: Row): void {
  if (row.organization_id === null) throw new AppError("notFound");
  request.target.organization = {
    id: row.organization_id,
    username: row.organization_username,
    callerRole: row.member_role,
  };
  if (action !== "view" && row.member_role === null) throw new AppError("permission");
  if (action === "administrator" && row.member_role !== "administrator") throw new AppError("needAdministrator");
}

function checkDataset(request: FastifyRequest, action: Action, row: Row): void {
  const role = row.dataset_id === null ? undefined : effectiveRole(row);
  if (row.dataset_id === null || role === undefined) throw new AppError("notFound");
  if (!can(role, action)) throw new AppError("permission");
  request.target.dataset = {
    id: row.dataset_id,
    ownerId: row.owner_id,
    ownerUsername: row.owner_username,
    name: row.dataset_name,
    taskType: row.task_type,
    isVerifiedEnabled: row.enable_label_status_verified,
    isArchived: row.archived,
    role,
  };
}

/** A public dataset is open to every account: to look at, and to work on where its owner said so. */
function effectiveRole(row: Row): DatasetRole | undefined {
  const open = !row.public
    ? undefined
    : row.noncollaborator_can_review
      ? "reviewer"
      : row.noncollaborator_can_label
        ? "labeler"
        : "viewer";
  if (row.role === null || open === undefined) return row.role ?? open;
  // Whoever was let in may not do less than everybody.
  return DATASET_ROLES.indexOf(open) > DATASET_ROLES.indexOf(row.role) ? open : row.role;
}

function lookupOf(
  request: FastifyRequest,
  access: Access,
): { table: keyof typeof TARGETS; values: string[] } | undefined {
  const params = request.params as Readonly<Record<string, string | undefined>>;
  switch (access.kind) {
    case "anonymous":
    case "optional":
    case "account":
      return undefined;
    case "invitation":
      return isUuid(params.invitation) ? { table: "invitation", values: [params.invitation] } : undefined;
    case "dataset": {
      const { owner, dataset } = params;
      return isName(owner) && isName(dataset) ? { table: "dataset", values: [owner, dataset] } : undefined;
    }
    case "sample": {
      if (!isUuid(params.uuid)) return undefined;
      const labelset = labelsetNameOf(request, access);
      return labelset === undefined
        ? { table: "sample", values: [params.uuid] }
        : { table: "label", values: [params.uuid, isName(labelset) ? labelset : ""] };
    }
    case "lease":
      return isUuid(params.uuid) ? { table: "lease", values: [params.uuid] } : undefined;
    case "issue":
      return isUuid(params.uuid) ? { table: "issue", values: [params.uuid] } : undefined;
    case "organization":
      return isName(params.organization) ? { table: "organization", values: [params.organization] } : undefined;
  }
}

function labelsetNameOf(request: FastifyRequest, access: Extract<Access, { kind: "sample" }>): string | undefined {
  if (access.labelsetIn === undefined) return undefined;
  const source = (access.labelsetIn === "path" ? request.params : request.query) as Readonly<Record<string, unknown>>;
  const { labelset } = source;
  if (access.labelsetIn === "path") return String(labelset);
  // `?labelset=` names none; a name that stands twice is no name.
  if (labelset === undefined || labelset === "") return undefined;
  return typeof labelset === "string" ? labelset : "";
}

/** PostgreSQL takes no NUL in text; every other malformed name simply matches nothing. */
function isName(text: string | undefined): text is string {
  return text !== undefined && text !== "" && isStorableText(text);
}

type Credential = { readonly kind: "key" | "session"; readonly hash: Buffer };

function readCredential(request: FastifyRequest): Credential | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const match = /^(?:APIKey|Bearer) +(\S+)\s*$/i.exec(header);
    // A header that we cannot read is a wrong key, not an absent one: the cookie is not consulted.
    return { kind: "key", hash: hashSecret(match?.[1] ?? "") };
  }
  const cookie = findSessionToken(request);
  return cookie === undefined ? undefined : { kind: "session", hash: hashSecret(cookie) };
}

/** Keys and tokens are 256 random bits: a plain hash is enough to keep them from being read back. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Beside the request, once a minute. A session that is used lives on, and so must its cookie: renewed once a day. */
function recordUse(pool: pg.Pool, { request, reply }: Visit, row: Row): void {
  if (row.is_renewal_due) setSessionCookie(request, reply, findSessionToken(request) ?? "");
  if (!row.is_use_unrecorded) return;
  const recorded =
    row.key_id !== null
      ? pool.query(`update api_key set last_used_at = now() where id = $1`, [row.key_id])
      : pool.query(
          `update session set last_used_at = now(),
             expires_at = case when $2 then now() + interval '${SESSION_SECONDS} s' else expires_at end where uuid = $1`,
          [row.session_uuid, row.is_renewal_due],
        );
  recorded.catch((error: unknown) => request.log.warn({ err: error }, "the last use of a credential was not recorded"));
}

/** The caller of a route that is not anonymous. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) throw new Error("The route lets anonymous callers in.");
  return request.caller;
}

export function datasetOf(request: FastifyRequest): DatasetTarget {
  if (request.target.dataset === undefined) throw new Error("The route names no dataset.");
  return request.target.dataset;
}

export function sampleOf(request: FastifyRequest): SampleTarget {
  if (request.target.sample === undefined) throw new Error("The route names no sample.");
  return request.target.sample;
}

/** Undefined where the query names no labelset. */
export function findLabelsetOf(request: FastifyRequest): LabelsetTarget | undefined {
  return request.target.labelset;
}

export function labelsetOf(request: FastifyRequest): LabelsetTarget {
  if (request.target.labelset === undefined) throw new Error("The route names no labelset.");
  return request.target.labelset;
}

export function issueOf(request: FastifyRequest): IssueTarget {
  if (request.target.issue === undefined) throw new Error("The route names no issue.");
  return request.target.issue;
}

export function organizationOf(request: FastifyRequest): OrganizationTarget {
  if (request.target.organization === undefined) throw new Error("The route names no organization.");
  return request.target.organization;
}

export function invitationOf(request: FastifyRequest): InvitationTarget {
  if (request.target.invitation === undefined) throw new Error("The route names no invitation.");
  return request.target.invitation;
}
