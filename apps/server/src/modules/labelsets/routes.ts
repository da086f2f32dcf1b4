import type { LabelsetCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { contextOf, datasetAccess, datasetOf } from "../../http/access.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, noContent, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { audit } from "../audit/service.js";
import { DATASET_PARAMS, LABELSET_PARAMS } from "../params.js";
import * as repository from "./repository.js";

export function labelsetRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.get<{ Querystring: { page?: string; per_page?: string } }>("/datasets/:owner/:dataset/labelsets/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["labelsets"],
      summary: "List the labelsets",
      description: "In the order of their creation: `ground-truth` first.",
      params: DATASET_PARAMS,
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("Labelset") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await repository.listLabelsetsJson(db, datasetOf(request).id, page));
    },
  });

  app.post<{ Body: LabelsetCreate }>("/datasets/:owner/:dataset/labelsets/", {
    config: { access: datasetAccess("administer") },
    schema: {
      tags: ["labelsets"],
      summary: "Create a labelset",
      params: DATASET_PARAMS,
      body: ref("LabelsetCreate"),
      response: answers({ 201: { description: "The labelset.", schema: ref("Labelset") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { name, description = "" } = request.body;
        const labelset = await repository.insertLabelset(tx, { datasetId: datasetOf(request).id, name, description });
        return created(repository.labelsetJson(labelset));
      }),
  });

  app.get<{ Params: { labelset: string } }>("/datasets/:owner/:dataset/labelsets/:labelset/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["labelsets"],
      summary: "Get a labelset",
      params: LABELSET_PARAMS,
      response: answers({ 200: { description: "The labelset.", schema: ref("Labelset") } }),
    },
    handler: async (request, reply) => {
      const labelset = await repository.findLabelset(db, datasetOf(request).id, request.params.labelset);
      if (labelset === undefined) throw new AppError("notFound");
      return sendJson(reply, repository.labelsetJson(labelset));
    },
  });

  app.delete<{ Params: { labelset: string } }>("/datasets/:owner/:dataset/labelsets/:labelset/", {
    config: { access: datasetAccess("administer") },
    schema: {
      tags: ["labelsets"],
      summary: "Delete a labelset",
      description: "With its labels. `ground-truth` cannot be deleted.",
      params: LABELSET_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const dataset = datasetOf(request);
        const labelset = await repository.findLabelset(tx, dataset.id, request.params.labelset);
        if (labelset === undefined) throw new AppError("notFound");
        if (labelset.is_groundtruth) throw new AppError("groundTruth");
        await repository.deleteLabelset(tx, labelset.id);
        const subject = `${dataset.ownerUsername}/${dataset.name}`;
        await audit(tx, contextOf(request), {
          action: "labelset.deleted",
          subject,
          detail: { labelset: labelset.name },
        });
        return noContent;
      }),
  });
}
