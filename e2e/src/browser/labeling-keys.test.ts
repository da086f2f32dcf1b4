import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** What keys mean on the labeling page, by where the focus is. */
describe.skipIf(hindrance !== undefined)(`keys${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`, () => {
  let world: LabelingWorld;

  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  const COLOR = {
    name: "color",
    input_type: "select",
    values: ["amber", "beige", "blue", "green"],
    is_mandatory: true,
  };

  test("after a pick by mouse keys are hotkeys again", async () => {
    const dataset = await world.createDataset({
      names: ["one.png", "two.png"],
      taskType: "vector",
      taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "car", attributes: [COLOR] }] },
    });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    const color = desk.at("attribute-color").getByRole("combobox");
    const pick = async (presses: number) => {
      await color.click();
      for (let press = 0; press < presses; press++) await desk.key("ArrowDown");
      await desk.key("Enter");
    };
    await pick(1);
    expect(await color.inputValue()).toBe("amber");
    await expect.poll(() => desk.page.evaluate("document.activeElement.id")).toBe("canvas");
    await desk.key("g");
    await desk.page.locator('[data-testid="tool-polygon"][aria-pressed="true"]').waitFor();
    await desk.key("b");
    await desk.page.locator('[data-testid="tool-box"][aria-pressed="true"]').waitFor();
    // Another drawing tool lets go of what was drawn.
    await desk.key("Tab");
    expect(await color.inputValue()).toBe("amber");
    await desk.key("Control+z");
    expect(await color.inputValue()).toBe("");
    await desk.key("Control+Shift+z");
    expect(await color.inputValue()).toBe("amber");
    // The same value again is no change.
    await pick(0);
    await desk.key("g");
    await desk.page.locator('[data-testid="tool-polygon"][aria-pressed="true"]').waitFor();
    await desk.key("Tab");
    expect(await color.inputValue()).toBe("amber");
    await pick(1);
    await desk.key("Delete");
    await desk.hasObjects(0);
    await desk.key("Control+z");
    await desk.hasObjects(1);
    await desk.key("Control+Enter");
    await desk.isWorkingOn("two.png");
    const [one] = dataset.samples;
    if (one === undefined) throw new Error("There are two samples");
    await expect
      .poll(async () => (await world.label(one)).attributes.annotations[0]?.attributes)
      .toEqual({ color: "beige" });
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("a second Ctrl+Enter right after the next sample appeared does not submit it", async () => {
    const dataset = await world.createDataset({ names: ["one.png", "two.png", "three.png"] });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    // Pressed in the page, in the very moment in which the next sample is there.
    await desk.page.evaluate(`void (
      window.pressedAgain = new Promise((done) => {
        const press = () => document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true }));
        new MutationObserver((_, observer) => {
          const name = document.querySelector('[data-testid="sample-name"]')?.textContent ?? "";
          const isWorking = document.querySelector('[data-testid="labeling"][data-phase="working"]') !== null;
          if (!name.includes("two.png") || !isWorking) return;
          observer.disconnect();
          press();
          setTimeout(() => { press(); done(true); }, 0);
        }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }))`);
    await desk.key("Control+Enter");
    await desk.page.evaluate("window.pressedAgain");
    await desk.isWorkingOn("two.png");
    // The button works once the moment is over, and the sample is the second one still.
    await desk.at("action-submit").click();
    await desk.isWorkingOn("three.png");
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("with a filter on, Ctrl+A and Delete touch only what the list shows", async () => {
    const dataset = await world.createDataset({});
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const corner = (x: number) => ({
      type: "bbox",
      points: [
        [x, 20],
        [x + 40, 60],
      ],
    });
    await world.putLabel(sample, [
      { id: 1, category_id: 1, ...corner(20) },
      { id: 2, category_id: 1, ...corner(120) },
      { id: 3, category_id: 2, ...corner(220) },
    ]);
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.key("/");
    await desk.page.locator("#object-filter").fill("category:person");
    await desk.at("canvas").focus();
    await desk.key("Control+a");
    await desk.key("Delete");
    await desk.page.locator("#object-filter").fill("");
    await desk.hasObjects(2);
    // Hidden objects leave the selection too.
    await desk.at("canvas").focus();
    await desk.key("Control+a");
    await desk.at("object-row").first().hover();
    await desk.at("object-row").first().getByRole("button", { name: "Hide" }).click();
    await desk.at("canvas").focus();
    await desk.key("Delete");
    await desk.hasObjects(1);
    await desk.key("Control+s");
    await desk.isSaved();
    const ids = (await world.label(sample)).attributes.annotations.map(({ id }) => id);
    expect([[1], [2]]).toContainEqual(ids);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("8 nodes on a radius of 10 px, clicked without a pause, are a polygon of 8 nodes", async () => {
    const dataset = await world.createDataset({ taskType: "vector" });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.take("polygon");
    for (let node = 0; node < 8; node++) {
      const angle = (node * Math.PI) / 4;
      await desk.click([200 + 10 * Math.cos(angle), 150 + 10 * Math.sin(angle)]);
    }
    await desk.key("Enter");
    await desk.hasObjects(1);
    await desk.key("Control+s");
    await desk.isSaved();
    expect((await world.label(sample)).attributes.annotations[0]?.points).toHaveLength(8);
    expect(desk.errors).toEqual([]);
    await context.close();
  });
});
