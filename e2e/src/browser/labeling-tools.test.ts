import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, NO_CHROMIUM } from "./chromium.js";
import { Desk, type Place } from "./labeling-desk.js";
import { LabelingWorld } from "./labeling-world.js";

const hasBrowser = findChromium() !== undefined;

/** How each tool is used: what is drawn, and the shape that comes of it. */
const TOOLS: readonly {
  readonly tool: string;
  readonly type: string;
  readonly places: readonly Place[];
  readonly by: "drag" | "clicks";
}[] = [
  {
    tool: "box",
    type: "bbox",
    by: "drag",
    places: [
      [60, 40],
      [180, 120],
    ],
  },
  {
    tool: "polygon",
    type: "polygon",
    by: "clicks",
    places: [
      [60, 40],
      [180, 60],
      [120, 160],
    ],
  },
  {
    tool: "polyline",
    type: "polyline",
    by: "clicks",
    places: [
      [60, 40],
      [180, 60],
      [120, 160],
    ],
  },
  { tool: "keypoint", type: "point", by: "clicks", places: [[120, 90]] },
];

/** Runs in the page: counts whatever changes in the list of objects. */
const WATCH_ROWS = `
  globalThis.rowChanges = 0;
  new MutationObserver((records) => { rowChanges += records.length; }).observe(
    document.querySelector('[data-testid="object-list"]'),
    { subtree: true, childList: true, attributes: true, characterData: true },
  );
`;

