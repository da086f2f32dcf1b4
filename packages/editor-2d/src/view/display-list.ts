import type { Point, Rect } from "./rect.js";
import type { SceneShape } from "./scene.js";
import {
  CASING_PX,
  DEFAULT_POINT_RADIUS_PX,
  dashOf,
  emphasisOf,
  lineWidthOf,
  MAX_POINT_RADIUS_PX,
  opacityOf,
  type ShapeStyle,
} from "./shape-style.js";

/**
 * What to draw, as numbers in device pixels: cheap to hand to a worker, and the same for every painter. Per shape a
 * head of `HEAD` numbers and then the x and y of its points.
 */
export interface DisplayList {
  readonly numbers: Float32Array<ArrayBuffer>;
  /** Line patterns in device pixels; a head names one by its place here. */
  readonly dashes: readonly (readonly number[])[];
  readonly texts: readonly DisplayText[];
  readonly pixelRatio: number;
}

export interface DisplayText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: number;
  readonly opacity: number;
}

/** Places in a head. */
export const HEAD = 8;
export const AT = { count: 0, form: 1, color: 2, fill: 3, width: 4, casing: 5, opacity: 6, extra: 7 } as const;

/** Dot: a shape too small for its form to be seen. Disc: a point; `extra` is its radius. Lines: `extra` is the dash, or -1. */
export const FORM = { dot: 0, open: 1, closed: 2, disc: 3 } as const;

/** Shapes below this are dots, in device pixels. */
const DOT_PX = 2;
/** Below this the line under the line would only be a blot. */
const CASING_MIN_PX = 10;
/** Nodes nearer to the last drawn one than this are passed over, in device pixels. */
const NODE_GAP_PX = 0.6;
/** Larger shapes have solid lines, in device pixels: the browser makes each dash, also those far out of view. */
const DASH_MAX_PX = 60_000;
/** Texts of shapes narrower than this would cover their neighbours, in screen pixels. */
const TEXT_MIN_SHAPE_PX = 28;

export interface ListFrame {
  /** Device pixels per image pixel. */
  readonly scale: number;
  /** The device pixel, from the image's corner, that becomes 0, 0 of the list. */
  readonly origin: Point;
  readonly pixelRatio: number;
}

/** Turns shapes, in drawing order, into what to draw. Hidden shapes are left out. */
export function displayList(shapes: readonly SceneShape[], frame: ListFrame, style: ShapeStyle): DisplayList {
  const maker = new ListMaker(frame, style);
  for (const shape of shapes) if (!shape.isHidden) maker.add(shape);
  return maker.finish();
}

/** What drawing costs, about, in nodes: known before a list is made. */
export function drawingCost(shapes: readonly SceneShape[]): number {
  let cost = 0;
  for (const shape of shapes) cost += shape.points.length + 4;
  return cost;
}

class ListMaker {
  readonly #frame: ListFrame;
  readonly #style: ShapeStyle;
  readonly #dashes: (readonly number[])[] = [];
  readonly #dashIndex = new Map<string, number>();
  readonly #texts: DisplayText[] = [];
  #numbers = new Float32Array(4096);
  #length = 0;

  constructor(frame: ListFrame, style: ShapeStyle) {
    this.#frame = frame;
    this.#style = style;
  }

