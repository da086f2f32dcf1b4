import type { ExampleCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { ACCOUNT, callerOf, contextOf } from "../../http/access.js";
import { toAppError } from "../../http/error-handler.js";
import { originOf } from "../../http/origin.js";
import { created, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { audit } from "../audit/service.js";
import { requireDatasetJson } from "../datasets/service.js";
import { loadExamples, summaryOf } from "./catalog.js";
import { createExampleDataset, ExampleImages } from "./service.js";

export function exampleRoutes(app: FastifyInstance, context: AppContext): void {
  const { assets } = context;
  const { db } = context.database;

  app.get("/examples/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["examples"],
      summary: "List the example datasets",
      description: "They come with the server, to try things on.",
      response: answers({ 200: { description: "All of them.", schema: listOf("Example") } }),
    },
    handler: async (_request, reply) => {
      const examples = [...(await loadExamples())].map(([name, example]) => summaryOf(name, example));
      return sendJson(reply, JSON.stringify(examples));
    },
  });

  app.post<{ Body: ExampleCreate }>("/user/examples/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["examples"],
      summary: "Make a dataset from an example",
      description: "With its images and labels; it is yours, and like any other.",
      body: ref("ExampleCreate"),
      response: answers({ 201: { description: "The dataset.", schema: ref("Dataset") } }),
    },
    handler: async (request, reply) => {
      const { name, dataset_name: datasetName } = request.body;
      const example = (await loadExamples()).get(name);
      if (example === undefined) throw new AppError("notFound");
      const owner = callerOf(request);
      const origin = originOf(request);
      const images = new ExampleImages(assets, example);
      try {
        return await transact(db, request, reply, async (tx) => {
          const urlOf = (key: string) => assets.urlOf(key, origin);
          const dataset = await createExampleDataset(tx, name, example, { owner, datasetName, urlOf, images });
          const subject = `${owner.username}/${dataset.name}`;
          await audit(tx, contextOf(request), { action: "dataset.created", subject, detail: { example: name } });
          return created(await requireDatasetJson(tx, dataset.id, owner.id));
        });
      } catch (error) {
        // Where the outcome is unknown the dataset may be there, and needs them.
        if (toAppError(error).status < 500) await images.discard();
        throw error;
      }
    },
  });
}
