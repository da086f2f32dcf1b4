import type { DbOrTx } from "../../database/database.js";

export interface AuditRow {
  readonly accountId: number | null;
  readonly action: string;
  readonly subject: string;
  /** JSON text. */
  readonly detail: string;
  readonly address: string;
}

export async function insertAuditRow(tx: DbOrTx, row: AuditRow): Promise<void> {
  await tx
    .insertInto("audit_log")
    .values({
      account_id: row.accountId,
      action: row.action,
      subject: row.subject,
      detail: row.detail,
      address: row.address,
    })
    .execute();
}
