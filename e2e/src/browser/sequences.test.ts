import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../paths.js";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { makePng } from "./labeling-image.js";
import { LabelingWorld, type TestDataset, watchErrors } from "./labeling-world.js";
import { findBarriers } from "./screens/axe.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

interface Sequence {
  readonly name: string;
  readonly attributes: {
    readonly frames: readonly { readonly image: { readonly url: string }; readonly name: string; timestamp?: number }[];
  };
}

/** Sequences come in as folders, are looked through in the grid, and play there. */
describe.skipIf(hindrance !== undefined)(
  `sequences${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`,
  () => {
    let world: LabelingWorld;
    let folder: string;

    beforeAll(async () => {
      world = await LabelingWorld.start();
      folder = await mkdtemp(path.join(tmpdir(), "tessera-sequences-"));
    });
    afterAll(async () => {
      await world?.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    async function write(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
      const root = await mkdtemp(path.join(folder, "drives-"));
      for (const [name, bytes] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(root, name)), { recursive: true });
        await writeFile(path.join(root, name), bytes);
      }
      return root;
    }

    const sequencesOf = async ({ fullName }: TestDataset) =>
      (await world.api.get<Sequence[]>(`/datasets/${fullName}/samples/?sort=name`)).map(({ name, attributes }) => ({
        name,
        frames: attributes.frames,
      }));

    test("a folder of folders becomes sequences, in natural order, with a damaged frame as the person decides", async () => {
      const dataset = await world.createDataset({ taskType: "image-vector-sequence", names: [] });
      const damaged = makePng(3).subarray(0, 200);
      const root = await write({
        "crossing/frame10.png": makePng(30),
        "crossing/frame2.png": makePng(20),
        "crossing/frame3.png": damaged,
        "crossing/times.txt": new TextEncoder().encode("0 1 2"),
        "timed/1700000000123456790.png": makePng(60),
        "timed/1700000000123456789.png": makePng(50),
      });
      const context = await world.ownerContext();
      const page = await context.newPage();
      const errors = watchErrors(page);
      await page.goto(`/@${dataset.fullName}/samples`);
      await page.getByText("Each folder of frames becomes a sample").waitFor();
      await page.getByTestId("folder").setInputFiles(root);

      const dialog = page.getByRole("dialog", { name: "Add sequences" });
      await dialog.getByText("2 sequences with 5 frames. 1 file of other kinds will be left out.").waitFor();
      await dialog.getByText("frame3.png: It is cut off").waitFor();
      await dialog.getByText("2 frames, 400 × 300, timestamps from the names").waitFor();
      const add = dialog.getByRole("button", { name: "Add 2 sequences" });
      expect(await add.isDisabled()).toBe(true);
      expect(await findBarriers(page)).toEqual([]);
      await dialog.getByLabel("Keep their places, without a picture").check();
      await add.click();
      await page.getByRole("region", { name: "Upload" }).getByRole("heading", { name: "2 samples added" }).waitFor();

      const sequences = await sequencesOf(dataset);
      expect(sequences.map(({ name, frames }) => [name, frames.map((frame) => frame.name)])).toEqual([
        ["crossing", ["frame2.png", "frame3.png", "frame10.png"]],
        ["timed", ["1700000000123456789.png", "1700000000123456790.png"]],
      ]);
      const [crossing, timed] = sequences;
      expect(crossing?.frames.map(({ image }) => image.url === "")).toEqual([false, true, false]);
      expect(crossing?.frames.some((frame) => "timestamp" in frame)).toBe(false);
      const bytes = async (url = "") => Buffer.from(await (await fetch(url)).arrayBuffer());
      expect((await bytes(crossing?.frames[2]?.image.url)).equals(Buffer.from(makePng(30)))).toBe(true);
      expect((await bytes(timed?.frames[0]?.image.url)).equals(Buffer.from(makePng(50)))).toBe(true);
      const text = await (await context.request.get(`/datasets/${dataset.fullName}/samples/?sort=-name`)).text();
      expect(text.match(/"timestamp": ?\d+/g)?.map((part) => part.replace(/\D/g, ""))).toEqual([
        "1700000000123456789",
        "1700000000123456790",
      ]);

      // What is there stays as it is, and is said to be there.
      await page.getByRole("button", { name: "Close the upload" }).click();
      await page.getByTestId("folder").setInputFiles(root);
      await dialog.getByRole("checkbox", { name: "crossing" }).uncheck();
      await dialog.getByRole("button", { name: "Add 1 sequence" }).click();
      await page.getByText("1 sequence was not added").waitFor();
      await page.getByText("A sample with this name is there already").waitFor();
      expect(await sequencesOf(dataset)).toEqual(sequences);
      expect(errors).toEqual([]);
      await context.close();
    });

    test("frames that were chosen without a folder are one sequence, with a name and with sizes that differ", async () => {
      const dataset = await world.createDataset({ taskType: "image-segmentation-sequence", names: [] });
      const context = await world.ownerContext();
      const page = await context.newPage();
      await page.goto(`/@${dataset.fullName}/samples`);
      await page.getByTestId("files").setInputFiles([
        { name: "walk_2.png", mimeType: "image/png", buffer: Buffer.from(makePng(8, [2, 1])) },
        { name: "walk_1.png", mimeType: "image/png", buffer: Buffer.from(makePng(9)) },
      ]);
      const dialog = page.getByRole("dialog", { name: "Add sequences" });
      await dialog.getByText("The frames differ in size: 400 × 300, 2 × 1.").waitFor();
      expect(await dialog.getByLabel("Name").inputValue()).toBe("walk");
      await dialog.getByLabel("Name").fill("park");
      await dialog.getByRole("button", { name: "Add 1 sequence" }).click();
      await page.getByRole("heading", { name: "1 sample added" }).waitFor();
      const sequences = await sequencesOf(dataset);
      expect(sequences.map(({ name, frames }) => [name, frames.map((frame) => frame.name)])).toEqual([
        ["park", ["walk_1.png", "walk_2.png"]],
      ]);
      await context.close();
    });

    test("a tile shows the first frame and the number of frames, and plays while the mouse rests on it", async () => {
      const dataset = await world.createDataset({ taskType: "image-vector-sequence", names: [] });
      const urls = Array.from({ length: 20 }, (_, at) => `${world.server.url}/played/${at}.png`);
      await world.api.post(`/datasets/${dataset.fullName}/samples/`, {
        name: "drive",
        attributes: { frames: urls.map((url) => ({ image: { url } })) },
      });
      const context = await world.ownerContext();
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: "no-preference" });
      const asked: number[] = [];
      // The fourth of eight pictures never comes.
      await page.route("**/played/*.png", async (route) => {
        const frame = Number(/(\d+)\.png$/.exec(route.request().url())?.[1]);
        asked.push(frame);
        if (frame !== 8) await route.fulfill({ body: Buffer.from(makePng(10)), contentType: "image/png" });
      });
      await page.goto(`/@${dataset.fullName}/samples`);
      const tile = page.getByRole("link", { name: "Open drive, 20 frames" });
      await tile.getByText("20", { exact: true }).waitFor();
      await tile.locator("img").first().waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(asked.every((frame) => frame === 0)).toBe(true);
      await tile.hover();
      const frame = page.getByTestId("played-frame");
      await expect.poll(() => frame.getAttribute("src").then((src) => src?.endsWith("/5.png"))).toBe(true);
      // Only what was shown was asked for.
      expect(new Set(asked)).toEqual(new Set([0, 3, 5]));
      await page.mouse.move(0, 0);
      await frame.waitFor({ state: "detached" });
      await page.goto(`/@${dataset.fullName}/samples?view=table`);
      await page.getByRole("columnheader", { name: "Frames" }).waitFor();
      await page.getByText("20", { exact: true }).waitFor();
      await context.close();
    });

    test("the frames of a video become a sequence, with their times; what cannot be read is said", async () => {
      const dataset = await world.createDataset({ taskType: "image-vector-sequence", names: [] });
      const context = await world.ownerContext();
      const page = await context.newPage();
      const errors = watchErrors(page);
      const video = await encodeVideo(page, world.server.url);
      await page.goto(`/@${dataset.fullName}/samples`);
      await page.getByTestId("files").setInputFiles([
        { name: "drive.webm", mimeType: "video/webm", buffer: video },
        { name: "broken.mp4", mimeType: "video/mp4", buffer: Buffer.from("no video") },
      ]);
      const dialog = page.getByRole("dialog", { name: "Add sequences" });
      await dialog.getByText("Video of 6 frames, 64 × 48, 10 a second").waitFor();
      await dialog.getByText("It is no MP4, WebM, MOV or MKV video, or it is damaged.").waitFor();
      await dialog.getByLabel("Of videos, take every … frame").fill("2");
      await dialog.getByRole("button", { name: "Add 1 sequence" }).click();
      await page.getByRole("heading", { name: "1 sample added" }).waitFor();
      const [drive] = await sequencesOf(dataset);
      expect(drive?.name).toBe("drive");
      expect(drive?.frames.map(({ name, timestamp }) => [name, timestamp])).toEqual([
        ["000001.jpg", 0],
        ["000003.jpg", 200_000_000],
        ["000005.jpg", 400_000_000],
      ]);
      const reds = await Promise.all(
        (drive?.frames ?? []).map(async ({ image }) => {
          const { channels } = await sharp(Buffer.from(await (await fetch(image.url)).arrayBuffer())).stats();
          return channels[0]?.mean ?? 0;
        }),
      );
      // Frame n was drawn with a red of 40·n; video and JPEG lose a little.
      for (const [at, red] of reds.entries()) expect(Math.abs(red - 80 * at), `frame ${2 * at}`).toBeLessThan(12);
      expect(errors).toEqual([]);
      await context.close();
    });
  },
);

