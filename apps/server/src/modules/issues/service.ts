import { type CommentCreate, can, type IssueCreate, type IssuePatch } from "@tessera/schema";
import type { FastifyRequest } from "fastify";
import type { Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, datasetOf, type IssueTarget, issueOf, sampleOf } from "../../http/access.js";
import { memberText } from "../../http/body.js";
import * as repository from "./repository.js";

export async function createIssue(tx: Tx, request: FastifyRequest, body: IssueCreate): Promise<string> {
  const id = await repository.insertIssue(tx, {
    datasetId: datasetOf(request).id,
    sampleId: sampleOf(request).id,
    createdById: callerOf(request).id,
    description: body.description,
    status: body.status ?? "OPEN",
    ...anchorOf(request, body),
    ...(body.tags !== undefined && { tags: body.tags }),
  });
  return repository.getIssueJson(tx, id);
}

/** Authors and admins edit the words; authors and managers resolve and reopen. */
export async function updateIssue(tx: Tx, request: FastifyRequest, body: IssuePatch): Promise<string> {
  const issue = issueOf(request);
  const isAuthor = isOwnIssue(request, issue);
  const { role } = datasetOf(request);
  const changesWords = body.description !== undefined || body.anchor !== undefined || body.tags !== undefined;
  if (changesWords && !isAuthor && !can(role, "administer")) throw new AppError("permission");
  if (body.status !== undefined && !isAuthor && !can(role, "manage")) throw new AppError("permission");
  await repository.updateIssue(tx, issue.id, callerOf(request).id, {
    ...(body.description !== undefined && { description: body.description }),
    ...(body.status !== undefined && { status: body.status }),
    ...anchorOf(request, body),
    ...(body.tags !== undefined && { tags: body.tags }),
  });
  return repository.getIssueJson(tx, issue.id);
}

export async function deleteIssue(tx: Tx, request: FastifyRequest): Promise<void> {
  const issue = issueOf(request);
  if (!isOwnIssue(request, issue) && !can(datasetOf(request).role, "manage")) throw new AppError("permission");
  await repository.deleteIssue(tx, issue.id);
}

export async function addComment(tx: Tx, request: FastifyRequest, body: CommentCreate): Promise<string> {
  const issue = issueOf(request);
  await repository.insertComment(tx, issue.id, callerOf(request).id, body.text);
  return repository.getIssueJson(tx, issue.id);
}

function isOwnIssue(request: FastifyRequest, issue: IssueTarget): boolean {
  return issue.createdById === callerOf(request).id;
}

function anchorOf(request: FastifyRequest, body: IssuePatch): { anchor?: string | null } {
  if (body.anchor === undefined) return {};
  return { anchor: body.anchor === null ? null : (memberText(request, "anchor") ?? null) };
}
