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
import { type AccessRow, findCallerAndTarget, recordUse, type TargetLookup } from "./access-repository.js";
import { type Credential, readCredential } from "./credentials.js";
import type { FailedCredentials } from "./failed-credentials.js";
import { isUuid } from "./identifiers.js";
import { requireSameOrigin } from "./same-origin.js";
import { findSessionToken, setSessionCookie } from "./session-cookie.js";

/**
 * Who may call a route. Every route names one in its `config.access`; the hook below enforces it before the
 * body is read, and a route without one does not register.
 *
 * - `anonymous`: no credentials looked at.
 * - `account`: any signed-in account.
 * - `server`: who runs the server; else 403.
 * - `optional`: anybody; who comes with a key or a session is known.
 * - `dataset`, `sample`, `issue`: the dataset that the url names (or that the sample or issue belongs to)
 *   must be visible to the caller, else 404; and the caller's role must allow `action`, else 403. An archived dataset is
 *   read-only: only reads and routes with `worksArchived` pass, the others answer 409.
 * - `organization`: `view` is for anyone signed in; `member` and `administrator` for those.
 * - `lease`: who holds it, while their role allows its work.
 * - `invitation`: who manages the dataset that it is to, or administrates the organization.
 */
export type Access =
  | { readonly kind: "anonymous" | "optional" | "account" | "server" | "invitation" | "lease" }
  | { readonly kind: "dataset"; readonly action: Action; readonly worksArchived?: boolean }
  | { readonly kind: "issue"; readonly action: Action }
  | { readonly kind: "sample"; readonly action: Action; readonly labelsetIn?: "path" | "query" }
  | { readonly kind: "organization"; readonly action: "view" | "member" | "administrator" };

export const ANONYMOUS: Access = { kind: "anonymous" };
export const ACCOUNT: Access = { kind: "account" };
export const SERVER: Access = { kind: "server" };
export const OPTIONAL_ACCOUNT: Access = { kind: "optional" };
export const INVITATION: Access = { kind: "invitation" };
export const LEASE: Access = { kind: "lease" };
/** `worksArchived` is for what changes none of the dataset's content: its settings and people, deletion, clones, releases. */
export const datasetAccess = (action: Action, options: { readonly worksArchived?: boolean } = {}): Access => ({
  kind: "dataset",
  action,
  ...options,
});
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
  /** Whether labels that are saved with categories that are gone are changed as the others were. */
  readonly movesLateObjects: boolean;
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
  /** How long the text of the sample's label in it is. */
  readonly labelBytes: number;
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

/** What the url names, as the caller stands to it. */
interface Targets {
  dataset?: DatasetTarget;
  sample?: SampleTarget;
  labelset?: LabelsetTarget;
  issue?: IssueTarget;
  organization?: OrganizationTarget;
  invitation?: InvitationTarget;
}

/** Who asks, and for what: all that a service needs to know of a request. */
export interface RequestContext {
  readonly requestId: string;
  /** Where the request comes from, for the audit log. */
  readonly address: string;
  readonly caller: Caller | undefined;
  readonly target: Readonly<Targets>;
}

/** What the access check found out. */
type Found = Pick<RequestContext, "caller" | "target">;

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
    /** When the access check began, on the clock of `performance.now()`. */
    authorizedAtMs: number;
    target: Targets;
  }
}

/** Where the API's reference page is. */
export const REFERENCE_PAGE = "/docs/api";

/** Installs the one guard of every route. */
export function registerAccess(app: FastifyInstance, pool: pg.Pool, failures: FailedCredentials): void {
  app.decorateRequest("caller", undefined);
  app.decorateRequest("target", null as never);
  app.decorateRequest("authorizedAtMs", 0);
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
    if (access !== undefined) await authorize(pool, { request, reply, credential, failures }, access);
    // No route matched, and the not-found handler answers; but a wrong key is 401 on every path. A session that ended is
    // none: the page that signs in again is such a path.
    else if (credential?.kind === "key") await authorize(pool, { request, reply, credential, failures }, ACCOUNT);
  });
  // A slow client could otherwise begin a request while it has the role, and send the body when it no longer has.
  app.addHook("preHandler", async (request, reply) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || performance.now() - request.authorizedAtMs < RECHECK_AFTER_MS) return;
    await authorize(pool, { request, reply, credential: readCredential(request), failures }, access);
  });
}

/** After so long a wait for the body, rights are checked again. */
const RECHECK_AFTER_MS = 1000;

interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly credential: Credential | undefined;
  readonly failures: FailedCredentials;
}

async function authorize(pool: pg.Pool, visit: Visit, access: Access): Promise<void> {
  const { request, credential, failures } = visit;
  request.target = {};
  request.caller = undefined;
  // Before the query: a change while it runs counts as one after it.
  request.authorizedAtMs = performance.now();
  if (access.kind === "anonymous") return;
  if (credential === undefined && access.kind === "optional") return;
  if (credential === undefined) throw new AppError("authentication");
  failures.require(request.ip, credential.hash);
  const lookup = lookupOf(request, access);
  const row = await findCallerAndTarget(pool, credential, lookup);
  if (row === undefined) failures.failed(request.ip);
  else failures.succeeded(credential.hash);
  if (row === undefined && access.kind === "optional" && credential.kind === "session") return;
  if (row === undefined) throw new AppError("invalidKey");
  request.caller = {
    id: row.caller_id,
    username: row.caller_username,
    ...(row.session_uuid !== null && { sessionUuid: row.session_uuid }),
  };
  noteUse(pool, visit, row);
  if (access.kind === "server" && !row.is_server_administrator) throw new AppError("permission");
  if (access.kind === "account" || access.kind === "server" || access.kind === "optional") return;
  if (lookup === undefined) throw new AppError("notFound");
  checkTarget(request, access, row);
}

