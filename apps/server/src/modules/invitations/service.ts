import { randomBytes } from "node:crypto";
import {
  canGrant,
  DATASET_ROLES,
  type DatasetInvitationCreate,
  type DatasetRole,
  DEFAULT_DATASET_ROLES,
  type InvitationAccept,
  type OrganizationInvitationCreate,
} from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import {
  type Caller,
  callerOf,
  datasetOf,
  invitationOf,
  organizationOf,
  type RequestContext,
} from "../../http/access.js";
import { hashSecret } from "../../http/credentials.js";
import { type Account, findAccountById, findMembership } from "../accounts/repository.js";
import { audit } from "../audit/service.js";
import * as collaborators from "../collaborators/repository.js";
import { requireRoom } from "../collaborators/service.js";
import * as organizations from "../organizations/repository.js";
import { createUser } from "../setup/service.js";
import * as repository from "./repository.js";

/** Where invitations come from: their links begin with it. */
interface FromOrigin {
  readonly origin: string;
}

export async function inviteToDataset(
  tx: Tx,
  context: RequestContext,
  { body, origin }: FromOrigin & { readonly body: DatasetInvitationCreate },
): Promise<string> {
  const dataset = datasetOf(context);
  const role = body.role ?? "labeler";
  if (!canGrant(dataset.role, role)) throw new AppError("permission");
  return invite(tx, context, { origin, datasetId: dataset.id, role, email: body.email ?? null });
}

export async function inviteToOrganization(
  tx: Tx,
  context: RequestContext,
  { body, origin }: FromOrigin & { readonly body: OrganizationInvitationCreate },
): Promise<string> {
  return invite(tx, context, {
    origin,
    organizationId: organizationOf(context).id,
    role: body.role ?? "member",
    defaultDatasetRole: body.default_dataset_role ?? "none",
    email: body.email ?? null,
  });
}

async function invite(
  tx: Tx,
  context: RequestContext,
  { origin, ...values }: FromOrigin & Omit<repository.NewInvitation, "tokenHash" | "createdById">,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const made = await repository.insertInvitation(tx, {
    ...values,
    tokenHash: hashSecret(token),
    createdById: callerOf(context).id,
  });
  await auditInvitation(tx, context, "invitation.created", made);
  return repository.invitationJson(made, { token, url: `${origin}/join/${token}` });
}

export async function listInvitationsJson(
  db: DbOrTx,
  target: { readonly datasetId: number } | { readonly organizationId: number },
): Promise<string> {
  const rows = await repository.listInvitations(db, target);
  return `[${rows.map((row) => repository.invitationJson(row)).join(",")}]`;
}

/** Whoever could make it can take it back: a manager not one to admins. */
export async function revokeInvitation(tx: Tx, context: RequestContext): Promise<void> {
  const { id, role } = invitationOf(context);
  const { dataset, organization } = context.target;
  if (dataset !== undefined && !canGrant(dataset.role, role as DatasetRole)) throw new AppError("permission");
  if (!(await repository.deleteInvitation(tx, id))) throw new AppError("notFound");
  const subject = dataset === undefined ? organization?.username : `${dataset.ownerUsername}/${dataset.name}`;
  await audit(tx, context, { action: "invitation.revoked", subject: subject ?? "", detail: { role } });
}

/** @throws {AppError} `notFound` where it was used, revoked or has expired, and where its maker could not make it any more. */
export async function getInvitation(db: DbOrTx, token: string): Promise<repository.Invitation> {
  const invitation = await repository.findInvitationByToken(db, hashSecret(token));
  if (invitation === undefined || !isMakerEntitled(invitation)) throw new AppError("notFound");
  return invitation;
}

function isMakerEntitled(invitation: repository.Invitation): boolean {
  if (invitation.organization_id !== null) return invitation.maker_organization_role === "administrator";
  return canGrant(invitation.maker_dataset_role ?? undefined, invitation.role as DatasetRole);
}

const OTHER_EMAIL =
  "You do not have permission to perform this action: the invitation is for an account with another email address.";

export interface Joined {
  readonly account: Account;
  readonly isNew: boolean;
}

/**
 * Uses the invitation up: the caller joins, or a new account does where nobody is signed in. An invitation that names an
 * email address is accepted only by the account with that address, or by one that is made with it.
 */
