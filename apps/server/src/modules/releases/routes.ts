import type { ReleaseCreate } from "@tessera/schema";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { callerOf, contextOf, datasetAccess, datasetOf } from "../../http/access.js";
import { originOf } from "../../http/origin.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, noContent, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { enqueue } from "../../jobs/enqueue.js";
import { audit } from "../audit/service.js";
import { requireNoPendingChange } from "../datasets/pending-changes.js";
import { DATASET_PARAMS, RELEASE_PARAMS } from "../params.js";
import * as repository from "./repository.js";

export function releaseRoutes(app: FastifyInstance, context: AppContext): void {
  const { assets } = context;
  const { db } = context.database;
  const toJson = (request: FastifyRequest, release: repository.Release) =>
    repository.releaseJson(
      release,
      release.asset_key === null ? null : assets.urlOf(release.asset_key, originOf(request)),
    );

  app.get<{ Querystring: { page?: string; per_page?: string } }>("/datasets/:owner/:dataset/releases/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["releases"],
      summary: "List the releases",
      description: "In the order of their creation.",
      params: DATASET_PARAMS,
      querystring: { type: "object", properties: PAGING_QUERY },
      response: answers({ 200: { description: "One page.", schema: listOf("Release") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      const { rows, total } = await repository.listReleases(db, datasetOf(request).id, page);
      return sendPage(request, reply, page, { items: rows.map((row) => toJson(request, row)), total });
    },
  });

  app.post<{ Body: ReleaseCreate }>("/datasets/:owner/:dataset/releases/", {
    config: { access: datasetAccess("administer", { worksArchived: true }) },
    schema: {
      tags: ["releases"],
      summary: "Create a release",
      description:
        "A snapshot of all samples and labels at one instant, written by a job: `PENDING` until its file is there, then `SUCCEEDED` with `attributes.url`. 409 while objects of the dataset are moved or deleted (`task_attributes/changes/`).",
      params: DATASET_PARAMS,
      body: ref("ReleaseCreate"),
      response: answers({ 201: { description: "The release, `PENDING`.", schema: ref("Release") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const dataset = datasetOf(request);
        await requireNoPendingChange(tx, dataset.id);
        const release = await repository.insertRelease(tx, {
          datasetId: dataset.id,
          name: request.body.name,
          description: request.body.description ?? "",
          createdById: callerOf(request).id,
        });
        await enqueue(tx, "build-release", { releaseId: release.id });
        const subject = `${dataset.ownerUsername}/${dataset.name}`;
        await audit(tx, contextOf(request), { action: "release.created", subject, detail: { release: release.name } });
        return created(toJson(request, release));
      }),
  });

  app.get<{ Params: { release: string } }>("/datasets/:owner/:dataset/releases/:release/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["releases"],
      summary: "Get a release",
      params: RELEASE_PARAMS,
      response: answers({ 200: { description: "The release.", schema: ref("Release") } }),
    },
    handler: async (request, reply) => {
      const release = await repository.findRelease(db, datasetOf(request).id, request.params.release);
      if (release === undefined) throw new AppError("notFound");
      return sendJson(reply, toJson(request, release));
    },
  });

  app.delete<{ Params: { release: string } }>("/datasets/:owner/:dataset/releases/:release/", {
    config: { access: datasetAccess("administer", { worksArchived: true }) },
    schema: {
      tags: ["releases"],
      summary: "Delete a release",
      description: "With its file.",
      params: RELEASE_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const dataset = datasetOf(request);
        const release = await repository.findRelease(tx, dataset.id, request.params.release);
        if (release === undefined) throw new AppError("notFound");
        await repository.deleteRelease(tx, release.id);
        if (release.asset_key !== null) await enqueue(tx, "delete-asset", { key: release.asset_key });
        const subject = `${dataset.ownerUsername}/${dataset.name}`;
        await audit(tx, contextOf(request), { action: "release.deleted", subject, detail: { release: release.name } });
        return noContent;
      }),
  });
}
