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
});
