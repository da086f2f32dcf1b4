import { type Migration, sql } from "kysely";
import { CORE_SQL } from "./0001-core.js";
import { TASK_ATTRIBUTES_SQL } from "./0002-task-attributes.js";
import { DISABLED_ACCOUNTS_SQL } from "./0003-disabled-accounts.js";
import { BUCKET_PREFIXES_SQL } from "./0004-bucket-prefixes.js";
import { MANDATORY_ATTRIBUTES_SQL } from "./0005-mandatory-attributes.js";
import { LABEL_BYTES_SQL } from "./0006-label-bytes.js";
import { UNUSED_ASSETS_SQL } from "./0007-unused-assets.js";
import { VERSION_RETENTION_SQL } from "./0008-version-retention.js";
import { LABEL_ANNOTATIONS_SQL } from "./0009-label-annotations.js";
import { TASK_ATTRIBUTES_CHANGES_SQL } from "./0010-task-attributes-changes.js";
import { LABEL_DRAFTS_SQL } from "./0011-label-drafts.js";
import { REJECTIONS_SQL } from "./0012-rejections.js";
import { SERVER_ADMINISTRATORS_SQL } from "./0013-server-administrators.js";
import { OWN_WORK_SQL } from "./0014-own-work.js";
import { MOVED_OBJECTS_SQL } from "./0015-moved-objects.js";
import { LATE_MOVES_SQL } from "./0016-late-moves.js";
import { ISSUES_OF_DELETED_OBJECTS_SQL } from "./0017-issues-of-deleted-objects.js";
import { ISSUES_OF_OBJECTS_THAT_ARE_BACK_SQL } from "./0018-issues-of-objects-that-are-back.js";

/** Forward-only, in order of their names; a migration that was released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-core": { up: async (db) => void (await sql.raw(CORE_SQL).execute(db)) },
  "0002-task-attributes": { up: async (db) => void (await sql.raw(TASK_ATTRIBUTES_SQL).execute(db)) },
  "0003-disabled-accounts": { up: async (db) => void (await sql.raw(DISABLED_ACCOUNTS_SQL).execute(db)) },
  "0004-bucket-prefixes": { up: async (db) => void (await sql.raw(BUCKET_PREFIXES_SQL).execute(db)) },
  "0005-mandatory-attributes": { up: async (db) => void (await sql.raw(MANDATORY_ATTRIBUTES_SQL).execute(db)) },
  "0006-label-bytes": { up: async (db) => void (await sql.raw(LABEL_BYTES_SQL).execute(db)) },
  "0007-unused-assets": { up: async (db) => void (await sql.raw(UNUSED_ASSETS_SQL).execute(db)) },
  "0008-version-retention": { up: async (db) => void (await sql.raw(VERSION_RETENTION_SQL).execute(db)) },
  "0009-label-annotations": { up: async (db) => void (await sql.raw(LABEL_ANNOTATIONS_SQL).execute(db)) },
  "0010-task-attributes-changes": { up: async (db) => void (await sql.raw(TASK_ATTRIBUTES_CHANGES_SQL).execute(db)) },
  "0011-label-drafts": { up: async (db) => void (await sql.raw(LABEL_DRAFTS_SQL).execute(db)) },
  "0012-rejections": { up: async (db) => void (await sql.raw(REJECTIONS_SQL).execute(db)) },
  "0013-server-administrators": { up: async (db) => void (await sql.raw(SERVER_ADMINISTRATORS_SQL).execute(db)) },
  "0014-own-work": { up: async (db) => void (await sql.raw(OWN_WORK_SQL).execute(db)) },
  "0015-moved-objects": { up: async (db) => void (await sql.raw(MOVED_OBJECTS_SQL).execute(db)) },
  "0016-late-moves": { up: async (db) => void (await sql.raw(LATE_MOVES_SQL).execute(db)) },
  "0017-issues-of-deleted-objects": {
    up: async (db) => void (await sql.raw(ISSUES_OF_DELETED_OBJECTS_SQL).execute(db)),
  },
  "0018-issues-of-objects-that-are-back": {
    up: async (db) => void (await sql.raw(ISSUES_OF_OBJECTS_THAT_ARE_BACK_SQL).execute(db)),
  },
};
