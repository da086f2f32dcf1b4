import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { makePng, uploadFile } from "./labeling-image.js";
import { LabelingWorld, type SavedAnnotation, type TestDataset, type TestSample } from "./labeling-world.js";

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
});
