import type { LabelRestore } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { contextOf, labelAccess } from "../../http/access.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { LABEL_PARAMS, LABEL_VERSION_PARAMS } from "../params.js";
import { listVersionsJson } from "./history-repository.js";
import * as service from "./history-service.js";
import { keyOf, remakeAnswer } from "./service.js";

export function labelHistoryRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const url = "/labels/:uuid/:labelset/versions/";

  app.get<{ Querystring: { page?: string; per_page?: string } }>(url, {
    config: { access: labelAccess("view") },
    schema: {
      tags: ["labels"],
      summary: "List the versions of a label",
      description: "Every write of the label, newest first, also once it is deleted.",
      params: LABEL_PARAMS,
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("LabelVersion") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listVersionsJson(db, keyOf(contextOf(request)), page));
    },
  });

  app.get<{ Params: { version: string } }>(`${url}:version/`, {
    config: { access: labelAccess("view") },
    schema: {
      tags: ["labels"],
      summary: "Get a version of a label",
      description: "With its attributes as they were; null for a deletion.",
      params: LABEL_VERSION_PARAMS,
      response: answers({ 200: { description: "The version.", schema: ref("LabelVersionContent") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.getVersion(db, contextOf(request), request.params.version)),
  });

  app.post<{ Params: { version: string }; Body: LabelRestore }>(`${url}:version/restore/`, {
    config: { access: labelAccess("label") },
    schema: {
      tags: ["labels"],
      summary: "Restore a version of a label",
      description:
        "Writes it again as a new version, with the status that it had if the caller's role may give it, else LABELING_IN_PROGRESS. 409 when the label is no longer at `version`.",
      params: LABEL_VERSION_PARAMS,
      body: ref("LabelRestore"),
      response: answers({ 200: { description: "The label.", schema: ref("Label") } }),
    },
    handler: (request, reply) =>
      transact(
        db,
        request,
        reply,
        async (tx) => {
          const { body, kept } = await service.restoreVersion(tx, contextOf(request), {
            version: request.params.version,
            expected: request.body.version,
          });
          return { ...ok(body), kept };
        },
        { remake: (tx, kept) => remakeAnswer(tx, contextOf(request), kept) },
      ),
  });
}
