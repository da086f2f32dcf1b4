import { describe, expect, it } from "vitest";
import type { TabLocks } from "./ports.js";
import { createChannelTabLocks, createWebTabLocks, type LockManagerLike } from "./tab-locks.js";
import { FakeClock } from "./testing/fake-clock.js";

/** What the browser does: one holder a name; whoever is robbed is rejected. */
function fakeLockManager(): LockManagerLike {
  const holders = new Map<string, (error: Error) => void>();
  return {
    request(name, { steal = false }, hold) {
      const robbed = holders.get(name);
      if (robbed !== undefined && !steal) return hold(null);
      robbed?.(new Error("AbortError"));
      return new Promise((resolve, reject) => {
        holders.set(name, reject);
        hold({}).then(() => {
          if (holders.get(name) === reject) holders.delete(name);
          resolve(undefined);
        });
      });
    },
    query: async () => ({ held: [...holders.keys()].map((name) => ({ name })) }),
  };
}

/** Tabs that hear each other. */
function channelTabs(clock: FakeClock): () => TabLocks {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  return () => {
    const own: ((event: { readonly data: unknown }) => void)[] = [];
    const channel = {
      postMessage: (data: unknown) => {
        for (const listener of listeners) if (!own.includes(listener)) queueMicrotask(() => listener({ data }));
      },
      addEventListener: (_type: "message", listener: (event: { readonly data: unknown }) => void) => {
        own.push(listener);
        listeners.push(listener);
      },
    };
    return createChannelTabLocks(channel, clock, { tab: `tab-${listeners.length}` });
  };
}

describe.each(["web locks", "a broadcast channel"])("tab locks by %s", (kind) => {
  function setUp() {
    const clock = new FakeClock();
    const manager = fakeLockManager();
    const open = kind === "web locks" ? () => createWebTabLocks(manager) : channelTabs(clock);
    /** Lets the other tabs answer. */
    const done = async <T>(asked: Promise<T>) => {
      await clock.pass(1_000);
      return asked;
    };
    return { first: open(), second: open(), done };
  }

  it("gives a name to one tab, until it lets go", async () => {
    const { first, second, done } = setUp();
    const lock = await done(first.acquire("a", () => undefined));
    expect(lock?.name).toBe("a");
    expect(await done(second.acquire("a", () => undefined))).toBeUndefined();
    expect(await done(second.acquire("b", () => undefined))).toBeDefined();
    expect(await done(second.isHeld("a"))).toBe(true);
    lock?.release();
    await done(Promise.resolve());
    expect(await done(second.isHeld("a"))).toBe(false);
    expect(await done(second.acquire("a", () => undefined))).toBeDefined();
  });

  it("tells whom it is taken from, and only them", async () => {
    const { first, second, done } = setUp();
    const lost: string[] = [];
    await done(first.acquire("a", () => lost.push("first")));
    const taken = await done(second.takeOver("a", () => lost.push("second")));
    expect(lost).toEqual(["first"]);
    expect(await done(first.acquire("a", () => undefined))).toBeUndefined();
    taken.release();
    await done(Promise.resolve());
    expect(lost).toEqual(["first"]);
  });
});
