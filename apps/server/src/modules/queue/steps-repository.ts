import type { QueueReason, QueueWorkType } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";

/** Who asks for what. */
export interface QueueCaller {
  readonly datasetId: number;
  readonly accountId: number;
  readonly workType: QueueWorkType;
}

/** One step of a queue: why a sample comes, and which samples it may be. */
export type QueueStep = { readonly reason: QueueReason } & (
  | {
      /** One range of an index, in whose order it is read. */
      readonly kind: "range";
      readonly where: RawBuilder<SqlBool>;
      readonly orderBy: RawBuilder<unknown>;
    }
  | {
      /** Such a range for each person who has one: as many as people work on the dataset. */
      readonly kind: "ranges";
      readonly steps: readonly string[];
      /** About `person`. */
      readonly where: RawBuilder<SqlBool>;
      /** About a sample of theirs. */
      readonly fits?: RawBuilder<SqlBool>;
    }
);

/** The steps of the label and of the review queue, in their order. */
export function queueSteps(caller: QueueCaller): readonly QueueStep[] {
  const { datasetId, accountId } = caller;
  const own = (reason: QueueReason, step: string, extra: RawBuilder<SqlBool> = sql`true`): QueueStep => ({
    ...{ kind: "range", reason, orderBy: inOrder(caller) },
    where: sql`${inStep(caller, step)} and ${isPerson(personOf(caller), sql`${accountId}::bigint`)} and ${extra}`,
  });
  const others = (steps: readonly string[], where: RawBuilder<SqlBool>) =>
    ({ kind: "ranges", reason: "open", steps, where }) as const;
  const somebodyElse = sql<SqlBool>`person.id <> ${accountId}`;
  if (caller.workType === "label") {
    const canSave = setting(datasetId, "enable_save_button");
    return [
      own("in_progress", "in_progress", canSave),
      own("rejected", "rejected"),
      own("assigned", "assigned"),
      {
        ...{ kind: "range", reason: "open", orderBy: inOrder(caller) },
        where: sql`${inStep(caller, "open")} and s.label_person_id is null`,
      },
      others(
        ["assigned", "in_progress", "rejected"],
        sql`(${isGone(caller)} or (person.step = 'in_progress' and not ${canSave}))`,
      ),
    ];
  }
  return [
    own("in_progress", "in_progress"),
    {
      ...{ kind: "range", reason: "corrected", orderBy: sql`s.rejected_by_id, s.priority desc, s.id` },
      where: sql`s.dataset_id = ${datasetId} and s.review_step in ('assigned', 'open')
        and ${isPerson(sql`s.rejected_by_id`, sql`${accountId}::bigint`)}
        and (s.assigned_reviewer_id is null or s.assigned_reviewer_id = ${accountId})`,
    },
    own("assigned", "assigned"),
    others(["open"], somebodyElse),
    own("open", "open"),
    others(["assigned", "in_progress"], isGone(caller)),
    // What one reviewer left is for the others.
    others(["skipped"], somebodyElse),
    // The second round: by somebody else than the first.
    {
      ...others(["reviewed"], sql`${somebodyElse} and ${setting(datasetId, "enable_label_status_verified")}`),
      fits: sql`s.review_skipped_by_id is distinct from ${accountId}`,
    },
  ];
}

/**
 * The samples of a step for one person, as a range of the queue's index. Not by equality, which would make the person a
 * constant that says nothing about the order: the planner then takes the index by priority alone, and reads past every
 * sample that is not in the queue.
 */
export function isPerson(column: RawBuilder<unknown>, person: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`${column} between ${person} and ${person}`;
}

/** The order of the queue's index behind dataset and step. */
export function inOrder(caller: QueueCaller): RawBuilder<unknown> {
  return sql`${personOf(caller)}, s.priority desc, s.id`;
}

export function stepOf(caller: QueueCaller): RawBuilder<unknown> {
  return caller.workType === "label" ? sql`s.label_step` : sql`s.review_step`;
}

export function personOf(caller: QueueCaller): RawBuilder<unknown> {
  return caller.workType === "label" ? sql`s.label_person_id` : sql`s.review_person_id`;
}

function inStep(caller: QueueCaller, step: string): RawBuilder<SqlBool> {
  return sql`s.dataset_id = ${caller.datasetId} and ${stepOf(caller)} = ${sql.lit(step)}`;
}

/** Everybody for whom a sample waits in one of some steps, each found by one look into the index. */
export function personsIn(caller: QueueCaller, steps: readonly string[]): RawBuilder<unknown> {
  const next = sql`select min(${personOf(caller)}) from sample s where s.dataset_id = ${caller.datasetId} and ${stepOf(caller)} = `;
  return sql`with recursive person (step, id) as (
      select v.step, (${next} v.step) from (values ${sql.join(steps.map((step) => sql`(${sql.lit(step)})`))}) v (step)
      union all
      select person.step, (${next} person.step and ${personOf(caller)} > person.id) from person where person.id is not null
    )`;
}

/** Why a sample that the caller holds already was given to them. */
export function reasonOfHeld(caller: QueueCaller): RawBuilder<QueueReason> {
  const { accountId } = caller;
  if (caller.workType === "label") {
    return sql`case when s.label_person_id = ${accountId} then s.label_step else 'open' end`;
  }
  return sql`case
    when s.review_step = 'in_progress' and s.review_person_id = ${accountId} then 'in_progress'
    when s.review_step in ('assigned', 'open') and s.rejected_by_id = ${accountId}
      and coalesce(s.assigned_reviewer_id, ${accountId}) = ${accountId} then 'corrected'
    when s.review_step = 'assigned' and s.review_person_id = ${accountId} then 'assigned'
    else 'open' end`;
}

/** Whether a person can no longer do this work on the dataset: a disabled account does none, nor does an organization itself. */
function isGone(caller: QueueCaller): RawBuilder<SqlBool> {
  const roles =
    caller.workType === "label" ? ["labeler", "reviewer", "manager", "admin"] : ["reviewer", "manager", "admin"];
  const isOpen =
    caller.workType === "label"
      ? sql`(d.noncollaborator_can_label or d.noncollaborator_can_review)`
      : sql`d.noncollaborator_can_review`;
  return sql`not exists (select from dataset d join account a on a.id = person.id
    where d.id = ${caller.datasetId} and not a.is_organization and a.disabled_at is null
      and ((d.public and ${isOpen})
        or dataset_role(d.id, d.owner_id, a.id) in (${sql.join(roles.map((role) => sql.lit(role)))})))`;
}

function setting(datasetId: number, name: "enable_save_button" | "enable_label_status_verified"): RawBuilder<SqlBool> {
  return sql`(select d.${sql.ref(name)} from dataset d where d.id = ${datasetId})`;
}
