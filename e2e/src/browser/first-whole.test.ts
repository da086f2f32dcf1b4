import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "../api.js";
import { missingPython, preparePython } from "../python-environment.js";
import { ServerProcess } from "../server-process.js";
import { findChromium, launchChromium, NO_CHROMIUM } from "./chromium.js";
import { Drawing, type Place } from "./drawing.js";
import { Person } from "./person.js";
import { photographs } from "./photographs.js";

const PASSWORD = "a sentence that is easy to remember";
const DATASET = "jane/animals";
const UPLOADED = 50;
const LABELED = 20;
const hindrance = findChromium() === undefined ? NO_CHROMIUM : missingPython();

type Points = readonly (readonly [number, number])[];
interface Shape {
  readonly type: "bbox" | "polygon" | "polyline" | "point";
  /** The pixels that the pointer was on, as the status line said. */
  readonly pixels: readonly Place[];
}
interface Annotation {
  readonly id: number;
  readonly category_id: number;
  readonly type: Shape["type"];
  readonly points: Points;
  readonly attributes?: Readonly<Record<string, unknown>>;
}
interface SampleAnswer {
  readonly uuid: string;
  readonly name: string;
  readonly label: {
    readonly label_status: string;
    readonly attributes: { readonly annotations: readonly Annotation[] };
  } | null;
}

