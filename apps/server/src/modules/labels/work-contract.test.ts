import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { LabelStatus, Sample } from "@tessera/schema";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EMPTY, EVERYTHING, QueueWorld } from "../queue/test-support.js";

/**
 * What the server makes of every kind of work on a label in every status, for the web app's fake server, which is held to the
 * same table by a test of its own.
 */
const TABLE = fileURLToPath(
  new URL("../../../../web/src/features/labeling/session/testing/work-contract.ts", import.meta.url),
);

const STATUSES = [
  ...["PRELABELED", "LABELING_IN_PROGRESS", "LABELED", "SKIPPED"],
  ...["REVIEWING_IN_PROGRESS", "REVIEWED", "VERIFIED", "REJECTED"],
] as const satisfies readonly LabelStatus[];

const WORK: readonly { work_type: string; action: string; label_status?: LabelStatus }[] = [
  ...["submit", "skip", "save"].map((action) => ({ work_type: "label", action })),
  ...["accept", "reject", "verify", "skip", "save"].map((action) => ({ work_type: "review", action })),
  { work_type: "normal", action: "edit" },
  { work_type: "normal", action: "edit", label_status: "REVIEWED" },
];

let world: QueueWorld;

beforeAll(async () => {
  world = await QueueWorld.open();
});
afterAll(() => world.server.close());

it("work on a label makes of its status what the web app's table says", async () => {
  const { jane } = world.users;
  const { url } = await world.openDataset({}, EVERYTHING);
  const rows: string[] = [];
  for (const status of [null, ...STATUSES]) {
    for (const work of WORK) {
      for (const hasContent of [true, false]) {
        const sample = { name: `${rows.length}`, attributes: { image: { url: "" } } };
        const { uuid } = (await jane.post<Sample>(`${url}samples/`, sample)).body;
        const label = { attributes: EMPTY, label_status: status };
        if (status !== null) await jane.put(`/labels/${uuid}/ground-truth/`, label);
        const answer = await world.work(jane, uuid, { ...work, ...(hasContent && { attributes: EMPTY }) });
        const outcome = answer.status === 200 ? answer.body.label.label_status : "refused";
        const { work_type, action, label_status = null } = work;
        rows.push(`  ${JSON.stringify([status, work_type, action, label_status, hasContent, outcome])},\n`);
      }
    }
  }
  const due = await tableWith(rows);
  if (process.env.UPDATE === "1") writeFileSync(TABLE, due);
  expect(readFileSync(TABLE, "utf8")).toBe(due);
});

/** What becomes of a draft by what the tab has seen (0: none) and what is there: none, that one, or one that was written after it. */
async function draftRows(): Promise<string[]> {
  const { jane } = world.users;
  const { url } = await world.openDataset({}, EVERYTHING);
  const rows: string[] = [];
  const draft = { label_version: 0, format: "f", client: "tab-of-jane", object_count: 0, content: {} };
  for (const operation of ["put", "delete", "work"]) {
    for (const seen of ["none", "first"]) {
      for (const there of ["none", "first", "second"]) {
        if (operation !== "put" && seen === "none") continue;
        const sample = { name: `draft-${rows.length}`, attributes: { image: { url: "" } } };
        const { uuid } = (await jane.post<Sample>(`${url}samples/`, sample)).body;
        const path = `/labels/${uuid}/ground-truth/draft/`;
        const put = (revision: number) => jane.put<{ revision: number; draft?: unknown }>(path, { ...draft, revision });
        const first = (await put(0)).body.revision;
        if (there === "none") await jane.delete(path);
        if (there === "second") await put(first);
        const revision = seen === "none" ? 0 : first;
        let status: number;
        let body: { draft?: unknown } = {};
        if (operation === "put") ({ status, body } = await put(revision));
        else if (operation === "delete")
          ({ status, body } = await jane.delete<typeof body>(`${path}?revision=${revision}`));
        else {
          const work = { work_type: "label", action: "submit", attributes: EMPTY, draft: revision };
          ({ status } = await world.work(jane, uuid, work));
        }
        const outcome =
          status === 409 ? (body.draft === null ? "finds none" : "finds another") : status < 300 ? "done" : "missing";
        const isLeft = (await jane.get(path)).status === 200;
        rows.push(`  ${JSON.stringify([operation, seen, there, outcome, isLeft])},\n`);
      }
    }
  }
  return rows;
}

async function tableWith(rows: readonly string[]): Promise<string> {
  return `// Generated from what the server answers: UPDATE=1 npx vitest run apps/server/src/modules/labels/work-contract.test.ts
// biome-ignore-all format: generated

/** Status before (null: no label), work type, action, status of an edit, whether the work has content; status after, or refused. */
export const WORK_CONTRACT = [
${rows.join("")}] as const;

/** What is done with a draft, which one the tab has seen, which one is there; what comes of it, and whether a draft is there afterwards. */
export const DRAFT_CONTRACT = [
${(await draftRows()).join("")}] as const;
`;
}
