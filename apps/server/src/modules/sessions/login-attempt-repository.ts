import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

/** Failures of one account or address are forgotten when there was none for so long. */
const FORGET_SECONDS = 3600;

export interface AttemptLimit {
  /** Hash of what is counted. */
  readonly key: Buffer;
  /** So many attempts may follow each other at once. */
  readonly freeAttempts: number;
  /** Then the pause doubles with each attempt, from one second to this: nobody is locked out for good. */
  readonly maxPauseSeconds: number;
}

/**
 * Counts an attempt before its outcome is known, so that many at once are no way around the limit.
 *
 * @returns 0 when it may go on, else for how many seconds it may not.
 */
export async function takeAttempt(db: DbOrTx, limit: AttemptLimit): Promise<number> {
  const { key, freeAttempts, maxPauseSeconds } = limit;
  const failures = sql`case when t.last_at < now() - make_interval(secs => ${FORGET_SECONDS}) then 1 else t.failures + 1 end`;
  const { rows: taken } = await sql`
    insert into login_attempt as t (key, failures) values (${key}, 1)
    on conflict (key) do update set failures = ${failures}, last_at = now(),
      retry_at = now() + make_interval(secs => case when (${failures}) < ${freeAttempts} then 0
        else least(${maxPauseSeconds}::float8, 2 ^ least((${failures}) - ${freeAttempts}, 30)) end)
    where t.retry_at <= now()
    returning key`.execute(db);
  if (taken.length > 0) return 0;
  const { rows } = await sql<{ seconds: number }>`
    select greatest(1, ceil(extract(epoch from retry_at - now())))::int as seconds from login_attempt where key = ${key}`.execute(
    db,
  );
  return rows[0]?.seconds ?? 1;
}

/** The attempt was none: it succeeded, or another limit refused it. */
export async function giveAttemptBack(db: DbOrTx, key: Buffer): Promise<void> {
  await sql`update login_attempt set failures = greatest(0, failures - 1), retry_at = now() where key = ${key}`.execute(
    db,
  );
}

export async function forgetAttempts(db: DbOrTx, key: Buffer): Promise<void> {
  await db.deleteFrom("login_attempt").where("key", "=", key).execute();
}

/** Forgets what no longer counts. */
export async function forgetOldAttempts(db: DbOrTx): Promise<void> {
  await sql`delete from login_attempt where last_at < now() - make_interval(secs => ${FORGET_SECONDS})`.execute(db);
}