describe.skipIf(hindrance !== undefined)(
  `a first whole in the browser${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`,
  () => {
    let server: ServerProcess;
    let browser: Browser;
    let jane: Person;
    let john: Person;
    let api: Api;
    /** What was drawn on each sample, by its name. */
    const drawn = new Map<string, Shape[]>();

    beforeAll(async () => {
      server = await ServerProcess.start();
      browser = await launchChromium();
      jane = await Person.arrive(browser, server.url);
      john = await Person.arrive(browser, server.url);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.dispose();
    });

    test("jane sets the server up", async () => {
      await jane.setUp(server.setupUrl ?? "", "jane", PASSWORD);
      expect(new URL(jane.page.url()).pathname).toBe("/");
      const key = await server.administer("key", "create", "jane");
      api = new Api(server.url, key.split("\n").at(-1) ?? "");
    });

    test("she makes a dataset with categories and attributes", async () => {
      const { page } = jane;
      await jane.goTo("/new");
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("animals");
      await page.getByRole("radio", { name: /^Vector shapes/ }).check();
      await page.getByLabel("Name of category 1").fill("animal");
      await page.getByLabel("Name of category 1").press("Enter");
      await page.getByLabel("Name of category 2").fill("plant");
      const first = page.getByRole("list", { name: "Categories" }).getByRole("listitem").first();
      await first.getByRole("button", { name: "Attributes" }).click();
      await first.getByRole("button", { name: "Add attribute" }).click();
      await first.getByRole("textbox", { name: "Name", exact: true }).fill("pose");
      for (const choice of ["sitting", "walking"]) {
        await first.getByLabel("Choices").first().fill(choice);
        await page.keyboard.press("Enter");
      }
      await first.getByRole("switch", { name: "Mandatory" }).check({ force: true });
      await page.getByRole("button", { name: "Create dataset" }).click();
      await page.waitForURL(/\/@jane\/animals$/);
      const dataset = await api.get<{ task_type: string; task_attributes: unknown }>(`/datasets/${DATASET}/`);
      expect(dataset.task_type).toBe("vector");
      expect(dataset.task_attributes).toMatchObject({
        categories: [
          {
            id: 1,
            name: "animal",
            attributes: [{ name: "pose", input_type: "select", values: ["sitting", "walking"], is_mandatory: true }],
          },
          { id: 2, name: "plant" },
        ],
      });
    });

    test("john joins as a reviewer by a link, and finds no settings", async () => {
      await john.join(await jane.invite(DATASET, "Reviewer"), "john", PASSWORD);
      expect(new URL(john.page.url()).pathname).toBe(`/@${DATASET}`);
      await expectRole("john", "reviewer");
      await john.page.getByRole("link", { name: "Overview" }).waitFor();
      expect(await john.page.getByRole("link", { name: "Settings" }).count()).toBe(0);
    });

    test(`she uploads ${UPLOADED} photographs`, async () => {
      await jane.upload(DATASET, await photographs(UPLOADED));
      const { samples_count: count } = await api.get<{ samples_count: number }>(`/datasets/${DATASET}/`);
      expect(count).toBe(UPLOADED);
    });

    test(`she draws with each tool on ${LABELED} of them`, async () => {
      const { page } = jane;
      await jane.goTo(`/@${DATASET}`);
      await page
        .getByRole("link", { name: "Start labeling" })
        .or(page.getByRole("button", { name: "Start labeling" }))
        .first()
        .click();
      for (let index = 0; index < LABELED; index++) {
        const name = await sampleNameOtherThan(page, [...drawn.keys()]);
        drawn.set(name, await drawOneOfEach(page, index));
        await choosePoses(page);
        await page.getByTestId("action-submit").click();
      }
      await sampleNameOtherThan(page, [...drawn.keys()]);
      await expectStatuses({ LABELED: LABELED, UNLABELED: UPLOADED - LABELED });
      for (const { name, label } of await labeledSamples())
        expectDrawn(label?.attributes.annotations ?? [], drawn.get(name) ?? []);
    }, 300_000);

    test("john rejects the first and accepts the others; jane corrects it before anything else; john sees it first", async () => {
      await john.goTo(`/@${DATASET}/review`);
      await john.page.getByTestId("queue-left").getByText(`${LABELED} left`).waitFor();
      const rejected = await sampleNameOtherThan(john.page, []);
      await john.page.getByTestId("action-reject").click();
      await john.page.getByTestId("reject-reason").fill("One box is missing");
      await john.page.getByTestId("confirm-reject").click();
      await confirmIfAsked(john.page);
      let reviewed = [rejected];
      while (reviewed.length < LABELED) {
        reviewed = [...reviewed, await sampleNameOtherThan(john.page, reviewed)];
        await john.page.getByTestId("action-accept").click();
      }
      await john.page.getByTestId("empty-queue").waitFor();
      await expectStatuses({ REVIEWED: LABELED - 1, REJECTED: 1 });

      await jane.goTo(`/@${DATASET}/label`);
      expect(await sampleNameOtherThan(jane.page, [])).toBe(rejected);
      const drawing = await Drawing.begin(jane.page);
      await drawing.choose("box");
      const pixels = await drawing.drag([400, 250], [450, 320]);
      drawn.get(rejected)?.push({ type: "bbox", pixels });
      await choosePoses(jane.page);
      await jane.page.getByTestId("action-submit").click();
      await sampleNameOtherThan(jane.page, [rejected]);

      await john.goTo(`/@${DATASET}/review`);
      expect(await sampleNameOtherThan(john.page, [])).toBe(rejected);
      await john.page.getByTestId("action-accept").click();
      await john.page.getByTestId("empty-queue").waitFor();
      await expectStatuses({ REVIEWED: LABELED, UNLABELED: UPLOADED - LABELED });
    }, 300_000);

    test("the COCO file that she downloads holds every coordinate that was drawn, and pycocotools loads it", async () => {
      await jane.release(DATASET, "v1.0");
      const directory = mkdtempSync(path.join(tmpdir(), "tessera-coco-"));
      const file = path.join(directory, "coco.json");
      copyFileSync(await jane.export(DATASET, "boxes, polygons, masks and keypoints"), file);
      const coco = readCoco(file);
      rmSync(directory, { recursive: true });
      const samples = await labeledSamples();
      expect(samples.map(({ name }) => name).sort()).toEqual([...drawn.keys()].sort());
      for (const { name, label } of samples) {
        const annotations = label?.attributes.annotations ?? [];
        expectDrawn(annotations, drawn.get(name) ?? []);
        expect(coco[name], name).toEqual(annotations.map(cocoGeometry));
      }
      expect(jane.faults).toEqual([]);
      expect(john.faults).toEqual([]);
    }, 300_000);

    async function expectRole(username: string, role: string): Promise<void> {
      expect(await api.get(`/datasets/${DATASET}/collaborators/${username}`)).toMatchObject({ role });
    }

    /** Saves run behind the page: the counts are there when they are done. */
    async function expectStatuses(counts: Readonly<Record<string, number>>): Promise<void> {
      await expect
        .poll(async () => (await api.get<{ label_stats: unknown }>(`/datasets/${DATASET}/`)).label_stats, {
          timeout: 30_000,
        })
        .toMatchObject(counts);
    }

    async function labeledSamples(): Promise<SampleAnswer[]> {
      const query = "labelset=ground-truth&include_full_label=1&label_status=LABELED,REVIEWED";
      return api.get<SampleAnswer[]>(`/datasets/${DATASET}/samples/?${query}`);
    }
  },
);

