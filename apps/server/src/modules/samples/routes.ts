import type { SamplesBulkDelete } from "@tessera/schema";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError, invalidField } from "../../errors.js";
import {
  contextOf,
  datasetAccess,
  datasetOf,
  findLabelsetOf,
  labelAccess,
  sampleAccess,
  sampleOf,
} from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { holdForLabel } from "../../http/memory.js";
import { originOf } from "../../http/origin.js";
import { describePage } from "../../http/paging.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { sendInParts } from "../../http/send-in-parts.js";
import { transact } from "../../http/transact.js";
import { bucketRightsOf } from "../buckets/service.js";
import { findRejectionJson } from "../issues/repository.js";
import { DATASET_PARAMS, SAMPLE_PARAMS } from "../params.js";
import {
  isOn,
  readCursor,
  readFilter,
  readOrder,
  readSamplePage,
  SAMPLE_LIST_QUERY,
  SAMPLE_ORDER_QUERY,
  type SampleListParameters,
  writeCursor,
} from "./query.js";
import * as repository from "./repository.js";
import * as service from "./service.js";

export function sampleRoutes(app: FastifyInstance, context: AppContext): void {
  const { assets, bodies } = context;
  const { db } = context.database;

  const sampleBody = (request: FastifyRequest, valid: service.SampleBody["valid"]): service.SampleBody => ({
    bytes: rawBodyOf(request),
    valid,
    context: service.withThumbnails(service.sampleContext(datasetOf(request)), assets, originOf(request)),
  });

  app.get<{ Querystring: SampleListParameters }>("/datasets/:owner/:dataset/samples/", {
    config: { access: datasetAccess("view") },
    schema: {
      tags: ["samples"],
      summary: "List the samples",
      params: DATASET_PARAMS,
      querystring: SAMPLE_LIST_QUERY,
      response: answers({ 200: { description: "One page.", schema: listOf("Sample") } }),
    },
    handler: (request, reply) => listSamples(request, reply),
  });

  async function listSamples(
    request: FastifyRequest<{ Querystring: SampleListParameters }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { query } = request;
    const dataset = datasetOf(request);
    const page = readSamplePage(query);
    const filter = readFilter(query);
    const order = readOrder(query.sort);
    const label = await service.findLabelInclusion(db, dataset, {
      labelset: query.labelset,
      isFull: isOn(query.include_full_label),
    });
    const sample = service.withThumbnails(service.sampleContext(dataset, label), assets, originOf(request));
    const list = { datasetId: dataset.id, filter, order, limit: page.size };
    if (query.cursor !== undefined) {
      const after = readCursor(query.cursor, order);
      const { send, next } = await openList({ ...list, position: { after } }, sample);
      if (next !== undefined) reply.header("link", nextLink(request, writeCursor(next, order)));
      return send(reply);
    }
    const [{ send, count }, total] = await Promise.all([
      openList({ ...list, position: { offset: page.offset } }, sample),
      repository.countSamples(db, dataset.id, filter),
    ]);
    describePage(request, reply, page, { count, total });
    return send(reply);
  }

  /** Whole labels may be large: they are sent in parts, as they are read. */
  async function openList(query: repository.SampleListQuery, sample: repository.SampleContext) {
    if (sample.label?.isFull) {
      const { places, next } = await repository.listSamplePlaces(db, query, sample.label);
      const read = (part: readonly repository.SamplePlace[]) =>
        repository.readSamplesJson(
          db,
          part.map(({ id }) => id),
          sample,
        );
      return { next, count: places.length, send: (reply: FastifyReply) => sendInParts(reply, places, read) };
    }
    const { items, next } = await repository.listSamplesJson(db, query, sample);
    return { next, count: items.length, send: (reply: FastifyReply) => sendJson(reply, `[${items.join(",")}]`) };
  }

  app.post("/datasets/:owner/:dataset/samples/", {
    config: { access: datasetAccess("administer"), rawBody: true },
    schema: {
      tags: ["samples"],
      summary: "Add a sample",
      params: DATASET_PARAMS,
      body: ref("SampleCreate"),
      response: answers({ 201: { description: "The sample.", schema: ref("Sample") } }),
    },
    handler: async (request, reply) => {
      const { taskType } = datasetOf(request);
      const valid = await bodies.validate(request, { kind: "sample", taskType, isPartial: false });
      const body = sampleBody(request, valid);
      return transact(db, request, reply, async (tx) =>
        created(await service.createSample(tx, contextOf(request), body)),
      );
    },
  });

  app.post("/datasets/:owner/:dataset/samples_bulk/", {
    config: { access: datasetAccess("administer"), rawBody: true },
    schema: {
      tags: ["samples"],
      summary: "Add many samples",
      description:
        "Answers with all of them in the request's order. Where a name exists already, its sample comes back unchanged.",
      params: DATASET_PARAMS,
      body: { type: "array", items: ref("SampleCreate") },
      response: answers({ 201: { description: "The samples.", schema: listOf("Sample") } }),
    },
    handler: async (request, reply) => {
      const { taskType } = datasetOf(request);
      const valid = await bodies.validate(request, { kind: "samples", taskType });
      const body = sampleBody(request, valid);
      return transact(db, request, reply, async (tx) =>
        created(await service.createSamples(tx, contextOf(request), body)),
      );
    },
  });

  app.delete<{ Body: SamplesBulkDelete }>("/datasets/:owner/:dataset/samples_bulk/", {
    config: { access: datasetAccess("administer") },
    schema: {
      tags: ["samples"],
      summary: "Delete many samples",
      description: "1 to 1000 at once; unknown uuids are skipped.",
      params: DATASET_PARAMS,
      body: ref("SamplesBulkDelete"),
      response: answers({
        200: {
          description: "How many were deleted.",
          schema: { type: "object", required: ["deleted_count"], properties: { deleted_count: { type: "integer" } } },
        },
      }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const uuids = request.body.uuids.filter(isUuid);
        return ok(JSON.stringify({ deleted_count: await service.deleteSamples(tx, contextOf(request), uuids) }));
      }),
  });

  app.get<{ Querystring: { include_signed_urls?: string } }>("/samples/:uuid/", {
    config: { access: labelAccess("view", "query") },
    schema: {
      tags: ["samples"],
      summary: "Get a sample",
      description:
        "With `rejection`: the issue that says why a reviewer rejected it last, until the sample is accepted or the issue resolved; else null.",
      params: SAMPLE_PARAMS,
      querystring: {
        type: "object",
        properties: {
          labelset: {
            type: "string",
            description: "Adds the label of this labelset, or null.",
            examples: ["ground-truth"],
          },
          include_signed_urls: {
            type: "string",
            description: "`1`: adds `signed_url` beside urls of the connected bucket.",
            examples: ["1"],
          },
        },
      },
      response: answers({ 200: { description: "The sample.", schema: ref("Sample") } }),
    },
    handler: async (request, reply) => {
      const { include_signed_urls: signed } = request.query;
      const labelset = findLabelsetOf(request);
      await holdForLabel(request, labelset?.labelBytes ?? 0);
      const shown = service.sampleContext(datasetOf(request), labelset && { labelset, isFull: true });
      const sample = service.withThumbnails(shown, assets, originOf(request));
      const { id } = sampleOf(request);
      const [found, rejection] = await Promise.all([
        service.requireSampleJson(db, id, sample),
        findRejectionJson(db, id),
      ]);
      const json = `${found.slice(0, -1)},"rejection":${rejection ?? "null"}}`;
      if (!isOn(signed)) return sendJson(reply, json);
      const mayRead = bucketRightsOf(db, datasetOf(request).id);
      return sendJson(reply, await service.withSignedUrls(json, assets, mayRead));
    },
  });

  app.get<{ Querystring: SampleListParameters }>("/samples/:uuid/neighbours/", {
    config: { access: sampleAccess("view") },
    schema: {
      tags: ["samples"],
      summary: "Find the previous and the next sample",
      description:
        "In the dataset's list of samples under the same filter and order, also for a sample that the filter no longer lets through.",
      params: SAMPLE_PARAMS,
      querystring: SAMPLE_ORDER_QUERY,
      response: answers({ 200: { description: "The neighbours.", schema: ref("SampleNeighbours") } }),
    },
    handler: async (request, reply) => {
      const { id: datasetId } = datasetOf(request);
      const list = { filter: readFilter(request.query), order: readOrder(request.query.sort) };
      const found = await repository.findNeighbours(db, { ...list, datasetId, sampleId: sampleOf(request).id });
      if (found === undefined) throw new AppError("notFound");
      return sendJson(reply, JSON.stringify(found));
    },
  });

  app.patch("/samples/:uuid/", {
    config: { access: sampleAccess("manage"), rawBody: true },
    schema: {
      tags: ["samples"],
      summary: "Update a sample",
      description: "Absent fields stay; `null` ends an assignment. Managers set priority and assignment, admins all.",
      params: SAMPLE_PARAMS,
      body: ref("SamplePatch"),
      response: answers({ 200: { description: "The sample.", schema: ref("Sample") } }),
    },
    handler: async (request, reply) => {
      const { taskType } = datasetOf(request);
      const valid = await bodies.validate(request, { kind: "sample", taskType, isPartial: true });
      const body = sampleBody(request, valid);
      return transact(db, request, reply, async (tx) => ok(await service.updateSample(tx, contextOf(request), body)));
    },
  });

  app.delete("/samples/:uuid/", {
    config: { access: sampleAccess("administer") },
    schema: {
      tags: ["samples"],
      summary: "Delete a sample",
      description: "With its labels and issues.",
      params: SAMPLE_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.deleteSamples(tx, contextOf(request), [sampleOf(request).uuid]);
        return noContent;
      }),
  });
}

function nextLink(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.url, originOf(request));
  url.searchParams.set("cursor", cursor);
  url.searchParams.delete("page");
  return `<${url.href}>; rel="next"`;
}

/** The raw body of a route with `config.rawBody`. */
function rawBodyOf(request: FastifyRequest): Buffer {
  if (Buffer.isBuffer(request.body)) return request.body;
  throw invalidField("body", "must be JSON.");
}
