import { type LabelStatus, statusesFor } from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, type DatasetTarget, datasetOf, type RequestContext } from "../../http/access.js";
import { findVersion, findVersionJson } from "./history-repository.js";
import * as labels from "./repository.js";
import { keptAnswer, keyOf, type LabelAnswer, render, staleLabel } from "./service.js";
import { requireNotHeld, requireWritable } from "./write-rules.js";

/** One version with its attributes. */
export async function getVersion(db: DbOrTx, context: RequestContext, version: string): Promise<string> {
  const json = await findVersionJson(db, keyOf(context), versionNumber(version));
  if (json === undefined) throw new AppError("notFound");
  return json;
}

/** Brings a version back as a new one. @param expected the version that the caller saw the label at */
export async function restoreVersion(
  tx: Tx,
  context: RequestContext,
  { version: text, expected }: { readonly version: string; readonly expected: number },
): Promise<LabelAnswer> {
  const key = keyOf(context);
  const version = versionNumber(text);
  const current = await labels.lockLabel(tx, key);
  requireNotHeld(datasetOf(context).role, current.holder_id, callerOf(context).id);
  requireWritable(datasetOf(context).role, current.status);
  const old = await findVersion(tx, key, version);
  if (old === undefined) throw new AppError("notFound");
  if (current.version !== expected) throw await staleLabel(tx, context, current.version);
  if (old.content_id === null || old.label_status === null) {
    throw invalidField("version", "This version is a deletion: it has nothing to restore.");
  }
  const status = restoredStatus(datasetOf(context), old.label_status);
  const saved = await labels.restoreVersion(tx, key, { version, status }, callerOf(context).id);
  if (saved === undefined) throw new AppError("notFound");
  const body = render(context, saved, await labels.getAttributes(tx, key));
  return { body, kept: keptAnswer(context, saved, { before: "", after: "" }) };
}

/** The status that the version had, where the caller may give it. */
function restoredStatus(dataset: DatasetTarget, status: LabelStatus): LabelStatus {
  const isPossible = status !== "VERIFIED" || dataset.isVerifiedEnabled;
  return isPossible && statusesFor(dataset.role).includes(status) ? status : "LABELING_IN_PROGRESS";
}

const MAX_INTEGER = 2 ** 31 - 1;

function versionNumber(text: string): number {
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (version < 1 || version > MAX_INTEGER) throw new AppError("notFound");
  return version;
}
