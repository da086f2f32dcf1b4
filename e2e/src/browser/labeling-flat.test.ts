import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;
const SAMPLES = 150;
/** What is loaded once, and caches with a bound, are full by then. */
const WARM_SAMPLES = 40;

/** A day's work in one tab: what each sample needs is gone when the next one is there. */
describe.skipIf(hindrance !== undefined)(
  `a day in one tab${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`,
  () => {
    let world: LabelingWorld;

    beforeAll(async () => {
      world = await LabelingWorld.start();
    });
    afterAll(() => world?.dispose());

    test(`${SAMPLES} images in a row leave heap, nodes and listeners flat`, { timeout: 300_000 }, async () => {
      const names = Array.from({ length: SAMPLES }, (_, index) => `${String(index).padStart(3, "0")}.png`);
      const dataset = await world.createDataset({ names, taskType: "vector" });
      const context = await world.ownerContext();
      const desk = await Desk.open(context, `/@${dataset.fullName}/label`);
      await desk.begin();
      const browser = await context.newCDPSession(desk.page);
      await browser.send("Performance.enable");
      await desk.take("box");
      const measured: Usage[] = [];
      for (const [index, name] of names.entries()) {
        await desk.isWorkingOn(name);
        await desk.page.locator('[data-testid="canvas"]:not([data-image="loading"])').waitFor();
        if (index === WARM_SAMPLES || index === SAMPLES - 1) measured.push(await usage(browser));
        await desk.drag([20, 20], [60, 50]);
        await desk.drag([80, 20], [110, 60]);
        await desk.hasObjects(2);
        await desk.key("Control+Enter");
      }
      await desk.page.locator('[data-testid="labeling"][data-phase="empty"]').waitFor();
      const statuses = await Promise.all(
        dataset.samples.map(async (sample) => (await world.label(sample)).label_status),
      );
      expect(new Set(statuses)).toEqual(new Set(["LABELED"]));
      expect(desk.errors).toEqual([]);
      const [warm, last] = measured;
      if (warm === undefined || last === undefined) throw new Error("Nothing was measured");
      for (const what of ["nodes", "listeners", "heapBytes"] as const) {
        const growth = last[what] / warm[what];
        console.log(
          `${what} of sample ${SAMPLES} beside sample ${WARM_SAMPLES}: ${growth.toFixed(2)} (${warm[what]} → ${last[what]})`,
        );
        expect(growth, what).toBeLessThan(1.15);
      }
      await context.close();
    });
  },
);

interface Usage {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** After everything that can be collected is. */
async function usage(browser: CDPSession): Promise<Usage> {
  for (let round = 0; round < 3; round++) await browser.send("HeapProfiler.collectGarbage");
  const { metrics } = await browser.send("Performance.getMetrics");
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapBytes: value("JSHeapUsedSize"), nodes: value("Nodes"), listeners: value("JSEventListeners") };
}