function checkTarget(request: FastifyRequest, access: Access, row: AccessRow): void {
  if (access.kind === "invitation") {
    if (row.invitation_id === null) throw new AppError("notFound");
    request.target.invitation = { id: row.invitation_id, role: row.invitation_role };
    // It is to one of the two.
    if (row.organization_id === null) checkDataset(request, { action: "manage", worksArchived: true }, row);
    else checkOrganization(request, "administrator", row);
  } else if (access.kind === "lease") {
    // Without the role for its work it holds nothing any more.
    const role = row.dataset_id === null ? undefined : effectiveRole(row);
    if (row.lease_work_type === null || !can(role, row.lease_work_type)) throw new AppError("notFound");
  } else if (access.kind === "organization") checkOrganization(request, access.action, row);
  else if ("action" in access) checkDataset(request, access, row);
  if (access.kind === "sample") {
    // Undefined where none was asked for, null where there is none of that name.
    if (row.labelset_id === null) throw new AppError("notFound");
    request.target.sample = { id: row.sample_id, uuid: row.sample_uuid };
    if (row.labelset_id !== undefined) {
      const { labelset_id: id, labelset_name: name, is_groundtruth: isGroundtruth, label_bytes: labelBytes } = row;
      request.target.labelset = { id, name, isGroundtruth, labelBytes };
    }
  }
  if (access.kind === "issue") request.target.issue = { id: row.issue_id, createdById: row.issue_created_by_id };
}

function checkOrganization(request: FastifyRequest, action: "view" | "member" | "administrator", row: AccessRow): void {
  if (row.organization_id === null) throw new AppError("notFound");
  request.target.organization = {
    id: row.organization_id,
    username: row.organization_username,
    callerRole: row.member_role,
  };
  if (action !== "view" && row.member_role === null) throw new AppError("permission");
  if (action === "administrator" && row.member_role !== "administrator") throw new AppError("needAdministrator");
}

const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

function checkDataset(
  request: FastifyRequest,
  { action, worksArchived = false }: { readonly action: Action; readonly worksArchived?: boolean },
  row: AccessRow,
): void {
  const role = row.dataset_id === null ? undefined : effectiveRole(row);
  if (row.dataset_id === null || role === undefined) throw new AppError("notFound");
  if (!can(role, action)) throw new AppError("permission");
  if (row.archived && !worksArchived && !READING_METHODS.has(request.method)) throw new AppError("archived");
  request.target.dataset = {
    id: row.dataset_id,
    ownerId: row.owner_id,
    ownerUsername: row.owner_username,
    name: row.dataset_name,
    taskType: row.task_type,
    isVerifiedEnabled: row.enable_label_status_verified,
    movesLateObjects: row.moves_late_objects,
    isArchived: row.archived,
    role,
  };
}

/** A public dataset is open to every account: to look at, and to work on where its owner said so. */
function effectiveRole(row: AccessRow): DatasetRole | undefined {
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

function lookupOf(request: FastifyRequest, access: Access): TargetLookup | undefined {
  const params = request.params as Readonly<Record<string, string | undefined>>;
  switch (access.kind) {
    case "anonymous":
    case "optional":
    case "account":
    case "server":
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

/** Beside the request, once a minute. The cookie of a session that is used lives on with it: renewed once a day. */
function noteUse(pool: pg.Pool, { request, reply }: Visit, row: AccessRow): void {
  if (row.is_renewal_due) setSessionCookie(request, reply, findSessionToken(request) ?? "");
  if (!row.is_use_unrecorded) return;
  recordUse(pool, row).catch((error: unknown) =>
    request.log.warn({ err: error }, "the last use of a credential was not recorded"),
  );
}

/** The caller of a route that is not anonymous. */
export function contextOf(request: FastifyRequest): RequestContext {
  return { requestId: request.id, address: request.ip, caller: request.caller, target: request.target };
}

export function callerOf(request: Found): Caller {
  if (request.caller === undefined) throw new Error("The route lets anonymous callers in.");
  return request.caller;
}

export function datasetOf(request: Found): DatasetTarget {
  if (request.target.dataset === undefined) throw new Error("The route names no dataset.");
  return request.target.dataset;
}

export function sampleOf(request: Found): SampleTarget {
  if (request.target.sample === undefined) throw new Error("The route names no sample.");
  return request.target.sample;
}

/** Undefined where the query names no labelset. */
export function findLabelsetOf(request: Found): LabelsetTarget | undefined {
  return request.target.labelset;
}

export function labelsetOf(request: Found): LabelsetTarget {
  if (request.target.labelset === undefined) throw new Error("The route names no labelset.");
  return request.target.labelset;
}

export function issueOf(request: Found): IssueTarget {
  if (request.target.issue === undefined) throw new Error("The route names no issue.");
  return request.target.issue;
}

export function organizationOf(request: Found): OrganizationTarget {
  if (request.target.organization === undefined) throw new Error("The route names no organization.");
  return request.target.organization;
}

export function invitationOf(request: Found): InvitationTarget {
  if (request.target.invitation === undefined) throw new Error("The route names no invitation.");
  return request.target.invitation;
}