async function sampleNameOtherThan(page: Page, names: readonly string[]): Promise<string> {
  const name = page.getByTestId("sample-name");
  await expect.poll(() => name.textContent({ timeout: 30_000 }), { timeout: 30_000 }).not.toBe(null);
  await expect.poll(async () => names.includes((await name.textContent()) ?? ""), { timeout: 30_000 }).toBe(false);
  return (await name.textContent()) ?? "";
}

/** A box, a polygon, a polyline and a point, elsewhere on each sample. */
async function drawOneOfEach(page: Page, index: number): Promise<Shape[]> {
  const at = (x: number, y: number): Place => [x + 3 * index, y + 2 * index];
  const drawing = await Drawing.begin(page);
  await drawing.choose("box");
  const bbox = await drawing.drag(at(20, 30), at(120, 110));
  await drawing.choose("polygon");
  const polygon = await drawing.path([at(200, 40), at(280, 60), at(260, 130), at(190, 120)]);
  await drawing.choose("polyline");
  const polyline = await drawing.path([at(30, 200), at(90, 260), at(160, 210)]);
  await drawing.choose("keypoint");
  const point = [await drawing.click(at(300, 250))];
  return [
    { type: "bbox", pixels: bbox },
    { type: "polygon", pixels: polygon },
    { type: "polyline", pixels: polyline },
    { type: "point", pixels: point },
  ];
}

/** Fills in the mandatory attribute of all objects at once. */
async function choosePoses(page: Page): Promise<void> {
  await page.keyboard.press("Control+a");
  await page.getByTestId("attribute-pose").getByRole("combobox").selectOption("walking");
}

async function confirmIfAsked(page: Page): Promise<void> {
  const confirm = page.getByTestId("confirm-action");
  if (await confirm.isVisible()) await confirm.click();
}

/**
 * The label has the shapes that were drawn: each point within the pixel that the pointer was on, and, as the image stood at
 * 100 % while the mouse moved by whole pixels, all of them at the same place within their pixels.
 */
function expectDrawn(annotations: readonly Annotation[], shapes: readonly Shape[]): void {
  expect(annotations.map(({ type }) => type)).toEqual(shapes.map(({ type }) => type));
  annotations.forEach(({ points, attributes }, index) => {
    const pixels = shapes[index]?.pixels ?? [];
    expect(points.map(([x, y]) => [Math.floor(x), Math.floor(y)])).toEqual(pixels);
    expect(attributes).toEqual({ pose: "walking" });
  });
  const fractions = annotations.flatMap(({ points }) =>
    points.map(([x, y]) => `${(x % 1).toFixed(2)} ${(y % 1).toFixed(2)}`),
  );
  // A rejected sample is drawn on twice, and the image may stand elsewhere the second time.
  expect(new Set(fractions).size).toBeLessThanOrEqual(2);
}

/** What a COCO annotation says of a shape. */
function cocoGeometry({ type, points }: Annotation) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const bbox = [left, top, right - left, bottom - top];
  if (type === "bbox") return { bbox, segmentation: [[left, top, right, top, right, bottom, left, bottom]] };
  if (type === "point") return { bbox, keypoints: [left, top, 2], segmentation: [] };
  return type === "polygon" ? { bbox, segmentation: [points.flat()] } : { bbox, polyline: points, segmentation: [] };
}

/** Loads a file with pycocotools: by the name of each image, the geometry of its annotations. */
function readCoco(file: string): Readonly<Record<string, unknown>> {
  const program = `
import contextlib, io, json, sys
from pycocotools.coco import COCO
with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO(sys.argv[1])
names = ("bbox", "keypoints", "polyline", "segmentation")
print(json.dumps({
    coco.loadImgs(image)[0]["file_name"]: [
        {name: a[name] for name in names if name in a} for a in coco.loadAnns(coco.getAnnIds(imgIds=[image]))
    ]
    for image in coco.getImgIds()
}))`;
  const output = execFileSync(path.join(preparePython(), "python"), ["-c", program, file], { encoding: "utf8" });
  return JSON.parse(output) as Record<string, unknown>;
}
