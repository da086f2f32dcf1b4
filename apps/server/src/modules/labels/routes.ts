import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import type { Tx } from "../../database/database.js";
import { contextOf, labelAccess } from "../../http/access.js";
import { rawBodyOf } from "../../http/body-validator.js";
import { holdForLabel } from "../../http/memory.js";
import { originOf } from "../../http/origin.js";
import { ok, sendJson } from "../../http/replies.js";
import { answers, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { LABEL_PARAMS } from "../params.js";
import * as service from "./service.js";
import { readWork, saveWork } from "./work-service.js";

export function labelRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const url = "/labels/:uuid/:labelset/";
  const label = { description: "The label.", schema: ref("Label") };

  const save = async (request: FastifyRequest, reply: FastifyReply, options: { isPartial: boolean }) => {
    const { json, isNew } = await service.saveLabel(context, contextOf(request), {
      ...options,
      body: rawBodyOf(context.bodies, request),
      origin: originOf(request),
    });
    return sendJson(reply, json, isNew ? 201 : 200);
  };

  app.get(url, {
    config: { access: labelAccess("view") },
    schema: {
      tags: ["labels"],
      summary: "Get a label",
      description: "404 when the sample has none in this labelset.",
      params: LABEL_PARAMS,
      response: answers({ 200: label }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.getLabel(db, contextOf(request), (bytes) => holdForLabel(request, bytes))),
  });

  app.put(url, {
    config: { access: labelAccess("label"), rawBody: true },
    schema: {
      tags: ["labels"],
      summary: "Create or replace a label",
      description:
        "The earlier version is kept. With `version`, the save fails with 409 when the label is no longer at that version (0: no label). PUT, PATCH, DELETE and restore by labelers and reviewers fail with 409 while somebody else has the sample from a queue.",
      params: LABEL_PARAMS,
      body: ref("LabelPut"),
      response: answers({ 200: label, 201: { description: "The new label.", schema: ref("Label") } }),
    },
    handler: (request, reply) => save(request, reply, { isPartial: false }),
  });

  app.patch(url, {
    config: { access: labelAccess("label"), rawBody: true },
    schema: {
      tags: ["labels"],
      summary: "Change a label",
      description: "Absent fields stay as they are; `null` clears the score. Creates nothing.",
      params: LABEL_PARAMS,
      body: ref("LabelPatch"),
      response: answers({ 200: label }),
    },
    handler: (request, reply) => save(request, reply, { isPartial: true }),
  });

  app.post(`${url}work/`, {
    config: { access: labelAccess("label"), rawBody: true },
    schema: {
      tags: ["labels"],
      summary: "Save a label as a piece of work",
      description:
        "The save of an editor: writes the label, what becomes of the sample, and a workunit, and (all but `save`) ends the lease. `label` work is for labelers, `review` work for reviewers, `normal` work for managers. 409 when the label is no longer at `version`: then the answer has the label that is there; and when somebody else has the sample from the queue. Absent `attributes` stay as they are. A `reason` of `reject` becomes an issue of kind `rejection` on the sample, which the next accept resolves. `draft` names the revision of the caller's draft that this save holds: it is deleted, unless another device has written a later one. Where `block_submit_on_mandatory` is on, `submit`, `accept` and `verify` of a label that lacks mandatory attributes are answered with 400 and the places.",
      params: LABEL_PARAMS,
      body: ref("Work"),
      response: answers({ 200: { description: "The label and the workunit.", schema: ref("WorkResult") } }),
    },
    handler: async (request, reply) => {
      const valid = await readWork(context, contextOf(request), {
        body: rawBodyOf(context.bodies, request),
        origin: originOf(request),
      });
      const write = async (tx: Tx) => {
        const { body, kept } = await saveWork(tx, contextOf(request), valid);
        return { ...ok(body), kept };
      };
      return transact(db, request, reply, write, {
        remake: (tx, kept) => service.remakeAnswer(tx, contextOf(request), kept),
      });
    },
  });

  app.delete(url, {
    config: { access: labelAccess("label") },
    schema: {
      tags: ["labels"],
      summary: "Delete a label",
      description: "Its history is kept.",
      params: LABEL_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: async (request, reply) => {
      await service.deleteLabel(db, contextOf(request));
      return reply.code(204).send();
    },
  });
}