  add(shape: SceneShape): void {
    this.#reserve(HEAD + 2 * shape.points.length);
    const start = this.#length;
    const { bounds, top } = this.#writePoints(shape, start + HEAD);
    const size = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY);
    if (shape.points.length === 1) this.#writeDisc(shape, start);
    else if (size < DOT_PX) this.#writeDot(shape, start, bounds);
    else this.#writeLine(shape, start, size);
    this.#addText(shape, bounds, top);
  }

  finish(): DisplayList {
    return {
      numbers: this.#numbers.slice(0, this.#length),
      dashes: this.#dashes,
      texts: this.#texts,
      pixelRatio: this.#frame.pixelRatio,
    };
  }

  /** Writes what is to be seen of the points; returns their bounds and the topmost one, in device pixels. */
  #writePoints(shape: SceneShape, start: number): { readonly bounds: Rect; readonly top: Point } {
    const { scale, origin } = this.#frame;
    const numbers = this.#numbers;
    let minX = Number.POSITIVE_INFINITY;
    let minY = Number.POSITIVE_INFINITY;
    let maxX = Number.NEGATIVE_INFINITY;
    let maxY = Number.NEGATIVE_INFINITY;
    let topX = Number.POSITIVE_INFINITY;
    let lastX = Number.NaN;
    let lastY = Number.NaN;
    let at = start;
    for (const point of shape.points) {
      const x = point[0] * scale - origin[0];
      const y = point[1] * scale - origin[1];
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY || (y === minY && x < topX)) {
        minY = y;
        topX = x;
      }
      if (y > maxY) maxY = y;
      if (Math.abs(x - lastX) < NODE_GAP_PX && Math.abs(y - lastY) < NODE_GAP_PX) continue;
      numbers[at++] = x;
      numbers[at++] = y;
      lastX = x;
      lastY = y;
    }
    this.#length = at;
    return { bounds: { minX, minY, maxX, maxY }, top: [topX, minY] };
  }

  #writeHead(shape: SceneShape, start: number, form: number): void {
    const [red, green, blue] = shape.color;
    const numbers = this.#numbers;
    numbers[start + AT.count] = (this.#length - start - HEAD) / 2;
    numbers[start + AT.form] = form;
    numbers[start + AT.color] = red * 65536 + green * 256 + blue;
    numbers[start + AT.fill] = 0;
    numbers[start + AT.width] = lineWidthOf(this.#style, emphasisOf(shape)) * this.#frame.pixelRatio;
    numbers[start + AT.casing] = CASING_PX * this.#frame.pixelRatio;
    numbers[start + AT.opacity] = opacityOf(shape);
    numbers[start + AT.extra] = -1;
  }

  #writeLine(shape: SceneShape, start: number, sizePx: number): void {
    this.#writeHead(shape, start, shape.isClosed ? FORM.closed : FORM.open);
    const numbers = this.#numbers;
    if (shape.isClosed && shape.isFilled) numbers[start + AT.fill] = this.#style.fillOpacity;
    if (sizePx < CASING_MIN_PX) {
      numbers[start + AT.casing] = 0;
      numbers[start + AT.width] = Math.max(1, sizePx / 4);
    }
    const dash = dashOf(shape);
    if (dash !== undefined && sizePx <= DASH_MAX_PX) numbers[start + AT.extra] = this.#dash(dash);
  }

  #writeDisc(shape: SceneShape, start: number): void {
    this.#writeHead(shape, start, FORM.disc);
    this.#numbers[start + AT.extra] = this.#discRadiusPx(shape) * this.#frame.pixelRatio;
  }

  #discRadiusPx(shape: SceneShape): number {
    const grown = emphasisOf(shape) === "none" ? 0 : 1.5;
    return Math.min(MAX_POINT_RADIUS_PX, shape.radiusPx ?? DEFAULT_POINT_RADIUS_PX) + grown;
  }

  #writeDot(shape: SceneShape, start: number, bounds: Rect): void {
    this.#numbers[start + HEAD] = (bounds.minX + bounds.maxX) / 2;
    this.#numbers[start + HEAD + 1] = (bounds.minY + bounds.maxY) / 2;
    this.#length = start + HEAD + 2;
    this.#writeHead(shape, start, FORM.dot);
    this.#numbers[start + AT.width] = DOT_PX;
  }

  #dash(dash: readonly number[]): number {
    const key = dash.join();
    const known = this.#dashIndex.get(key);
    if (known !== undefined) return known;
    this.#dashIndex.set(key, this.#dashes.length);
    return this.#dashes.push(dash.map((lengthPx) => lengthPx * this.#frame.pixelRatio)) - 1;
  }

  /** Names stand on the topmost node: the corner of the bounds may be far from the outline. */
  #addText(shape: SceneShape, bounds: Rect, [x, top]: Point): void {
    const { text } = shape;
    if (!this.#style.areTextsShown || text === undefined || text === "") return;
    const isLarge = bounds.maxX - bounds.minX >= TEXT_MIN_SHAPE_PX * this.#frame.pixelRatio;
    if (!isLarge && shape.points.length > 1) return;
    const [red, green, blue] = shape.color;
    const color = red * 65536 + green * 256 + blue;
    const isDisc = shape.points.length === 1;
    const y = isDisc ? top - this.#discRadiusPx(shape) * this.#frame.pixelRatio : top;
    this.#texts.push({ x, y, text, color, opacity: opacityOf(shape) });
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#numbers.length) return;
    const larger = new Float32Array(Math.max(2 * this.#numbers.length, this.#length + count));
    larger.set(this.#numbers.subarray(0, this.#length));
    this.#numbers = larger;
  }
}
