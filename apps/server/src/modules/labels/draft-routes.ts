import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { ACCOUNT, callerOf, contextOf, labelAccess } from "../../http/access.js";
import { rawBodyOf } from "../../http/body-validator.js";
import { holdForLabel } from "../../http/memory.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { LABEL_PARAMS } from "../params.js";
import { listDraftsJson } from "./draft-repository.js";
import * as service from "./draft-service.js";

export function labelDraftRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const url = "/labels/:uuid/:labelset/draft/";

  app.get<{ Querystring: { page?: string; per_page?: string } }>("/user/drafts/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["labels"],
      summary: "List my drafts",
      description: "The last written first, of the datasets that the caller may still label; without their contents.",
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("LabelDraft") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listDraftsJson(db, callerOf(request).id, page));
    },
  });

  app.get(url, {
    config: { access: labelAccess("label") },
    schema: {
      tags: ["labels"],
      summary: "Get my draft of a label",
      description: "The caller's own unsent work, from whatever device; nobody else sees it. 404 when there is none.",
      params: LABEL_PARAMS,
      response: answers({ 200: { description: "The draft.", schema: ref("LabelDraftContent") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.getDraft(db, contextOf(request), (bytes) => holdForLabel(request, bytes))),
  });

  app.put(url, {
    config: { access: labelAccess("label"), rawBody: true },
    schema: {
      tags: ["labels"],
      summary: "Keep my draft of a label",
      description:
        "Keeps unsent work, so that another device goes on with it. It is no version of the label: history, releases and clones have none of it. 409 when the draft is not at `revision`: then the answer has the `draft` that is there (null: none); and in an archived dataset. `POST …/work/` with `draft` deletes it. A draft goes with its sample; one of somebody who may no longer label is deleted after 30 days.",
      params: LABEL_PARAMS,
      body: ref("LabelDraftPut"),
      response: answers({ 200: { description: "The draft, with its new revision.", schema: ref("LabelDraft") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.putDraft(db, contextOf(request), rawBodyOf(context.bodies, request))),
  });

  app.delete<{ Querystring: { revision?: number } }>(url, {
    config: { access: labelAccess("label") },
    schema: {
      tags: ["labels"],
      summary: "Discard my draft of a label",
      params: LABEL_PARAMS,
      querystring: {
        type: "object",
        properties: {
          revision: {
            ...{ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
            description: "Discards this revision alone: 409 when another one is there.",
            examples: [7],
          },
        },
      },
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: async (request, reply) => {
      await service.deleteDraft(db, contextOf(request), request.query.revision);
      return reply.code(204).send();
    },
  });
}
