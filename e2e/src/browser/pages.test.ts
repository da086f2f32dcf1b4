import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServerProcess } from "../server-process.js";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld, type TestDataset } from "./labeling-world.js";
import { Person } from "./person.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** Pages say what is so: who may open them, what waits in the queues, which data can be labeled where. */
describe.skipIf(hindrance !== undefined)(`pages${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`, () => {
  let world: LabelingWorld;

  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  async function visit(page: Page, dataset: TestDataset, end: string): Promise<void> {
    await page.goto(`/@${dataset.fullName}${end}`);
    await page.waitForLoadState("networkidle");
  }

  test.each([
    ["viewer", ["/collaborators", "/settings", "/label", "/review"], ["/samples", "/issues"]],
    ["labeler", ["/samples", "/collaborators", "/settings", "/review"], ["", "/releases", "/label"]],
    ["reviewer", ["/samples", "/collaborators", "/settings"], ["/issues", "/review"]],
    ["manager", ["/settings"], ["/samples", "/collaborators"]],
  ])("the addresses that a %s may not open say so", async (role, closed, open) => {
    const dataset = await world.createDataset({});
    const context = await world.memberContext(`a-${role}`, dataset, role);
    const page = await context.newPage();
    for (const end of closed) {
      await visit(page, dataset, end);
      const notice = page.getByTestId("no-access");
      await notice.getByText(`Your role here is ${role}.`).waitFor();
      expect(await page.locator("main form, main input, main fieldset").count(), end).toBe(0);
      await notice.getByRole("link", { name: "Back to the dataset" }).waitFor();
    }
    for (const end of open) {
      await visit(page, dataset, end);
      expect(await page.getByTestId("no-access").count(), end).toBe(0);
    }
    await context.close();
  });

  test("an empty queue cannot be opened and says why; a submit is counted at once", async () => {
    const dataset = await world.createDataset({ names: ["one.png", "two.png"] });
    const context = await world.memberContext("john-counts", dataset, "reviewer");
    const page = await context.newPage();
    await visit(page, dataset, "");
    const reviewing = page.getByRole("button", { name: "Start reviewing" });
    await expect.poll(() => reviewing.getAttribute("aria-disabled")).toBe("true");
    await reviewing.focus();
    await page.getByRole("tooltip", { name: /nothing for you to review/ }).waitFor();
    await page.getByRole("link", { name: "Start labeling" }).waitFor();

    // The save is held until the count for the second sample has been asked for, which is too early.
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.at("queue-left").getByText("2 left").waitFor();
    let letGo = () => {};
    const counted = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await desk.page.route("**/labels/**", async (route) => {
      if (route.request().method() !== "GET") await counted;
      await route.continue();
    });
    const counting = desk.page.waitForResponse((response) => new URL(response.url()).pathname.endsWith("/queue/"));
    await desk.at("action-submit").click();
    await desk.isWorkingOn("two.png");
    await counting;
    letGo();
    await desk.at("queue-left").getByText("1 left").waitFor();
    await context.close();
  });

  test("unsaved work can be gone on with although the queue is empty", async () => {
    const dataset = await world.createDataset({ names: ["mine.png"] });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There are no samples.");
    const context = await world.memberContext("john-draft", dataset, "labeler");
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 60]);
    await desk.at("save-state").getByText("Draft saved, not submitted").waitFor();
    await desk.page.goto(`/@${dataset.fullName}`);
    // Somebody else labels it.
    await world.putLabel(sample, []);
    await desk.page.goto(`/@${dataset.fullName}`);
    await desk.page.getByRole("link", { name: "Continue labeling 1" }).waitFor();
    await desk.page.close();
    // At another machine.
    const elsewhere = await world.otherContext("john-draft");
    const other = await Desk.open(elsewhere, `/@${dataset.fullName}`);
    await other.page.getByRole("link", { name: "Continue labeling 1" }).click();
    await other.page.getByTestId("empty-queue").getByRole("button", { name: "mine.png" }).click();
    await other.isWorkingOn("mine.png");
    await elsewhere.close();
    await context.close();
  });

  test("a dataset without an editor promises no labeling, and the list names it", async () => {
    await world.api.post("/user/datasets/", { name: "scans", task_type: "pointcloud-cuboid" });
    const context = await world.ownerContext();
    const page = await context.newPage();
    await page.goto("/@jane/scans");
    await page.getByText("There is no editor for this task type yet.").waitFor();
    expect(await page.getByText("labeling can start").count()).toBe(0);
    await page.goto("/");
    await page.getByRole("row", { name: /scans/ }).getByText("API only").waitFor();
    await page.goto("/new?owner=somebody-else");
    await page.getByText("Everything but the owner and the task type can be changed in the settings.").waitFor();
    await page.getByText("/@jane/name").waitFor();
    await context.close();
  });

  test("removing a category that is in use says what it is used by, and the editor marks its objects", async () => {
    const categories = ["road", "tree", "bush"].map((name, index) => ({ id: index + 1, name }));
    const taskAttributes = { format_version: "0.1", categories };
    const dataset = await world.createDataset({ names: ["a.png", "b.png"], taskAttributes });
    const box = (id: number) => ({
      ...{ id, category_id: 2, type: "bbox" },
      points: [
        [10 * id, 10],
        [10 * id + 8, 18],
      ],
    });
    const [first, second] = dataset.samples;
    if (first === undefined || second === undefined) throw new Error("There are no samples.");
    await world.putLabel(first, [box(1), box(2)]);
    await world.putLabel(second, [box(1)]);
    const context = await world.ownerContext();
    const page = await context.newPage();
    await visit(page, dataset, "/settings");
    const remove = async (name: string) => {
      await page.getByRole("button", { name: `Remove ${name}` }).click();
      await page.getByRole("button", { name: "Save categories" }).click();
    };
    const saved = async () => {
      type Saved = { task_attributes: { categories: { name: string }[] } };
      const { task_attributes } = await world.api.get<Saved>(`/datasets/${dataset.fullName}/`);
      return task_attributes.categories.map(({ name }) => name);
    };
    // Nothing refers to it: nothing is asked.
    await remove("bush");
    await expect.poll(saved).toEqual(["road", "tree"]);
    await remove("tree");
    const dialog = page.getByRole("dialog", { name: "Remove what is in use" });
    await dialog.getByText("tree: 3 objects in 2 samples").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await saved()).toEqual(["road", "tree"]);
    await page.getByRole("button", { name: "Save categories" }).click();
    await dialog.getByRole("button", { name: "Remove and keep the objects" }).click();
    await expect.poll(saved).toEqual(["road"]);
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${first.uuid}`);
    await desk.begin();
    const row = desk.at("object-row").first();
    await row.getByText("tree").waitFor();
    expect(await row.getAttribute("data-removed")).toBe("true");
    await context.close();
  });

  test("the objects of a removed category move to another one, and the history says why", async () => {
    const color = { name: "color", input_type: "select", values: ["red", "blue"] };
    const categories = ["road", "tree", "bush"].map((name, index) => ({ id: index + 1, name, attributes: [color] }));
    const taskAttributes = { format_version: "0.1", categories };
    const dataset = await world.createDataset({ names: ["a.png"], taskAttributes });
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There are no samples.");
    const box = (id: number, category: number) => ({
      ...{ id, category_id: category, type: "bbox", attributes: { color: "blue" } },
      points: [
        [10 * id, 10],
        [10 * id + 8, 18],
      ],
    });
    await world.putLabel(sample, [box(1, 2), box(2, 3)]);
    const context = await world.ownerContext();
    const page = await context.newPage();
    await visit(page, dataset, "/settings");
    await page.getByRole("button", { name: "Remove tree" }).click();
    await page.getByRole("button", { name: "Save categories" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove what is in use" });
    await dialog.getByRole("combobox", { name: "tree: 1 object in 1 sample" }).click();
    await page.getByRole("option", { name: "bush" }).click();
    await dialog.getByRole("button", { name: "Remove and change the labels" }).click();
    await page.getByText("1 label: 1 object moved.").waitFor();
    type Label = { attributes: { annotations: { category_id: number; attributes: object }[] } };
    const label = await world.api.get<Label>(`/labels/${sample.uuid}/ground-truth/`);
    expect(label.attributes.annotations).toMatchObject([
      { category_id: 3, attributes: { color: "blue" } },
      { category_id: 3, attributes: { color: "blue" } },
    ]);

    await page.getByRole("button", { name: "1 attribute" }).nth(1).click();
    // The last choice.
    await page.getByRole("combobox", { name: "Choices" }).press("Backspace");
    await page.getByRole("button", { name: "Save categories" }).click();
    await dialog.getByRole("combobox", { name: "blue, a choice of color of bush: 2 objects in 1 sample" }).click();
    await page.getByRole("option", { name: "red" }).click();
    await dialog.getByRole("button", { name: "Remove and change the labels" }).click();
    await page.getByText("1 label: 2 objects with changed attributes.").waitFor();

    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.page.getByRole("tab", { name: "History" }).click();
    await desk.page.getByText('Objects of the category "tree" were moved to "bush".').waitFor();
    await context.close();
  });

  test("who labels while a category is removed is told, and keeps the objects", async () => {
    const categories = ["road", "tree"].map((name, index) => ({ id: index + 1, name }));
    const dataset = await world.createDataset({
      names: ["a.png", "b.png"],
      taskAttributes: { format_version: "0.1", categories },
    });
    const context = await world.memberContext("john-removal", dataset, "labeler");
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 60]);
    await desk.hasObjects(1);
    const owner = await world.ownerContext();
    const settings = await owner.newPage();
    await visit(settings, dataset, "/settings");
    await settings.getByRole("button", { name: "Remove road" }).click();
    await settings.getByRole("button", { name: "Save categories" }).click();
    await settings.getByText("The categories are saved.").waitFor();
    await desk.at("action-submit").click();
    await desk.isWorkingOn("b.png");
    await desk.at("categories-removed").getByText("a.png, which you saved last, has some too.").waitFor();
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There are no samples.");
    const { attributes } = await world.label(sample);
    expect(attributes).toMatchObject({ annotations: [{ category_id: 1 }] });
    // What is drawn from now on gets a category that is there.
    await desk.drag([20, 20], [60, 60]);
    await desk.at("object-row").first().getByText("tree").waitFor();
    await context.close();
    await owner.close();
  });

  test("a clone is private unless its visibility is chosen", async () => {
    const dataset = await world.createDataset({ settings: { public: true } });
    const context = await world.ownerContext();
    const page = await context.newPage();
    const clone = async (name: string, visibility?: string) => {
      await visit(page, dataset, "/settings");
      const section = page.getByRole("region", { name: "Clone" });
      await section.getByLabel("Name of the clone").fill(name);
      if (visibility !== undefined) await section.getByRole("radio", { name: visibility }).check();
      await section.getByRole("button", { name: "Clone dataset" }).click();
      await page.waitForURL(`**/@jane/${name}`);
      return (await world.api.get<{ public: boolean }>(`/datasets/jane/${name}/`)).public;
    };
    expect(await clone("copy-by-default")).toBe(false);
    expect(await clone("copy-for-all", "Public")).toBe(true);
    await context.close();
  });

  test("a new server says where its set-up link is; a changed password can revoke the keys", async () => {
    const server = await ServerProcess.start();
    const person = await Person.arrive(world.browser, server.url);
    const { page } = person;
    try {
      await person.goTo("/");
      await page.getByRole("heading", { name: "Set up this server" }).waitFor();
      await page.getByText("Create the first account at").waitFor();
      expect(await page.getByRole("textbox").count()).toBe(0);
      await person.setUp(server.setupUrl ?? "", "john", "a long enough password");
      await person.goTo("/account");
      await page.getByText("No API keys").waitFor();

      await page.getByRole("button", { name: "New API key" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Uploads");
      await page.getByRole("button", { name: "Create key" }).click();
      const key = await page.getByRole("textbox", { name: "API key" }).inputValue();
      await page.getByRole("button", { name: "I have copied it" }).click();
      const answer = async () =>
        (await fetch(new URL("/user", server.url), { headers: { authorization: `APIKey ${key}` } })).status;
      expect(await answer()).toBe(200);
      await page.getByLabel("Current password").fill("a long enough password");
      await page.getByLabel("New password").fill("another long password");
      await page.getByRole("checkbox", { name: "Revoke my API key too" }).check();
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByText("No API keys").waitFor();
      expect(await answer()).toBe(401);
      expect(person.faults).toEqual([]);
    } finally {
      await person.leave();
      await server.dispose();
    }
  });
});