export async function acceptInvitation(
  tx: Tx,
  context: RequestContext,
  token: string,
  options: {
    /** Undefined where nobody is signed in. */
    readonly caller: Caller | undefined;
    readonly body: InvitationAccept;
    readonly maxCollaborators: number;
  },
): Promise<Joined> {
  const invitation = await getInvitation(tx, token);
  // One of two who accept it at the same moment waits here, and finds it gone.
  if (!(await repository.deleteInvitation(tx, invitation.id))) throw new AppError("notFound");
  const joined = await joiningAccount(tx, context, { ...options, invitedEmail: invitation.email });
  if (invitation.organization_id !== null) await joinOrganization(tx, invitation.organization_id, invitation, joined);
  else await joinDataset(tx, invitation, joined, options.maxCollaborators);
  const { id, username } = joined.account;
  await auditInvitation(
    tx,
    { ...context, caller: options.caller ?? { id, username } },
    "invitation.accepted",
    invitation,
  );
  return joined;
}

async function joiningAccount(
  tx: Tx,
  context: RequestContext,
  options: {
    readonly caller: Caller | undefined;
    readonly body: InvitationAccept;
    readonly invitedEmail: string | null;
  },
): Promise<Joined> {
  const { caller, body, invitedEmail } = options;
  if (caller !== undefined) {
    const account = await findAccountById(tx, caller.id);
    if (account === undefined) throw new AppError("notFound");
    if (invitedEmail !== null && !isSameEmail(account.email, invitedEmail)) {
      throw new AppError("permission", { detail: OTHER_EMAIL });
    }
    return { account, isNew: false };
  }
  const { username, password, email } = body;
  if (username === undefined) throw invalidField("username", "This field is required.");
  if (password === undefined) throw invalidField("password", "This field is required.");
  if (invitedEmail !== null && !isSameEmail(email ?? invitedEmail, invitedEmail)) {
    throw invalidField("email", "must be the address that the invitation is for.");
  }
  const account = await createUser(tx, { username, password, email: email ?? invitedEmail ?? undefined });
  const asNew = { ...context, caller: { id: account.id, username: account.username } };
  await audit(tx, asNew, { action: "account.created", subject: account.username });
  return { account, isNew: true };
}

/** In any case, as the addresses of accounts are unique. */
function isSameEmail(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** Whoever is in already keeps the higher of the two roles. */
async function joinDataset(
  tx: Tx,
  invitation: repository.Invitation,
  { account }: Joined,
  maxCollaborators: number,
): Promise<void> {
  const { dataset_id: id, dataset_owner_id: ownerId } = invitation;
  const role = invitation.role as DatasetRole;
  if (id === null) throw new AppError("notFound");
  if (account.id === ownerId) return;
  const present = await collaborators.findRole(tx, id, account.id);
  if (present !== undefined) {
    if (isHigher(DATASET_ROLES, role, present)) await collaborators.updateCollaborator(tx, id, account.id, role);
    return;
  }
  await requireRoom(tx, id, maxCollaborators);
  await collaborators.insertCollaborator(tx, id, account.id, role);
}

async function joinOrganization(
  tx: Tx,
  organizationId: number,
  invitation: repository.Invitation,
  { account }: Joined,
): Promise<void> {
  const role = invitation.role === "administrator" ? "administrator" : "member";
  const defaultRole = invitation.default_dataset_role ?? "none";
  const present = await findMembership(tx, organizationId, account.id);
  if (present === undefined) {
    const settings = { role, default_dataset_role: defaultRole } as const;
    await organizations.insertMember(tx, organizationId, account.id, settings);
    return;
  }
  await organizations.updateMember(tx, organizationId, account.id, {
    ...(role === "administrator" && { role }),
    ...(isHigher(DEFAULT_DATASET_ROLES, defaultRole, present.default_dataset_role) && {
      default_dataset_role: defaultRole,
    }),
  });
}

function isHigher<T>(order: readonly T[], one: T, other: T): boolean {
  return order.indexOf(one) > order.indexOf(other);
}

function auditInvitation(tx: Tx, context: RequestContext, action: string, invitation: repository.Invitation) {
  const { role, default_dataset_role, email, dataset, organization, created_by } = invitation;
  const subject = dataset ?? organization ?? "";
  return audit(tx, context, { action, subject, detail: { role, default_dataset_role, email, created_by } });
}
