/// <reference lib="dom" />
/** Runs in the browser: the view with 10,000 polygons, and gestures that take a step each frame. */

type Place = readonly [number, number];

interface Shape {
  readonly id: string;
  readonly points: readonly Place[];
  readonly isSelected: boolean;
  readonly isHovered: boolean;
}

/** What is used of the package; the page loads it by url, so that its types are not at hand. */
interface View {
  readonly scene: {
    set(shapes: readonly Shape[]): void;
    hit(place: Place, tolerance: number): Shape[];
    get(id: string): Shape;
  };
  readonly camera: { readonly zoom: number };
  fit(): void;
  showImage(image: unknown): void;
  setCamera(camera: unknown): void;
  panBy(dxPx: number, dyPx: number): void;
  zoomAt(place: Place, factor: number): void;
  whenSettled(): Promise<void>;
  dispose(): void;
}

interface ViewModule {
  readonly CanvasView: new (host: HTMLElement) => View;
  readonly imageFromFile: (file: Blob, name: string) => Promise<unknown>;
  readonly centerOn: (camera: unknown, place: Place) => unknown;
}

const WIDTH = 4000;
const HEIGHT = 2500;
const SHAPES = 10_000;
const NODES = 20;

const host = document.querySelector<HTMLElement>("#host");
if (host === null) throw new Error("The page has no host.");
const viewUrl = "/editor-2d/view/index.js";
const { CanvasView, imageFromFile, centerOn }: ViewModule = await import(viewUrl);

let view: View;
let shapes: Shape[] = [];

/** Makes the view, and gives the times to what was asked for: shapes on the screen, as sharp as they get. */
async function open(count: number): Promise<{ readonly setMs: number; readonly settledMs: number }> {
  view = new CanvasView(host as HTMLElement);
  view.showImage(await imageFromFile(await makePhotograph(), "image.png"));
  shapes = makeShapes(count);
  await frames(2);
  const start = performance.now();
  view.scene.set(shapes);
  const setMs = performance.now() - start;
  await view.whenSettled();
  return { setMs, settledMs: performance.now() - start };
}

function close(): void {
  view.dispose();
}

/** Each gesture's step in frame i of a run. */
const GESTURES: Readonly<Record<string, (i: number) => void>> = {
  pan: (i) => view.panBy(i % 120 < 60 ? -9 : 9, i % 80 < 40 ? -5 : 5),
  zoom: (i) => view.zoomAt([640, 400], i % 120 < 60 ? 1.06 : 1 / 1.06),
  drag: (i) => dragShape(i),
  select: (i) => selectShape(i),
  hover: (i) => hoverShape(i),
};

/** Moves the selected shape, as a pointer does. */
function dragShape(i: number): void {
  const shape = shapes[4711];
  if (shape === undefined) return;
  const [dx, dy] = [300 * Math.sin(i / 20), 200 * Math.sin(i / 13)];
  const points = shape.points.map(([x, y]): Place => [x + dx, y + dy]);
  view.scene.set([{ ...shape, points, isSelected: true }]);
}

let selectedId: string | undefined;

/** Selects another shape in every sixth frame: ten clicks a second. */
function selectShape(i: number): void {
  if (i % 6 !== 0) return;
  const hit = hitSomewhere(i);
  if (hit === undefined) return;
  const before = selectedId === undefined ? [] : [{ ...view.scene.get(selectedId), isSelected: false }];
  selectedId = hit.id;
  view.scene.set([...before, { ...hit, isSelected: true }]);
}

let hoveredId: string | undefined;

/** Another shape under the pointer in each frame. */
function hoverShape(i: number): void {
  const hit = hitSomewhere(i);
  const before = hoveredId === undefined ? [] : [{ ...view.scene.get(hoveredId), isHovered: false }];
  hoveredId = hit?.id;
  view.scene.set(
    hit === undefined ? before : [...before.filter(({ id }) => id !== hit.id), { ...hit, isHovered: true }],
  );
}

function hitSomewhere(i: number): Shape | undefined {
  return view.scene.hit([WIDTH / 2 + 1500 * Math.sin(i / 31), HEIGHT / 2 + 900 * Math.sin(i / 17)], 4)[0];
}

