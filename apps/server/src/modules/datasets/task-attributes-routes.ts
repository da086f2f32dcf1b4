import type { TaskAttributesChangeCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { contextOf, datasetAccess, datasetOf } from "../../http/access.js";
import { bodyOf } from "../../http/body.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { DATASET_PARAMS, TASK_ATTRIBUTES_CHANGE_PARAMS } from "../params.js";
import { countAttributeUsage, listLabelChangesJson } from "./label-changes-repository.js";
import { changeTaskAttributes, requireChangeJson } from "./label-changes-service.js";
import { countCategoryUsage, listTaskAttributesJson } from "./task-attributes-repository.js";

type PagingQuery = { page?: string; per_page?: string };
const pagingQuery = { type: "object", properties: PAGING_QUERY };

/** What labels have for the categories and attributes of a dataset, and what becomes of it. */
export function taskAttributesRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.get<{ Querystring: PagingQuery }>("/datasets/:owner/:dataset/task_attributes/versions/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["datasets"],
      summary: "List the versions of the task attributes",
      description: "Who changed categories and attributes, when, and to what; the newest first.",
      params: DATASET_PARAMS,
      querystring: pagingQuery,
      response: answers({ 200: { description: "One page.", schema: listOf("TaskAttributesVersion") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listTaskAttributesJson(db, datasetOf(request).id, page));
    },
  });

  app.get("/datasets/:owner/:dataset/task_attributes/usage/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["datasets"],
      summary: "Count what refers to the categories",
      description:
        "Objects and samples of each category that the current labels use, removed ones included; what to know before a category is removed. Reads every label.",
      params: DATASET_PARAMS,
      response: answers({
        200: { description: "By category id; unused categories are absent.", schema: listOf("CategoryUsage") },
      }),
    },
    handler: async (request, reply) =>
      sendJson(reply, JSON.stringify(await countCategoryUsage(db, datasetOf(request).id))),
  });

  app.get("/datasets/:owner/:dataset/task_attributes/attribute_usage/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["datasets"],
      summary: "Count what refers to the attributes",
      description:
        "Objects (or scenes) and samples that have a value for each attribute of the dataset, and for each choice of its selects; what to know before one is removed. Reads every label.",
      params: DATASET_PARAMS,
      response: answers({
        200: { description: "By category and name; unused ones are absent.", schema: listOf("AttributeUsage") },
      }),
    },
    handler: async (request, reply) =>
      sendJson(reply, JSON.stringify(await countAttributeUsage(db, datasetOf(request).id))),
  });

  app.post<{ Body: TaskAttributesChangeCreate }>("/datasets/:owner/:dataset/task_attributes/changes/", {
    config: { access: datasetAccess("administer") },
    schema: {
      tags: ["datasets"],
      summary: "Move or delete what labels have for categories and attributes",
      description:
        "Saves `task_attributes`, where given, and has a job change every label of the dataset, of all labelsets: objects move to another category or are deleted, with their pixels and points; attributes and choices are deleted or replaced. Attributes of moved objects are kept where the new category has one of that name and type; choices that it does not have are dropped. Where two categories are merged and objects of both have the same `instance` in one image, one of them gets a free number. Each changed label gets a new version; what was reviewed is LABELED again. Labels that are saved later with categories or choices that are gone are changed in the same way. Where the change deleted objects, objects saved later are kept; they show as objects of a removed category. 409 while a release of the dataset is being written.",
      params: DATASET_PARAMS,
      body: ref("TaskAttributesChangeCreate"),
      response: answers({ 201: { description: "The change, `PENDING`.", schema: ref("TaskAttributesChange") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await changeTaskAttributes(tx, contextOf(request), datasetOf(request), bodyOf(request))),
      ),
  });

  app.get<{ Querystring: PagingQuery }>("/datasets/:owner/:dataset/task_attributes/changes/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["datasets"],
      summary: "List the changes of labels that changes of the task attributes made",
      description: "The newest first.",
      params: DATASET_PARAMS,
      querystring: pagingQuery,
      response: answers({ 200: { description: "One page.", schema: listOf("TaskAttributesChange") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listLabelChangesJson(db, datasetOf(request).id, page));
    },
  });

  app.get<{ Params: { uuid: string } }>("/datasets/:owner/:dataset/task_attributes/changes/:uuid/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["datasets"],
      summary: "Get a change of labels",
      description: "How far the job is: `samples_done` of `samples_total`.",
      params: TASK_ATTRIBUTES_CHANGE_PARAMS,
      response: answers({ 200: { description: "The change.", schema: ref("TaskAttributesChange") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await requireChangeJson(db, datasetOf(request).id, request.params.uuid)),
  });
}
