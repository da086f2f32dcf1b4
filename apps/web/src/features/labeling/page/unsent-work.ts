import { WORK_DATABASE } from "../session/work-database.js";
import { labelName } from "../session/work-store.js";

/**
 * Labels that a crash or a lost connection left on this machine are sent from whatever page the person comes back to. Whoever has never labeled
 * here loads nothing for it.
 */
export async function sendUnsentWork(account: string): Promise<void> {
  if (await hasWorkDatabase()) await open(account);
}

/** Samples of a dataset with work of this person that was not saved, on this machine; without those that another tab works on. */
export async function countLeftDrafts(account: string, dataset: string): Promise<number> {
  if (!(await hasWorkDatabase())) return 0;
  const { store, ports } = await open(account);
  const drafts = (await store.listDrafts(account)).filter((draft) => draft.dataset === dataset);
  const areHeld = await Promise.all(drafts.map((draft) => ports.locks.isHeld(labelName(draft))));
  return areHeld.filter((isHeld) => !isHeld).length;
}

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
