import type { LabelStatus, QueueSample, WorkResult } from "@tessera/schema";
import { expect } from "vitest";
import { type Answer, openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";

export const EMPTY = { annotations: [] };

/** All switches that bear on the queues, on. */
export const EVERYTHING = {
  enable_save_button: true,
  enable_skip_reviewing: true,
  enable_ratings: true,
  enable_label_status_verified: true,
};

export type Next = QueueSample & { readonly name: string | undefined };
export type WorkAnswer = Answer<WorkResult & Record<string, unknown>>;

/** Datasets of jane's on which lara and luis label, rosa and ruth review, mona manages; sam has nothing to do with them. */
export class QueueWorld {
  readonly server: TestServer;
  readonly users: Readonly<Record<"jane" | "lara" | "luis" | "rosa" | "ruth" | "mona" | "sam", TestUser>>;
  #datasets = 0;

  static async open(): Promise<QueueWorld> {
    const server = await openTestServer();
    const names = ["jane", "lara", "luis", "rosa", "ruth", "mona", "sam"] as const;
    const users = await Promise.all(names.map(async (name) => [name, await server.addUser(name)] as const));
    return new QueueWorld(server, Object.fromEntries(users) as QueueWorld["users"]);
  }

  private constructor(server: TestServer, users: QueueWorld["users"]) {
    this.server = server;
    this.users = users;
  }

  /** A dataset with samples by name, and what else is said of each. */
  async openDataset<Name extends string>(samples: Readonly<Record<Name, object>>, settings: object = {}) {
    const { jane } = this.users;
    const labelers = { lara: "labeler", luis: "labeler" } as const;
    const collaborators = { ...labelers, rosa: "reviewer", ruth: "reviewer", mona: "manager" } as const;
    const name = `queue-${++this.#datasets}`;
    const url = await this.server.addDataset(jane, { name, collaborators, settings: { ...settings } });
    const uuids = {} as Record<Name, string>;
    for (const [key, fields] of Object.entries(samples) as [Name, object][]) {
      const sample = { name: key, attributes: { image: { url: "" } }, ...fields };
      uuids[key] = (await jane.post<{ uuid: string }>(`${url}samples/`, sample)).body.uuid;
    }
    return { url, uuids };
  }

  /** The next sample of a queue for a user, in a tab of theirs. */
  async next(
    user: TestUser,
    url: string,
    options: { queue?: "label" | "review"; client?: string; exclude?: string[] } = {},
  ): Promise<Next> {
    const { queue = "label", client = `tab-of-${user.username}`, ...rest } = options;
    const answer = await user.post<QueueSample>(`${url}queue/${queue}/`, { client, ...rest });
    expect(answer.status, answer.text).toBe(200);
    return { ...answer.body, name: answer.body.sample?.name };
  }

  /** Work on a sample's ground truth, at the version that it is at. */
  async work(user: TestUser, uuid: string, body: object): Promise<WorkAnswer> {
    const version = await this.versionOf(uuid);
    const url = `/labels/${uuid}/ground-truth/work/`;
    return user.post(url, { version, time: 1000, inactive_time: 0, ...body });
  }

  /** Submits, in one way or another, a sample with nothing on it. */
  label(user: TestUser, uuid: string, action = "submit"): Promise<WorkAnswer> {
    return this.work(user, uuid, { work_type: "label", action, attributes: EMPTY });
  }

  review(user: TestUser, uuid: string, action: string): Promise<WorkAnswer> {
    return this.work(user, uuid, { work_type: "review", action });
  }

  async versionOf(uuid: string): Promise<number> {
    const label = await this.users.jane.get<{ version: number }>(`/labels/${uuid}/ground-truth/`);
    return label.status === 200 ? label.body.version : 0;
  }

  async statusOf(uuid: string): Promise<LabelStatus> {
    const label = await this.users.jane.get<{ label_status: LabelStatus }>(`/labels/${uuid}/ground-truth/`);
    return label.status === 404 ? "UNLABELED" : label.body.label_status;
  }

  /** Takes every sample that a queue has for a user, by `finish`, and tells names and reasons in their order. */
  async drain(
    user: TestUser,
    url: string,
    options: { queue?: "label" | "review"; finish: (uuid: string) => Promise<WorkAnswer> },
  ): Promise<[unknown, unknown][]> {
    const { finish, ...queue } = options;
    const order: [unknown, unknown][] = [];
    for (;;) {
      const { name, reason, sample } = await this.next(user, url, queue);
      if (sample === null) return order;
      expect(order.length).toBeLessThan(100);
      order.push([name, reason]);
      const done = await finish(sample.uuid);
      expect(done.status, done.text).toBe(200);
    }
  }

  /** Makes every lease older than it may become. */
  async expireLeases(): Promise<void> {
    await this.server.database.pool.query("update lease set expires_at = now() - interval '1 second'");
  }
}
