import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestUser } from "../../testing/test-server.js";
import { EVERYTHING, QueueWorld } from "./test-support.js";

/** The cost of the next sample: it must not grow with the dataset, whatever the statuses of its samples. */

const SAMPLES = 20_000;

let world: QueueWorld;
let url: string;

beforeAll(async () => {
  world = await QueueWorld.open();
  ({ url } = await world.openDataset({}, EVERYTHING));
  await world.openDataset({ elsewhere: {} });
  const { db } = world.server.database;
  const { lara, luis, rosa, ruth } = world.users;
  // Half are unlabeled, a quarter is labeled, and everything else is there in hundreds.
  const statuses = [
    "UNLABELED",
    "UNLABELED",
    "LABELED",
    "REVIEWED",
    "REJECTED",
    "LABELING_IN_PROGRESS",
    "REVIEWING_IN_PROGRESS",
    "SKIPPED",
  ];
  await sql`insert into sample (dataset_id, name, attributes, priority, label_status, created_by_id,
      labeled_by_id, started_by_id, reviewed_by_id, rejected_by_id, review_skipped_by_id, assigned_labeler_id, assigned_reviewer_id)
    select d.id, n::text, '{"image":{"url":""}}', n % 7, (${statuses}::text[])[1 + n % 8], d.created_by_id,
      case when n % 8 > 1 then case when n % 3 = 0 then ${luis.id}::bigint else ${rosa.id} end end,
      case when n % 2 = 0 then ${luis.id}::bigint else ${ruth.id} end, ${ruth.id}::bigint,
      case when n % 5 = 0 then ${ruth.id}::bigint end, case when n % 11 = 0 then ${ruth.id}::bigint end,
      case when n % 13 = 0 then ${luis.id}::bigint end, case when n % 17 = 0 then ${ruth.id}::bigint end
    from generate_series(1, ${SAMPLES}) n, dataset d where d.name = ${url.split("/")[3]}`.execute(db);
  // Other people hold the first forty of the open samples.
  await sql`insert into lease (sample_id, dataset_id, account_id, client, work_type, expires_at)
    select id, dataset_id, ${lara.id}, 'a-tab-of-others', 'label', now() + interval '1 hour' from sample
    where label_step = 'open' order by priority desc, id limit 40`.execute(db);
  await sql`analyze`.execute(db);
});
afterAll(() => world.server.close());

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The statement by which the queue answers a request, run again as often as asked under EXPLAIN, and rolled back. */
async function explainNext(user: TestUser, queue: "label" | "review", mode: string): Promise<PlanNode> {
  const spy = vi.spyOn(pg.Client.prototype, "query");
  await world.next(user, url, { queue, client: `tab-for-${mode}` });
  const calls = spy.mock.calls.map(([first]) => first as unknown as { text?: string; values?: unknown[] });
  spy.mockRestore();
  const statement = calls.find(({ text }) => text?.includes("candidate"));
  const values = (statement?.values ?? []).map((value) =>
    pg.escapeLiteral(Array.isArray(value) ? "{}" : String(value)),
  );
  const client = await world.server.database.pool.connect();
  try {
    await client.query("begin");
    await client.query(`set local plan_cache_mode = ${mode}`);
    await client.query("delete from lease where client = $1", [`tab-for-${mode}`]);
    await client.query(`prepare next as ${statement?.text}`);
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain (analyze, format json) execute next (${values.join(", ")})`,
    );
    const [plan] = JSON.parse(rows[0]?.["QUERY PLAN"] ?? "[]") as { Plan: PlanNode }[];
    if (plan === undefined) throw new Error("There is no plan.");
    return plan.Plan;
  } finally {
    await client.query("rollback");
    await client.query("deallocate all");
    // Its prepared statements are gone with the others: no other test may get this connection.
    client.release(true);
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

describe.each(["force_generic_plan", "force_custom_plan"])("under %s", (mode) => {
  it.each([
    ["label", "lara"],
    ["label", "luis"],
    ["review", "rosa"],
    ["review", "ruth"],
  ] as const)("the %s queue reads a handful of rows for %s", async (queue, name) => {
    const plan = await explainNext(world.users[name], queue, mode);
    const samples = nodesOf(plan).filter((node) => node["Relation Name"] === "sample");
    expect(samples.length).toBeGreaterThan(5);
    const run = samples.filter((node) => node["Actual Loops"] > 0);
    expect(run.map((node) => node["Node Type"])).not.toContain("Seq Scan");
    const read = run.map(
      (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
    );
    // Beside the sample that is given: those before it that others hold.
    expect(Math.max(...read)).toBeLessThanOrEqual(60);
  });

  it("an empty queue costs no more", async () => {
    const { db } = world.server.database;
    await db.transaction().execute(async (tx) => {
      // Somebody for whom there is nothing: every step is asked.
      await sql`update sample set assigned_labeler_id = ${world.users.ruth.id} where assigned_labeler_id is null`.execute(
        tx,
      );
    });
    const plan = await explainNext(world.users.mona, "label", mode);
    const run = nodesOf(plan).filter((node) => node["Relation Name"] === "sample" && node["Actual Loops"] > 0);
    expect(run.map((node) => node["Node Type"])).not.toContain("Seq Scan");
    const read = run.map(
      (node) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
    );
    expect(Math.max(...read)).toBeLessThanOrEqual(60);
    await sql`update sample set assigned_labeler_id = null where assigned_labeler_id = ${world.users.ruth.id}`.execute(
      db,
    );
  });
});
