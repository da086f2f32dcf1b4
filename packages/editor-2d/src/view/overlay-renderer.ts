import { type Camera, deviceOrigin, deviceScale } from "./camera.js";
import { displayList } from "./display-list.js";
import type { OverlayItem } from "./overlay.js";
import { type Context2d, paintList } from "./paint-list.js";
import type { Point } from "./rect.js";
import type { Rgb } from "./scene.js";
import type { ShapeStyle } from "./shape-style.js";

type ItemOf<Type extends OverlayItem["type"]> = Extract<OverlayItem, { readonly type: Type }>;

const DARK = "rgba(0, 0, 0, 0.65)";
const LIGHT = "#fff";
const ACCENT = "#2dd4bf";
const FONT_PX = 12;

/** Half the width of handles, in screen pixels; what is hovered or active is larger, not only of another color. */
const HANDLE_RADIUS_PX = { node: 4, corner: 4, edge: 4, midpoint: 3 } as const;
const STATE_GROWTH_PX = { idle: 0, hovered: 1.5, active: 1 } as const;

/** Draws overlay items in their order. Lines and texts have their size in screen pixels. */
export class OverlayRenderer {
  readonly #context: Context2d;
  readonly #camera: Camera;
  readonly #style: ShapeStyle;
  readonly #toScreen: (place: Point) => Point;

  constructor(context: Context2d, camera: Camera, style: ShapeStyle) {
    this.#context = context;
    this.#camera = camera;
    this.#style = style;
    const scale = deviceScale(camera);
    const [originX, originY] = deviceOrigin(camera);
    // By the same whole device pixels as the tiles, not by `imageToScreen`, so that handles sit exactly on the lines.
    this.#toScreen = ([x, y]) => [(x * scale + originX) / camera.pixelRatio, (y * scale + originY) / camera.pixelRatio];
  }

  draw(items: readonly OverlayItem[]): void {
    for (const item of items) {
      this.#context.setTransform(this.#camera.pixelRatio, 0, 0, this.#camera.pixelRatio, 0, 0);
      this.#drawItem(item);
    }
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
  }

  #drawItem(item: OverlayItem): void {
    switch (item.type) {
      case "shape":
        this.#drawShape(item);
        break;
      case "handle":
        this.#drawHandle(item);
        break;
      case "rubber":
        this.#strokeTwice(item.points.map(this.#toScreen), { color: cssColor(item.color), dash: [4, 4] });
        break;
      case "marquee":
        this.#drawMarquee(item);
        break;
      case "crosshair":
        this.#drawCrosshair(item);
        break;
      case "ruler":
        this.#drawRuler(item);
        break;
      case "snap":
        this.#drawSnap(item);
        break;
      case "arrow":
        this.#drawArrow(item);
        break;
      case "text":
        if (this.#isInView(this.#toScreen(item.at))) this.#drawText(item.text, this.#toScreen(item.at));
        break;
    }
  }

