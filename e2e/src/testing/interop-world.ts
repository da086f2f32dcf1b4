import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, test } from "vitest";
import { CLI_ENTRY, INTEROP_SUITE, ROOT } from "../paths.js";
import { missingPython, prepareEnvironment } from "../python-environment.js";

export const WIDTH = 40;
export const HEIGHT = 30;
export const CATEGORIES = [
  { id: 7, name: "car" },
  { id: 3, name: 'a "b": #c' },
];

/** Object 1 has a hole, object 2 two parts. */
export function drawIds(): Uint32Array {
  const ids = new Uint32Array(WIDTH * HEIGHT);
  const fill = (id: number, left: number, top: number, right: number, bottom: number) => {
    for (let y = top; y < bottom; y++) ids.fill(id, y * WIDTH + left, y * WIDTH + right);
  };
  fill(1, 2, 3, 12, 13);
  fill(0, 5, 6, 8, 9);
  fill(2, 20, 2, 25, 9);
  fill(2, 30, 15, 37, 28);
  return ids;
}

/** The picture and the segmentation bitmap of all samples: an id in each pixel's red. */
export function drawPng(): Promise<Buffer> {
  const data = Buffer.from([...drawIds()].flatMap((id) => [id, 0, 0, 255]));
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .png()
    .toBuffer();
}

export const BOX = {
  ...{ id: 1, category_id: 7, type: "bbox" },
  points: [
    [30, 20],
    [10, 5],
  ],
};
export const SQUARE = {
  ...{ id: 2, category_id: 3, type: "polygon" },
  points: [
    [2, 3],
    [12, 3],
    [12, 13],
    [2, 13],
  ],
};

export const NAMES = [
  "train/images/IMG_1_jpg.rf.aaaa1111.png",
  "train/images/IMG_1_jpg.rf.bbbb2222.png",
  "image.webp",
  "image.webp.jpg",
  "A.png",
  "a.png",
  "C:\\Users\\José\\data\\a b#1.png",
];
export const FILES = [...NAMES.slice(0, 5), "a-2.png", "C_/Users/José/data/a b_1.png"];

export function maskOf(isInside: (x: number, y: number) => boolean): number[][] {
  return Array.from({ length: HEIGHT }, (_, y) => Array.from({ length: WIDTH }, (__, x) => Number(isInside(x, y))));
}

export function objectMask(id: number): number[][] {
  const ids = drawIds();
  return maskOf((x, y) => ids[y * WIDTH + x] === id);
}

export const VECTOR = { annotations: [BOX, SQUARE] };

export interface ExportJob {
  readonly taskType: string;
  /** Of the samples; each has the same picture and label. */
  readonly names: readonly string[];
  readonly label: object;
  /** The format and its options. */
  readonly args: readonly [format: string, ...options: string[]];
  readonly categories?: readonly object[];
  /** Of each sample; the picture unless told. */
  readonly attributes?: object;
  readonly metadata?: readonly object[];
}

/** Where a tool's tests run: its own Python, a folder that goes at the end, and a server of pictures. */
export class InteropWorld {
  readonly #tool: string;
  #python = "";
  #scratch = "";
  #images = createServer();
  readonly #files = new Map<string, Uint8Array>();
  origin = "";

  constructor(tool: string) {
    this.#tool = tool;
  }

  async start(check: string): Promise<void> {
    const home = path.join(ROOT, `e2e/.venv-${this.#tool}`);
    this.#python = path.join(prepareEnvironment(home, path.join(INTEROP_SUITE, `${this.#tool}.txt`), check), "python");
    this.#scratch = await mkdtemp(path.join(tmpdir(), "tessera-interop-"));
    const png = await drawPng();
    this.#images.on("request", ({ url }, response) => response.end(this.#files.get(url ?? "") ?? png));
    await new Promise<void>((resolve) => this.#images.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${(this.#images.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#images.close();
    if (this.#scratch !== "") await rm(this.#scratch, { recursive: true, force: true });
  }

  /** Serves bytes under a name; answers the url. */
  serve(name: string, bytes: Uint8Array): string {
    this.#files.set(`/${name}`, bytes);
    return `${this.origin}/${name}`;
  }

  folder(): Promise<string> {
    return mkdtemp(path.join(this.#scratch, "export-"));
  }

  /** Exports a release by the command, with the images where the format takes them. */
  async exported({ taskType, names, label, args, categories = CATEGORIES, attributes, metadata }: ExportJob) {
    const folder = await this.folder();
    const samples = names.map((name, index) => ({
      name,
      attributes: attributes ?? { image: { url: `${this.origin}/a.png` } },
      metadata: metadata?.[index] ?? {},
      labels: { "ground-truth": { label_status: "LABELED", attributes: label } },
    }));
    const dataset = { name: "d", owner: "jane", task_type: taskType, samples };
    const settings = { task_attributes: { categories }, labelsets: [{ name: "ground-truth" }] };
    const file = path.join(folder, "release.json");
    await writeFile(file, JSON.stringify({ name: "v1", dataset: { ...dataset, ...settings } }));
    const [format, ...options] = args;
    const stdout = await this.tessera("export", format, file, "--out", folder, "--json", ...options);
    return { folder, report: JSON.parse(stdout) };
  }

  async tessera(...args: string[]): Promise<string> {
    return (await promisify(execFile)(process.execPath, [CLI_ENTRY, ...args], { maxBuffer: 2 ** 28 })).stdout;
  }

  /** What a program of e2e/interop prints, as JSON. It may ask this process for pictures, so it is not waited for in one go. */
  async load(program: string, ...args: string[]) {
    const options = { maxBuffer: 2 ** 28, timeout: 120_000 };
    const { stdout } = await promisify(execFile)(this.#python, [path.join(INTEROP_SUITE, program), ...args], options);
    return JSON.parse(stdout);
  }
}

/** The segmentation of the picture's own pixels. */
export function masksOf(url: string): object {
  return {
    annotations: [
      { id: 1, category_id: 7 },
      { id: 2, category_id: 3 },
    ],
    segmentation_bitmap: { url },
  };
}

/** Tests of one tool in a virtual environment of its own, from `e2e/interop/<tool>.txt`; skipped without Python, but for CI. */
export function describeInterop(tool: string, check: string, tests: (world: InteropWorld) => void): void {
  const missing = missingPython();
  if (missing !== undefined && process.env.CI === "true") {
    test(`${tool} loads our exports`, () => {
      throw new Error(missing);
    });
  }
  describe.skipIf(missing !== undefined)(`${tool} loads our exports${missing ? ` (skipped: ${missing})` : ""}`, () => {
    const world = new InteropWorld(tool);
    beforeAll(() => world.start(check), 900_000);
    afterAll(() => world.stop());
    tests(world);
  });
}
