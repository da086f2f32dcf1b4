import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** What hands expect that have labeled elsewhere: digits, Escape, Space, the right button, the wheel. */
describe.skipIf(hindrance !== undefined)(`habits${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`, () => {
  let world: LabelingWorld;

  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  async function opened() {
    const dataset = await world.createDataset({ names: ["one.png"], taskType: "vector" });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const saved = async () => {
      await desk.key("Control+Enter");
      // No label is no label yet.
      const status = async () => (await world.label(sample).catch(() => undefined))?.label_status;
      await expect.poll(status).toBe("LABELED");
      return (await world.label(sample)).attributes.annotations as readonly {
        readonly type: string;
        readonly category_id: number;
        readonly points: readonly (readonly number[])[];
      }[];
    };
    return { context, desk, saved };
  }

  const rightClick = async (desk: Desk, place: readonly [number, number]) => {
    const [x, y] = desk.screenOf(place);
    await desk.page.mouse.click(x, y, { button: "right" });
  };

  test("a digit after a shape is the next one's; a right click finishes a path; Space pans", async () => {
    const { context, desk, saved } = await opened();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    await desk.key("2");
    await desk.drag([80, 20], [120, 50]);
    await desk.hasObjects(2);
    await desk.take("polyline");
    await desk.click([20, 70]);
    await desk.click([60, 75]);
    await rightClick(desk, [70, 70]);
    await desk.hasObjects(3);
    await desk.at("context-menu").waitFor({ state: "detached" });
    await desk.page.keyboard.down("Space");
    await desk.drag([40, 40], [60, 60]);
    await desk.page.keyboard.up("Space");
    await desk.hasObjects(3);
    await desk.key("f");
    const annotations = await saved();
    expect(annotations.map(({ type, category_id }) => [type, category_id])).toEqual([
      ["bbox", 1],
      ["bbox", 2],
      ["polyline", 2],
    ]);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("the menu of a right click is about the object that is there", async () => {
    const { context, desk } = await opened();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    await desk.key("v");
    await desk.key("Escape");
    await rightClick(desk, [40, 35]);
    const menu = desk.at("context-menu");
    await menu.waitFor();
    await menu.getByText("Change category").click();
    await desk.at("category-menu").getByRole("option").nth(1).click();
    await desk.at("category").waitFor();
    await rightClick(desk, [40, 35]);
    await desk.at("context-menu").getByText("Delete").click();
    await desk.hasObjects(0);
    await desk.key("Control+z");
    await desk.hasObjects(1);
    await rightClick(desk, [150, 80]);
    await desk.at("context-menu").getByText("Select all").click();
    await desk.at("context-menu").waitFor({ state: "detached" });
    await desk.key("Delete");
    await desk.hasObjects(0);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("the wheel of a mouse zooms, unless it is set to pan", async () => {
    const { context, desk } = await opened();
    const zoom = async () => Number((await desk.at("zoom").innerText()).replace(/\D/g, ""));
    const [x, y] = desk.screenOf([100, 50]);
    await desk.key("f");
    const before = await zoom();
    await desk.page.mouse.move(x, y);
    await desk.page.mouse.wheel(0, -240);
    await expect.poll(zoom).toBeGreaterThan(before);
    await desk.page.getByRole("tab", { name: /settings/i }).click();
    await desk.at("settings").getByLabel("Wheel").selectOption("pan");
    await desk.key("f");
    await expect.poll(zoom).toBe(before);
    await desk.page.mouse.move(x, y);
    await desk.page.mouse.wheel(0, -240);
    await desk.page.waitForTimeout(100);
    expect(await zoom()).toBe(before);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("mandatory values are filled in by keys, repeated for the next object, and the class list says what comes next", async () => {
    const select = (name: string, values: readonly string[]) => ({
      ...{ name, input_type: "select", values },
      is_mandatory: true,
    });
    const attributes = [
      select("color", ["red", "green", "blue"]),
      { name: "plate", input_type: "text", is_mandatory: true },
      { name: "parked", input_type: "checkbox", is_mandatory: true },
    ];
    const dataset = await world.createDataset({
      names: ["one.png"],
      taskType: "vector",
      taskAttributes: {
        format_version: "0.1",
        categories: [
          { id: 1, name: "car", attributes },
          { id: 2, name: "person" },
        ],
      },
    });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    await desk.key("Alt+a");
    await desk.at("attribute-color").getByTestId("choices").waitFor();
    await desk.key("3");
    await expect.poll(() => desk.page.evaluate("document.activeElement.tagName")).toBe("INPUT");
    await desk.page.keyboard.type("AB 1");
    await desk.key("Enter");
    await desk.at("attribute-parked").getByTestId("choices").waitFor();
    await desk.key("2");
    await expect.poll(() => desk.page.evaluate("document.activeElement.id")).toBe("canvas");
    await desk.drag([80, 20], [120, 50]);
    await desk.key("Alt+r");
    const classes = desk.at("classes").getByRole("button");
    expect(await classes.allInnerTexts()).toEqual([expect.stringContaining("2"), expect.stringContaining("person")]);
    await classes.nth(1).click();
    await desk.drag([140, 20], [180, 50]);
    await desk.key("Control+Enter");
    await expect
      .poll(async () => (await world.label(sample).catch(() => undefined))?.attributes.annotations)
      .toMatchObject([
        { category_id: 1, attributes: { color: "blue", plate: "AB 1", parked: true } },
        { category_id: 1, attributes: { color: "blue", plate: "AB 1", parked: true } },
        { category_id: 2 },
      ]);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("ten objects of three categories with a mandatory value take at most 55 actions, all on the canvas and the keyboard", async () => {
    const kind = { name: "kind", input_type: "select", values: ["old", "new"], is_mandatory: true };
    const dataset = await world.createDataset({
      taskType: "vector",
      taskAttributes: {
        format_version: "0.1",
        categories: [1, 2, 3].map((id) => ({ id, name: `category ${id}`, attributes: [kind] })),
      },
    });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    let actions = 0;
    const act = async (action: Promise<void>) => {
      await action;
      actions++;
    };
    const keys = async (...combos: readonly string[]) => {
      for (const combo of combos) await act(desk.key(combo));
    };
    /** The first of a category is given its value, the others the same. */
    const first = ["Alt+a", "1"] as const;
    const again = ["Alt+r"] as const;
    const box = (left: number) => act(desk.drag([left, 4], [left + 8, 12]));
    const polygon = async (left: number) => {
      const nodes = [0, 1, 2, 3, 4, 5, 6, 7].map((node) => (node * Math.PI) / 4);
      for (const angle of nodes) await act(desk.click([left + 10 * Math.cos(angle), 45 + 10 * Math.sin(angle)]));
      await keys("Enter");
    };
    await keys("b");
    await box(5);
    await keys(...first);
    for (const left of [25, 45]) {
      await box(left);
      await keys(...again);
    }
    await keys("2");
    await box(65);
    await keys(...first);
    await box(85);
    await keys(...again);
    await keys("g", "3");
    for (const [index, left] of [20, 50, 80].entries()) {
      await polygon(left);
      await keys(...(index === 0 ? first : again));
    }
    await keys("k");
    for (const left of [20, 60]) {
      await act(desk.click([left, 70]));
      await keys(...again);
    }
    await desk.hasObjects(10);
    await keys("Control+Enter");
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const status = async () => (await world.label(sample).catch(() => undefined))?.label_status;
    await expect.poll(status).toBe("LABELED");
    const { annotations } = (await world.label(sample)).attributes;
    expect(annotations.map(({ type, category_id, attributes }) => [type, category_id, attributes?.kind])).toEqual([
      ...[1, 1, 1, 2, 2].map((category) => ["bbox", category, "old"]),
      ...[3, 3, 3].map((category) => ["polygon", category, "old"]),
      ...[3, 3].map((category) => ["point", category, "old"]),
    ]);
    expect(actions).toBeLessThanOrEqual(55);
    expect(desk.errors).toEqual([]);
    await context.close();
  });
});
