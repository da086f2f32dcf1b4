import type { CollaboratorCreate, CollaboratorPatch } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { contextOf, datasetAccess, datasetOf } from "../../http/access.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { COLLABORATOR_PARAMS, DATASET_PARAMS } from "../params.js";
import { listCollaboratorsJson } from "./repository.js";
import * as service from "./service.js";

export function collaboratorRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const { maxCollaborators } = context.config;

  app.get<{ Querystring: { page?: string; per_page?: string } }>("/datasets/:owner/:dataset/collaborators/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["collaborators"],
      summary: "List the collaborators",
      description: "For managers and admins. The owner is not among them.",
      params: DATASET_PARAMS,
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("Collaborator") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listCollaboratorsJson(db, datasetOf(request).id, page));
    },
  });

  app.post<{ Body: CollaboratorCreate }>("/datasets/:owner/:dataset/collaborators/", {
    config: { access: datasetAccess("manage", { worksArchived: true }) },
    schema: {
      tags: ["collaborators"],
      summary: "Add a collaborator",
      description: "A manager cannot grant admin.",
      params: DATASET_PARAMS,
      body: ref("CollaboratorCreate"),
      response: answers({ 201: { description: "The collaborator.", schema: ref("Collaborator") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(
          await service.addCollaborator(tx, contextOf(request), datasetOf(request), request.body, { maxCollaborators }),
        ),
      ),
  });

  app.get<{ Params: { username: string } }>("/datasets/:owner/:dataset/collaborators/:username/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["collaborators"],
      summary: "Get a collaborator",
      description: "Anybody may look up themselves; others, managers and admins only.",
      params: COLLABORATOR_PARAMS,
      response: answers({ 200: { description: "The collaborator.", schema: ref("Collaborator") } }),
    },
    handler: async (request, reply) =>
      sendJson(
        reply,
        await service.getCollaborator(db, contextOf(request), datasetOf(request), request.params.username),
      ),
  });

  app.patch<{ Body: CollaboratorPatch; Params: { username: string } }>(
    "/datasets/:owner/:dataset/collaborators/:username/",
    {
      config: { access: datasetAccess("manage", { worksArchived: true }) },
      schema: {
        tags: ["collaborators"],
        summary: "Change a collaborator's role",
        description: "A manager neither grants nor takes admin.",
        params: COLLABORATOR_PARAMS,
        body: ref("CollaboratorPatch"),
        response: answers({ 200: { description: "The collaborator.", schema: ref("Collaborator") } }),
      },
      handler: (request, reply) =>
        transact(db, request, reply, async (tx) => {
          const { username } = request.params;
          return ok(
            await service.updateCollaborator(tx, contextOf(request), datasetOf(request), username, request.body.role),
          );
        }),
    },
  );

  app.delete<{ Params: { username: string } }>("/datasets/:owner/:dataset/collaborators/:username/", {
    config: { access: datasetAccess("view", { worksArchived: true }) },
    schema: {
      tags: ["collaborators"],
      summary: "Remove a collaborator, or leave",
      params: COLLABORATOR_PARAMS,
      response: answers({ 204: { description: "No longer a collaborator." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.removeCollaborator(tx, contextOf(request), datasetOf(request), request.params.username);
        return noContent;
      }),
  });
}
