import { median, quantile, type Result } from "../measure.js";
import { launchChromium } from "./chromium.js";
import { servePage } from "./page-server.js";

const ROUNDS = 3;
const FRAMES = 180;
const FRAME_MS = 1000 / 60;

/** Gestures, and the zoom at which they begin: undefined is the whole image, where all shapes are in view. */
const RUNS: readonly { readonly gesture: string; readonly zoom?: number; readonly words: string }[] = [
  { gesture: "pan", words: "pan, all in view" },
  { gesture: "pan", zoom: 1, words: "pan at zoom 1" },
  { gesture: "zoom", words: "zoom in and out 33 times" },
  { gesture: "drag", words: "drag one, all in view" },
  { gesture: "drag", zoom: 1, words: "drag one at zoom 1" },
  { gesture: "select", words: "select another 10 times a second, all in view" },
  { gesture: "hover", words: "hover another in each frame, all in view" },
];

/** What the page offers as `bench`. */
interface PageBench {
  open(count: number): Promise<{ readonly setMs: number; readonly settledMs: number }>;
  close(): void;
  run(gesture: string, frameCount: number, zoom: number | undefined): Promise<number[]>;
  runEmpty(frameCount: number): Promise<number[]>;
  runPlain(frameCount: number): Promise<number[]>;
}

declare const bench: PageBench;

/** Frame times of the 2D editor's view with 10,000 polygons of 20 nodes, in turns with an empty canvas. */
export async function editor2d(): Promise<Result[]> {
  const server = await servePage();
  try {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on("pageerror", (error) => console.error(error));
      await page.goto(server.url);
      await page.waitForFunction(() => "bench" in globalThis);
      return [...(await measureOpening(page)), ...(await measureGestures(page))];
    } finally {
      await browser.close();
    }
  } finally {
    server.close();
  }
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>["newPage"]>>;

async function measureOpening(page: Page): Promise<Result[]> {
  const results: Result[] = [];
  for (const count of [2000, 10_000]) {
    const times: { readonly setMs: number; readonly settledMs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      times.push(await page.evaluate((shapeCount) => bench.open(shapeCount), count));
      await page.evaluate(() => bench.close());
    }
    const shapes = `${count.toLocaleString("en")} polygons of 20 nodes`;
    results.push(
      {
        job: `${shapes}: into the scene`,
        reference: "",
        measured: median(times.map((each) => each.setMs)),
        unit: "ms",
      },
      {
        job: `${shapes}: until all are sharp`,
        reference: "",
        measured: median(times.map((each) => each.settledMs)),
        unit: "ms",
      },
    );
  }
  return results;
}

async function measureGestures(page: Page): Promise<Result[]> {
  await page.evaluate(() => bench.open(10_000));
  const results: Result[] = [];
  for (const { gesture, zoom, words } of RUNS) {
    const measured: number[] = [];
    const referred: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const asked = { gesture, zoom, frames: FRAMES };
      measured.push(...(await page.evaluate((run) => bench.run(run.gesture, run.frames, run.zoom), asked)));
      referred.push(...(await page.evaluate((count) => bench.runEmpty(count), FRAMES)));
    }
    results.push(frameResult(words, measured, referred));
  }
  const plain = await page.evaluate(() => bench.runPlain(10));
  const empty = await page.evaluate((count) => bench.runEmpty(count), FRAMES);
  results.push({
    ...frameResult("all drawn anew in each frame, without tiles", plain, empty),
    job: "for comparison: all drawn anew in each frame",
  });
  return results;
}

function frameResult(words: string, measured: readonly number[], referred: readonly number[]): Result {
  const describe = (times: readonly number[]) =>
    `p95 ${quantile(times, 0.95).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms, ${droppedFrames(times)} of ${times.length} frames dropped`;
  return {
    job: `frame: ${words}`,
    reference: "an empty canvas",
    measured: mean(measured),
    referred: mean(referred),
    unit: "ms",
    note: `${describe(measured)}; empty: ${describe(referred)}`,
  };
}

/** A frame that took two intervals of the screen dropped one. */
function droppedFrames(times: readonly number[]): number {
  return times.reduce((sum, each) => sum + Math.max(0, Math.round(each / FRAME_MS) - 1), 0);
}

/** Not the median, which is one interval of the screen as long as fewer than half of the frames are late. */
function mean(times: readonly number[]): number {
  return times.reduce((sum, each) => sum + each, 0) / times.length;
}
