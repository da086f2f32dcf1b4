import { api } from "../../../api/client.js";
import { WORK_DATABASE } from "../session/work-database.js";
import { labelName } from "../session/work-store.js";

/**
 * Labels that a crash or a lost connection left on this machine are sent from whatever page the person comes back to. Whoever has never labeled
 * here loads nothing for it.
 */
export async function sendUnsentWork(account: string): Promise<void> {
  if (await hasWorkDatabase()) await open(account);
}

/** Samples of a dataset with work of this person that was not saved, on this machine or another; without those that another tab works on. */
export async function countLeftDrafts(account: string, dataset: string): Promise<number> {
  const sent = await api.labels.drafts.list({ perPage: MAX_LISTED });
  const keys = sent.items.flatMap((draft) =>
    draft.dataset_full_name === dataset ? { account, sampleUuid: draft.sample_uuid, labelset: draft.labelset } : [],
  );
  if (!(await hasWorkDatabase())) return keys.length;
  const { store, ports } = await open(account);
  const kept = (await store.listDrafts(account)).filter((draft) => draft.dataset === dataset);
  const names = [...new Set([...keys, ...kept].map(labelName))];
  const areHeld = await Promise.all(names.map((name) => ports.locks.isHeld(name)));
  return areHeld.filter((isHeld) => !isHeld).length;
}

const MAX_LISTED = 100;

async function hasWorkDatabase(): Promise<boolean> {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory === undefined) return false;
  // Older browsers do not list their databases: there might be one.
  return factory.databases === undefined || (await factory.databases()).some(({ name }) => name === WORK_DATABASE);
}

async function open(account: string) {
  const { labelingServices } = await import("./services.js");
  return labelingServices(account);
}
