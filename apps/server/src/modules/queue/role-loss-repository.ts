import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

/** Where somebody's role changed: on one dataset, or on all of an organization. */
export type RoleChange = { readonly datasetId: number } | { readonly ownerId: number };

/**
 * Gives back to everybody what the queues hold for an account that may no longer do that work: its leases, what it started,
 * and rejected samples that were to go back to it. (What it loses in other ways, such as by a public dataset becoming
 * private, the queues give to others when they have nothing else.)
 */
export async function endWork(tx: DbOrTx, accountId: number, change: RoleChange): Promise<void> {
  const scope = "datasetId" in change ? sql`d.id = ${change.datasetId}` : sql`d.owner_id = ${change.ownerId}`;
  await sql`with dataset_now as materialized (
      select d.id, case when d.public and d.noncollaborator_can_review then 'reviewer'
          when d.public and d.noncollaborator_can_label then 'labeler' end as open_role,
        dataset_role(d.id, d.owner_id, ${accountId}) as role
      from dataset d where ${scope} and d.deleted_at is null
    ), lost as materialized (
      select id, coalesce(role, 'viewer') = 'viewer' and open_role is null as cannot_label,
        coalesce(role, 'viewer') in ('viewer', 'labeler') and coalesce(open_role, 'labeler') = 'labeler' as cannot_review
      from dataset_now
    ), ended as (
      delete from lease k using lost where k.account_id = ${accountId} and k.dataset_id = lost.id
        and case k.work_type when 'label' then lost.cannot_label else lost.cannot_review end
    ), rejected as (
      update sample s set labeled_by_id = null from lost where lost.cannot_label and s.dataset_id = lost.id
        and s.label_step = 'rejected' and s.label_person_id = ${accountId}
    ), reviewing as (
      update sample s set started_by_id = null from lost where lost.cannot_review and s.dataset_id = lost.id
        and s.review_step = 'in_progress' and s.review_person_id = ${accountId}
    )
    update sample s set started_by_id = null from lost where lost.cannot_label and s.dataset_id = lost.id
      and s.label_step = 'in_progress' and s.label_person_id = ${accountId}`.execute(tx);
}
