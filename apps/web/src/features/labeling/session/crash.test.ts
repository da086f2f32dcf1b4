import { expect, it } from "vitest";
import { FakeBrowser, type FakeTab } from "./testing/fake-browser.js";
import { settle, turns } from "./testing/fake-clock.js";
import { attributesOf, boxAt, boxesOf, type FakeBox } from "./testing/fake-editor.js";
import { FakeServer } from "./testing/fake-server.js";
import { randomOf } from "./testing/random.js";

const SEEDS = 200;
const STEPS = 40;

/**
 * A person works by a random script; at a random moment the tab is killed. A new tab finds all but the last gesture: saved on the
 * server, on its way, or in the draft.
 */
it(`loses at most the gesture in progress, wherever the tab is killed (${SEEDS} seeds)`, async () => {
  let restored = 0;
  for (let seed = 1; seed <= SEEDS; seed++) restored += await crashOnce(seed);
  // The script does reach drafts, not only saved states.
  expect(restored).toBeGreaterThan(SEEDS / 4);
}, 120_000);

async function crashOnce(seed: number): Promise<number> {
  const random = randomOf(seed);
  const server = new FakeServer();
  for (let i = 1; i <= 6; i++) server.addSample(`s${i}`);
  server.saveAs("john", "s2", attributesOf([boxAt(1), boxAt(2)]), "PRELABELED");
  const browser = new FakeBrowser(server);
  const tab = await browser.openTab();
  const session = await tab.start();
  /** Sample → what the person had drawn, after each gesture. */
  const history = new Map<string, (readonly FakeBox[])[]>();

  let isUnwritten = false;

  const killStep = 1 + Math.floor(random() * STEPS);
  for (let step = 0; step < killStep; step++) {
    const sample = session.getState().sample?.uuid;
    const dice = random();
    const canDraw = sample !== undefined && session.getState().readOnlyReason === null;
    if (dice < 0.65 && canDraw) {
      // A gesture takes longer than a write: when one ends, the one before it is written.
      if (isUnwritten) await settle();
      isUnwritten = true;
      if (session.getState().readOnlyReason !== null || session.getState().sample?.uuid !== sample) continue;
      const id = 1 + Math.floor(random() * 8);
      if (random() < 0.2) tab.editor.erase(id);
      else tab.editor.draw(id, Math.floor(random() * 1000));
      history.set(sample, [...(history.get(sample) ?? []), tab.editor.boxes]);
    } else if (dice < 0.7) tab.editor.contentGate = turns(Math.floor(random() * 12));
    else if (dice < 0.75) void session.act("save");
    else if (dice < 0.85) void session.act("submit");
    else if (dice < 0.9) tab.api.losesAnswers = 1;
    else if (dice < 0.95) tab.api.fault = tab.api.fault === undefined ? "offline" : undefined;
    // Sometimes everything comes to rest, sometimes the next step follows within the same turn.
    if (random() < 0.5) {
      await settle();
      isUnwritten = false;
    } else await turns(Math.floor(random() * 6));
  }
  const sample = session.getState().sample?.uuid;
  const isMidWrite = random() < 0.5;
  if (!isMidWrite) await settle();
  tab.kill();
  await settle();
  return (await checkNothingLost(browser, server, tab, { history, sample, seed, isMidWrite })) ? 1 : 0;
}

async function checkNothingLost(
  browser: FakeBrowser,
  server: FakeServer,
  dead: FakeTab,
  work: {
    readonly history: ReadonlyMap<string, readonly (readonly FakeBox[])[]>;
    readonly sample: string | undefined;
    readonly seed: number;
    readonly isMidWrite: boolean;
  },
): Promise<boolean> {
  // The tab is reloaded, or another one opened.
  const tab = await browser.openTab(dead.tabId === null || work.seed % 2 === 0 ? {} : { tabId: dead.tabId });
  await browser.clock.pass(60_000);
  let hasRestored = false;
  for (const [uuid, states] of work.history) {
    const session = await tab.start({ sampleUuid: uuid });
    await settle();
    if (session.getState().foundWork !== null) {
      hasRestored = true;
      if (session.getState().conflict !== null) await session.resolveConflict({ kind: "mine" });
    }
    const found = JSON.stringify(sorted(tab.editor.boxes));
    const isInFront = uuid === work.sample;
    // Of the sample in front, a gesture may have been on its way to the disk when the tab died.
    const allowed =
      isInFront && work.isMidWrite ? [...states.slice(-2), ...before(states, server, uuid)] : states.slice(-1);
    expect(
      allowed.map((boxes) => JSON.stringify(sorted(boxes))),
      `seed ${work.seed}, ${uuid}`,
    ).toContain(found);
    session.dispose();
    await settle();
  }
  return hasRestored;
}

/** What was there before the only gesture. */
function before(states: readonly (readonly FakeBox[])[], server: FakeServer, uuid: string): (readonly FakeBox[])[] {
  return states.length === 1 ? [boxesOf(server.labels.get(uuid)?.attributes)] : [];
}

function sorted(boxes: readonly FakeBox[]): readonly FakeBox[] {
  return [...boxes].sort((a, b) => a.id - b.id);
}
