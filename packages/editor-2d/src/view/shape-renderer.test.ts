import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Camera, fitImage, panBy, zoomAt } from "./camera.js";
import { Scene } from "./scene.js";
import { ShapeRenderer } from "./shape-renderer.js";
import { createFakeContext } from "./testing/fake-context.js";
import { boxShape } from "./testing/shapes.js";
import type { PaintJob, TilePainter } from "./tile-painter.js";

const openCanvases = new Set<FakeCanvas>();
const tileCounts = new Map<string, number>();

class FakeCanvas {
  #width: number;
  height: number;
  constructor(width: number, height: number) {
    this.#width = width;
    this.height = height;
    openCanvases.add(this);
  }
  get width() {
    return this.#width;
  }
  set width(width: number) {
    this.#width = width;
    if (width === 0) openCanvases.delete(this);
  }
  getContext() {
    return createFakeContext(tileCounts);
  }
}

class FakePainter implements TilePainter {
  readonly jobs: PaintJob[] = [];
  readonly #answers: (() => void)[] = [];
  openPictures = 0;
  isDisposed = false;

  get isFree(): boolean {
    return this.#answers.length < 2;
  }

  paint(job: PaintJob): Promise<ImageBitmap> {
    this.jobs.push(job);
    return new Promise((resolve) => {
      this.#answers.push(() => {
        this.openPictures++;
        const close = () => this.openPictures--;
        resolve({ width: job.width, height: job.height, close } as unknown as ImageBitmap);
      });
    });
  }

  async answer(): Promise<void> {
    for (const each of this.#answers.splice(0)) each();
    await Promise.resolve();
    await Promise.resolve();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

let scene: Scene;
let painter: FakePainter;
let renderer: ShapeRenderer;
let camera: Camera;
let screen: Map<string, number>;
let nowMs: number;

beforeEach(() => {
  vi.stubGlobal("OffscreenCanvas", FakeCanvas);
  openCanvases.clear();
  tileCounts.clear();
  scene = new Scene();
  painter = new FakePainter();
  renderer = new ShapeRenderer({ scene, painter, requestDraw: () => {} });
  camera = fitImage({ widthPx: 1032, heightPx: 832, pixelRatio: 1 }, { widthPx: 2000, heightPx: 1600 });
  screen = new Map();
  nowMs = 1000;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function draw(): void {
  nowMs += 16;
  renderer.draw(createFakeContext(screen), camera, [500, 400], nowMs);
}

/** Draws, and lets the painter answer, until nothing is left to do. */
async function settle(): Promise<void> {
  for (let i = 0; i < 200; i++) {
    draw();
    await painter.answer();
  }
  draw();
  expect(renderer.isSettled).toBe(true);
}

/** More nodes than a frame paints. */
function setManyShapes(): void {
  const at = (i: number) => [(i * 1237) % 1980, (i * 631) % 1580] as const;
  const boxes = Array.from({ length: 3000 }, (_, i) => boxShape(`s${i}`, at(i), [at(i)[0] + 20, at(i)[1] + 20]));
  scene.set(boxes);
}

describe("ShapeRenderer", () => {
  test("a few shapes are sharp in the frame in which they are set", () => {
    scene.set([boxShape("a", [100, 100], [150, 150])]);
    draw();
    expect(renderer.isSettled).toBe(true);
    expect(painter.jobs).toEqual([]);
    expect(tileCounts.get("stroke")).toBe(2);
  });

  test("many are painted elsewhere; the pictures are then only copied", async () => {
    setManyShapes();
    await settle();
    expect(painter.jobs.length).toBeGreaterThan(2);
    const [jobs, strokes] = [painter.jobs.length, tileCounts.get("stroke")];
    screen.clear();
    for (let i = 0; i < 20; i++) {
      camera = panBy(camera, 1, 1);
      draw();
    }
    expect(painter.jobs.length).toBe(jobs);
    expect(tileCounts.get("stroke")).toBe(strokes);
    expect(screen.get("drawImage")).toBeGreaterThanOrEqual(20);
  });

  test("hovering, and dragging what is selected, paint no tile", async () => {
    setManyShapes();
    await settle();
    const shape = scene.get("s7");
    if (shape === undefined) throw new Error("no shape");
    scene.set([{ ...shape, isSelected: true }]);
    await settle();
    const [jobs, strokes] = [painter.jobs.length, tileCounts.get("stroke")];
    for (let i = 0; i < 50; i++) {
      scene.set([{ ...shape, isSelected: true, points: shape.points.map(([x, y]) => [x + i, y] as const) }]);
      scene.set([{ ...boxShape("s9", [0, 0], [1, 1]), ...scene.get("s9"), isHovered: i % 2 === 0 }]);
      draw();
      expect(renderer.isSettled).toBe(true);
    }
    expect(painter.jobs.length).toBe(jobs);
    expect(tileCounts.get("stroke")).toBe(strokes);
  });

  test("a change paints its own rectangle only", async () => {
    setManyShapes();
    await settle();
    tileCounts.clear();
    scene.set([{ ...boxShape("s7", [0, 0], [1, 1]), ...scene.get("s7"), color: [0, 0, 255] }]);
    draw();
    expect(renderer.isSettled).toBe(true);
    const strokes = tileCounts.get("stroke") ?? 0;
    expect(strokes).toBeGreaterThan(0);
    // Of 6,000 for all.
    expect(strokes).toBeLessThan(300);
  });

  test("a change while its tile is painted elsewhere is made good afterwards", async () => {
    setManyShapes();
    draw();
    expect(painter.jobs.length).toBeGreaterThan(0);
    scene.remove(["s7"]);
    await settle();
  });

  test("while zooming, many shapes are stretched and few drawn sharp", async () => {
    setManyShapes();
    await settle();
    const jobs = painter.jobs.length;
    screen.clear();
    camera = zoomAt(camera, [500, 400], 1.1);
    draw();
    expect(painter.jobs.length).toBe(jobs);
    expect(screen.get("drawImage")).toBeGreaterThan(0);
    expect(screen.get("stroke")).toBeUndefined();
    screen.clear();
    camera = zoomAt(camera, [500, 400], 4);
    draw();
    expect(screen.get("stroke")).toBeGreaterThan(0);
    await settle();
  });

  test("what is disposed of leaves no canvas, no picture and no listener", async () => {
    setManyShapes();
    await settle();
    camera = zoomAt(camera, [500, 400], 2);
    await settle();
    camera = zoomAt(camera, [500, 400], 2);
    draw();
    renderer.dispose();
    await painter.answer();
    expect(openCanvases.size).toBe(0);
    expect(painter.openPictures).toBe(0);
    expect(painter.isDisposed).toBe(true);
    scene.remove(["s1"]);
  });

  test("the memory of pictures does not grow by panning and zooming about", async () => {
    setManyShapes();
    for (let i = 0; i < 8; i++) {
      camera = zoomAt(camera, [300, 300], i % 2 === 0 ? 6 : 1 / 6);
      await settle();
      camera = panBy(camera, 400, 300);
      await settle();
    }
    // What is in view, one tile more on each side, and the picture of everything.
    expect(openCanvases.size + painter.openPictures).toBeLessThan(60);
  });
});
