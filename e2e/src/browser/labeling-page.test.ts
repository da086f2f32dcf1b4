import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld, type TestDataset, type TestSample } from "./labeling-world.js";

const hasBrowser = findChromium() !== undefined;
const AXE = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BOX = {
  id: 1,
  category_id: 1,
  type: "bbox",
  points: [
    [20, 20],
    [60, 50],
  ],
};
const SECOND_BOX = {
  id: 2,
  category_id: 2,
  type: "bbox",
  points: [
    [200, 120],
    [260, 180],
  ],
};

describe.skipIf(!hasBrowser)(`the labeling page${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  let owner: BrowserContext;
  beforeAll(async () => {
    world = await LabelingWorld.start();
    owner = await world.ownerContext();
  });
  afterAll(() => world?.dispose());

  async function oneSample(
    options: Parameters<LabelingWorld["createDataset"]>[0] = {},
  ): Promise<{ dataset: TestDataset; sample: TestSample; path: string }> {
    const dataset = await world.createDataset(options);
    const [sample] = dataset.samples;
    if (sample === undefined) throw new Error("There is no sample");
    return { dataset, sample, path: `/@${dataset.fullName}/samples/${sample.uuid}` };
  }

  /** Opens, works, and looks at the end whether the page threw anything. */
  async function at(path: string, work: (desk: Desk) => Promise<void>, context = owner): Promise<void> {
    const desk = await Desk.open(context, path);
    await work(desk);
    expect(desk.errors).toEqual([]);
    await desk.page.close();
  }

  test("review: what is rejected comes back to who made it, with the reason in sight", async () => {
    const { dataset, sample } = await oneSample({ settings: { enable_ratings: true } });
    const john = await world.memberContext("john", dataset, "labeler");
    await at(
      `/@${dataset.fullName}/label`,
      async (desk) => {
        await desk.begin();
        await desk.take("box");
        await desk.drag([20, 20], [60, 50]);
        await desk.key("Control+Enter");
        await desk.at("empty-queue").waitFor();
        await expect.poll(async () => (await world.label(sample)).label_status).toBe("LABELED");
      },
      john,
    );
    await at(`/@${dataset.fullName}/review`, async (desk) => {
      await desk.begin();
      await desk.page.getByRole("button", { name: "2 stars" }).click();
      await desk.click([40, 35]);
      await desk.at("action-reject").click();
      await desk.at("reject-reason").waitFor();
      await desk.page.keyboard.type("It is a person, not a car");
      await desk.key("Control+Enter");
      await desk.at("empty-queue").waitFor();
    });
    await expect.poll(async () => (await world.label(sample)).label_status).toBe("REJECTED");
    expect(await world.label(sample)).toMatchObject({ rating: 2 });
    await at(
      `/@${dataset.fullName}/label`,
      async (desk) => {
        await desk.begin();
        await desk.page.getByText("Rejected in review").waitFor();
        await desk.hasObjects(1);
        await desk.at("rejection").getByText("It is a person, not a car").waitFor();
        await desk.at("rejection").getByRole("button", { name: "Show it" }).click();
        await desk.page.locator('[data-testid="object-row"][aria-selected="true"]').waitFor();
      },
      john,
    );
    await john.close();
  });

  test("the status is set with the save, where a sample was opened from the list", async () => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX]);
    await at(path, async (desk) => {
      await desk.begin();
      await desk.page.getByRole("button", { name: "Status after saving" }).click();
      await desk.page.getByRole("menuitem", { name: "Reviewed" }).click();
      await desk.at("action-edit").click();
      await desk.isSaved();
    });
    expect(await world.label(sample)).toMatchObject({ label_status: "REVIEWED", attributes: { annotations: [BOX] } });
  });

  test("who may only look can look at all, and change nothing", async () => {
    const { dataset, sample, path } = await oneSample();
    await world.putLabel(sample, [BOX, SECOND_BOX]);
    const viewer = await world.memberContext("viola", dataset, "viewer");
    for (const [context, address] of [
      [viewer, path],
      [owner, `${path}?readOnly=true`],
    ] as const) {
      await at(
        address,
        async (desk) => {
          await desk.begin();
          await desk.hasObjects(2);
          expect(await desk.page.locator('[data-testid^="action-"]').count()).toBe(0);
          expect(await desk.at("tool-box").getAttribute("aria-disabled")).toBe("true");
          await desk.click([40, 35]);
          await desk.key("Backspace");
          await desk.drag([40, 35], [90, 80]);
          await desk.hasObjects(2);
          await desk.at("selected-size").getByText("40 × 30 px").waitFor();
        },
        context,
      );
    }
    expect((await world.label(sample)).version).toBe(1);
    await viewer.close();
  });

  test("an earlier version is looked at and taken over; undo brings the work back", async () => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX, SECOND_BOX]);
    await world.putLabel(sample, [BOX]);
    await at(path, async (desk) => {
      await desk.begin();
      await desk.hasObjects(1);
      await desk.page.getByRole("tab", { name: "History" }).click();
      await desk.at("version-1").click();
      await desk.at("preview").getByText("Version 1, saved by jane").waitFor();
      await desk.at("restore-version").click();
      await desk.at("preview").waitFor({ state: "detached" });
      await desk.page.getByRole("tab", { name: "Objects" }).click();
      await desk.hasObjects(2);
      await desk.key("Control+z");
      await desk.hasObjects(1);
      await desk.key("Control+y");
      await desk.key("Control+s");
      await desk.isSaved();
    });
    expect(await world.label(sample)).toMatchObject({ version: 3, attributes: { annotations: [BOX, SECOND_BOX] } });
  });

  test("an issue at a place: raised, seen on the image, answered, resolved", async () => {
    const { sample, path } = await oneSample();
    await at(path, async (desk) => {
      await desk.begin();
      await desk.key("Alt+i");
      await desk.page.getByRole("textbox", { name: "What is the matter" }).fill("<b>Which</b> car? 🚗");
      await desk.at("place-issue").click();
      await desk.at("issue-placer").waitFor();
      await desk.click([100, 80]);
      await desk.at("send-issue").click();
      const card = desk.at("issue");
      await card.getByText("<b>Which</b> car? 🚗").waitFor();
      const pin = desk.page.getByRole("button", { name: "Issue: <b>Which</b> car? 🚗" });
      await pin.click();
      await card.getByRole("button", { name: "Reply" }).click();
      await card.getByRole("textbox", { name: "Reply" }).fill("The red one");
      await card.getByRole("textbox", { name: "Reply" }).press("Control+Enter");
      await card.getByText("The red one").waitFor();
      await card.getByRole("button", { name: "Resolve" }).click();
      await card.getByRole("button", { name: "Reopen" }).waitFor();
      const [x, y] = desk.placeOf([100, 80]);
      const [issue] = await world.api.get<unknown[]>(`/samples/${sample.uuid}/issues/`);
      expect(issue).toMatchObject({
        status: "CLOSED",
        anchor: { type: "location", location: { type: "2d", x, y } },
        comments: [{ text: "The red one" }],
      });
    });
  });

  test("an issue about an object that was deleted points at no other object", async () => {
    const { sample, path } = await oneSample();
    const label = `/labels/${sample.uuid}/ground-truth/`;
    await world.api.put(label, { attributes: { annotations: [BOX, SECOND_BOX] } });
    const anchor = { type: "track", trackNumber: 2 };
    await world.api.post(`/samples/${sample.uuid}/issues/`, { description: "Too wide", anchor });
    await world.api.put(label, { attributes: { annotations: [BOX] } });
    await world.api.put(label, { attributes: { annotations: [BOX, { ...SECOND_BOX, category_id: 1 }] } });
    await at(path, async (desk) => {
      await desk.begin();
      await desk.key("Alt+i");
      await desk.at("issue").getByText("Too wide").waitFor();
      expect(await desk.at("issue").getByRole("button", { name: "Object 2 (deleted)" }).isDisabled()).toBe(true);
      expect(await desk.page.getByRole("button", { name: "Issue: Too wide" }).count()).toBe(0);
    });
  });

  test("warnings lead to what they are about, and are asked about before a label is submitted", async () => {
    const categories = [
      {
        id: 1,
        name: "car",
        attributes: [{ name: "color", input_type: "select", values: ["red", "blue"], is_mandatory: true }],
      },
    ];
    const { dataset, sample } = await oneSample({ taskAttributes: { format_version: "0.1", categories } });
    await at(`/@${dataset.fullName}/label`, async (desk) => {
      await desk.begin();
      await desk.take("box");
      await desk.drag([20, 20], [60, 50]);
      await desk.at("action-submit").click();
      const dialog = desk.page.getByRole("dialog", { name: "Mandatory attributes are missing" });
      await dialog.getByRole("button", { name: "Look at them" }).waitFor();
      expect(await desk.at("confirm-action").count()).toBe(0);
      await desk.key("Enter");
      await dialog.waitFor({ state: "detached" });
      // A dismissed warning changes nothing about it.
      await desk
        .at("warnings")
        .getByRole("button", { name: /^Dismiss/ })
        .click();
      await desk.at("action-submit").click();
      await dialog.getByRole("button", { name: "Look at them" }).click();
      await desk.at("warnings").getByRole("button", { name: /car 1/ }).click();
      await desk.page.getByRole("tab", { name: "Objects" }).click();
      await desk.at("attribute-color").getByRole("combobox").selectOption("blue");
      await desk.at("action-submit").click();
      await desk.at("empty-queue").waitFor();
    });
    await expect
      .poll(async () => (await world.label(sample)).attributes.annotations[0]?.attributes)
      .toEqual({ color: "blue" });
  });

  test("where mandatory attributes only warn, submitting anyway is offered, but is never what Enter does", async () => {
    const attributes = [{ name: "color", input_type: "select", values: ["red"], is_mandatory: true }];
    const { dataset, sample } = await oneSample({
      taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "car", attributes }] },
      settings: { block_submit_on_mandatory: false },
    });
    await at(`/@${dataset.fullName}/label`, async (desk) => {
      await desk.begin();
      await desk.take("box");
      await desk.drag([20, 20], [60, 50]);
      await desk.at("action-submit").click();
      const dialog = desk.page.getByRole("dialog", { name: "Submit with 1 warning" });
      await dialog.getByRole("button", { name: "Submit anyway" }).waitFor();
      await expect.poll(() => desk.page.evaluate("document.activeElement.textContent")).toBe("Look at them");
      await desk.key("Enter");
      await dialog.waitFor({ state: "detached" });
      await desk.at("warnings").waitFor();
      await desk.at("action-submit").click();
      await desk.at("confirm-action").click();
      await desk.at("empty-queue").waitFor();
    });
    await expect.poll(async () => (await world.label(sample)).label_status).toBe("LABELED");
  });

  test("a key is bound to another action, and stays so", async () => {
    const { path } = await oneSample();
    await at(path, async (desk) => {
      await desk.begin();
      await desk.key("?");
      const sheet = desk.at("hotkeys");
      await sheet.getByRole("textbox", { name: "Search actions and keys" }).fill("box");
      await desk.at("keys-tool.box").click();
      await desk.key("q");
      await desk.at("keys-tool.box").getByText("q").waitFor();
      await desk.key("Escape");
      await sheet.waitFor({ state: "detached" });
      await desk.key("q");
      await desk.page.locator('[data-testid="tool-box"][aria-pressed="true"]').waitFor();
      await desk.page.reload();
      await desk.begin();
      await desk.key("q");
      await desk.page.locator('[data-testid="tool-box"][aria-pressed="true"]').waitFor();
      await desk.key("?");
      await desk.at("hotkeys").getByRole("button", { name: "Reset all" }).click();
    });
  });

  test("a link shows the same objects: the filter is in the url, and keys in the box are text", async () => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX, SECOND_BOX]);
    await at(path, async (desk) => {
      await desk.begin();
      await desk.key("/");
      await desk.page.keyboard.type("person");
      await desk.at("object-count").getByText("1 of 2").waitFor();
      await desk.page.reload();
      await desk.at("object-count").getByText("1 of 2").waitFor();
      expect(new URL(desk.page.url()).searchParams.get("filter")).toBe("person");
      expect(await desk.at("tool-select").getAttribute("aria-pressed")).toBe("true");
    });
  });

  test("names of people are text in every script", async () => {
    const name = "مدينة <img src=x onerror=alert(1)> 🚦.png";
    const categories = [
      { id: 1, name: "<script>alert(1)</script>" },
      { id: 2, name: "سيارة" },
    ];
    const { sample, path } = await oneSample({ names: [name], taskAttributes: { format_version: "0.1", categories } });
    await world.putLabel(sample, [BOX, SECOND_BOX]);
    await at(path, async (desk) => {
      await desk.begin();
      await desk.at("sample-name").getByText(name, { exact: true }).waitFor();
      await desk.at("object-row").getByText("<script>alert(1)</script>").waitFor();
      await desk.at("object-row").getByText("سيارة").waitFor();
      expect(await desk.page.title()).toContain(name);
    });
  });

  test("the sample is gone", async () => {
    const { dataset, sample, path } = await oneSample();
    await world.api.delete(`/samples/${sample.uuid}/`);
    await at(path, async (desk) => {
      await desk.at("open-failed").getByText("The sample is gone").waitFor();
      await desk.page.getByRole("link", { name: "Back to the dataset" }).click();
      await desk.page.waitForURL((url) => url.pathname === `/@${dataset.fullName}`);
    });
  });

  test.each(["light", "dark"] as const)("can be used by everybody, %s", async (colorScheme) => {
    const { sample, path } = await oneSample();
    await world.putLabel(sample, [BOX, SECOND_BOX]);
    await at(path, async (desk) => {
      await desk.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await desk.begin();
      await desk.at("object-row").first().click();
      for (const tab of ["Objects", "Warnings", "Issues", "History", "View settings"]) {
        await desk.page.getByRole("tab", { name: tab }).click();
        expect(await faultsOf(desk.page), tab).toEqual([]);
      }
      await desk.at("canvas").focus();
      await desk.key("?");
      await desk.at("hotkeys").waitFor();
      expect(await faultsOf(desk.page), "hotkeys").toEqual([]);
    });
  });

  test.each(["light", "dark"] as const)("review can be used by everybody, %s", async (colorScheme) => {
    const { dataset, sample } = await oneSample();
    const put = (label_status: string, annotations: readonly unknown[]) =>
      world.api.put(`/labels/${sample.uuid}/ground-truth/`, {
        label_status,
        attributes: { format_version: "0.1", annotations },
      });
    await put("REJECTED", [BOX]);
    await put("LABELED", [SECOND_BOX]);
    await at(`/@${dataset.fullName}/review`, async (desk) => {
      await desk.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await desk.begin();
      await desk.at("review-facts").getByRole("button", { name: "Show changes" }).click();
      await desk.at("change-counts").waitFor();
      expect(await faultsOf(desk.page), "changes").toEqual([]);
      await desk.at("action-reject").click();
      await desk.at("reject-reason").fill("The second box is too large.");
      expect(await faultsOf(desk.page), "reject").toEqual([]);
    });
  });
});

/** What axe finds that keeps somebody from working: rule and element. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  // By the debugger, as the page's policy takes no scripts of others.
  await page.evaluate(`${await AXE};undefined`);
  const found = await page.evaluate<readonly AxeFinding[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))",
  );
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}
