import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import type { Account } from "./account.js";
import type { Binaries } from "./binaries.js";
import { replaceFile } from "./record.js";
import { run } from "./run.js";

const MIB = 1024 * 1024;

export interface SettingsOptions {
  readonly clusterDir: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly transport: "socket" | "tcp";
  readonly fsync: boolean;
}

/**
 * Writes the settings that are ours, anew at each start, so that a new version of Tessera brings its own. What the
 * operator adds to postgresql.conf comes after them and wins.
 */
export async function writeSettings(options: SettingsOptions): Promise<void> {
  const { clusterDir, account } = options;
  const owner = fileOwner(account);
  await replaceFile(join(clusterDir, "tessera.conf"), await settingsText(options), owner);
  await replaceFile(join(clusterDir, "pg_hba.conf"), accessText(options.transport), owner);
}

/** The postgresql.conf of a new cluster. */
export const OPERATOR_SETTINGS = `# Tessera writes tessera.conf anew at each start. Your own settings below win.
include_if_exists 'tessera.conf'
`;

export function fileOwner(account: Account): { uid: number; gid: number } | undefined {
  if (account.ownerUid === undefined || account.ownerGid === undefined) return undefined;
  return { uid: account.ownerUid, gid: account.ownerGid };
}

/** Nobody but who can enter the 0700 socket directory gets to the socket; on TCP a password of 256 bits decides. */
function accessText(transport: "socket" | "tcp"): string {
  return transport === "socket" ? "local all all trust\n" : "host all all 127.0.0.1/32 scram-sha-256\n";
}

async function settingsText(options: SettingsOptions): Promise<string> {
  const [lz4, sharedMemory] = await Promise.all([supportsLz4(options), sharedMemoryType()]);
  const onOff = options.fsync ? "on" : "off";
  const settings: Record<string, string> = {
    max_connections: "100",
    shared_buffers: `${sharedBuffersMib()}MB`,
    dynamic_shared_memory_type: sharedMemory,
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
    wal_compression: lz4 ? "lz4" : "pglz",
    default_toast_compression: lz4 ? "lz4" : "pglz",
    max_wal_size: "1GB",
    // Nothing replicates: the log carries what recovery needs.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_logical_replication_workers: "0",
    jit: "off",
    timezone: "'UTC'",
    log_timezone: "'UTC'",
    lc_messages: "'C'",
    datestyle: "'iso, mdy'",
    default_text_search_config: "'pg_catalog.english'",
    // The watcher process writes and bounds the log file.
    logging_collector: "off",
    log_line_prefix: "'%m [%p] '",
    log_checkpoints: "off",
    log_error_verbosity: "terse",
    // Labels and addresses are in statements and details, and more people read the log than the database.
    log_min_error_statement: "panic",
    log_min_duration_statement: "-1",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written by Tessera at each start; changes here are lost. Use postgresql.conf.\n${lines.join("\n")}\n`;
}

/** A build without lz4 refuses the name; asking takes 7 ms. */
async function supportsLz4({ binaries, account, clusterDir }: SettingsOptions): Promise<boolean> {
  const args = ["-D", clusterDir, "-C", "default_toast_compression", "-c", "default_toast_compression=lz4"];
  return (await run(binaries.postgres, args, { account })).code === 0;
}

/** 1/32 of the memory we may use, between 128 and 512 MiB. It is not taken before it is used. */
function sharedBuffersMib(): number {
  const limit = Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
  return Math.round(Math.min(512, Math.max(128, limit / MIB / 32)));
}

/** Docker gives /dev/shm 64 MiB, which parallel queries overrun; System V memory has no such bound. */
async function sharedMemoryType(): Promise<string> {
  if (process.platform === "win32") return "windows";
  if (process.platform !== "linux") return "posix";
  const shm = await statfs("/dev/shm").catch(() => undefined);
  return shm !== undefined && shm.bavail * shm.bsize >= 256 * MIB ? "posix" : "sysv";
}
