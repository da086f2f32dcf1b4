import { type CollaboratorCreate, can, canGrant, type DatasetRole, quoteForMessage } from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, type DatasetTarget, type RequestContext } from "../../http/access.js";
import { type Account, findAccount } from "../accounts/repository.js";
import { audit } from "../audit/service.js";
import * as repository from "./repository.js";

export async function getCollaborator(
  db: DbOrTx,
  context: RequestContext,
  dataset: DatasetTarget,
  username: string,
): Promise<string> {
  // Everybody may look up themselves; the list is the managers' matter.
  if (username !== callerOf(context).username && !can(dataset.role, "manage")) throw new AppError("permission");
  const account = await findAccount(db, username);
  if (account === undefined) throw new AppError("notFound");
  const role = await roleOf(db, dataset, account);
  return repository.collaboratorJson(account, role);
}

export async function addCollaborator(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  body: CollaboratorCreate,
  limits: { readonly maxCollaborators: number },
): Promise<string> {
  const role = body.role ?? "labeler";
  if (!canGrant(dataset.role, role)) throw new AppError("permission");
  const account = await findAccount(tx, body.user);
  if (account === undefined || account.is_organization) {
    throw new AppError("collaboratorRefused", {
      detail: `${quoteForMessage(body.user)} cannot be added as collaborator: there is no user with this name.`,
    });
  }
  if (account.id === dataset.ownerId) throw new AppError("collaboratorExists");
  await requireRoom(tx, dataset.id, limits.maxCollaborators);
  await repository.insertCollaborator(tx, dataset.id, account.id, role);
  await auditRole(tx, context, dataset, "collaborator.added", account, role);
  return repository.collaboratorJson(account, role);
}

/** @throws {AppError} `userLimit` where the dataset has all the collaborators that the operator allows; 0 is no limit. */
export async function requireRoom(tx: Tx, datasetId: number, maxCollaborators: number): Promise<void> {
  if (maxCollaborators === 0) return;
  // Who is added at the same moment waits here, and is counted by the next.
  await repository.lockDataset(tx, datasetId);
  if ((await repository.countCollaborators(tx, datasetId)) >= maxCollaborators) throw new AppError("userLimit");
}

export async function updateCollaborator(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  username: string,
  role: DatasetRole,
): Promise<string> {
  const { account, role: earlier } = await requireCollaborator(tx, dataset, username);
  if (!canGrant(dataset.role, earlier) || !canGrant(dataset.role, role)) throw new AppError("permission");
  await repository.updateCollaborator(tx, dataset.id, account.id, role);
  await auditRole(tx, context, dataset, "collaborator.updated", account, role);
  return repository.collaboratorJson(account, role);
}

/** Managers remove others (not admins); everybody may leave. */
export async function removeCollaborator(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  username: string,
): Promise<void> {
  const isSelf = username === callerOf(context).username;
  if (!isSelf && !can(dataset.role, "manage")) throw new AppError("permission");
  const { account, role } = await requireCollaborator(tx, dataset, username);
  if (!isSelf && !canGrant(dataset.role, role)) throw new AppError("permission");
  await repository.deleteCollaborator(tx, dataset.id, account.id);
  await auditRole(tx, context, dataset, "collaborator.removed", account, role);
}

async function roleOf(db: DbOrTx, dataset: DatasetTarget, account: Account): Promise<DatasetRole> {
  if (account.id === dataset.ownerId) return "admin";
  const role = await repository.findRole(db, dataset.id, account.id);
  if (role === undefined) throw new AppError("notFound");
  return role;
}

/** The owner has no row that could be changed or removed. */
async function requireCollaborator(tx: Tx, dataset: DatasetTarget, username: string) {
  const account = await findAccount(tx, username);
  const role = account && (await repository.findRole(tx, dataset.id, account.id));
  if (account === undefined || role === undefined) throw new AppError("notFound");
  return { account, role };
}

function auditRole(
  tx: Tx,
  context: RequestContext,
  dataset: DatasetTarget,
  action: string,
  account: Account,
  role: DatasetRole,
) {
  const subject = `${dataset.ownerUsername}/${dataset.name}`;
  return audit(tx, context, { action, subject, detail: { user: account.username, role } });
}
