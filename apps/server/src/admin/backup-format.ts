/** What a backup is: a zip file with a manifest, one entry a table, and the local asset store's files. */

export const FORMAT_VERSION = 1;
export const MANIFEST_ENTRY = "manifest.json";
export const ASSET_PREFIX = "assets/";

export const tableEntry = (table: string) => `tables/${table}.copy`;

export interface Manifest {
  readonly format_version: number;
  readonly created_at: string;
  /** The newest migration that the rows were written under. */
  readonly migration: string;
  /** Table → its columns, in the order of the COPY text. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

/**
 * Every table with rows that last, each after those that it refers to. Left out: sessions, attempts to sign in, set-up links and
 * idempotency keys, which are of the moment.
 */
export const BACKUP_TABLES = [
  "server_secret",
  "account",
  "organization_member",
  "api_key",
  "bucket_prefix",
  "dataset",
  "task_attributes_version",
  "task_attributes_change",
  "collaborator",
  "invitation",
  "labelset",
  "sample",
  "thumbnail",
  "dataset_count",
  "label_content",
  "label",
  "label_version",
  "label_draft",
  "issue",
  "issue_comment",
  "release",
  "workunit",
  "asset",
  "audit_log",
] as const;

/** Tables that a backup leaves behind. A test checks that every table is in one of the two lists. */
export const PASSING_TABLES = ["session", "login_attempt", "setup_token", "idempotency_key", "lease"] as const;
