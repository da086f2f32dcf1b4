import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hasBrowser = findChromium() !== undefined;

describe.skipIf(!hasBrowser)(`from sample to sample${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  let context: BrowserContext;
  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterEach(() => context.close());
  afterAll(() => world?.dispose());

  const samplesNamed = (count: number) =>
    Array.from({ length: count }, (_, at) => `${String(at + 1).padStart(2, "0")}.png`);

  test("through the list that one came from, to both ends, and back to it as it was", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(60) });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples?q=.png+sort:-name`);
    const { page } = desk;
    const grid = page.getByRole("grid", { name: "Samples" });
    await grid.getByRole("link", { name: "Open 60.png" }).waitFor();
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await grid.getByRole("link", { name: "Open 01.png" }).waitFor();
    const scrolled = await grid.evaluate(({ scrollTop }) => scrollTop);
    expect(scrolled).toBeGreaterThan(300);
    await grid.getByRole("link", { name: "Open 02.png" }).click();

    await desk.begin();
    await desk.isWorkingOn("02.png");
    await desk.at("list-place").getByText("59 of 60").waitFor();
    await desk.take("box");
    await desk.key("PageDown");
    await desk.isWorkingOn("01.png");
    await desk.at("list-place").getByText("60 of 60").waitFor();
    expect(await page.getByRole("button", { name: "Next sample" }).isDisabled()).toBe(true);
    // The tool stays in the hand.
    expect(await desk.at("tool-box").getAttribute("aria-pressed")).toBe("true");
    await desk.key("PageUp");
    await desk.isWorkingOn("02.png");
    await page.getByRole("button", { name: "Previous sample" }).click();
    await desk.isWorkingOn("03.png");
    expect(new URL(page.url()).pathname).toContain(dataset.samples[2]?.uuid ?? "?");
    await page.reload();
    await desk.isWorkingOn("03.png");

    await page.getByRole("link", { name: "Back to the samples" }).click();
    await grid.getByRole("link", { name: "Open 01.png" }).waitFor();
    expect(new URL(page.url()).searchParams.get("q")).toBe(".png sort:-name");
    expect(await grid.evaluate(({ scrollTop }) => scrollTop)).toBe(scrolled);
    expect(desk.errors).toEqual([]);
  });

  test("at the first sample of the list there is none before it", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(2) });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}?list=`);
    await desk.begin();
    await desk.at("list-place").getByText("1 of 2").waitFor();
    expect(await desk.page.getByRole("button", { name: "Previous sample" }).isDisabled()).toBe(true);
    await desk.key("PageUp");
    await desk.page.getByText("This is the first sample").waitFor();
    await desk.isWorkingOn("01.png");
  });

  test("across a filter that the sample no longer fits, with unsaved work kept as a draft", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(3) });
    context = await world.ownerContext();
    const search = "?list=status:unlabeled";
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[1]?.uuid}${search}`);
    await desk.begin();
    await desk.at("list-place").getByText("2 of 3").waitFor();
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.key("Control+s");
    await desk.isSaved();
    await desk.at("list-place").getByText("– of 2").waitFor();
    await desk.key("PageDown");
    await desk.isWorkingOn("03.png");
    await desk.at("list-place").getByText("2 of 2").waitFor();
    await desk.drag([10, 20], [50, 60]);
    await desk.hasObjects(1);
    await desk.key("PageUp");
    await desk.isWorkingOn("01.png");
    await desk.key("PageDown");
    await desk.isWorkingOn("03.png");
    await desk.hasObjects(1);
    await desk.hasSaveState("dirty");
    await desk.at("found-work").waitFor();
    expect(desk.errors).toEqual([]);
  });

  test("by presses that are quicker than samples come: the end of the list is not claimed before it is there", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(9) });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}?list=`);
    await desk.begin();
    await desk.at("list-place").getByText("1 of 9").waitFor();
    // What is known of the way on comes late.
    await desk.page.route("**/neighbours/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    for (let press = 0; press < 6; press++) {
      await desk.key("PageDown");
      expect(await desk.page.getByText("This is the last sample").count()).toBe(0);
      await desk.page.waitForTimeout(50);
    }
    expect(await desk.page.getByText("This is the last sample").count()).toBe(0);
    expect(desk.errors).toEqual([]);
  });

  test("without a draft where all was undone", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(2) });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}?list=`);
    await desk.begin();
    await desk.at("list-place").getByText("1 of 2").waitFor();
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.page.getByText("Draft saved, not submitted").waitFor();
    await desk.key("Control+z");
    await desk.hasObjects(0);
    await desk.hasSaveState("clean");
    await desk.drag([10, 20], [50, 60]);
    await desk.key("Control+z");
    await desk.key("PageDown");
    await desk.isWorkingOn("02.png");
    await desk.key("PageUp");
    await desk.isWorkingOn("01.png");
    await desk.hasObjects(0);
    expect(await desk.at("found-work").count()).toBe(0);
    expect(desk.errors).toEqual([]);
  });

  test("in the middle of a drag, by whatever tool and button", async () => {
    const dataset = await world.createDataset({ taskType: "vector", names: samplesNamed(8) });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}?list=`);
    await desk.begin();
    let at = 1;
    for (const tool of ["box", "select", "polygon", "hand", "ruler"]) {
      await desk.at("list-place").getByText(`${at} of 8`).waitFor();
      await desk.take(tool);
      await desk.press([20, 20], [60, 60]);
      await desk.key("PageDown");
      await desk.isWorkingOn(`0${++at}.png`);
      await desk.page.mouse.move(500, 400);
      await desk.page.mouse.up();
    }
    // The box was valid when one went on.
    for (; at > 1; at--) {
      await desk.at("list-place").getByText(`${at} of 8`).waitFor();
      await desk.key("PageUp");
      await desk.isWorkingOn(`0${at - 1}.png`);
    }
    await desk.hasObjects(1);

    await desk.page.goto(`${new URL(desk.page.url()).origin}/@${dataset.fullName}/label`);
    await desk.begin();
    for (const button of ["left", "right", "middle"] as const) {
      const name = await desk.at("sample-name").innerText();
      await desk.take("box");
      await desk.page.mouse.move(600, 400);
      await desk.page.mouse.down({ button });
      await desk.page.mouse.move(650, 450, { steps: 3 });
      await desk.key("Control+Enter");
      await desk.at("sample-name").getByText(name, { exact: true }).waitFor({ state: "detached" });
      await desk.page.mouse.up({ button });
      await desk.begin();
    }
    expect(desk.errors).toEqual([]);
  });

  test("in read-only, and in the queue back to what was just submitted", async () => {
    const dataset = await world.createDataset({ names: samplesNamed(3) });
    context = await world.ownerContext();
    const path = `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}`;
    const reader = await Desk.open(context, `${path}?list=&readOnly=true`);
    await reader.begin();
    await reader.key("PageDown");
    await reader.isWorkingOn("02.png");

    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.isWorkingOn("01.png");
    await desk.take("box");
    await desk.drag([10, 20], [50, 60]);
    await desk.at("action-submit").click();
    await desk.isWorkingOn("02.png");
    await desk.page.getByRole("button", { name: "Previous sample" }).click();
    await desk.isWorkingOn("01.png");
    await desk.hasObjects(1);
    await desk.begin();
    await desk.drag([100, 20], [150, 60]);
    await desk.at("action-submit").click();
    await desk.isWorkingOn("02.png");
    const [first] = dataset.samples;
    if (first === undefined) throw new Error("There is no sample");
    await expect.poll(async () => (await world.label(first)).attributes.annotations.length).toBe(2);
    expect((await world.label(first)).label_status).toBe("LABELED");
    expect([...desk.errors, ...reader.errors]).toEqual([]);
  });

  test("a manager is told who is working on a sample, and asked before saving over them", async () => {
    const dataset = await world.createDataset({ names: ["one.png"] });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is no sample");
    const labeling = await world.memberContext("john", dataset, "labeler");
    const labeler = await Desk.open(labeling, `/@${dataset.fullName}/label`);
    await labeler.begin();

    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.at("holder").getByText("john is labeling this sample").waitFor();
    await desk.take("box");
    await desk.drag([100, 120], [150, 160]);
    await desk.key("Control+s");
    const dialog = desk.page.getByRole("dialog");
    await dialog.getByText("john is working on this sample now").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await desk.hasSaveState("dirty");
    await desk.at("action-edit").click();
    await desk.at("confirm-action").click();
    await desk.isSaved();
    expect((await world.label(sample)).attributes.annotations).toHaveLength(1);

    await desk.at("end-hold").click();
    await desk.at("holder").waitFor({ state: "detached" });
    await desk.drag([200, 120], [250, 160]);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(desk.errors).toEqual([]);
    await labeling.close();
  });
});
