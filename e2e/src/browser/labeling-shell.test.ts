import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld, type SavedAnnotation, type TestDataset } from "./labeling-world.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** What people learned to miss at the first editor, through pointer and keys. */
describe.skipIf(hindrance !== undefined)(`shell${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`, () => {
  let world: LabelingWorld;

  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  async function opened(options: Parameters<LabelingWorld["createDataset"]>[0] = {}) {
    const dataset = await world.createDataset({ taskType: "vector", ...options });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    const close = async () => {
      expect(desk.errors).toEqual([]);
      await context.close();
    };
    return { context, dataset, desk, close, submitted: () => submitted(desk, dataset) };
  }

  async function submitted(desk: Desk, dataset: TestDataset) {
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    await desk.key("Control+Enter");
    await expect.poll(async () => (await world.label(sample).catch(() => undefined))?.label_status).toBe("LABELED");
    return (await world.label(sample)).attributes;
  }

  /** Type and nodes of annotations, to whole pixels of the image. */
  const shapesOf = (annotations: readonly SavedAnnotation[]) =>
    annotations.map(({ type, points }) => [type, points.map((point) => point.map(Math.round))]);

  test("handles work in the tool that drew the shape, and Delete takes the selected node first", async () => {
    const { desk, close, submitted } = await opened();
    const square = [
      [20, 20],
      [60, 20],
      [60, 60],
      [20, 60],
    ] as const;
    await desk.take("polygon");
    for (const place of square) await desk.click(place);
    await desk.key("Enter");
    await desk.hasObjects(1);
    await desk.drag(square[2], [75, 70]);
    await desk.click(square[3]);
    await desk.key("Delete");
    await desk.click([150, 30]);
    await desk.click([190, 30]);
    await desk.click([170, 60]);
    await desk.key("Enter");
    await desk.hasObjects(2);
    await desk.key("Delete");
    await desk.hasObjects(1);
    const { annotations } = await submitted();
    const left = [square[0], square[1], [75, 70]] as const;
    const nodes = left.map((place) => desk.placeOf(place).map(Math.round));
    expect(shapesOf(annotations)).toEqual([["polygon", nodes]]);
    await close();
  });

  test("objects are linked by a tool, listed with their attributes, saved and shown again", async () => {
    const { context, dataset, desk, close, submitted } = await opened({
      settings: { enable_object_linking: true, enable_object_link_category_restrictions: true },
      taskAttributes: {
        format_version: "0.1",
        categories: [
          {
            ...{ id: 1, name: "car", link_category_restrictions: [2] },
            link_attributes: [{ name: "kind", input_type: "select", values: ["tows", "blocks"] }],
          },
          { id: 2, name: "trailer" },
        ],
      },
    });
    await desk.take("box");
    await desk.drag([20, 20], [50, 50]);
    await desk.key("2");
    await desk.drag([80, 20], [110, 50]);
    await desk.drag([140, 20], [170, 50]);
    await desk.hasObjects(3);
    await desk.key("Control+l");
    await desk.click([95, 35]);
    await desk.click([35, 35]);
    await desk.page.getByText("trailer cannot be linked to car").waitFor();
    for (const to of [95, 155]) {
      await desk.click([35, 35]);
      await desk.click([to, 35]);
    }
    await desk.page.getByRole("tab", { name: "Links" }).click();
    const rows = desk.at("link-row");
    await expect
      .poll(() => rows.allInnerTexts())
      .toEqual([expect.stringMatching(/car 1\s+trailer 2/), expect.stringMatching(/car 1\s+trailer 3/)]);
    await desk.at("link-attributes").getByLabel("kind").selectOption("blocks");
    await rows.first().click();
    await desk.at("canvas").focus();
    await desk.key("Delete");
    await expect.poll(() => rows.count()).toBe(1);
    await desk.key("Control+z");
    await expect.poll(() => rows.count()).toBe(2);
    await desk.key("Control+Shift+z");
    await expect.poll(() => rows.count()).toBe(1);
    const saved = await submitted();
    expect(saved).toMatchObject({ links: [{ from_id: 1, to_id: 3, attributes: { kind: "blocks" } }] });
    const again = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}`);
    await again.page.getByRole("tab", { name: "Links" }).click();
    await again.at("link-row").click();
    await expect.poll(() => again.at("link-attributes").getByLabel("kind").inputValue()).toBe("blocks");
    expect(again.errors).toEqual([]);
    await close();
  });

  test("the list groups objects by class with their values beside them; the instructions open inside the editor", async () => {
    const { desk, close } = await opened({
      settings: { readme: "# Cars\n\nDraw *every* car. <b>No</b> vans." },
      taskAttributes: {
        format_version: "0.1",
        categories: [
          { id: 1, name: "car", attributes: [{ name: "color", input_type: "select", values: ["red", "blue"] }] },
          { id: 2, name: "person" },
        ],
      },
    });
    await desk.take("box");
    await desk.drag([20, 20], [50, 50]);
    await desk.key("2");
    await desk.drag([80, 20], [110, 50]);
    await desk.key("1");
    await desk.drag([140, 20], [170, 50]);
    await desk.hasObjects(3);
    await desk.at("attribute-color").getByLabel("color").selectOption("blue");
    const groups = desk.at("object-group");
    await expect
      .poll(() => groups.allInnerTexts())
      .toEqual([expect.stringMatching(/^car\s+2$/), expect.stringMatching(/^person\s+1$/)]);
    await expect
      .poll(() => desk.at("object-row").allInnerTexts())
      .toEqual([
        expect.stringMatching(/^car\s+1$/),
        expect.stringMatching(/^car\s+3\s+blue$/),
        expect.stringMatching(/^person\s+2$/),
      ]);
    await groups.first().click();
    await expect.poll(() => desk.at("object-row").count()).toBe(1);
    await groups.first().click();
    await desk.at("canvas").focus();
    await desk.key("F1");
    await desk.at("readme").getByRole("heading", { name: "Cars" }).waitFor();
    expect(await desk.at("readme").innerText()).toContain("<b>No</b> vans.");
    await desk.key("Escape");
    await desk.at("readme").waitFor({ state: "detached" });
    await expect.poll(() => desk.page.evaluate("document.activeElement.id")).toBe("canvas");
    await close();
  });

  const wireBox = (id: number, x: number) => ({
    ...{ id, track_id: id, category_id: 1, type: "bbox" },
    points: [
      [x, 20],
      [x + 30, 50],
    ],
  });

  test("a reviewer sees what changed since the last review, on the canvas and as a list", async () => {
    const dataset = await world.createDataset({ taskType: "vector" });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const put = (label_status: string, annotations: readonly unknown[]) =>
      world.api.put(`/labels/${sample.uuid}/ground-truth/`, {
        label_status,
        attributes: { format_version: "0.1", annotations },
      });
    await put("REJECTED", [wireBox(1, 20), wireBox(2, 60), wireBox(3, 100)]);
    await put("LABELED", [wireBox(1, 20), wireBox(2, 65), wireBox(4, 140)]);
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/review`);
    await desk.begin();
    await desk.at("review-facts").getByText("Last rejected by jane").waitFor();
    await desk.at("review-facts").getByRole("button", { name: "Show changes" }).click();
    await desk.at("change-counts").getByText("1 added, 1 moved, 1 removed").waitFor();
    await expect
      .poll(() => desk.at("change-row").allInnerTexts())
      .toEqual([
        expect.stringMatching(/car 3\s+removed/),
        expect.stringMatching(/car 2\s+moved/),
        expect.stringMatching(/car 4\s+added/),
      ]);
    await desk.begin();
    await desk.click([155, 35]);
    await desk.key("Delete");
    await desk.at("change-counts").getByText("1 moved, 1 removed").waitFor();
    // Where the third box was, nothing can be hit.
    await desk.click([115, 35]);
    await desk.key("Delete");
    await desk.key("Control+z");
    await desk.at("change-counts").getByText("1 added, 1 moved, 1 removed").waitFor();
    await desk.key("Shift+D");
    await desk.at("change-counts").waitFor({ state: "detached" });
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("a reviewer sees links and image attributes that changed, and all that happened to an object", async () => {
    const dataset = await world.createDataset({
      taskType: "vector",
      settings: { enable_object_linking: true },
      taskAttributes: {
        format_version: "0.1",
        categories: [
          { id: 1, name: "car" },
          { id: 2, name: "person" },
        ],
        image_attributes: [{ name: "weather", input_type: "text" }],
      },
    });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is a sample");
    const put = (label_status: string, more: object, third: object) =>
      world.api.put(`/labels/${sample.uuid}/ground-truth/`, {
        label_status,
        attributes: { format_version: "0.1", annotations: [wireBox(1, 20), wireBox(2, 60), third], ...more },
      });
    await put(
      "REJECTED",
      { links: [{ from_id: 1, to_id: 2 }], image_attributes: { weather: "rain" } },
      wireBox(3, 100),
    );
    await put(
      "LABELED",
      {
        links: [
          { from_id: 2, to_id: 1 },
          { from_id: 1, to_id: 3 },
        ],
        image_attributes: { weather: "sun" },
      },
      { ...wireBox(3, 110), category_id: 2 },
    );
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/review`);
    await desk.begin();
    await desk.at("review-facts").getByRole("button", { name: "Show changes" }).click();
    await desk.at("change-counts").getByText("1 moved, 2 links, 1 image attribute").waitFor();
    expect(await desk.at("change-row").innerText()).toMatch(/person 3\s+car → person, moved/);
    const links = await desk.at("link-change-row").allInnerTexts();
    expect(links).toEqual([
      expect.stringMatching(/car 2 → car 1\s+Link reversed/),
      expect.stringMatching(/car 1 → person 3\s+Link added/),
    ]);
    expect(await desk.at("value-change-row").innerText()).toMatch(/weather\s+rain → sun/);
    await desk.at("link-change-row").last().click();
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("a second labelset is shown below the label, and cannot be touched", async () => {
    const { dataset, desk, close } = await opened();
    const [sample] = dataset.samples;
    await world.api.post(`/datasets/${dataset.fullName}/labelsets/`, { name: "model" });
    await world.api.put(`/labels/${sample?.uuid}/model/`, {
      label_status: "PRELABELED",
      attributes: { format_version: "0.1", annotations: [wireBox(1, 20)] },
    });
    const pixels = () => desk.at("canvas").screenshot();
    await desk.page.reload();
    await desk.begin();
    await desk.page.getByRole("tab", { name: "View settings" }).click();
    const before = await pixels();
    await desk.at("settings").getByLabel("Also show").selectOption("model");
    await expect.poll(async () => (await pixels()).equals(before)).toBe(false);
    await desk.page.getByRole("tab", { name: "Objects" }).click();
    await desk.at("canvas").focus();
    await desk.key("v");
    await desk.click([20, 35]);
    await desk.key("Control+a");
    await desk.key("Delete");
    await desk.hasObjects(0);
    await desk.take("box");
    await desk.drag([80, 20], [110, 50]);
    await desk.hasObjects(1);
    await desk.page.getByRole("tab", { name: "View settings" }).click();
    await desk.at("settings").getByLabel("Also show").selectOption("");
    await close();
  });

  test("a preset sets keys and the wheel, and the sheet shows both", async () => {
    const { desk, close } = await opened();
    const wheel = () => desk.at("gestures").getByText("Wheel", { exact: true }).locator("xpath=..").innerText();
    await desk.key("?");
    expect(await wheel()).toContain("Zoom with a mouse");
    await desk.at("hotkeys").getByLabel("Preset").selectOption({ label: "Segments.ai" });
    await expect.poll(wheel).toMatch(/^Pan/);
    await desk.at("keys-tool.select").getByText("Space").waitFor();
    await desk.key("Escape");
    await desk.at("hotkeys").waitFor({ state: "detached" });
    await desk.take("box");
    await desk.at("canvas").focus();
    await desk.key("Space");
    await desk.page.locator('[data-testid="tool-select"][aria-pressed="true"]').waitFor();
    const zoom = await desk.at("zoom").innerText();
    const place = desk.at("pointer-place");
    await desk.page.mouse.move(...desk.screenOf([100, 50]));
    const before = await place.innerText();
    await desk.page.mouse.wheel(0, -40);
    await desk.page.mouse.move(...desk.screenOf([101, 50]));
    await expect.poll(() => place.innerText()).not.toBe(before);
    const [, y] = (await place.innerText()).split(", ");
    expect(Number(y)).toBe(Number(before.split(", ")[1]) - 40);
    expect(await desk.at("zoom").innerText()).toBe(zoom);
    await close();
  });

  test("who saved a label is put away once for all samples that nobody has reviewed", async () => {
    const names = ["one.png", "two.png"];
    const dataset = await world.createDataset({ taskType: "vector", names });
    for (const { uuid } of dataset.samples) {
      const attributes = { format_version: "0.1", annotations: [wireBox(1, 20)] };
      await world.api.put(`/labels/${uuid}/ground-truth/`, { label_status: "LABELED", attributes });
    }
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/review`);
    await desk.begin();
    await desk.at("review-facts").getByText("Nobody has reviewed it yet").waitFor();
    const first = await desk.at("sample-name").innerText();
    await desk.at("review-facts").getByRole("button", { name: "Put away" }).click();
    await desk.at("action-accept").click();
    await desk.isWorkingOn(names.find((name) => name !== first) ?? "");
    await desk.page.getByRole("tab", { name: "History" }).click();
    await desk.at("version-1").waitFor();
    expect(await desk.at("review-facts").count()).toBe(0);
    expect(desk.errors).toEqual([]);
    await context.close();
  });
});
