import type { LabelDraftPut } from "@tessera/schema";
import type { Db } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, labelsetOf, type RequestContext, sampleOf } from "../../http/access.js";
import type { RawBody } from "../../http/body-validator.js";
import { toJson } from "../../http/json-text.js";
import * as repository from "./draft-repository.js";

/** The caller's own draft of the label that the url names: nobody else's can be asked for. */
export async function getDraft(
  db: Db,
  context: RequestContext,
  hold: (labelBytes: number) => Promise<void>,
): Promise<string> {
  const key = draftKeyOf(context);
  const draft = await repository.findDraft(db, key);
  if (draft === undefined) throw new AppError("notFound");
  await hold(draft.bytes);
  const json = await repository.findDraftContentJson(db, key);
  if (json === undefined) throw new AppError("notFound");
  return json;
}

/** Keeps a draft, and answers with its new revision. A draft that the client has not seen is not overwritten. */
export async function putDraft(db: Db, context: RequestContext, body: RawBody): Promise<string> {
  const { members, spans } = await body.validate({ kind: "draft" });
  const draft = members as unknown as Omit<LabelDraftPut, "content">;
  if (spans.content === undefined) throw new Error("A validated draft has content.");
  const key = draftKeyOf(context);
  const values = {
    ...{ labelVersion: draft.label_version, format: draft.format, client: draft.client },
    objectCount: draft.object_count,
    content: body.bytes.subarray(spans.content.start, spans.content.end),
  };
  // In one transaction: a revision that another device writes right behind this one must not be taken for it.
  const written = await db.transaction().execute(async (tx) => {
    const isWritten = await repository.writeDraft(tx, key, draft.revision, values);
    return isWritten ? repository.findDraft(tx, key) : undefined;
  });
  if (written === undefined) throw await staleDraft(db, key);
  return toJson(written);
}

/** Discards a draft, or only the revision that the client has seen. */
export async function deleteDraft(db: Db, context: RequestContext, revision: number | undefined): Promise<void> {
  const key = draftKeyOf(context);
  if (await repository.deleteDraft(db, key, revision)) return;
  const isThere = (await repository.findDraft(db, key)) !== undefined;
  throw isThere ? await staleDraft(db, key) : new AppError("notFound");
}

function draftKeyOf(context: RequestContext): repository.DraftKey {
  return {
    accountId: callerOf(context).id,
    sampleId: sampleOf(context).id,
    labelsetId: labelsetOf(context).id,
  };
}

/** The answer tells which draft is there instead; its content is asked for when it is wanted. */
async function staleDraft(db: Db, key: repository.DraftKey): Promise<AppError> {
  const draft = (await repository.findDraft(db, key)) ?? null;
  return new AppError("conflict", {
    detail: "Another device changed this draft after you opened it.",
    extra: { draft },
  });
}
