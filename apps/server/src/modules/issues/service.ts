import { type CommentCreate, can, type IssueCreate, type IssuePatch } from "@tessera/schema";
import type { Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, datasetOf, type IssueTarget, issueOf, type RequestContext, sampleOf } from "../../http/access.js";
import * as repository from "./repository.js";

/** A body whose anchor is the JSON text that the client sent; null clears it. */
type WithAnchor<Body> = Omit<Body, "anchor"> & { readonly anchor?: string | null };

export async function createIssue(tx: Tx, context: RequestContext, body: WithAnchor<IssueCreate>): Promise<string> {
  const id = await repository.insertIssue(tx, {
    datasetId: datasetOf(context).id,
    sampleId: sampleOf(context).id,
    createdById: callerOf(context).id,
    description: body.description,
    status: body.status ?? "OPEN",
    ...(body.anchor !== undefined && { anchor: body.anchor }),
    ...(body.tags !== undefined && { tags: body.tags }),
  });
  return repository.getIssueJson(tx, id);
}

/** Authors and admins edit the words; authors and managers resolve and reopen. */
export async function updateIssue(tx: Tx, context: RequestContext, body: WithAnchor<IssuePatch>): Promise<string> {
  const issue = issueOf(context);
  const isAuthor = isOwnIssue(context, issue);
  const { role } = datasetOf(context);
  const changesWords = body.description !== undefined || body.anchor !== undefined || body.tags !== undefined;
  if (changesWords && !isAuthor && !can(role, "administer")) throw new AppError("permission");
  if (body.status !== undefined && !isAuthor && !can(role, "manage")) throw new AppError("permission");
  await repository.updateIssue(tx, issue.id, callerOf(context).id, {
    ...(body.description !== undefined && { description: body.description }),
    ...(body.status !== undefined && { status: body.status }),
    ...(body.anchor !== undefined && { anchor: body.anchor }),
    ...(body.tags !== undefined && { tags: body.tags }),
  });
  return repository.getIssueJson(tx, issue.id);
}

export async function deleteIssue(tx: Tx, context: RequestContext): Promise<void> {
  const issue = issueOf(context);
  if (!isOwnIssue(context, issue) && !can(datasetOf(context).role, "manage")) throw new AppError("permission");
  await repository.deleteIssue(tx, issue.id);
}

export async function addComment(tx: Tx, context: RequestContext, body: CommentCreate): Promise<string> {
  const issue = issueOf(context);
  await repository.insertComment(tx, issue.id, callerOf(context).id, body.text);
  return repository.getIssueJson(tx, issue.id);
}

function isOwnIssue(context: RequestContext, issue: IssueTarget): boolean {
  return issue.createdById === callerOf(context).id;
}
