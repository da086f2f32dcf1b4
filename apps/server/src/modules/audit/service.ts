import type { DbOrTx } from "../../database/database.js";
import type { RequestContext } from "../../http/access.js";
import { insertAuditRow } from "./repository.js";

/** What the audit log keeps: `subject` is the thing's public name, such as `jane/flowers`. */
export interface AuditEntry {
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes one line of the audit log, in the transaction of what it records. */
export async function audit(tx: DbOrTx, context: RequestContext, entry: AuditEntry): Promise<void> {
  await insertAuditRow(tx, {
    accountId: context.caller?.id ?? null,
    action: entry.action,
    subject: entry.subject,
    detail: JSON.stringify(entry.detail ?? {}),
    address: context.address,
  });
}
