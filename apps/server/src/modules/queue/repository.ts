import type { QueueReason, QueueWorkType } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import { toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";
import {
  inOrder,
  isPerson,
  personOf,
  personsIn,
  type QueueCaller,
  type QueueStep,
  queueSteps,
  reasonOfHeld,
  stepOf,
} from "./steps-repository.js";

/** A lease as the API shows it. */
export interface LeaseRow {
  readonly uuid: string;
  readonly sample_uuid: string;
  readonly work_type: QueueWorkType;
  readonly expires_at: string;
}

export interface QueueRequest extends QueueCaller {
  /** Names one tab. */
  readonly client: string;
  readonly exclude: readonly string[];
  readonly leaseSeconds: number;
}

/** What the queue gave: a lease; or `taken`, when somebody was there first in this very moment; or nothing. */
export type Given =
  | {
      readonly kind: "given";
      readonly sampleId: number;
      readonly groundTruthId: number;
      readonly reason: QueueReason;
      readonly lease: LeaseRow;
    }
  | { readonly kind: "taken" }
  | { readonly kind: "none" };

/** When a lease that is given now ends. */
export const expiry = (seconds: number) => sql`now() + make_interval(secs => ${seconds})`;

/** A statement that calls this does not wait for the disk. A lease that a crash of the machine takes back is asked for anew. */
export const WITHOUT_WAITING = sql`(select set_config('synchronous_commit', 'off', true)) is not null`;

/**
 * Gives the caller's tab the first sample of the queue, in one statement: what the tab holds already, else the first of the
 * first step that has any. `UNION ALL` under a limit asks each step only if those before it had nothing.
 *
 * A sample is chosen under its row's lock, which others pass over; nobody waits. That of two who look at the same time only
 * one gets it is the lease's primary key.
 */
export async function giveNext(db: DbOrTx, request: QueueRequest): Promise<Given> {
  const { datasetId, accountId, client, workType, exclude } = request;
  const excluded = sql`${[...exclude]}::uuid[]`;
  const isOwn = sql<SqlBool>`k.dataset_id = ${datasetId} and k.account_id = ${accountId} and k.client = ${client}
    and k.work_type = ${workType}`;
  const isFree = freeOf(sql`true`, exclude);
  // In brackets of their own: an arm of a UNION cannot lock rows itself.
  const arms = queueSteps(request).map((step) => sql`select * from (${firstOf(request, step, isFree)}) a`);
  const { rows } = await sql<{
    sample_id: number;
    ground_truth_id: number;
    reason: QueueReason;
    lease_uuid: string | null;
    sample_uuid: string;
    expires_at: string;
  }>`${PREPARED}
    with outdated as (
      -- Its label was written past the queue.
      delete from lease k where ${isOwn} and (select ${stepOf(request)} is null and s.uuid <> all(${excluded})
        from sample s where s.id = k.sample_id)
    ), candidate as materialized (
      select c.id, c.reason from (
        select * from (select s.id, ${reasonOfHeld(request)} as reason from sample s
          where s.id = any(array(select k.sample_id from lease k where ${isOwn}))
            and s.uuid <> all(${excluded}) and ${stepOf(request)} is not null
          order by (select k.created_at from lease k where k.sample_id = s.id), s.id limit 1 for no key update of s) held
        union all ${sql.join(arms, sql` union all `)}
      ) c limit 1
    ), given as (
      insert into lease as k (sample_id, dataset_id, account_id, client, work_type, expires_at)
      select id, ${datasetId}, ${accountId}, ${client}, ${workType}, ${expiry(request.leaseSeconds)}
      from candidate where ${WITHOUT_WAITING}
      on conflict (sample_id) do update set
        uuid = case when k.account_id = excluded.account_id and k.client = excluded.client then k.uuid else excluded.uuid end,
        created_at = case when k.account_id = excluded.account_id and k.client = excluded.client then k.created_at else excluded.created_at end,
        account_id = excluded.account_id, client = excluded.client, work_type = excluded.work_type,
        expires_at = excluded.expires_at
      where k.expires_at <= now() or (k.account_id = excluded.account_id and k.client = excluded.client)
      returning sample_id, uuid, expires_at
    )
    select c.id as sample_id, c.reason,
      (select l.id from labelset l where l.dataset_id = ${datasetId} and l.is_groundtruth) as ground_truth_id, g.uuid as lease_uuid,
      s.uuid as sample_uuid, g.expires_at
    from candidate c join sample s on s.id = c.id left join given g on g.sample_id = c.id`.execute(db);
  const [row] = rows;
  if (row === undefined) return { kind: "none" };
  if (row.lease_uuid === null) return { kind: "taken" };
  const { lease_uuid: uuid, sample_uuid, expires_at } = row;
  const lease = { uuid, sample_uuid, work_type: workType, expires_at };
  return { kind: "given", sampleId: row.sample_id, groundTruthId: row.ground_truth_id, reason: row.reason, lease };
}

/** How many of the first samples of each person are looked at: as many as may be locked in a moment by others. */
const FIRST_OF_EACH = 4;
const FIRST_OF_ALL = 16;

/** The first free sample of a step that nobody has locked, locked. */
function firstOf(caller: QueueCaller, step: QueueStep, isFree: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const reason = sql.lit(step.reason);
  if (step.kind === "range") {
    return sql`select s.id, ${reason} as reason from sample s where ${step.where} and ${isFree}
      order by ${step.orderBy} limit 1 for no key update of s skip locked`;
  }
  return sql`select s.id, ${reason} as reason from sample s where ${stepOf(caller)} is not null and s.id = any(array(
      ${personsIn(caller, step.steps)}
      select first.id from person cross join lateral (
        select s.id, s.priority from sample s where ${isOfPerson(caller, step)} and ${isFree}
        order by ${inOrder(caller)} limit ${sql.lit(FIRST_OF_EACH)}
      ) first where person.id is not null and ${step.where}
      order by first.priority desc, first.id limit ${sql.lit(FIRST_OF_ALL)}
    )) order by s.priority desc, s.id limit 1 for no key update of s skip locked`;
}

function isOfPerson(caller: QueueCaller, step: { readonly fits?: RawBuilder<SqlBool> }): RawBuilder<SqlBool> {
  return sql`s.dataset_id = ${caller.datasetId} and ${stepOf(caller)} = person.step
    and ${isPerson(personOf(caller), sql`person.id`)} and ${step.fits ?? sql`true`}`;
}

/**
 * No live lease, such that `matters`, holds the sample, and it is not among some others. A subquery of its own for each row
 * that is read: the planner would join the two tables in whatever way their statistics suggest.
 */
function freeOf(matters: RawBuilder<SqlBool>, exclude: readonly string[]): RawBuilder<SqlBool> {
  return sql`(select 1 from lease k where k.sample_id = s.id and k.expires_at > now() and ${matters}) is null
    and s.uuid <> all(${[...exclude]}::uuid[])`;
}

/** Whether a queue has a sample for a tab, locked or not. */
export async function hasAvailable(db: DbOrTx, request: QueueRequest): Promise<boolean> {
  return (await countFree(db, request, freeOf(sql`true`, request.exclude), 1)) > 0;
}

/** How many samples a queue has for the caller, counted up to `limit`. */
export async function countAvailable(db: DbOrTx, caller: QueueCaller, limit: number): Promise<number> {
  return countFree(db, caller, freeOf(sql`k.account_id <> ${caller.accountId}`, []), limit);
}

async function countFree(db: DbOrTx, caller: QueueCaller, isFree: RawBuilder<SqlBool>, limit: number): Promise<number> {
  const arms = queueSteps(caller).map((step) =>
    step.kind === "range"
      ? sql`(select s.id from sample s where ${step.where} and ${isFree} order by ${step.orderBy} limit ${limit})`
      : sql`(select c.id from (${personsIn(caller, step.steps)}
          select first.id from person cross join lateral (
            select s.id from sample s where ${isOfPerson(caller, step)} and ${isFree} order by ${inOrder(caller)} limit ${limit}
          ) first where person.id is not null and ${step.where} limit ${limit}) c)`,
  );
  const { rows } = await sql<{ total: number }>`select count(*) as total
    from (select distinct id from (${sql.join(arms, sql` union all `)}) a limit ${limit}) counted`.execute(db);
  return rows[0]?.total ?? 0;
}

/** Holds a lease for a full duration more; undefined when it is lost. */
export async function extendLease(db: DbOrTx, leaseId: LeaseId, seconds: number): Promise<LeaseRow | undefined> {
  const { rows } = await sql<LeaseRow>`${PREPARED}
    update lease k set expires_at = ${expiry(seconds)} from sample s
    where k.uuid = ${leaseId.uuid} and k.account_id = ${leaseId.accountId} and s.id = k.sample_id and ${WITHOUT_WAITING}
    returning k.uuid, s.uuid as sample_uuid, k.work_type, k.expires_at`.execute(db);
  return rows[0];
}

export interface LeaseId {
  readonly uuid: string;
  readonly accountId: number;
}

/** Gives a sample back to its queue. False when the lease was lost before. */
export async function deleteLease(db: DbOrTx, leaseId: LeaseId): Promise<boolean> {
  const result = await db
    .deleteFrom("lease")
    .where("uuid", "=", leaseId.uuid)
    .where("account_id", "=", leaseId.accountId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/**
 * Ends what a person holds of a dataset beyond `limit` leases: those that were kept alive least recently, as of tabs that
 * are gone. The one just given stays. Returns whether it still holds: on a machine that was busy for longer than a lease lasts, somebody
 * else may have had the sample, and finished it, before its label was read.
 */
export async function endSurplusLeases(
  db: DbOrTx,
  person: QueueCaller,
  kept: { readonly uuid: string; readonly limit: number },
): Promise<boolean> {
  const { rows } = await sql<{ is_live: boolean }>`${PREPARED} with ended as (
      delete from lease where uuid = any(array(
          select uuid from lease where account_id = ${person.accountId} and dataset_id = ${person.datasetId}
          order by (uuid = ${kept.uuid}) desc, expires_at desc, uuid offset ${kept.limit}))
        and ${WITHOUT_WAITING} returning uuid)
    select exists (select from lease where uuid = ${kept.uuid} and expires_at > clock_timestamp()) as is_live`.execute(
    db,
  );
  return rows[0]?.is_live === true;
}

/** The live leases of a dataset, with who holds them; the oldest first. */
export async function listLeasesJson(db: DbOrTx, datasetId: number, page: Page): Promise<PageResult> {
  const live = db
    .selectFrom("lease as k")
    .where("k.dataset_id", "=", datasetId)
    .where("k.expires_at", ">", sql<string>`now()`);
  const [rows, count] = await Promise.all([
    live
      .innerJoin("sample as s", "s.id", "k.sample_id")
      .innerJoin("account as a", "a.id", "k.account_id")
      .select(["k.uuid", "s.uuid as sample_uuid", "s.name as sample_name", "a.username", "k.work_type"])
      .select(["k.created_at", "k.expires_at"])
      .orderBy("k.created_at")
      .orderBy("k.uuid")
      .limit(page.size)
      .offset(page.offset)
      .execute(),
    live.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow(),
  ]);
  return { items: rows.map((row) => toJson(row)), total: count.total };
}

/** Ends somebody's lease in a dataset; undefined where there is no such lease. */
export async function endDatasetLease(
  db: DbOrTx,
  datasetId: number,
  uuid: string,
): Promise<{ readonly username: string } | undefined> {
  return db
    .deleteFrom("lease")
    .using("account")
    .whereRef("account.id", "=", "lease.account_id")
    .where("lease.uuid", "=", uuid)
    .where("lease.dataset_id", "=", datasetId)
    .returning("account.username")
    .executeTakeFirst();
}

/** Forgets leases that expired; until then each is a row that its sample's next lease overwrites. */
export async function forgetExpiredLeases(db: DbOrTx): Promise<void> {
  await db.deleteFrom("lease").where("expires_at", "<", sql<string>`now()`).execute();
}
