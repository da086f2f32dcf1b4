import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { invalidField } from "../../errors.js";
import { datasetAccess, datasetOf } from "../../http/access.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { answers, listOf } from "../../http/responses.js";
import { DATASET_PARAMS } from "../params.js";
import { listWorkunitsJson } from "./repository.js";

interface WorkunitQuery {
  page?: string;
  per_page?: string;
  sort?: string;
  start?: string;
  end?: string;
  include_session_time_metrics?: string;
}

export function workunitRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.get<{ Querystring: WorkunitQuery }>("/datasets/:owner/:dataset/workunits/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["workunits"],
      summary: "List the workunits",
      description: "Who worked on which sample, and for how many milliseconds. For managers and admins.",
      params: DATASET_PARAMS,
      querystring: {
        type: "object",
        properties: {
          ...PAGING_QUERY,
          sort: {
            type: "string",
            description: "`created_at` or `-created_at`.",
            default: "-created_at",
            examples: ["-created_at"],
          },
          start: {
            type: "string",
            description: "The earliest time, `YYYY-MM-DDTHH:MM:SS` in UTC.",
            examples: ["2024-01-01T00:00:00"],
          },
          end: { type: "string", description: "The latest time, likewise.", examples: ["2030-01-01T00:00:00"] },
          include_session_time_metrics: {
            type: "string",
            description: "`true`: with `session_time_metrics`.",
            examples: ["true"],
          },
        },
      },
      response: answers({ 200: { description: "One page.", schema: listOf("Workunit") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      const { sort = "-created_at", start, end, include_session_time_metrics: metrics } = request.query;
      if (sort !== "created_at" && sort !== "-created_at") {
        throw invalidField("sort", "must be created_at or -created_at.");
      }
      const result = await listWorkunitsJson(db, {
        datasetId: datasetOf(request).id,
        ...(start !== undefined && { start: readTime("start", start) }),
        ...(end !== undefined && { end: readTime("end", end) }),
        isDescending: sort.startsWith("-"),
        withSessionTimeMetrics: metrics === "true" || metrics === "1",
        page,
      });
      return sendPage(request, reply, page, result);
    },
  });
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z?$/;

/** A time in UTC, as the official client writes it. */
function readTime(name: string, text: string): string {
  const withZone = text.endsWith("Z") ? text : `${text}Z`;
  const time = Date.parse(withZone);
  // February 30 parses, as a day in March.
  if (!TIME.test(text) || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw invalidField(name, "must be a time like 2024-01-31T12:00:00.");
  }
  return withZone;
}
