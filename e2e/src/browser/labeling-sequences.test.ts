import { execFileSync } from "node:child_process";
import path from "node:path";
import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { missingPython, preparePython } from "../python-environment.js";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { makePng, uploadFile } from "./labeling-image.js";
import { LabelingWorld, type SavedAnnotation, type TestDataset, type TestSample } from "./labeling-world.js";

const missing = missingPython();
const hasBrowser = findChromium() !== undefined;

/** Nanoseconds between two frames. */
const STEP_NS = 100_000_000;

interface SequenceAnnotation extends SavedAnnotation {
  readonly track_id: number;
  readonly is_keyframe: boolean;
}

interface SequenceLabel {
  readonly label_status: string;
  readonly attributes: { readonly frames: readonly { readonly annotations: readonly SequenceAnnotation[] }[] };
}

type Box = readonly [number, number, number, number];

describe.skipIf(!hasBrowser)(`labeling image sequences${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  let context: BrowserContext;
  let urls: readonly string[];
  beforeAll(async () => {
    world = await LabelingWorld.start();
    const shades = [0, 40, 80, 120];
    urls = await Promise.all(shades.map((shade) => uploadFile(world.api, `${shade}.png`, makePng(shade))));
  });
  afterEach(() => context.close());
  afterAll(() => world?.dispose());

  /** A dataset with one sequence. */
  async function createSequence({ frameCount = 12, settings = {}, frames = framesOf(frameCount) } = {}): Promise<{
    readonly dataset: TestDataset;
    readonly sample: TestSample;
  }> {
    const dataset = await world.createDataset({ taskType: "image-vector-sequence", names: [], settings });
    const sample = await addSequence(dataset, "drive", frames);
    return { dataset, sample };
  }

  function addSequence(dataset: TestDataset, name: string, frames: readonly unknown[]): Promise<TestSample> {
    return world.api.post<TestSample>(`/datasets/${dataset.fullName}/samples/`, { name, attributes: { frames } });
  }

  function framesOf(count: number): readonly unknown[] {
    return Array.from({ length: count }, (_, frame) => ({
      ...{ image: { url: urls[frame % urls.length] }, name: `frame_${frame}.png`, timestamp: frame * STEP_NS },
    }));
  }

  async function open(dataset: TestDataset, sample: TestSample, search = ""): Promise<Desk> {
    context = await world.ownerContext();
    context.setDefaultTimeout(15_000);
    const desk = await Desk.open(context, `/@${dataset.fullName}/samples/${sample.uuid}${search}`);
    await desk.begin();
    return desk;
  }

  const saved = (sample: TestSample) => world.api.get<SequenceLabel>(`/labels/${sample.uuid}/ground-truth/`);

  /** The corners of a track's boxes by frame, and whether they are keyframes; undefined where it is absent. */
  async function boxesOf(sample: TestSample, track = 1): Promise<readonly ([...Box, boolean] | undefined)[]> {
    const { attributes } = await saved(sample);
    return attributes.frames.map(({ annotations }) => {
      const found = annotations.find(({ track_id }) => track_id === track);
      const [from, to] = found?.points ?? [];
      return found && from && to && [from[0], from[1], to[0], to[1], found.is_keyframe];
    });
  }

  /** Two keyframes: from 10, 20 in frame 1 to 110, 20 in frame 11. */
  async function drawMoving(desk: Desk): Promise<void> {
    await desk.take("box");
    await desk.drag([10, 20], [60, 60]);
    await desk.key("v");
    await desk.goTo(11);
    await desk.drag([30, 40], [130, 40]);
    await desk.isInFrame(11);
  }

  const moving = (frame: number): [...Box, boolean] => {
    const x = Math.min(frame, 10) * 10;
    return [10 + x, 20, 60 + x, 60, frame === 0 || frame === 10];
  };
  const moved = Array.from({ length: 12 }, (_, frame) => moving(frame));

  test("keyframes are drawn, what lies between is saved with them, and a reload changes nothing", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample);
    await drawMoving(desk);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(await boxesOf(sample)).toEqual(moved);
    const before = await saved(sample);
    await desk.page.reload();
    await desk.begin();
    await desk.goTo(4);
    await desk.hasObjects(1);
    await desk.key("Control+s");
    await desk.isSaved();
    expect((await saved(sample)).attributes).toEqual(before.attributes);
    expect(desk.errors).toEqual([]);
  });

  test("an object is gone from a frame to its next keyframe, and undo goes back to that frame", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample);
    await drawMoving(desk);
    await desk.goTo(6);
    await desk.key("Backspace");
    await desk.hasObjects(0);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(await boxesOf(sample)).toEqual(
      // Held in the frames before the gap: nothing follows there that it could move to.
      moved.map((box, frame) => (frame < 5 ? [10, 20, 60, 60, frame === 0] : frame < 10 ? undefined : box)),
    );
    await desk.goTo(12);
    await desk.key("Control+z");
    await desk.isInFrame(6);
    await desk.hasObjects(1);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(await boxesOf(sample)).toEqual(moved);
    expect(desk.errors).toEqual([]);
  });

  test("an upload without keyframes is saved as it was", async () => {
    const { dataset, sample } = await createSequence({ frameCount: 4 });
    const item = (x: number) => ({
      ...{ id: 3, track_id: 3, category_id: 1, type: "bbox", score: 0.5 },
      points: [
        [x, 10.123456789],
        [x + 20, 40],
      ],
    });
    const attributes = {
      format_version: "0.1",
      frames: [10, 17, 90, 20].map((x, frame) => ({
        annotations: frame === 2 ? [] : [item(x)],
        timestamp: 1_700_000_000_000_000_000 + frame,
      })),
    };
    await world.api.put(`/labels/${sample.uuid}/ground-truth/`, { label_status: "PRELABELED", attributes });
    const before = (await saved(sample)).attributes;
    const desk = await open(dataset, sample);
    await desk.goTo(2);
    await desk.hasObjects(1);
    await desk.goTo(3);
    await desk.hasObjects(0);
    await desk.key("Control+s");
    await desk.isSaved();
    await expect.poll(async () => (await saved(sample)).label_status).toBe("LABELED");
    expect((await saved(sample)).attributes).toEqual(before);
    expect(desk.errors).toEqual([]);
  });

  test("tracks with a common keyframe are not merged; one that was split is merged back as it was", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample);
    const { page } = desk;
    const select = (place: readonly [number, number]) => page.mouse.click(...desk.screenOf(place));
    await drawMoving(desk);
    await desk.goTo(1);
    await desk.take("box");
    await desk.drag([200, 200], [240, 240]);
    await desk.key("v");
    await select([30, 40]);
    await page.keyboard.down("Shift");
    await select([220, 220]);
    await page.keyboard.up("Shift");
    await desk.key("Alt+m");
    await page.getByText("Both have a keyframe in frame 1").waitFor();
    await desk.key("Escape");
    await select([230, 210]);
    await desk.key("Shift+Backspace");
    await desk.hasObjects(1);

    await desk.goTo(6);
    await select([80, 40]);
    await desk.key("Alt+s");
    await desk.key("Control+s");
    await desk.isSaved();
    const [parts, rest] = [await boxesOf(sample, 1), await boxesOf(sample, 3)];
    expect(parts.map((box) => box !== undefined)).toEqual(moved.map((_, frame) => frame < 5));
    expect(rest.slice(5)).toEqual(moved.slice(5).map((box, at) => (at === 0 ? [...box.slice(0, 4), true] : box)));

    // The second one, then the first, in whose track they end.
    await select([80, 40]);
    await desk.goTo(5);
    await page.keyboard.down("Shift");
    await select([30, 40]);
    await page.keyboard.up("Shift");
    await desk.key("Alt+m");
    await desk.key("Control+s");
    await desk.isSaved();
    const merged = (await boxesOf(sample, 1)).map((box) => box?.slice(0, 4));
    expect(merged).toEqual(moved.map((box) => box.slice(0, 4)));
    expect(desk.errors).toEqual([]);
  });

  test("the timeline stays where it was scrolled to while the pointer goes over objects, and follows the frame", async () => {
    const { dataset } = await createSequence({ frameCount: 300 });
    context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([20, 20], [60, 50]);
    await desk.key("v");
    const grid = desk.at("track-grid");
    const scrolled = () => grid.evaluate((element) => element.scrollLeft);
    await grid.evaluate((element) => element.scrollTo(900, 0));
    for (const place of [
      [100, 60],
      [40, 35],
      [100, 60],
    ] as const)
      await desk.page.mouse.move(...desk.screenOf(place));
    await expect.poll(() => desk.page.locator('[data-testid="object-row"][data-hovered]').count()).toBe(0);
    expect(await scrolled()).toBe(900);
    await desk.key("ArrowRight");
    await expect.poll(scrolled).toBeLessThan(100);
    expect(desk.errors).toEqual([]);
  });

  test("keyframes are dragged in the timeline, and copied to the next frame by a key", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample);
    const { page } = desk;
    await drawMoving(desk);
    const grid = desk.at("track-grid");
    const box = await grid.boundingBox();
    if (box === null) throw new Error("There is no timeline");
    // The names, then frames of 14 pixels, below a ruler.
    const at = (frame: number): [number, number] => [box.x + 132 + (frame - 0.5) * 14, box.y + 16 + 11];
    await page.mouse.move(...at(11));
    await page.mouse.down();
    await page.mouse.move(...at(8), { steps: 4 });
    await page.mouse.up();
    await desk.isInFrame(8);
    await desk.key("Alt+n");
    await desk.isInFrame(9);
    await desk.key(",");
    await desk.isInFrame(8);
    await desk.key("Control+s");
    await desk.isSaved();
    const shown = await boxesOf(sample);
    expect([shown[7], shown[8], shown[11]]).toEqual([
      [110, 20, 160, 60, true],
      [110, 20, 160, 60, true],
      [110, 20, 160, 60, false],
    ]);
    expect(shown[3]?.[0]).toBeCloseTo(10 + (3 / 7) * 100, 1);
    expect(desk.errors).toEqual([]);
  });

  test("the url names the frame, and an earlier version is shown in it", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample, "?frame=4&filter=car");
    const { page } = desk;
    await desk.isInFrame(4);
    await drawMoving(desk);
    await desk.key("Control+s");
    await desk.isSaved();
    await page.waitForURL((url) => url.searchParams.get("frame") === "11" && url.searchParams.get("filter") === "car");
    await page.reload();
    await desk.isInFrame(11);
    await page.getByRole("tab", { name: "History" }).click();
    await desk.at("version-1").click();
    await desk.at("end-preview").waitFor();
    await desk.isInFrame(11);
    expect(desk.errors).toEqual([]);
  });

  test("new objects are in their frame only where that is set", async () => {
    const { dataset, sample } = await createSequence({ frameCount: 4 });
    const desk = await open(dataset, sample);
    await desk.page.getByRole("tab", { name: "View" }).click();
    await desk.page.getByLabel("New objects").selectOption("frame");
    await desk.goTo(2);
    await desk.take("box");
    await desk.drag([10, 20], [60, 60]);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(await boxesOf(sample)).toEqual([undefined, [10, 20, 60, 60, true], undefined, undefined]);
    expect(desk.errors).toEqual([]);
  });

  test("an issue and a warning lead to their frames", async () => {
    const { dataset, sample } = await createSequence();
    const desk = await open(dataset, sample);
    const { page } = desk;
    await desk.take("box");
    await desk.drag([10, 20], [60, 60]);
    await desk.goTo(7);
    await desk.at("canvas").focus();
    await desk.key("Alt+i");
    await page.getByRole("button", { name: "About object 1" }).click();
    await page.getByLabel("What is the matter").fill("Too small here");
    await desk.at("send-issue").click();
    const issue = page.getByTestId("issue");
    await issue.getByRole("button", { name: "Object 1, frame 7" }).waitFor();
    await desk.goTo(2);
    await issue.getByRole("button", { name: "Object 1, frame 7" }).click();
    await desk.isInFrame(7);
    expect(await world.api.get(`/samples/${sample.uuid}/issues/`)).toMatchObject([
      { anchor: { type: "track", trackNumber: 1, frame: 6 } },
    ]);

    // The same box twice.
    await desk.goTo(4);
    await desk.take("box");
    await desk.drag([100, 100], [140, 140]);
    // The handles of what is selected work in its own tool.
    await desk.key("Escape");
    await desk.drag([100, 100], [140, 140]);
    await desk.goTo(11);
    await page.getByRole("tab", { name: "Warnings" }).click();
    const warnings = desk.at("warnings");
    await warnings.getByText("car 2 · frame 4").click();
    await desk.isInFrame(4);
    await warnings.getByRole("switch", { name: "This frame only" }).click();
    await warnings.getByText("car 3 · frame 4").waitFor();
    await desk.goTo(5);
    await warnings.getByText("Nothing to warn of in this frame.").waitFor();
    expect(desk.errors).toEqual([]);
  });

  test("a frame whose image is broken or missing is named, and labeled on a blank of its neighbor's size", async () => {
    const [good] = framesOf(1);
    const broken = { image: { url: `${world.server.url}/nothing.png` }, name: "broken.png" };
    const frames = [good, broken, good, { image: { url: "" } }];
    const { dataset, sample } = await createSequence({ frames });
    const desk = await open(dataset, sample);
    await desk.goTo(2);
    await desk.at("image-problem").getByText("Frame 2 (broken.png) cannot be shown").waitFor();
    await desk.at("image-problem").getByRole("button", { name: "Put away" }).click();
    await desk.take("box");
    // Beyond the lower right corner: shapes stay in an image of 400 × 300.
    await desk.drag([350, 250], [440, 340]);
    await desk.goTo(4);
    await desk.at("image-problem").getByText("Frame 4 has no image").waitFor();
    await desk.drag([300, 250], [370, 290]);
    await desk.key("Control+s");
    await desk.isSaved();
    expect(await boxesOf(sample, 1)).toEqual([
      undefined,
      [350, 250, 400, 300, true],
      ...[false, false].map((isKeyframe) => [350, 250, 400, 300, isKeyframe]),
    ]);
    expect(await boxesOf(sample, 2)).toEqual([undefined, undefined, undefined, [300, 250, 370, 290, true]]);
    expect(desk.errors).toEqual([]);
  });

  test.skipIf(missing !== undefined)(
    "a person's day: labeled, rejected with a reason, corrected, accepted, released, and read by the official package",
    { timeout: 300_000 },
    async () => {
      const { dataset, sample } = await createSequence();
      const status = async () => (await saved(sample)).label_status;
      context = await world.memberContext("john", dataset, "labeler");
      const labeler = await Desk.open(context, `/@${dataset.fullName}/label`);
      await labeler.begin();
      await drawMoving(labeler);
      await labeler.at("action-submit").click();
      await expect.poll(status).toBe("LABELED");

      const reviewing = await world.memberContext("mary", dataset, "reviewer");
      const review = await Desk.open(reviewing, `/@${dataset.fullName}/review`);
      await review.begin();
      await review.goTo(6);
      await review.page.mouse.click(...review.screenOf([80, 40]));
      await review.at("action-reject").click();
      await review.at("reject-reason").fill("It is higher here.");
      await review.at("confirm-reject").click();
      await expect.poll(status).toBe("REJECTED");

      await labeler.page.goto(`/@${dataset.fullName}/label`);
      await labeler.begin();
      await labeler.at("rejection").getByText("It is higher here.").waitFor();
      await labeler.goTo(6);
      await labeler.drag([80, 40], [80, 30]);
      await labeler.at("action-submit").click();
      await expect.poll(status).toBe("LABELED");

      await review.page.goto(`/@${dataset.fullName}/review`);
      await review.begin();
      await review.at("review-facts").getByText("Last rejected by mary").waitFor();
      await review.at("review-facts").getByRole("button", { name: "Show changes" }).click();
      await review.at("change-counts").getByText("1 moved").waitFor();
      await review.at("change-row").click();
      await review.isInFrame(6);
      await review.at("action-accept").click();
      await expect.poll(status).toBe("REVIEWED");
      await reviewing.close();

      await world.api.post(`/datasets/${dataset.fullName}/releases/`, { name: "v1" });
      const frames = readRelease(dataset.fullName, "v1");
      const higher = (frame: number) => (frame <= 5 ? frame * 2 : 20 - Math.min(frame, 10) * 2);
      expect(frames).toEqual(
        moved.map(([x0, y0, x1, y1, isKeyframe], frame) => [
          [x0, y0 - higher(frame), x1, y1 - higher(frame), isKeyframe || frame === 5],
        ]),
      );
      expect([...labeler.errors, ...review.errors]).toEqual([]);
    },
  );

  /** What the official package reads of the only sample of a release: the boxes of each frame. */
  function readRelease(dataset: string, name: string): unknown {
    const program = `
import contextlib, io, json, os, sys, tempfile, time
from segments import SegmentsClient, SegmentsDataset
with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as cache:
    client = SegmentsClient(os.environ["KEY"], os.environ["URL"])
    release = client.get_release(sys.argv[1], sys.argv[2])
    while release.status not in ("SUCCEEDED", "FAILED"):
        time.sleep(0.1)
        release = client.get_release(sys.argv[1], sys.argv[2])
    (sample,) = SegmentsDataset(release, preload=False, segments_dir=cache).samples
frames = sample["labels"]["ground-truth"]["attributes"]["frames"]
print(json.dumps([
    [[*a["points"][0], *a["points"][1], a["is_keyframe"]] for a in frame["annotations"]] for frame in frames
]))`;
    const env = { ...process.env, KEY: world.key, URL: `${world.server.url}/` };
    const python = path.join(preparePython(), "python");
    return JSON.parse(execFileSync(python, ["-c", program, dataset, name], { encoding: "utf8", env }));
  }
});
