import { randomUUID } from "node:crypto";
import { lchown, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { asFileError, systemErrorCode } from "./errors.js";
import type { Layout } from "./layout.js";

/** A server owns its data; a command may also join the living owner. */
export type OwnMode = "own" | "own-or-join";

/** pg-style connection settings; `host` is a socket directory or 127.0.0.1. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
}

/**
 * What the owner says about itself. It informs people and joining processes; whether there is an owner at all is the
 * lock's word, never the record's.
 */
export interface OwnerRecord {
  readonly pid: number;
  readonly machine: string;
  /** How it opened: an "own-or-join" is a command that will be done soon. */
  readonly mode: OwnMode;
  /** Present once the database answers. */
  readonly connection?: Connection;
  /** A socket directory outside of the data directory, to be removed by whoever finds it left. */
  readonly foreignSocketDir?: string;
}

/** Replaces the record in one step, so that a reader never sees half of it. */
export async function writeOwnerRecord(layout: Layout, facts: Omit<OwnerRecord, "pid" | "machine">): Promise<void> {
  const record: OwnerRecord = { pid: process.pid, machine: hostname(), ...facts };
  await replaceFile(layout.ownerRecord, `${JSON.stringify(record)}\n`, layout.keepFor);
}

/** The owner's record, if there is a readable one. */
export async function readOwnerRecord(layout: Layout): Promise<OwnerRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(layout.ownerRecord, "utf8"));
    return isOwnerRecord(record) ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemErrorCode(error) === "ENOENT") return undefined;
    throw asFileError(error, `The data directory ${layout.dataDir} belongs to another user`);
  }
}

export async function removeOwnerRecord(layout: Layout): Promise<void> {
  await rm(layout.ownerRecord, { force: true });
}

/** Writes aside and renames. `wx` and rename follow no link that another user may have put there. */
export async function replaceFile(
  path: string,
  text: string,
  owner?: { readonly uid: number; readonly gid: number },
): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeFile(aside, text, { flag: "wx", mode: 0o600 });
    if (owner !== undefined) await lchown(aside, owner.uid, owner.gid);
    await rename(aside, path);
  } catch (error) {
    // A full disk leaves the file without its text.
    await rm(aside, { force: true });
    throw error;
  }
}

function isOwnerRecord(value: unknown): value is OwnerRecord {
  if (typeof value !== "object" || value === null || !("pid" in value) || !("machine" in value)) return false;
  if (typeof value.pid !== "number" || typeof value.machine !== "string" || !("mode" in value)) return false;
  if ("foreignSocketDir" in value && typeof value.foreignSocketDir !== "string") return false;
  return !("connection" in value) || isConnection(value.connection);
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== "object" || value === null) return false;
  if (!("host" in value) || !("port" in value) || !("user" in value) || !("database" in value)) return false;
  return typeof value.host === "string" && typeof value.port === "number";
}
