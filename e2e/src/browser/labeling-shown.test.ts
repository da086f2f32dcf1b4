import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { makePng, uploadFile } from "./labeling-image.js";
import { LabelingWorld } from "./labeling-world.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** What the labeling page and the samples page show, and that nothing hides it. */
describe.skipIf(hindrance !== undefined)(`shown${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`, () => {
  let world: LabelingWorld;

  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  test("16-bit gray is spread from black to white, and the status line says which values", async () => {
    // A ramp of a depth camera: by the upper eight bits of its values it would be nearly black.
    const values = Uint16Array.from({ length: 400 * 300 }, (_, at) => 1_000 + Math.round((3_000 * (at % 400)) / 399));
    const image = sharp(values, { raw: { width: 400, height: 300, channels: 1 } }).toColourspace("grey16");
    const imageUrl = await uploadFile(world.api, "depth.png", new Uint8Array(await image.png().toBuffer()));
    const dataset = await world.createDataset({ imageUrl });
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}`);
    await desk.begin();
    await desk.at("shown-values").getByText("16 bit: 1,000–4,000").waitFor();
    const shades = async () => {
      const picture = sharp(await desk.at("canvas").screenshot())
        .greyscale()
        .raw();
      const { data, info } = await picture.toBuffer({ resolveWithObject: true });
      const left = Math.round(info.width / 2) - 200;
      const row = Math.round(info.height / 2) * info.width * info.channels;
      return [20, 200, 380].map((x) => data[row + (left + x) * info.channels] ?? -1);
    };
    const expected = [20, 200, 380].map((x) => (255 * x) / 399);
    await expect
      .poll(async () => (await shades()).every((shade, at) => Math.abs(shade - (expected[at] ?? 0)) < 6), {
        timeout: 30_000,
      })
      .toBe(true);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("an image that is cut off is refused at the upload, and is damaged in grid and editor alike", async () => {
    const cut = makePng(80).slice(0, -12);
    const imageUrl = await uploadFile(world.api, "cut.png", cut);
    const dataset = await world.createDataset({ imageUrl });
    const context = await world.ownerContext();
    const page = await context.newPage();
    await page.goto(`/@${dataset.fullName}/samples`);
    await page
      .getByTestId("files")
      .first()
      .setInputFiles([{ name: "again.png", mimeType: "image/png", buffer: Buffer.from(cut) }]);
    await page.getByText("It is cut off: the end of the image is missing.").waitFor();
    await expect
      .poll(
        async () => {
          const [sample] = await world.api.get<{ thumbnail_error: string | null }[]>(
            `/datasets/${dataset.fullName}/samples/`,
          );
          return sample?.thumbnail_error;
        },
        { timeout: 60_000 },
      )
      .toBe("The image is damaged: its end is missing.");
    await page.reload();
    await page.getByText("The image is damaged: its end is missing.").waitFor();
    await page.goto(`/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}`);
    await page.getByTestId("image-problem").getByText("is damaged").waitFor();
    await context.close();
  });

  test("a second tab claims to keep no work, and its banner does not move the picture", async () => {
    const dataset = await world.createDataset({});
    const path = `/@${dataset.fullName}/samples/${dataset.samples[0]?.uuid}`;
    const context = await world.ownerContext();
    const first = await Desk.open(context, path);
    await first.begin();
    const second = await Desk.open(context, path);
    await second.at("other-tab").waitFor();
    await second.at("save-state").getByText("Read-only: open in another tab").waitFor();
    const box = await second.at("canvas").boundingBox();
    await second.at("canvas").focus();
    await second.key("Control+s");
    await second.page.getByText("You have this sample open in another tab. This one is read-only.").nth(1).waitFor();
    expect(await second.page.getByText(/kept on this device/).count()).toBe(0);
    await second.at("take-over").click();
    await second.at("other-tab").waitFor({ state: "detached" });
    expect(await second.at("canvas").boundingBox()).toEqual(box);
    await context.close();
  });

  test("no tooltip of the bar and the panels' tabs covers an action", async () => {
    const dataset = await world.createDataset({ settings: { enable_ratings: true, enable_skip_labeling: true } });
    const context = await world.memberContext("john-tooltips", dataset, "reviewer");
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    let seen = 0;
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1024, height: 700 },
    ]) {
      await desk.page.setViewportSize(size);
      const actions = await Promise.all(
        (await desk.page.locator('[data-testid^="action-"]').all()).map((action) => action.boundingBox()),
      );
      expect(actions.length).toBeGreaterThan(1);
      const controls = await desk.page.locator("header a, header button, header [data-testid], [role=tab]").all();
      for (const control of controls) {
        await desk.page.mouse.move(size.width / 2, size.height / 2);
        await desk.page.getByRole("tooltip").waitFor({ state: "detached" });
        await control.hover();
        const tooltip = desk.page.getByRole("tooltip");
        const isShown = await tooltip.waitFor({ timeout: 1_500 }).then(
          () => true,
          () => false,
        );
        if (!isShown) continue;
        seen++;
        const shown = await tooltip.boundingBox();
        const covered = actions.filter(
          (action) =>
            action !== null &&
            shown !== null &&
            shown.x < action.x + action.width &&
            action.x < shown.x + shown.width &&
            shown.y < action.y + action.height &&
            action.y < shown.y + shown.height,
        );
        expect(covered, await tooltip.innerText()).toEqual([]);
      }
    }
    expect(seen).toBeGreaterThan(5);
    await context.close();
  });
});