  #drawShape({ shape }: ItemOf<"shape">): void {
    const [x, y] = deviceOrigin(this.#camera);
    const { pixelRatio } = this.#camera;
    const frame = { scale: deviceScale(this.#camera), origin: [-x, -y] as const, pixelRatio };
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    paintList(this.#context, displayList([shape], frame, this.#style));
  }

  #drawHandle({ at, form, state, color }: ItemOf<"handle">): void {
    const context = this.#context;
    const [x, y] = this.#toScreen(at);
    const radius = HANDLE_RADIUS_PX[form] + STATE_GROWTH_PX[state];
    context.beginPath();
    if (form === "corner") context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else if (form === "edge") context.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius / 2);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = 3.5;
    context.strokeStyle = DARK;
    context.stroke();
    const isSoft = form === "midpoint" && state === "idle";
    context.fillStyle = isSoft ? "rgba(255, 255, 255, 0.6)" : state === "active" ? cssColor(color) : LIGHT;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = state === "active" ? LIGHT : cssColor(color);
    context.stroke();
  }

  #drawMarquee({ rect }: ItemOf<"marquee">): void {
    const [left, top] = this.#toScreen([rect.minX, rect.minY]);
    const [right, bottom] = this.#toScreen([rect.maxX, rect.maxY]);
    this.#context.fillStyle = "rgba(45, 212, 191, 0.12)";
    this.#context.fillRect(left, top, right - left, bottom - top);
    const corners: Point[] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ];
    this.#strokeTwice(corners, { color: ACCENT, dash: [] });
  }

  #drawCrosshair({ at }: ItemOf<"crosshair">): void {
    const { pixelRatio, widthPx, heightPx } = this.#camera;
    const [x, y] = this.#toScreen(at);
    // One device pixel light, one dark beside it: sharp, and seen on any image.
    const onePixel = 1 / pixelRatio;
    const left = Math.floor(x * pixelRatio) / pixelRatio;
    const top = Math.floor(y * pixelRatio) / pixelRatio;
    const context = this.#context;
    context.fillStyle = DARK;
    context.fillRect(left + onePixel, 0, onePixel, heightPx);
    context.fillRect(0, top + onePixel, widthPx, onePixel);
    context.fillStyle = "rgba(255, 255, 255, 0.85)";
    context.fillRect(left, 0, onePixel, heightPx);
    context.fillRect(0, top, widthPx, onePixel);
  }

  #drawRuler({ from, to }: ItemOf<"ruler">): void {
    const start = this.#toScreen(from);
    const end = this.#toScreen(to);
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    this.#strokeTwice([start, end], { color: LIGHT, dash: [] });
    if (length > 0) {
      const across: Point = [(-(end[1] - start[1]) / length) * 6, ((end[0] - start[0]) / length) * 6];
      for (const [x, y] of [start, end]) {
        const ends: Point[] = [
          [x - across[0], y - across[1]],
          [x + across[0], y + across[1]],
        ];
        this.#strokeTwice(ends, { color: LIGHT, dash: [] });
      }
    }
    const middle: Point = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
    const seen = [middle, end, start].find((place) => this.#isInView(place));
    if (seen !== undefined) this.#drawText(formatLength(from, to), seen);
  }

  #drawSnap({ at }: ItemOf<"snap">): void {
    const [x, y] = this.#toScreen(at);
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.lineWidth = 4;
    context.strokeStyle = DARK;
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = ACCENT;
    context.stroke();
  }

  #drawArrow({ from, to, color, isSelected }: ItemOf<"arrow">): void {
    const start = this.#toScreen(from);
    const end = this.#toScreen(to);
    const angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
    const widthPx = isSelected ? 3 : 2;
    this.#strokeTwice([start, end], { color: cssColor(color), dash: [], widthPx });
    const barb = (turn: number): Point => [end[0] - 10 * Math.cos(angle + turn), end[1] - 10 * Math.sin(angle + turn)];
    this.#strokeTwice([barb(0.45), end, barb(-0.45)], { color: cssColor(color), dash: [], widthPx });
  }

  #isInView([x, y]: Point): boolean {
    return x >= 0 && y >= 0 && x <= this.#camera.widthPx && y <= this.#camera.heightPx;
  }

  /** Above and to the right of the place, moved into the view where it would stick out. */
  #drawText(text: string, place: Point): void {
    const context = this.#context;
    context.font = `${FONT_PX}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    const width = context.measureText(text).width + 12;
    const height = 20;
    const left = Math.min(Math.max(4, place[0] + 10), Math.max(4, this.#camera.widthPx - width - 4));
    const top = Math.min(Math.max(4, place[1] - height - 10), Math.max(4, this.#camera.heightPx - height - 4));
    context.beginPath();
    context.roundRect(left, top, width, height, 4);
    context.fillStyle = "rgba(16, 18, 20, 0.88)";
    context.fill();
    context.fillStyle = LIGHT;
    context.fillText(text, left + 6, top + height / 2 + 0.5);
  }

  /** A line over a wider one that is dark where it is light, and light where it is dark. Screen pixels. */
  #strokeTwice(
    points: readonly Point[],
    line: { readonly color: string; readonly dash: readonly number[]; readonly widthPx?: number },
  ): void {
    const context = this.#context;
    const widthPx = line.widthPx ?? 1.5;
    context.lineJoin = "round";
    context.lineCap = "round";
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.lineWidth = widthPx + 2;
    context.strokeStyle = DARK;
    context.stroke();
    context.setLineDash([...line.dash]);
    context.lineWidth = widthPx;
    context.strokeStyle = line.color;
    context.stroke();
    context.setLineDash([]);
  }
}

/** The ruler's words: the length, and both its parts where it is not straight along one. */
export function formatLength(from: Point, to: Point): string {
  const width = Math.abs(to[0] - from[0]);
  const height = Math.abs(to[1] - from[1]);
  const length = `${Math.hypot(width, height).toFixed(1)} px`;
  return width >= 0.05 && height >= 0.05 ? `${length} (${width.toFixed(1)} × ${height.toFixed(1)})` : length;
}

function cssColor(color: Rgb): string {
  return `rgb(${color[0]}, ${color[1]}, ${color[2]})`;
}
