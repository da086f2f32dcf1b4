import { Api } from "./api.js";
import { sleep } from "./processes.js";
import type { Given, Lease, LeaseBook } from "./queue-world.js";

/** What all workers know together. */
export interface Simulation {
  readonly dataset: string;
  readonly book: LeaseBook;
  /** Workunits that the server acknowledged, by uuid, with the milliseconds that they were sent with. */
  readonly workunits: Map<string, number>;
  /** Answers that must not come. */
  readonly faults: string[];
  readonly tally: Record<"given" | "killed" | "released" | "conflicts" | "reloads", number>;
  isDone: boolean;
}

export interface WorkerOptions {
  readonly username: string;
  readonly key: string;
  readonly urls: readonly string[];
  readonly queue: "label" | "review";
  readonly seed: number;
}

/** A linear congruential generator: the same choices in every run (constants of Numerical Recipes). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** How often somebody for whom the queue is empty looks again. */
const IDLE_MS = 500;

/**
 * Somebody at work, who now and then reloads, gives a sample back, is called away for good, or has the next sample fetched
 * ahead. Each request may go to any of the servers.
 */
export class QueueWorker {
  readonly #simulation: Simulation;
  readonly #options: WorkerOptions;
  readonly #apis: readonly Api[];
  readonly #random: () => number;
  #tabs = 0;
  #calls = 0;

  constructor(simulation: Simulation, options: WorkerOptions) {
    this.#simulation = simulation;
    this.#options = options;
    this.#apis = options.urls.map((url) => new Api(url, options.key));
    this.#random = createRandom(options.seed);
  }

  async run(): Promise<void> {
    while (!this.#simulation.isDone) await this.#workInTab(`${this.#options.username}-tab-${++this.#tabs}`);
  }

  /** Until the tab dies: with what it holds. */
  async #workInTab(client: string): Promise<void> {
    const { tally } = this.#simulation;
    let ahead: Given | undefined;
    while (!this.#simulation.isDone) {
      const given = ahead ?? (await this.#next(client, []));
      ahead = undefined;
      if (given?.sample == null || given.lease === null) {
        await sleep(IDLE_MS);
        continue;
      }
      const luck = this.#random();
      if (luck < 0.05) {
        tally.killed++;
        return;
      }
      if (luck < 0.1) {
        await this.#release(given.lease);
        continue;
      }
      if (luck < 0.2) {
        await this.#reload(client, given.lease);
      }
      if (luck > 0.8) ahead = await this.#next(client, [given.sample.uuid]);
      await this.#keepAlive(given.lease);
      if (await this.#finish(given)) continue;
      // It was lost to somebody else: whatever was fetched ahead is still held.
      tally.conflicts++;
    }
  }

  async #next(client: string, exclude: readonly string[]): Promise<Given | undefined> {
    const { dataset, book, tally } = this.#simulation;
    const { queue, username } = this.#options;
    const answer = await this.#call<Given>("POST", `${dataset}queue/${queue}/`, { client, exclude });
    if (answer.status !== 200) return this.#fault(`next for ${username}: ${answer.status}`);
    if (answer.body.lease !== null) {
      tally.given++;
      book.hold(username, answer.body.lease);
    }
    return answer.body;
  }

  /** The same tab asks again: it goes on with what it held, the oldest first. */
  async #reload(client: string, lease: Lease): Promise<void> {
    this.#simulation.tally.reloads++;
    const again = await this.#next(client, []);
    const isLate = Date.now() > Date.parse(lease.expires_at);
    if (again?.lease?.sample_uuid !== lease.sample_uuid && !isLate) {
      this.#fault(`a reload of ${client} got another sample`);
    }
  }

  async #keepAlive(lease: Lease): Promise<void> {
    const answer = await this.#call<Lease>("PUT", `/leases/${lease.uuid}/`);
    if (answer.status === 200) this.#simulation.book.hold(this.#options.username, answer.body);
    else if (answer.status !== 404) this.#fault(`keeping a lease: ${answer.status}`);
  }

  async #release(lease: Lease): Promise<void> {
    this.#simulation.tally.released++;
    this.#simulation.book.end(lease);
    const { status } = await this.#call("DELETE", `/leases/${lease.uuid}/`);
    if (status !== 204 && status !== 404) this.#fault(`releasing: ${status}`);
  }

  /** Saves what the worker thinks of the sample, perhaps in two steps. False when somebody else was there. */
  async #finish(given: Given): Promise<boolean> {
    if (this.#random() < 0.1 && !(await this.#save(given, "save"))) return false;
    const luck = this.#random();
    const { queue } = this.#options;
    if (queue === "label") return this.#save(given, luck < 0.03 ? "skip" : "submit");
    return this.#save(given, luck < 0.15 ? "reject" : luck < 0.25 ? "skip" : "accept");
  }

  async #save(given: Given, action: string): Promise<boolean> {
    const { sample, lease } = given;
    if (sample === null || lease === null) return false;
    const time = 1 + Math.floor(this.#random() * 1000);
    const version = sample.label?.version ?? 0;
    const attributes = { annotations: [], by: this.#options.username };
    const body = {
      ...{ work_type: this.#options.queue, action, version, time, inactive_time: 0, lease: lease.uuid },
      ...(this.#options.queue === "label" && { attributes }),
    };
    if (action !== "save") this.#simulation.book.end(lease);
    const answer = await this.#call<{
      label: { version: number };
      workunit: { uuid: string };
    }>("POST", `/labels/${sample.uuid}/ground-truth/work/`, body);
    if (answer.status === 409) return false;
    if (answer.status !== 200) {
      this.#fault(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return false;
    }
    this.#simulation.workunits.set(answer.body.workunit.uuid, time);
    Object.assign(sample, { label: answer.body.label });
    return true;
  }

  #call<T>(method: string, path: string, body?: unknown) {
    const api = this.#apis[this.#calls++ % this.#apis.length];
    if (api === undefined) throw new Error("There is no server.");
    return api.call<T>(method, path, body);
  }

  #fault(text: string): undefined {
    this.#simulation.faults.push(text);
  }
}
