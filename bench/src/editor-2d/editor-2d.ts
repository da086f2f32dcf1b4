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
  prepare(gesture: string, zoom: number | undefined): Promise<void>;
  run(gesture: string, frameCount: number): Promise<number[]>;
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
  const meter = await startMeter(page);
  const results: Result[] = [];
  for (const { gesture, zoom, words } of RUNS) {
    const measured: Frames = { times: [], workMs: [] };
    const referred: Frames = { times: [], workMs: [] };
    for (let round = 0; round < ROUNDS; round++) {
      await page.evaluate((asked) => bench.prepare(asked.gesture, asked.zoom), { gesture, zoom });
      await meter(measured, () =>
        page.evaluate((run) => bench.run(run.gesture, run.frames), { gesture, frames: FRAMES }),
      );
      await meter(referred, () => page.evaluate((count) => bench.runEmpty(count), FRAMES));
    }
    results.push(frameResult(words, measured, referred));
  }
  const plain: Frames = { times: [], workMs: [] };
  const empty: Frames = { times: [], workMs: [] };
  await meter(plain, () => page.evaluate(() => bench.runPlain(10)));
  await meter(empty, () => page.evaluate((count) => bench.runEmpty(count), FRAMES));
  results.push(frameResult("for comparison: without tiles, all drawn anew in each frame", plain, empty));
  return results;
}

interface Frames {
  /** Between one frame and the next. */
  readonly times: number[];
  /** What the page's thread computed a frame, a value a round: other programs make it no longer, as they do times. */
  readonly workMs: number[];
}

/** Runs frames and adds their times and work. */
async function startMeter(page: Page): Promise<(frames: Frames, run: () => Promise<number[]>) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const workSeconds = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  return async (frames, run) => {
    const before = await workSeconds();
    const times = await run();
    frames.workMs.push((((await workSeconds()) - before) * 1000) / times.length);
    frames.times.push(...times);
  };
}

function frameResult(words: string, measured: Frames, referred: Frames): Result {
  return {
    job: `frame: ${words}`,
    reference: "an empty canvas",
    measured: mean(measured.times),
    referred: mean(referred.times),
    unit: "ms",
    note: `${describe(measured)}\n    empty: ${describe(referred)}`,
  };
}

function describe({ times, workMs }: Frames): string {
  const spread = `p95 ${quantile(times, 0.95).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`;
  const dropped = `${droppedFrames(times)} frames dropped beside ${times.length} shown`;
  return `${spread}, ${dropped}; ${median(workMs).toFixed(1)} ms of work a frame on the page's thread`;
}

/** A frame that took two intervals of the screen dropped one. */
function droppedFrames(times: readonly number[]): number {
  return times.reduce((sum, each) => sum + Math.max(0, Math.round(each / FRAME_MS) - 1), 0);
}

/** Not the median, which is one interval of the screen as long as fewer than half of the frames are late. */
function mean(times: readonly number[]): number {
  return times.reduce((sum, each) => sum + each, 0) / times.length;
}
