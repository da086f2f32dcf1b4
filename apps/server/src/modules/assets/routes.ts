import type { AssetCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import { contentTypeFor, createAssetKey } from "../../assets/asset-store.js";
import type { AppContext } from "../../context.js";
import { ACCOUNT, callerOf } from "../../http/access.js";
import { jsonText, toJson } from "../../http/json-text.js";
import { originOf } from "../../http/origin.js";
import { created } from "../../http/replies.js";
import { answers, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
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
}
