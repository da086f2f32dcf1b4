import { WORK_DATABASE } from "../session/work-database.js";

/**
 * Labels that a crash or a lost connection left on this machine are sent from whatever page the person comes back to. Whoever has never labeled
 * here loads nothing for it.
 */
export async function sendUnsentWork(account: string): Promise<void> {
  const factory: IDBFactory | undefined = globalThis.indexedDB;
  if (factory === undefined) return;
  // Older browsers do not list their databases: there might be one.
  const isThere =
    factory.databases === undefined || (await factory.databases()).some(({ name }) => name === WORK_DATABASE);
  if (!isThere) return;
  const { labelingServices } = await import("./services.js");
  await labelingServices(account);
}
