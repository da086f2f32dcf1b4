import { QUEUE_WORK_TYPES, type QueueBack, type QueueNext } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { contextOf, datasetAccess, datasetOf, LEASE } from "../../http/access.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { noContent, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { DATASET_LEASE_PARAMS, DATASET_PARAMS, LEASE_PARAMS } from "../params.js";
import * as repository from "./repository.js";
import * as service from "./service.js";

const ORDER = {
  label:
    "In this order, and within each step by priority, then age: samples that the caller started; samples that they labeled and that were rejected; samples assigned to them; samples for anybody.",
  review:
    "In this order, and within each step by priority, then age: samples that the caller started to review; samples that they rejected and that were corrected; samples assigned to them; samples that others labeled; samples that they labeled themselves; samples that another reviewer skipped; and where `VERIFIED` is enabled, samples that another reviewer accepted.",
} as const;

const AS_LEFT = {
  label: "submitted, skipped or saved by them, and not reviewed",
  review: "accepted, rejected or saved by them",
} as const;

export function queueRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  for (const workType of QUEUE_WORK_TYPES) {
    app.post<{ Body: QueueNext }>(`/datasets/:owner/:dataset/queue/${workType}/`, {
      config: { access: datasetAccess(workType, { worksArchived: true }) },
      schema: {
        tags: ["queue"],
        summary: `Take the next sample to ${workType}`,
        description: `Holds it for this tab, until the lease expires: see \`PUT /leases/{uuid}/\`. What the tab holds already comes first. The sample comes with its label and with its \`rejection\`, the reason of its last rejection. ${ORDER[workType]} The queues of an archived dataset are empty.`,
        params: DATASET_PARAMS,
        body: ref("QueueNext"),
        response: answers({ 200: { description: "The sample, or none.", schema: ref("QueueSample") } }),
      },
      handler: async (request, reply) =>
        sendJson(reply, await service.nextSample(context, contextOf(request), { ...request.body, workType })),
    });

    app.post<{ Body: QueueBack }>(`/datasets/:owner/:dataset/queue/${workType}/back/`, {
      config: { access: datasetAccess(workType, { worksArchived: true }) },
      schema: {
        tags: ["queue"],
        summary: `Take the sample back that I did last (${workType})`,
        description: `Holds the sample that the caller worked on last, or before the one that is open, once more: while it is as they left it (${AS_LEFT[workType]}) and nobody else holds it. Goes back 200 pieces of work at most. Name the sample in \`exclude\` when you ask for the next one: a tab that does not has left it.`,
        params: DATASET_PARAMS,
        body: ref("QueueBack"),
        response: answers({ 200: { description: "The sample, or none.", schema: ref("QueueBackSample") } }),
      },
      handler: async (request, reply) =>
        sendJson(reply, await service.previousSample(context, contextOf(request), { ...request.body, workType })),
    });
  }

  app.get("/datasets/:owner/:dataset/queue/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["queue"],
      summary: "Count the samples in the queues",
      description:
        "Those that the caller could get, up to 1000; none in a queue that is not theirs, and none of an archived dataset.",
      params: DATASET_PARAMS,
      response: answers({ 200: { description: "The counts.", schema: ref("QueueCounts") } }),
    },
    handler: async (request, reply) => sendJson(reply, await service.countQueues(db, contextOf(request))),
  });

  app.get<{ Querystring: { page?: string; per_page?: string } }>("/datasets/:owner/:dataset/leases/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["queue"],
      summary: "List the samples that people hold",
      description: "The live leases of the queues, with who has them; the oldest first.",
      params: DATASET_PARAMS,
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("HeldSample") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await repository.listLeasesJson(db, datasetOf(request).id, page));
    },
  });

  app.delete<{ Params: { uuid: string } }>("/datasets/:owner/:dataset/leases/:uuid/", {
    config: { access: datasetAccess("manage", { worksArchived: true }) },
    schema: {
      tags: ["queue"],
      summary: "End somebody's lease",
      description: "The sample goes back to its queue. What its holder has not saved stays in their browser.",
      params: DATASET_LEASE_PARAMS,
      response: answers({ 204: { description: "Given back." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.releaseForManager(tx, contextOf(request), request.params.uuid);
        return noContent;
      }),
  });

  app.put<{ Params: { uuid: string } }>("/leases/:uuid/", {
    config: { access: LEASE },
    schema: {
      tags: ["queue"],
      summary: "Keep a lease",
      description: "It lasts its whole duration again. 404 when it is lost: somebody else may have the sample.",
      params: LEASE_PARAMS,
      response: answers({ 200: { description: "The lease.", schema: ref("Lease") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.keepAlive(context, contextOf(request), request.params.uuid)),
  });

  app.delete<{ Params: { uuid: string } }>("/leases/:uuid/", {
    config: { access: LEASE },
    schema: {
      tags: ["queue"],
      summary: "Give a sample back to its queue",
      params: LEASE_PARAMS,
      response: answers({ 204: { description: "Given back." } }),
    },
    handler: async (request, reply) => {
      await service.release(db, contextOf(request), request.params.uuid);
      return reply.code(204).send();
    },
  });
}
