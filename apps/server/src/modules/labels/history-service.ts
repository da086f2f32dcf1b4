import { type LabelStatus, statusesFor } from "@tessera/schema";
import type { FastifyRequest } from "fastify";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, type DatasetTarget, datasetOf } from "../../http/access.js";
import { findVersion, findVersionJson } from "./history-repository.js";
import * as labels from "./repository.js";
import { keptAnswer, keyOf, type LabelAnswer, render, staleLabel } from "./service.js";
import { requireNotHeld, requireWritable } from "./write-rules.js";

type VersionRequest = FastifyRequest<{ Params: { version: string } }>;

/** One version with its attributes. */
export async function getVersion(db: DbOrTx, request: VersionRequest): Promise<string> {
  const json = await findVersionJson(db, keyOf(request), versionOf(request));
  if (json === undefined) throw new AppError("notFound");
  return json;
}

/** Brings a version back as a new one. @param expected the version that the caller saw the label at */
export async function restoreVersion(tx: Tx, request: VersionRequest, expected: number): Promise<LabelAnswer> {
  const key = keyOf(request);
  const version = versionOf(request);
  const current = await labels.lockLabel(tx, key);
  requireNotHeld(datasetOf(request).role, current.holder_id, callerOf(request).id);
  requireWritable(datasetOf(request).role, current.status);
  const old = await findVersion(tx, key, version);
  if (old === undefined) throw new AppError("notFound");
  if (current.version !== expected) throw await staleLabel(tx, request, current.version);
  if (old.content_id === null || old.label_status === null) {
    throw invalidField("version", "This version is a deletion: it has nothing to restore.");
  }
  const status = restoredStatus(datasetOf(request), old.label_status);
  const saved = await labels.restoreVersion(tx, key, { version, status }, callerOf(request).id);
  if (saved === undefined) throw new AppError("notFound");
  const body = render(request, saved, await labels.getAttributes(tx, key));
  return { body, kept: keptAnswer(request, saved, { before: "", after: "" }) };
}

/** The status that the version had, where the caller may give it. */
function restoredStatus(dataset: DatasetTarget, status: LabelStatus): LabelStatus {
  const isPossible = status !== "VERIFIED" || dataset.isVerifiedEnabled;
  return isPossible && statusesFor(dataset.role).includes(status) ? status : "LABELING_IN_PROGRESS";
}

const MAX_INTEGER = 2 ** 31 - 1;

function versionOf(request: VersionRequest): number {
  const { version: text } = request.params;
  const version = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (version < 1 || version > MAX_INTEGER) throw new AppError("notFound");
  return version;
}