/** Brings the view to rest at the zoom (all in view where undefined), ready for a gesture. */
async function prepare(gesture: string, zoom: number | undefined): Promise<void> {
  view.scene.set(shapes.slice(4711, 4712));
  view.fit();
  if (zoom !== undefined) view.setCamera(centerOn({ ...view.camera, zoom }, [WIDTH / 2, HEIGHT / 2]));
  if (gesture === "drag") dragShape(0);
  await view.whenSettled();
  await pause(400);
}

/** Times between frames while a gesture goes on. */
async function run(gesture: string, frameCount: number): Promise<number[]> {
  const step = GESTURES[gesture];
  if (step === undefined) throw new Error(`There is no gesture ${gesture}.`);
  return frames(frameCount, step);
}

/** The reference: a canvas of the same size that is cleared in each frame. */
async function runEmpty(frameCount: number): Promise<number[]> {
  const canvas = document.createElement("canvas");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  canvas.style.cssText = "position: absolute; left: 0; top: 0";
  document.body.append(canvas);
  const context = canvas.getContext("2d");
  const times = await frames(frameCount, () => context?.clearRect(0, 0, canvas.width, canvas.height));
  canvas.remove();
  return times;
}

/** Plain drawing of everything in each frame, to compare with. */
async function runPlain(frameCount: number): Promise<number[]> {
  const canvas = document.createElement("canvas");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  canvas.style.cssText = "position: absolute; left: 0; top: 0";
  document.body.append(canvas);
  const context = canvas.getContext("2d");
  const times = await frames(frameCount, (i) => {
    if (context !== null) drawPlainly(context, canvas.width / WIDTH, i);
  });
  canvas.remove();
  return times;
}

function drawPlainly(context: CanvasRenderingContext2D, scale: number, dx: number): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.fillStyle = "rgba(0, 130, 200, 0.25)";
  for (const shape of shapes) {
    context.beginPath();
    for (const [x, y] of shape.points) context.lineTo(x * scale + dx, y * scale);
    context.closePath();
    context.fill();
    context.lineWidth = 3.75;
    context.strokeStyle = "rgba(0, 0, 0, 0.6)";
    context.stroke();
    context.lineWidth = 1.75;
    context.strokeStyle = "#0082c8";
    context.stroke();
  }
}

function frames(count: number, step?: (i: number) => void): Promise<number[]> {
  return new Promise((resolve) => {
    const times: number[] = [];
    let last: number | undefined;
    let i = 0;
    const onFrame = (nowMs: number) => {
      if (last !== undefined) times.push(nowMs - last);
      last = nowMs;
      if (i === count) resolve(times);
      else {
        step?.(i);
        i++;
        requestAnimationFrame(onFrame);
      }
    };
    requestAnimationFrame(onFrame);
  });
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function makeShapes(count: number): Shape[] {
  const random = randomNumbers(7);
  return Array.from({ length: count }, (_, index) => {
    const center: Place = [random() * WIDTH, random() * HEIGHT];
    const radius = 10 + 30 * random();
    const points = Array.from({ length: NODES }, (_each, node): Place => {
      const distance = radius * (0.7 + 0.3 * random());
      const angle = (node / NODES) * 2 * Math.PI;
      return [center[0] + distance * Math.cos(angle), center[1] + distance * Math.sin(angle)];
    });
    const color = [random() * 255, random() * 255, random() * 255].map(Math.round);
    const look = { isClosed: true, isFilled: true, isLocked: false, isDimmed: false, isHidden: false, zOrder: 0 };
    return { id: `p${index}`, kind: "polygon", points, color, isSelected: false, isHovered: false, ...look };
  });
}

/** Light and dark, smooth and rough, as photographs are. */
async function makePhotograph(): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("There is no 2D canvas.");
  const sky = context.createLinearGradient(0, 0, 0, HEIGHT);
  sky.addColorStop(0, "#9cc8f0");
  sky.addColorStop(1, "#302a24");
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const random = randomNumbers(3);
  for (let i = 0; i < 4000; i++) {
    context.fillStyle = `hsl(${random() * 360} 30% ${20 + random() * 60}% / 0.3)`;
    context.fillRect(random() * WIDTH, random() * HEIGHT, random() * 200, random() * 200);
  }
  return canvas.convertToBlob();
}

/** A linear congruential generator: the same picture in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

Object.assign(globalThis, { bench: { open, close, prepare, run, runEmpty, runPlain, shapeCount: SHAPES } });
