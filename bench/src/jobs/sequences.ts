import { median, quantile, type Result, timeMs } from "../measure.js";

const FRAMES = 1000;
const TRACKS = 200;
/** Every so many frames a track has a keyframe. */
const KEYFRAME_EVERY = 10;
const PLAYS = 3;
const EDITS = 20;

/** What of the compiled editor is measured. */
interface Vector {
  readonly frames: { go(frame: number): void };
  readonly editor: {
    readonly objects: { setNumbers(id: string, values: Readonly<Record<string, number>>): unknown };
    readonly filtering: { list(): readonly unknown[] };
  };
  setImageSize(size: { readonly widthPx: number; readonly heightPx: number }): void;
  toLabelAttributes(): unknown;
  dispose(): void;
}

interface EditorModule {
  readonly VectorEditor: new (options: unknown) => Vector;
}

/** The work of a step between frames, of an edit and of a save in a sequence of 1,000 frames and 200 tracks, without a screen. */
export async function sequences(): Promise<Result[]> {
  const address = new URL("../../../packages/editor-2d/dist/index.js", import.meta.url);
  const { VectorEditor } = (await import(address.href)) as EditorModule;
  const full = open(VectorEditor, TRACKS);
  const empty = open(VectorEditor, 0);
  const [steps, emptySteps]: [number[], number[]] = [[], []];
  for (let frame = 1; frame < FRAMES; frame++) {
    steps.push(await step(full.vector, frame));
    emptySteps.push(await step(empty.vector, frame));
  }
  const heapsMb: number[] = [];
  for (let play = 0; play < PLAYS; play++) {
    for (let frame = 0; frame < FRAMES; frame++) full.vector.frames.go(frame);
    globalThis.gc?.();
    heapsMb.push(process.memoryUsage().heapUsed / 1e6);
  }
  full.vector.frames.go(5);
  const edits: number[] = [];
  for (let edit = 0; edit < EDITS; edit++)
    edits.push(await timeMs(() => full.vector.editor.objects.setNumbers("annotation:/5/1", { x: edit + 1 })));
  const saveMs = await timeMs(() => full.vector.toLabelAttributes());
  const beside = (share: number) => quantile(steps, share) - quantile(emptySteps, share);
  return [
    { job: "open", reference: "", measured: full.openMs, unit: "ms" },
    { job: "a step beside one without objects, median", reference: "", aim: 16, measured: beside(0.5), unit: "ms" },
    { job: "a step beside one without objects, 95 %", reference: "", measured: beside(0.95), unit: "ms" },
    { job: "change a box between keyframes", reference: "", aim: 16, measured: median(edits), unit: "ms" },
    { job: "the label as it is saved", reference: "", measured: saveMs, unit: "ms" },
    {
      ...{ job: "heap after the third play", reference: "after the first", measured: heapsMb[PLAYS - 1] ?? Number.NaN },
      ...{ referred: heapsMb[0] ?? Number.NaN, unit: "MB" },
    },
  ];
}

function open(
  Editor: EditorModule["VectorEditor"],
  trackCount: number,
): { readonly vector: Vector; readonly openMs: number } {
  const frames = Array.from({ length: FRAMES }, (_, frame) => ({
    annotations: Array.from({ length: trackCount }, (_, track) => boxOf(track, frame)),
  }));
  const start = performance.now();
  const vector = new Editor({
    taskType: "image-vector-sequence",
    taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "car" }] },
    label: { format_version: "0.1", frames },
    documentKey: "sequence",
    sequence: { frameCount: FRAMES, interpolates: true, extrapolates: false },
  });
  vector.setImageSize({ widthPx: 2000, heightPx: 1000 });
  return { vector, openMs: performance.now() - start };
}

/** Each track stands still or moves sideways, a tenth of a pixel a frame. */
function boxOf(track: number, frame: number): unknown {
  const x = 120 + ((track * 7) % 1700) + frame * 0.1 * ((track % 3) - 1);
  const y = (track * 13) % 900;
  return {
    ...{ id: track + 1, track_id: track + 1, category_id: 1, type: "bbox", is_keyframe: frame % KEYFRAME_EVERY === 0 },
    points: [
      [x, y],
      [x + 40, y + 30],
    ],
  };
}

/** The step itself, and the list of what is there then. */
function step({ frames, editor }: Vector, frame: number): Promise<number> {
  return timeMs(() => {
    frames.go(frame);
    editor.filtering.list();
  });
}