/** Six frames of 64 × 48 pixels, ten a second, in VP8: encoded by the browser itself. */
async function encodeVideo(page: Page, origin: string): Promise<Buffer> {
  const library = path.join(ROOT, "node_modules/mediabunny/dist/bundles/mediabunny.min.mjs");
  await page.route("**/encoder/*", (route) =>
    route.request().url().endsWith(".mjs")
      ? route.fulfill({ path: library, contentType: "text/javascript" })
      : route.fulfill({ body: "<!doctype html><title>encoder</title>", contentType: "text/html" }),
  );
  await page.goto(`${origin}/encoder/page.html`);
  const base64 = await page.evaluate<string>(ENCODER);
  await page.unroute("**/encoder/*");
  return Buffer.from(base64, "base64");
}

/** A text, as the test's own compiler would rewrite the import. */
const ENCODER = `(async () => {
  const { Output, WebMOutputFormat, BufferTarget, CanvasSource } = await import(location.origin + "/encoder/mediabunny.mjs");
  const canvas = new OffscreenCanvas(64, 48);
  const draw = canvas.getContext("2d");
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const source = new CanvasSource(canvas, { codec: "vp8", bitrate: 2_000_000 });
  output.addVideoTrack(source, { frameRate: 10 });
  await output.start();
  for (let frame = 0; frame < 6; frame++) {
    draw.fillStyle = "rgb(" + frame * 40 + " 100 100)";
    draw.fillRect(0, 0, 64, 48);
    await source.add(frame / 10, 0.1);
  }
  await output.finalize();
  return btoa(String.fromCharCode(...new Uint8Array(output.target.buffer)));
})()`;
