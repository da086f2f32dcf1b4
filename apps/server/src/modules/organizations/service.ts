import type { MemberCreate, MemberPatch, OrganizationCreate } from "@tessera/schema";
import type { Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, type OrganizationTarget, type RequestContext } from "../../http/access.js";
import { type Account, findAccount, findMembership, organizationJson } from "../accounts/repository.js";
import { checkUsername } from "../accounts/usernames.js";
import { audit } from "../audit/service.js";
import * as repository from "./repository.js";

/** Creates an organization whose first administrator is the caller. */
export async function createOrganization(tx: Tx, context: RequestContext, body: OrganizationCreate): Promise<string> {
  checkUsername(body.name, "name");
  const organization = await repository.insertOrganization(tx, {
    username: body.name,
    createdById: callerOf(context).id,
  });
  await audit(tx, context, { action: "organization.created", subject: organization.username });
  return organizationJson(tx, organization);
}

export async function addMember(
  tx: Tx,
  context: RequestContext,
  organization: OrganizationTarget,
  body: MemberCreate,
): Promise<string> {
  const account = await findAccount(tx, body.user);
  if (account === undefined || account.is_organization) throw new AppError("notFound");
  await repository.insertMember(tx, organization.id, account.id, {
    role: body.role ?? "member",
    default_dataset_role: body.default_dataset_role ?? "none",
  });
  await audit(tx, context, { action: "member.added", subject: organization.username, detail: { ...body } });
  return requireMemberJson(tx, organization, account);
}

export async function updateMember(
  tx: Tx,
  context: RequestContext,
  organization: OrganizationTarget,
  username: string,
  body: MemberPatch,
): Promise<string> {
  const account = await requireMember(tx, organization, username);
  if (body.role === "member") await requireAnotherAdministrator(tx, organization, account);
  await repository.updateMember(tx, organization.id, account.id, {
    ...(body.role !== undefined && { role: body.role }),
    ...(body.default_dataset_role !== undefined && { default_dataset_role: body.default_dataset_role }),
  });
  await audit(tx, context, {
    action: "member.updated",
    subject: organization.username,
    detail: { user: username, role: body.role, default_dataset_role: body.default_dataset_role },
  });
  return requireMemberJson(tx, organization, account);
}

/** An administrator removes anybody; everybody may leave. The last administrator may not. */
export async function removeMember(
  tx: Tx,
  context: RequestContext,
  organization: OrganizationTarget,
  username: string,
): Promise<void> {
  const isSelf = username === callerOf(context).username;
  if (!isSelf && organization.callerRole !== "administrator") throw new AppError("needAdministrator");
  const account = await requireMember(tx, organization, username);
  await requireAnotherAdministrator(tx, organization, account);
  await repository.deleteMember(tx, organization.id, account.id);
  await audit(tx, context, { action: "member.removed", subject: organization.username, detail: { user: username } });
}

export async function requireMemberJson(tx: Tx, organization: OrganizationTarget, account: Account): Promise<string> {
  const json = await repository.findMemberJson(tx, organization.id, account.id);
  if (json === undefined) throw new AppError("notFound");
  return json;
}

async function requireMember(tx: Tx, organization: OrganizationTarget, username: string): Promise<Account> {
  const account = await findAccount(tx, username);
  const membership = account && (await findMembership(tx, organization.id, account.id));
  if (account === undefined || membership === undefined) throw new AppError("notFound");
  return account;
}

async function requireAnotherAdministrator(tx: Tx, organization: OrganizationTarget, leaving: Account): Promise<void> {
  const administrators = await repository.lockAdministrators(tx, organization.id);
  if (administrators.length === 1 && administrators[0] === leaving.id) throw new AppError("cannotLeave");
}
