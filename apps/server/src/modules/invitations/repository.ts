import type { DatasetRole, DefaultDatasetRole, OrganizationRole } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { toJson } from "../../http/json-text.js";

const DAYS = 7;

/** An invitation that can be accepted, and how its maker stands to what it is to. */
export interface Invitation {
  readonly id: number;
  readonly uuid: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly email: string | null;
  readonly role: DatasetRole | OrganizationRole;
  readonly default_dataset_role: DefaultDatasetRole | null;
  readonly created_by: string;
  readonly dataset_id: number | null;
  readonly dataset_owner_id: number | null;
  /** `owner/name` */
  readonly dataset: string | null;
  readonly organization_id: number | null;
  readonly organization: string | null;
  readonly maker_dataset_role: DatasetRole | null;
  readonly maker_organization_role: OrganizationRole | null;
}

export interface NewInvitation {
  readonly tokenHash: Buffer;
  readonly datasetId?: number;
  readonly organizationId?: number;
  readonly role: DatasetRole | OrganizationRole;
  readonly defaultDatasetRole?: DefaultDatasetRole;
  readonly email: string | null;
  readonly createdById: number;
}

export async function insertInvitation(tx: DbOrTx, invitation: NewInvitation): Promise<Invitation> {
  const { id } = await tx
    .insertInto("invitation")
    .values({
      token_hash: invitation.tokenHash,
      dataset_id: invitation.datasetId ?? null,
      organization_id: invitation.organizationId ?? null,
      role: invitation.role,
      default_dataset_role: invitation.defaultDatasetRole ?? null,
      email: invitation.email,
      created_by_id: invitation.createdById,
      expires_at: sql<string>`now() + make_interval(days => ${DAYS})`,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const [row] = await selectInvitations(tx, sql<SqlBool>`i.id = ${id}`);
  if (row === undefined) throw new Error("The invitation is not there.");
  return row;
}

/** Those of one dataset or organization that can still be accepted, the newest first. */
export async function listInvitations(
  db: DbOrTx,
  target: { readonly datasetId: number } | { readonly organizationId: number },
): Promise<readonly Invitation[]> {
  return selectInvitations(
    db,
    "datasetId" in target
      ? sql<SqlBool>`i.dataset_id = ${target.datasetId}`
      : sql<SqlBool>`i.organization_id = ${target.organizationId}`,
  );
}

export async function findInvitationByToken(db: DbOrTx, tokenHash: Buffer): Promise<Invitation | undefined> {
  const [row] = await selectInvitations(db, sql<SqlBool>`i.token_hash = ${tokenHash}`);
  return row;
}

async function selectInvitations(db: DbOrTx, where: RawBuilder<SqlBool>): Promise<readonly Invitation[]> {
  const { rows } = await sql<Invitation>`
    select i.id, i.uuid, i.created_at, i.expires_at, i.email, i.role, i.default_dataset_role, maker.username as created_by,
      d.id as dataset_id, d.owner_id as dataset_owner_id, o.username || '/' || d.name as dataset,
      org.id as organization_id, org.username as organization,
      case when d.id is not null then dataset_role(d.id, d.owner_id, maker.id) end as maker_dataset_role,
      m.role as maker_organization_role
    from invitation i
    join account maker on maker.id = i.created_by_id
    left join dataset d on d.id = i.dataset_id and d.deleted_at is null
    left join account o on o.id = d.owner_id
    left join account org on org.id = i.organization_id
    left join organization_member m on m.organization_id = org.id and m.account_id = maker.id
    where ${where} and i.expires_at > now() and (d.id is not null or org.id is not null)
    order by i.id desc`.execute(db);
  return rows;
}

/** False where somebody else was there first. */
export async function deleteInvitation(tx: DbOrTx, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom("invitation").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function forgetExpiredInvitations(db: DbOrTx): Promise<void> {
  await db.deleteFrom("invitation").where("expires_at", "<", sql<string>`now()`).execute();
}

/** JSON text of an InvitationOffer. */
export function offerJson(invitation: Invitation): string {
  return toJson(offerMembers(invitation));
}

/** JSON text of an Invitation; the token and the link only when it has just been made. */
export function invitationJson(
  invitation: Invitation,
  secret: { readonly token?: string; readonly url?: string } = {},
): string {
  return toJson({ uuid: invitation.uuid, ...offerMembers(invitation), ...secret });
}

function offerMembers(invitation: Invitation) {
  const { created_at, created_by, expires_at, email, role, default_dataset_role, dataset, organization } = invitation;
  return { created_at, created_by, expires_at, email, role, default_dataset_role, dataset, organization };
}
