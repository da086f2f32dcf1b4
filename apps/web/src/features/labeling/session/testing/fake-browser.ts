import "fake-indexeddb/auto";
import type { DatasetData } from "@tessera/sdk";
import { IDBFactory } from "fake-indexeddb";
import { openIndexedWorkStore } from "../indexed-work-store.js";
import { LabelingSession } from "../labeling-session.js";
import type { Network, PageLife, TabLock, TabLocks } from "../ports.js";
import { type LabelingPorts, type LabelingServices, openLabelingServices } from "../services.js";
import type { SessionOptions } from "../session-facts.js";
import { FakeClock, settle } from "./fake-clock.js";
import { FakeEditor } from "./fake-editor.js";
import { FakeApi, type FakeServer } from "./fake-server.js";

/** A switch with listeners. */
class Switch {
  #value: boolean;
  readonly #listeners = new Set<() => void>();

  constructor(value: boolean) {
    this.#value = value;
  }

  readonly get = () => this.#value;
  readonly listen = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: boolean): void {
    this.#value = value;
    this.tell();
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}

/** A browser with its own storage, in which tabs open, close and die. */
export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly #server: FakeServer;
  readonly #account: string;
  readonly #locks = new Map<string, { tab: FakeTab; onLost: () => void }>();
  readonly #storage = new IDBFactory();
  keepsNothing = false;

  constructor(server: FakeServer, { account = "jane" }: { readonly account?: string } = {}) {
    this.#server = server;
    this.#account = account;
  }

  /** A tab of this browser; `tabId`: of a tab that was reloaded. */
  async openTab(options: { readonly tabId?: string } = {}): Promise<FakeTab> {
    // Each browser has its own: what a tab opens later is of the browser that opened a tab last.
    globalThis.indexedDB = this.#storage;
    const tab = new FakeTab(this, this.#server, this.#account, options.tabId);
    await tab.open();
    return tab;
  }

  locksOf(tab: FakeTab): TabLocks {
    const hold = (name: string, onLost: () => void): TabLock => {
      const entry = { tab, onLost };
      this.#locks.set(name, entry);
      return { name, release: () => this.#locks.get(name) === entry && this.#locks.delete(name) };
    };
    return {
      acquire: async (name, onLost) => (this.#locks.has(name) ? undefined : hold(name, onLost)),
      takeOver: async (name, onLost) => {
        const before = this.#locks.get(name);
        const lock = hold(name, onLost);
        before?.onLost();
        return lock;
      },
      isHeld: async (name) => this.#locks.has(name),
    };
  }

  forgetLocksOf(tab: FakeTab): void {
    for (const [name, holder] of this.#locks) if (holder.tab === tab) this.#locks.delete(name);
  }
}

/** One tab: its page can be killed at any moment, and leaves nothing but what IndexedDB has. */
export class FakeTab {
  readonly api: FakeApi;
  readonly editor = new FakeEditor();
  readonly online = new Switch(true);
  readonly visible = new Switch(true);
  readonly leaving = new Switch(false);
  readonly preloaded: string[] = [];
  tabId: string | null;
  #services: LabelingServices | undefined;
  readonly #browser: FakeBrowser;
  #ids = 0;
  #isDead = false;
  static #tabs = 0;
  readonly #name = ++FakeTab.#tabs;

  constructor(browser: FakeBrowser, server: FakeServer, account: string, tabId: string | undefined) {
    this.#browser = browser;
    this.api = new FakeApi(server, account);
    this.tabId = tabId ?? null;
  }

  get services(): LabelingServices {
    if (this.#services === undefined) throw new Error("The tab is not open");
    return this.#services;
  }

  async open(): Promise<void> {
    this.#services = await openLabelingServices(this.#ports(), { account: this.api.account });
  }

  /** A session that has opened its first sample. */
  async start(options: Partial<SessionOptions> = {}): Promise<LabelingSession> {
    const session = new LabelingSession(this.services, {
      mode: "label",
      dataset: datasetWith({}),
      editor: this.editor,
      preloader: { preload: (sample) => this.preloaded.push(sample.uuid) },
      ...options,
    });
    session.start();
    await settle();
    return session;
  }

  /** The process is gone: nothing more is sent, written or told. */
  kill(): void {
    this.#isDead = true;
    this.api.gate = new Promise(() => undefined);
    this.services.outbox.dispose();
    this.#browser.forgetLocksOf(this);
  }

  #ports(): LabelingPorts {
    const network: Network = { isOnline: this.online.get, onChange: this.online.listen };
    const page: PageLife = {
      isVisible: this.visible.get,
      onVisibility: this.visible.listen,
      onLeave: this.leaving.listen,
    };
    return {
      api: this.api,
      clock: this.#browser.clock,
      network,
      page,
      locks: this.#browser.locksOf(this),
      openStore: async () => {
        if (this.#browser.keepsNothing) throw new Error("No storage in this mode");
        return this.#mortal(await openIndexedWorkStore());
      },
      tabId: {
        get: () => this.tabId,
        set: (id) => {
          this.tabId = id;
        },
      },
      makeId: () => `id-${this.#name}-${++this.#ids}`,
    };
  }

  /** A store that a dead tab can start nothing in. What was started is the browser's to finish. */
  #mortal<T extends object>(store: T): T {
    return new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...parameters: unknown[]) =>
          this.#isDead ? new Promise(() => undefined) : Reflect.apply(value, target, parameters);
      },
    });
  }
}

/** A dataset with these switches; the person is a labeler. */
export function datasetWith(settings: Partial<DatasetData>): DatasetData {
  const dataset = {
    name: "flowers",
    full_name: "jane/flowers",
    task_type: "bboxes",
    role: "labeler",
    labeling_inactivity_timeout_seconds: 300,
    enable_skip_labeling: true,
    enable_skip_reviewing: false,
    enable_save_button: true,
    enable_ratings: false,
    enable_label_status_verified: false,
    enable_confirm_on_submit: false,
    block_submit_on_mandatory: true,
    noncollaborator_can_label: false,
    noncollaborator_can_review: false,
    ...settings,
  };
  return dataset as unknown as DatasetData;
}
