import type { Clock, TabLock, TabLocks } from "./ports.js";

/** What of `navigator.locks` is used. It is there on https and localhost only. */
export interface LockManagerLike {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean; readonly steal?: boolean },
    hold: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

const PREFIX = "tessera ";

/** By the browser's own locks: a tab that dies has none. */
export function createWebTabLocks(manager: LockManagerLike): TabLocks {
  function request(name: string, options: { ifAvailable?: boolean; steal?: boolean }, onLost: () => void) {
    return new Promise<TabLock | undefined>((resolve, reject) => {
      let isReleased = false;
      const hold = (lock: unknown) => {
        if (lock === null) {
          resolve(undefined);
          return Promise.resolve();
        }
        return new Promise<void>((end) => {
          const release = () => {
            isReleased = true;
            end();
          };
          resolve({ name, release });
        });
      };
      manager.request(PREFIX + name, options, hold).catch((error) => {
        // A lock that is stolen rejects whoever had it.
        if (!isReleased) onLost();
        reject(error);
      });
    });
  }
  return {
    acquire: (name, onLost) => request(name, { ifAvailable: true }, onLost),
    async takeOver(name, onLost) {
      const lock = await request(name, { steal: true }, onLost);
      if (lock === undefined) throw new Error("A stolen lock is always given");
      return lock;
    },
    async isHeld(name) {
      return (await manager.query()).held?.some((lock) => lock.name === PREFIX + name) ?? false;
    },
  };
}

/** What of `BroadcastChannel` is used: it is there on plain http too. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** How long the other tabs have to say that a name is theirs. A tab in the background hears messages at once. */
const ANSWER_MS = 200;

interface Message {
  readonly kind: "ask" | "mine" | "take";
  readonly name: string;
  readonly from: string;
}

/**
 * By asking the other tabs, where the browser has no locks for this page. A tab that does not answer has nothing; should it live after
 * all, the draft store and the label's version still keep two writers apart.
 */
export function createChannelTabLocks(channel: ChannelLike, clock: Clock, { tab }: { readonly tab: string }): TabLocks {
  const held = new Map<string, () => void>();
  const answers = new Set<string>();
  const send = (kind: Message["kind"], name: string) => channel.postMessage({ kind, name, from: tab });

  channel.addEventListener("message", ({ data }) => {
    if (!isMessage(data) || data.from === tab) return;
    if (data.kind === "mine") answers.add(data.name);
    else if (data.kind === "ask" && held.has(data.name)) send("mine", data.name);
    else if (data.kind === "take") {
      const onLost = held.get(data.name);
      held.delete(data.name);
      onLost?.();
    }
  });

  async function isHeldElsewhere(name: string): Promise<boolean> {
    answers.delete(name);
    send("ask", name);
    await new Promise<void>((resolve) => clock.after(ANSWER_MS, resolve));
    return answers.has(name);
  }

  function hold(name: string, onLost: () => void): TabLock {
    held.set(name, onLost);
    return { name, release: () => held.get(name) === onLost && held.delete(name) };
  }

  return {
    async acquire(name, onLost) {
      return (await isHeldElsewhere(name)) ? undefined : hold(name, onLost);
    },
    async takeOver(name, onLost) {
      send("take", name);
      return hold(name, onLost);
    },
    async isHeld(name) {
      return held.has(name) || (await isHeldElsewhere(name));
    },
  };
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value && "from" in value;
}