describe.skipIf(!hasBrowser)(`labeling tools${hasBrowser ? "" : ` (skipped: ${NO_CHROMIUM})`}`, () => {
  let world: LabelingWorld;
  beforeAll(async () => {
    world = await LabelingWorld.start();
  });
  afterAll(() => world?.dispose());

  test.each(TOOLS)("$tool: draw, undo, redo, move, save, reload", async ({ tool, type, places, by }) => {
    const { fullName, samples } = await world.createDataset({ taskType: "vector" });
    const [sample] = samples;
    if (sample === undefined) throw new Error("There is no sample");
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${fullName}/label`);
    await desk.begin();

    await desk.take(tool);
    const [first = [0, 0], second = [0, 0]] = places;
    if (by === "drag") await desk.drag(first, second);
    else for (const place of places) await desk.click(place);
    if (tool === "polygon" || tool === "polyline") await desk.key("Enter");
    await desk.hasObjects(1);
    await desk.key("Control+z");
    // A path comes back node by node: undo once more than there are nodes, and nothing is left.
    for (const _ of places) await desk.key("Control+z");
    await desk.hasObjects(0);
    for (const _ of [...places, 0]) await desk.key("Control+Shift+z");
    await desk.hasObjects(1);

    await desk.key("v");
    const grip: Place = type === "point" ? first : type === "polyline" ? middle(first, second) : [120, 80];
    await desk.drag(grip, [grip[0] + 30, grip[1] + 20]);
    await desk.key("Control+s");
    await desk.isSaved();

    const saved = await world.label(sample);
    const moved = places.map((place) => desk.placeOf(place)).map(([x, y]) => [x + 30, y + 20]);
    expect(saved.label_status).toBe("LABELING_IN_PROGRESS");
    expect(saved.attributes.annotations).toMatchObject([{ id: 1, category_id: 1, type, points: moved }]);

    await desk.page.reload();
    await desk.begin();
    await desk.hasObjects(1);
    await desk.at("object-row").click();
    await desk.at("action-submit").click();
    await desk.at("empty-queue").waitFor();
    await expect
      .poll(() => world.label(sample))
      .toMatchObject({ label_status: "LABELED", attributes: saved.attributes });
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("a box is resized by a corner and by numbers, classified by digits, filled in, and deleted", async () => {
    const { fullName, samples } = await world.createDataset({});
    const [sample] = samples;
    if (sample === undefined) throw new Error("There is no sample");
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([50, 50], [150, 120]);
    await desk.drag([200, 50], [250, 120]);
    await desk.hasObjects(2);
    await desk.key("v");
    await desk.key("Backspace");
    await desk.hasObjects(1);

    await desk.click([100, 85]);
    await desk.drag([150, 120], [170, 140]);
    const width = desk.at("geometry").getByLabel("Width");
    // The panel follows the drag a frame later, and a value that changes under the selection would be typed behind.
    await expect.poll(() => width.inputValue()).toBe("120");
    await width.fill("90");
    await width.press("Enter");
    await desk.at("attribute-parked").getByText("No", { exact: true }).click();
    await desk.at("canvas").focus();
    await desk.key("Control+s");
    await desk.isSaved();
    const [x1, y1] = desk.placeOf([50, 50]);
    const [, y2] = desk.placeOf([170, 140]);
    const { attributes } = await world.label(sample);
    expect(attributes.annotations).toMatchObject([
      {
        points: [
          [x1, y1],
          [x1 + 90, y2],
        ],
        category_id: 1,
        attributes: { parked: false },
      },
    ]);

    await desk.key("2");
    await desk.at("category").getByText("person").waitFor();
    await desk.at("attribute-parked").waitFor({ state: "detached" });
    await desk.key("c");
    await desk.at("category-menu").waitFor();
    await desk.page.keyboard.type("ca");
    await desk.key("Enter");
    await desk.at("category").getByText("car").waitFor();
    // The keys belong to the canvas again.
    await desk.page.locator('[data-testid="canvas"]:focus').waitFor();
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("a copy beside its original, and in place in another sample", async () => {
    const { fullName, samples } = await world.createDataset({ names: ["one.png", "two.png"] });
    const [one, two] = samples;
    if (one === undefined || two === undefined) throw new Error("There are two samples");
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${fullName}/label`);
    await desk.begin();
    await desk.take("box");
    await desk.drag([60, 40], [180, 120]);
    await desk.hasObjects(1);
    await desk.key("Control+c");
    await desk.key("Control+v");
    await desk.hasObjects(2);
    await desk.key("Control+Enter");
    await desk.isWorkingOn("two.png");
    await desk.key("Control+v");
    await desk.hasObjects(1);
    await desk.key("Control+Enter");
    await desk.at("empty-queue").waitFor();
    await expect.poll(() => world.label(two)).toMatchObject({ label_status: "LABELED" });
    const [original, copy] = (await world.label(one)).attributes.annotations;
    const [pasted] = (await world.label(two)).attributes.annotations;
    expect([original?.id, copy?.id]).toEqual([1, 2]);
    expect(copy?.points).not.toEqual(original?.points);
    expect(pasted).toEqual(original);
    expect(desk.errors).toEqual([]);
    await context.close();
  });

  test("dragging one of 10,000 boxes renders no list", async () => {
    const { fullName, samples } = await world.createDataset({});
    const [sample] = samples;
    if (sample === undefined) throw new Error("There is no sample");
    const small = Array.from({ length: 9_999 }, (_, index) => {
      const [x, y] = [(index % 100) * 4, Math.floor(index / 100) * 2];
      return {
        id: index + 1,
        category_id: 1,
        type: "bbox",
        points: [
          [x, y],
          [x + 3, y + 1],
        ],
      };
    });
    const boxes = [
      ...small,
      {
        id: 10_000,
        category_id: 2,
        type: "bbox",
        points: [
          [100, 220],
          [160, 270],
        ],
      },
    ];
    await world.putLabel(sample, boxes);
    const context = await world.ownerContext();
    const desk = await Desk.open(context, `/@${fullName}/samples/${sample.uuid}`);
    await desk.begin();
    await desk.hasObjects(10_000);
    const [x, y] = [130, 245];
    await desk.click([x, y]);
    await desk.page.locator('[data-testid="object-row"][aria-selected="true"]').waitFor();
    // Rows in sight, not ten thousand.
    expect(await desk.at("object-row").count()).toBeLessThan(60);
    await desk.page.evaluate(WATCH_ROWS);
    await desk.press([x, y], [x + 4, y + 4]);
    // Until here the pointer came to the shape, which a row shows.
    await desk.page.evaluate("rowChanges = 0");
    for (let step = 0; step < 30; step++) await desk.page.mouse.move(700 + step, 450 + step);
    expect(await desk.page.evaluate("rowChanges")).toBe(0);
    await desk.page.mouse.up();
    expect(desk.errors).toEqual([]);
    await context.close();
  });
});

function middle(a: Place, b: Place): Place {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
