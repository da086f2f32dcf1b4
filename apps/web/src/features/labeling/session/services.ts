/** What all labeling pages of a tab share. Opened once per signed-in account. */
import { compareLabels, mergeLabels } from "./conflict.js";
import { Connection } from "./connection.js";
import type { LabelingFault } from "./faults.js";
import { createMemoryWorkStore } from "./memory-work-store.js";
import { Outbox } from "./outbox.js";
import type { Replacement } from "./outbox-slot.js";
import type { Clock, LabelContent, LabelingApi, Network, PageLife, TabLocks } from "./ports.js";
import { labelName, type OutboxEntry, type WorkStore } from "./work-store.js";

/** What the services stand on. `browserPorts` has the real ones. */
export interface LabelingPorts {
  readonly api: LabelingApi;
  readonly clock: Clock;
  readonly network: Network;
  readonly page: PageLife;
  readonly locks: TabLocks;
  /** Rejects where the browser keeps nothing. */
  readonly openStore: () => Promise<WorkStore>;
  /** This tab's name, the same after a reload. */
  readonly tabId: { get(): string | null; set(id: string): void };
  /** Random, at least 8 characters. */
  readonly makeId: () => string;
}

/** See {@link openLabelingServices}. */
export interface LabelingServices {
  readonly account: string;
  /** The tab's name to the queue. */
  readonly client: string;
  readonly ports: LabelingPorts;
  readonly store: WorkStore;
  readonly connection: Connection;
  readonly outbox: Outbox;
  /** The label that is open in the editor: its conflicts are the person's to see. */
  readonly opened: { name: string | undefined };
  dispose(): void;
}

/**
 * Opens what is kept on this machine, and sends what a crash left.
 *
 * @example
 * const services = await openLabelingServices(browserPorts(client), { account: user.username });
 * const session = new LabelingSession(services, { mode: "label", dataset, editor });
 */
export async function openLabelingServices(
  ports: LabelingPorts,
  { account }: { readonly account: string },
): Promise<LabelingServices> {
  const store = await ports.openStore().catch(() => createMemoryWorkStore());
  const client = await claimTabId(ports);
  const connection = new Connection(ports.network);
  const opened: { name: string | undefined } = { name: undefined };
  const outbox = new Outbox({
    api: ports.api,
    store,
    clock: ports.clock,
    connection,
    account,
    makeId: ports.makeId,
    merge: async (entry, fault) =>
      opened.name === labelName(entry) ? undefined : mergeInBackground(ports.api, entry, fault),
  });
  await outbox
    .start(async (entry) => entry.client === client || !(await ports.locks.isHeld(tabLockName(entry.client))))
    // What cannot be read now is there at the next start.
    .catch(() => undefined);
  const stopWaking = ports.page.onVisibility(() => {
    // The person may have signed in again in another tab.
    if (ports.page.isVisible() && outbox.state.get().pause === "signIn") void outbox.resume();
  });
  return {
    account,
    client,
    ports,
    store,
    connection,
    outbox,
    opened,
    dispose() {
      stopWaking();
      outbox.dispose();
      connection.dispose();
      store.close();
    },
  };
}

function tabLockName(client: string): string {
  return `tab ${client}`;
}

/** A duplicated tab has a copy of its parent's id: only one of them may keep it. */
async function claimTabId({ tabId, locks, makeId }: LabelingPorts): Promise<string> {
  const known = tabId.get();
  if (known !== null && (await locks.acquire(tabLockName(known), () => undefined)) !== undefined) return known;
  const made = makeId();
  tabId.set(made);
  await locks.acquire(tabLockName(made), () => undefined);
  return made;
}

/**
 * The save of a sample that is not in front of the person any more met somebody else's. Where they did other things to other
 * objects, and the label's status is where it was, both are kept with no question; else the person is asked.
 */
async function mergeInBackground(
  api: LabelingApi,
  entry: OutboxEntry,
  fault: LabelingFault,
): Promise<Replacement | undefined> {
  const { theirs } = fault;
  if (theirs === undefined || theirs === null || entry.content === null) return undefined;
  if (theirs.label_status !== entry.baseStatus) return undefined;
  const mine = entry.content.attributes;
  const base =
    entry.baseVersion === 0 ? null : await api.getVersion(entry.sampleUuid, entry.labelset, entry.baseVersion);
  const comparison = compareLabels({ base, mine, theirs: theirs.attributes, taskType: theirs.label_type });
  if (comparison.conflicts.length > 0) return undefined;
  const attributes = mergeLabels({ mine, theirs: theirs.attributes }, comparison, new Map());
  const content = usedFiles({ attributes, files: entry.content.files });
  return { content, baseVersion: theirs.version, baseStatus: theirs.label_status };
}

/** The content without files that nothing in it names any more. */
export function usedFiles({ attributes, files }: LabelContent): LabelContent {
  const text = files.length > 0 ? JSON.stringify(attributes) : "";
  return { attributes, files: files.filter(({ placeholder }) => text.includes(placeholder)) };
}
