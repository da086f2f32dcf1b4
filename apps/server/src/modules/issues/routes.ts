import { type CommentCreate, ISSUE_STATUSES, type IssueCreate, type IssuePatch } from "@tessera/schema";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import { invalidField } from "../../errors.js";
import { contextOf, datasetAccess, datasetOf, issueAccess, sampleAccess, sampleOf } from "../../http/access.js";
import { memberText } from "../../http/body.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { requireStorable } from "../../http/query.js";
import { created, noContent, ok } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { DATASET_PARAMS, ISSUE_PARAMS, SAMPLE_PARAMS } from "../params.js";
import { listIssuesJson } from "./repository.js";
import * as service from "./service.js";

interface IssueQuery {
  page?: string;
  per_page?: string;
  status?: string;
  tags?: string;
}

export function issueRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  const list = async (
    request: FastifyRequest<{ Querystring: IssueQuery }>,
    reply: FastifyReply,
    scope: { readonly sampleId?: number } = {},
  ) => {
    const page = readPage(request.query);
    const { status: statusText, tags } = request.query;
    const status = ISSUE_STATUSES.find((candidate) => candidate === statusText);
    if (statusText !== undefined && status === undefined) throw invalidField("status", "must be OPEN or CLOSED.");
    const filter = {
      ...scope,
      ...(status && { status }),
      ...(tags !== undefined && { tags: requireStorable("tags", tags).split(",") }),
    };
    return sendPage(request, reply, page, await listIssuesJson(db, datasetOf(request).id, filter, page));
  };
  const querystring = {
    type: "object",
    properties: {
      ...PAGING_QUERY,
      status: { type: "string", description: "`OPEN` or `CLOSED`.", examples: ["OPEN"] },
      tags: { type: "string", description: "Names, with commas between; any of them matches.", examples: ["blurry"] },
    },
  };
  const response = answers({ 200: { description: "One page.", schema: listOf("Issue") } });

  app.get<{ Querystring: IssueQuery }>("/datasets/:owner/:dataset/issues/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["issues"],
      summary: "List the issues of a dataset",
      description: "In the order of their creation.",
      params: DATASET_PARAMS,
      querystring,
      response,
    },
    handler: (request, reply) => list(request, reply),
  });

  app.get<{ Querystring: IssueQuery }>("/samples/:uuid/issues/", {
    config: { access: sampleAccess("view") },
    schema: {
      tags: ["issues"],
      summary: "List the issues of a sample",
      description: "In the order of their creation.",
      params: SAMPLE_PARAMS,
      querystring,
      response,
    },
    handler: (request, reply) => list(request, reply, { sampleId: sampleOf(request).id }),
  });

  // `sample.get_issues()` of the official client asks for the issues of a dataset by the sample's uuid.
  app.get<{ Querystring: IssueQuery }>("/datasets/:uuid(^[0-9a-fA-F-]{36}$)/issues/", {
    config: { access: sampleAccess("view") },
    schema: { hide: true },
    handler: (request, reply) => list(request, reply, { sampleId: sampleOf(request).id }),
  });

  app.post<{ Body: IssueCreate }>("/samples/:uuid/issues/", {
    config: { access: sampleAccess("createIssue") },
    schema: {
      tags: ["issues"],
      summary: "Create an issue on a sample",
      params: SAMPLE_PARAMS,
      body: ref("IssueCreate"),
      response: answers({ 201: { description: "The issue.", schema: ref("Issue") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.createIssue(tx, contextOf(request), withAnchorText(request, request.body))),
      ),
  });

  app.patch<{ Body: IssuePatch }>("/issues/:uuid/", {
    config: { access: issueAccess("createIssue") },
    schema: {
      tags: ["issues"],
      summary: "Update an issue",
      description: "Its author and admins edit it; its author and managers resolve and reopen it.",
      params: ISSUE_PARAMS,
      body: ref("IssuePatch"),
      response: answers({ 200: { description: "The issue.", schema: ref("Issue") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        ok(await service.updateIssue(tx, contextOf(request), withAnchorText(request, request.body))),
      ),
  });

  app.delete("/issues/:uuid/", {
    config: { access: issueAccess("createIssue") },
    schema: {
      tags: ["issues"],
      summary: "Delete an issue",
      description: "For its author, managers and admins.",
      params: ISSUE_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.deleteIssue(tx, contextOf(request));
        return noContent;
      }),
  });

  app.post<{ Body: CommentCreate }>("/issues/:uuid/comments/", {
    config: { access: issueAccess("createIssue") },
    schema: {
      tags: ["issues"],
      summary: "Reply to an issue",
      params: ISSUE_PARAMS,
      body: ref("CommentCreate"),
      response: answers({ 201: { description: "The issue with all its comments.", schema: ref("Issue") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.addComment(tx, contextOf(request), request.body)),
      ),
  });
}

/** The anchor as it was sent: parsing would round large integers. */
function withAnchorText<Body extends IssuePatch>(request: FastifyRequest, body: Body) {
  const { anchor, ...rest } = body;
  if (anchor === undefined) return rest;
  return { ...rest, anchor: anchor === null ? null : (memberText(request, "anchor") ?? null) };
}
