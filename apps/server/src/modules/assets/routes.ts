import type { AssetCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import { contentTypeFor, createAssetKey } from "../../assets/asset-store.js";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { ACCOUNT, callerOf } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { jsonText, toJson } from "../../http/json-text.js";
import { originOf } from "../../http/origin.js";
import { created, noContent } from "../../http/replies.js";
import { answers, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { enqueue } from "../../jobs/enqueue.js";
import { ASSET_PARAMS } from "../params.js";
import { takeOwnAsset } from "./orphans-repository.js";
import { insertAsset } from "./repository.js";

export function assetRoutes(app: FastifyInstance, context: AppContext): void {
  const { assets } = context;
  const { db } = context.database;

  app.post<{ Body: AssetCreate }>("/assets/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["assets"],
      summary: "Begin an upload",
      description:
        "Answers with a form: POST all of `presignedPostFields.fields` and then `file` to `presignedPostFields.url` as multipart/form-data, without an Authorization header. Then `url` serves the bytes to whoever knows it.",
      body: ref("AssetCreate"),
      response: answers({ 201: { description: "Where to upload and where the file will be.", schema: ref("File") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { filename } = request.body;
        const key = createAssetKey(filename);
        const origin = originOf(request);
        const [row, form] = await Promise.all([
          insertAsset(tx, { accountId: callerOf(request).id, key, filename }),
          assets.createPresignedPost({ key, contentType: contentTypeFor(filename), origin }),
        ]);
        return created(
          toJson({
            uuid: row.uuid,
            filename,
            url: assets.urlOf(key, origin),
            created_at: row.created_at,
            presignedPostFields: jsonText(JSON.stringify(form)),
          }),
        );
      }),
  });

  app.delete<{ Params: { uuid: string } }>("/assets/:uuid/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["assets"],
      summary: "Delete an upload",
      description: "By who uploaded it, whether or not samples still refer to it. Its url ends within seconds.",
      params: ASSET_PARAMS,
      response: answers({ 204: { description: "Gone." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { uuid } = request.params;
        const key = isUuid(uuid) ? await takeOwnAsset(tx, uuid, callerOf(request).id) : undefined;
        if (key === undefined) throw new AppError("notFound");
        await enqueue(tx, "delete-asset", { key });
        return noContent;
      }),
  });
}
