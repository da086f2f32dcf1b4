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
    expect(await color.inputValue()).toBe("amber");
    await desk.key("Control+z");
    expect(await color.inputValue()).toBe("");
    await desk.key("Control+Shift+z");
    expect(await color.inputValue()).toBe("amber");
    // The same value again is no change.
    await pick(0);
    await desk.key("g");
    await desk.page.locator('[data-testid="tool-polygon"][aria-pressed="true"]').waitFor();
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
});
