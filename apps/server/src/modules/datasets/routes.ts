import type { DatasetClone, DatasetCreate, DatasetPatch } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import {
  ACCOUNT,
  callerOf,
  contextOf,
  datasetAccess,
  datasetOf,
  organizationAccess,
  organizationOf,
} from "../../http/access.js";
import { bodyOf } from "../../http/body.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { findAccount } from "../accounts/repository.js";
import { DATASET_PARAMS, ORGANIZATION_PARAMS, USERNAME_PARAMS } from "../params.js";
import * as repository from "./repository.js";
import * as service from "./service.js";

type PagingQuery = { page?: string; per_page?: string };
const pagingQuery = { type: "object", properties: PAGING_QUERY };

export function datasetRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.get<{ Querystring: PagingQuery }>("/user/datasets/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["datasets"],
      summary: "List my datasets",
      description:
        "The datasets that the caller owns, administers through an organization, or collaborates on, without `readme` and `task_attributes`.",
      querystring: pagingQuery,
      response: answers({ 200: { description: "One page.", schema: listOf("Dataset") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(
        request,
        reply,
        page,
        await repository.listDatasetsJson(db, callerOf(request).id, { kind: "own" }, page),
      );
    },
  });

  for (const [url, params, summary] of [
    ["/users/:username/datasets/", USERNAME_PARAMS, "List a user's datasets"],
    ["/organizations/:organization/datasets/", ORGANIZATION_PARAMS, "List an organization's datasets"],
  ] as const) {
    app.get<{ Querystring: PagingQuery; Params: { username?: string; organization?: string } }>(url, {
      config: { access: ACCOUNT },
      schema: {
        tags: ["datasets"],
        summary,
        description: "Those that the caller can see: public ones, own ones and those the caller was let in to.",
        params,
        querystring: pagingQuery,
        response: answers({ 200: { description: "One page.", schema: listOf("Dataset") } }),
      },
      handler: async (request, reply) => {
        const page = readPage(request.query);
        const owner = await findAccount(db, request.params.username ?? request.params.organization ?? "");
        if (owner === undefined) throw new AppError("notFound");
        const scope = { kind: "owner", ownerId: owner.id } as const;
        return sendPage(request, reply, page, await repository.listDatasetsJson(db, callerOf(request).id, scope, page));
      },
    });
  }

  app.post<{ Body: DatasetCreate }>("/user/datasets/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["datasets"],
      summary: "Create a dataset",
      body: ref("DatasetCreate"),
      response: answers({ 201: { description: "The new dataset.", schema: ref("Dataset") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.createDataset(tx, contextOf(request), callerOf(request), bodyOf(request))),
      ),
  });

  app.post<{ Body: DatasetCreate }>("/organizations/:organization/datasets/", {
    config: { access: organizationAccess("administrator") },
    schema: {
      tags: ["datasets"],
      summary: "Create a dataset of an organization",
      description: "For its administrators. Members become collaborators by their default dataset role.",
      params: ORGANIZATION_PARAMS,
      body: ref("DatasetCreate"),
      response: answers({ 201: { description: "The new dataset.", schema: ref("Dataset") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.createDataset(tx, contextOf(request), organizationOf(request), bodyOf(request))),
      ),
  });

  app.get("/datasets/:owner/:dataset/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["datasets"],
      summary: "Get a dataset",
      params: DATASET_PARAMS,
      response: answers({ 200: { description: "The dataset.", schema: ref("Dataset") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.requireDatasetJson(db, datasetOf(request).id, callerOf(request).id)),
  });

  app.patch<{ Body: DatasetPatch }>("/datasets/:owner/:dataset/", {
    config: { access: datasetAccess("administer", { worksArchived: true }) },
    schema: {
      tags: ["datasets"],
      summary: "Update a dataset",
      description:
        "Absent fields stay as they are. The task type changes only to one that the samples and labels fit. An archived dataset is read-only: until it is unarchived, its samples, labels, labelsets and issues answer changes with 409. Its settings, people, releases and clones are not affected.",
      params: DATASET_PARAMS,
      body: ref("DatasetPatch"),
      response: answers({ 200: { description: "The dataset.", schema: ref("Dataset") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        ok(await service.updateDataset(tx, contextOf(request), datasetOf(request), bodyOf(request))),
      ),
  });

  app.delete("/datasets/:owner/:dataset/", {
    config: { access: datasetAccess("administer", { worksArchived: true }) },
    schema: {
      tags: ["datasets"],
      summary: "Delete a dataset",
      description: "With its samples, labels, labelsets, releases and issues.",
      params: DATASET_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.deleteDataset(tx, contextOf(request), datasetOf(request));
        return noContent;
      }),
  });

  app.post<{ Body: DatasetClone }>("/datasets/:owner/:dataset/clone/", {
    config: { access: datasetAccess("view", { worksArchived: true }) },
    schema: {
      tags: ["datasets"],
      summary: "Clone a dataset",
      description:
        "For its admins, and for anyone where it is public. Samples (and labels) are copied by a job: small datasets are complete when the answer arrives, large ones fill afterwards.",
      params: DATASET_PARAMS,
      body: ref("DatasetClone"),
      response: answers({ 201: { description: "The clone.", schema: ref("Dataset") } }),
    },
    handler: (request, reply) => {
      let cloneId: number | undefined;
      return transact(
        db,
        request,
        reply,
        async (tx) => {
          const clone = await service.cloneDataset(tx, contextOf(request), datasetOf(request), request.body);
          cloneId = clone.id;
          return created(await service.requireDatasetJson(tx, clone.id, callerOf(request).id));
        },
        {
          afterCommit: async (outcome) => {
            // A repeated request is answered as the first one was.
            if (cloneId === undefined) return outcome;
            await service.waitForClone(db, cloneId);
            return created(await service.requireDatasetJson(db, cloneId, callerOf(request).id));
          },
        },
      );
    },
  });
}
