import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sleep } from "../processes.js";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { uploadFile } from "./labeling-image.js";
import { LabelingWorld, OWNER_PASSWORD, type TestDataset, type TestSample } from "./labeling-world.js";

const hasBrowser = findChromium() !== undefined;
const BOX = {
  id: 1,
  category_id: 1,
  type: "bbox",
  points: [
    [20, 20],
    [60, 50],
  ],
};
const OTHER_BOX = {
  id: 2,
  category_id: 2,
  type: "bbox",
  points: [
    [300, 20],
    [360, 50],
  ],
};

describe.skipIf(!hasBrowser)(`labeling loses nothing${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  let contexts: BrowserContext[] = [];
  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  async function closing(context: BrowserContext): Promise<BrowserContext> {
    for (const old of contexts) await old.close();
    contexts = [context];
    return context;
  }

  async function oneSample(
    options: Parameters<LabelingWorld["createDataset"]>[0] = {},
  ): Promise<{ dataset: TestDataset; sample: TestSample; path: string }> {
    const dataset = await world.createDataset(options);
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is no sample");
    return { dataset, sample, path: `/@${dataset.fullName}/samples/${sample.uuid}` };
  }

  test.each([1, 2, 5])("a tab that crashes in the middle of a drag, after %i boxes", async (count) => {
    const { sample, path } = await oneSample();
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.begin();
    await desk.take("box");
    for (let index = 0; index < count; index++) await desk.drag([10 + index * 60, 20], [50 + index * 60, 60]);
    await desk.press([30, 150], [200, 250]);
    await crash(context, desk);

    const again = await Desk.open(context, path);
    await again.begin();
    await again.hasObjects(count);
    await again.key("Control+s");
    await again.isSaved();
    expect((await world.label(sample)).attributes.annotations).toHaveLength(count);
    expect(again.errors).toEqual([]);
  });

  test.each([11, 23, 37, 53, 71])(
    "a tab that is killed while somebody draws loses at most the gesture in progress (seed %i)",
    async (seed) => {
      const { path } = await oneSample();
      const context = await closing(await world.ownerContext());
      const desk = await Desk.open(context, path);
      await desk.begin();
      await desk.take("box");
      const drawn = drawUntilKilled(desk);
      // Any moment will do: in a drag, between two, while a draft is written.
      await sleep((seed * 37) % 1500);
      await crash(context, desk);
      const finished = await drawn;

      const again = await Desk.open(context, path);
      await again.begin();
      const kept = Number(await again.at("object-count").textContent());
      expect(kept).toBeGreaterThanOrEqual(finished - 1);
      expect(kept).toBeLessThanOrEqual(finished + 1);
      expect(again.errors).toEqual([]);
    },
  );

  test("a tab that crashes in the queue: the next tab has other samples, and leads back to the work", async () => {
    const dataset = await world.createDataset({ names: ["one.png", "two.png", "three.png"] });
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.isWorkingOn("one.png");
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.hasSaveState("dirty");
    await crash(context, desk);

    const again = await Desk.open(context, `/@${dataset.fullName}/label`);
    await again.at("left-work").getByRole("button", { name: "Open it" }).click();
    await again.isWorkingOn("one.png");
    await again.hasObjects(1);
    await again.at("action-submit").click();
    await expect.poll(async () => (await statuses(dataset)).filter((status) => status === "LABELED")).toHaveLength(1);
    expect(again.errors).toEqual([]);
  });

  test("a tab that is closed with work in it; discarding what is found", async () => {
    const { path } = await oneSample();
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.begin();
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.hasSaveState("dirty");
    await desk.page.close();
    const again = await Desk.open(context, path);
    await again.begin();
    await again.hasObjects(1);
    await again.at("discard-draft").click();
    await again.at("confirm-discard").click();
    await again.hasObjects(0);
    await again.hasSaveState("clean");
    await again.page.reload();
    await again.begin();
    expect(await again.at("found-work").count()).toBe(0);
  });

  test("offline: work goes on, samples are submitted, all is sent when the connection is back", async () => {
    const dataset = await world.createDataset({ names: ["one.png", "two.png"] });
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.isWorkingOn("one.png");
    await context.setOffline(true);
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.hasSaveState("offline");
    await desk.at("offline").waitFor();
    await desk.at("action-submit").click();
    await desk.isWorkingOn("two.png");
    await desk.drag([100, 120], [150, 160]);
    await desk.hasObjects(1);
    await context.setOffline(false);
    await desk.at("offline").waitFor({ state: "detached" });
    await desk.at("action-submit").click();
    await desk.at("empty-queue").waitFor();
    await expect.poll(() => statuses(dataset)).toEqual(["LABELED", "LABELED"]);
    expect(desk.errors).toEqual([]);
  });

  async function statuses({ fullName }: TestDataset): Promise<readonly (string | undefined)[]> {
    const samples = await world.api.get<{ label: { label_status: string } | null }[]>(
      `/datasets/${fullName}/samples/?labelset=ground-truth`,
    );
    return samples.map(({ label }) => label?.label_status);
  }

  test("somebody else saved: both are shown, both are kept", async () => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX]);
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.begin();
    await desk.hasObjects(1);
    await desk.take("box");
    await desk.drag([100, 120], [150, 160]);
    await world.putLabel(sample, [BOX, { ...OTHER_BOX, id: 7 }]);
    await desk.key("Control+s");
    await desk.at("conflict").waitFor();
    expect(await desk.at("difference").count()).toBe(2);
    await desk.at("look-theirs").click();
    await desk.at("preview").waitFor();
    await desk.hasObjects(2);
    await desk.at("end-preview").click();
    await desk.at("use-merged").click();
    await desk.at("conflict").waitFor({ state: "detached" });
    await desk.isSaved();
    await desk.hasObjects(3);
    const { annotations } = (await world.label(sample)).attributes;
    expect(annotations.map(({ id }) => id).toSorted()).toEqual([1, 2, 7]);
    expect(desk.errors).toEqual([]);
  });

  test("both moved the same box: the person chooses", async () => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX]);
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.begin();
    await desk.drag([40, 35], [80, 95]);
    await world.putLabel(sample, [
      {
        ...BOX,
        points: [
          [200, 200],
          [240, 230],
        ],
      },
    ]);
    await desk.key("Control+s");
    await desk.at("conflict").waitFor();
    expect(await desk.at("use-merged").isDisabled()).toBe(true);
    await desk.at("difference").getByText("Both", { exact: true }).click();
    await desk.at("use-merged").click();
    await desk.at("conflict").waitFor({ state: "detached" });
    await desk.isSaved();
    const { annotations } = (await world.label(sample)).attributes;
    expect(annotations.map(({ points }) => points)).toEqual(
      expect.arrayContaining([
        [
          [200, 200],
          [240, 230],
        ],
        [
          [60, 80],
          [100, 110],
        ],
      ]),
    );
    expect(desk.errors).toEqual([]);
  });

  test("the session ends in the middle of work: sign in over the page, and the work is saved", async () => {
    const { sample, path } = await oneSample();
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.begin();
    await desk.take("box");
    await desk.drag([100, 120], [150, 160]);
    await context.clearCookies();
    await desk.key("Control+s");
    const dialog = desk.page.getByRole("dialog", { name: "Sign in again" });
    await dialog.waitFor();
    await desk.hasSaveState("signInNeeded");
    await dialog.getByRole("textbox", { name: "Password" }).fill(OWNER_PASSWORD);
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await desk.isSaved();
    expect((await world.label(sample)).attributes.annotations).toHaveLength(1);
    expect(desk.errors).toEqual([]);
  });

  test("two tabs: the second only looks, until it takes over", async () => {
    const { sample, path } = await oneSample();
    const context = await closing(await world.ownerContext());
    const first = await Desk.open(context, path);
    await first.begin();
    await first.take("box");
    await first.drag([100, 120], [150, 160]);
    await first.hasSaveState("dirty");
    const second = await Desk.open(context, path);
    await second.at("other-tab").waitFor();
    await second.at("take-over").click();
    await second.begin();
    await second.hasObjects(1);
    await first.at("other-tab").waitFor();
    await second.take("box");
    await second.drag([200, 120], [250, 160]);
    await second.key("Control+s");
    await second.isSaved();
    expect((await world.label(sample)).attributes.annotations).toHaveLength(2);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  test("the role is taken away: the person is told, and the work can be downloaded", async () => {
    const { dataset } = await oneSample();
    const context = await closing(await world.memberContext("john", dataset, "labeler"));
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([100, 120], [150, 160]);
    await world.api.delete(`/datasets/${dataset.fullName}/collaborators/john`);
    await desk.key("Control+s");
    await desk.at("fault").waitFor();
    const downloading = desk.page.waitForEvent("download");
    await desk.at("fault").getByRole("button", { name: "Download the label" }).click();
    expect((await downloading).suggestedFilename()).toBe("one.png.label.json");
    await desk.hasObjects(1);
    expect(desk.errors).toEqual([]);
  });

  test("the hold on a sample runs out: the person is told, and what they submit still counts", async () => {
    const { dataset, sample } = await oneSample();
    const context = await closing(await world.ownerContext());
    // The page's own clock, which is put forward to when the hold is kept alive.
    await context.clock.install();
    const page = context.waitForEvent("page");
    const opening = Desk.open(context, `/@${dataset.fullName}/label`);
    const answer = await (await page).waitForResponse((response) => response.url().endsWith("/queue/label/"));
    const { lease } = (await answer.json()) as { readonly lease: { readonly uuid: string } };
    const desk = await opening;
    await desk.begin();
    await desk.take("box");
    await desk.drag([100, 120], [150, 160]);
    await world.api.delete(`/leases/${lease.uuid}/`);
    await context.clock.fastForward(60_000);
    await desk.at("lease-lost").waitFor();
    await desk.at("action-submit").click();
    await desk.at("empty-queue").waitFor();
    await expect.poll(() => statuses(dataset)).toEqual(["LABELED"]);
    expect((await world.label(sample)).attributes.annotations).toHaveLength(1);
    expect(desk.errors).toEqual([]);
  });

  test("an image that is none: what is wrong is said, and the label can be drawn all the same", async () => {
    const imageUrl = await uploadFile(world.api, "broken.png", new TextEncoder().encode("not an image"));
    const { sample, path } = await oneSample({ imageUrl });
    const context = await closing(await world.ownerContext());
    const desk = await Desk.open(context, path);
    await desk.at("image-problem").getByText("is not an image").waitFor();
    await desk.begin();
    await desk.take("box");
    await desk.drag([100, 220], [150, 260]);
    await desk.key("Control+s");
    await desk.isSaved();
    expect((await world.label(sample)).attributes.annotations).toHaveLength(1);
    expect(desk.errors).toEqual([]);
  });
});

/** Kills the page's process, as a browser that runs out of memory does. */
/** Draws boxes until the tab is gone; answers how many drags were let go. */
async function drawUntilKilled(desk: Desk): Promise<number> {
  let finished = 0;
  try {
    for (; finished < 40; finished++) {
      const [x, y] = [10 + (finished % 8) * 40, 10 + Math.floor(finished / 8) * 40];
      await desk.drag([x, y], [x + 30, y + 30]);
    }
  } catch {
    // The tab is gone, which is the end of the drawing.
  }
  return finished;
}

async function crash(context: BrowserContext, desk: Desk): Promise<void> {
  const crashed = desk.page.waitForEvent("crash");
  const session = await context.newCDPSession(desk.page);
  // It has no answer: who would give one.
  void session.send("Page.crash").catch(() => undefined);
  await crashed;
  await desk.page.close();
}
