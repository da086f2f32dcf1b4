/** The ports as a browser has them. */
import type { TesseraClient } from "@tessera/sdk";
import { openIndexedWorkStore } from "./indexed-work-store.js";
import type { Clock, Network, PageLife, TabLocks } from "./ports.js";
import { createSdkApi } from "./sdk-api.js";
import type { LabelingPorts } from "./services.js";
import { createChannelTabLocks, createWebTabLocks } from "./tab-locks.js";

const TAB_ID_KEY = "tessera-tab";

/**
 * The ports of this tab.
 *
 * @example const services = await openLabelingServices(browserPorts(client), { account: user.username });
 */
export function browserPorts(client: TesseraClient): LabelingPorts {
  const clock = browserClock();
  return {
    api: createSdkApi(client),
    clock,
    network: browserNetwork(),
    page: browserPage(),
    locks: browserLocks(clock),
    openStore: openIndexedWorkStore,
    tabId: {
      get: () => sessionStorage.getItem(TAB_ID_KEY),
      set: (id) => sessionStorage.setItem(TAB_ID_KEY, id),
    },
    makeId: randomId,
  };
}

function browserClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

function browserNetwork(): Network {
  return {
    isOnline: () => navigator.onLine,
    onChange: (listener) => listenTo(window, ["online", "offline"], listener),
  };
}

function browserPage(): PageLife {
  return {
    isVisible: () => document.visibilityState === "visible",
    onVisibility: (listener) => listenTo(document, ["visibilitychange"], listener),
    onLeave: (listener) => listenTo(window, ["pagehide"], listener),
  };
}

function listenTo(target: EventTarget, types: readonly string[], listener: () => void): () => void {
  for (const type of types) target.addEventListener(type, listener);
  return () => {
    for (const type of types) target.removeEventListener(type, listener);
  };
}

function browserLocks(clock: Clock): TabLocks {
  // Undefined on plain http, whatever the types say.
  const manager: LockManager | undefined = navigator.locks;
  if (manager !== undefined) return createWebTabLocks(manager);
  return createChannelTabLocks(new BroadcastChannel("tessera-tabs"), clock, { tab: randomId() });
}

/** 128 random bits. Not `randomUUID`, which browsers have on https only. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
