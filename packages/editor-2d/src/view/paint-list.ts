import { AT, type DisplayList, type DisplayText, FORM, HEAD } from "./display-list.js";
import { isLight, TEXT_HEIGHT_PX, TEXT_MAX_WIDTH_PX } from "./shape-style.js";

/** What the painters need of a context: that of a canvas, or of one off the screen. */
export type Context2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const TAU = 2 * Math.PI;

/**
 * Draws a list from the number at `from` on, until about `maxNodes` nodes are drawn, and returns where to go on: the
 * list's length when all is drawn (then its texts are, too). The whole list when no bound is given.
 */
export function paintList(
  context: Context2d,
  list: DisplayList,
  part: { readonly from: number; readonly maxNodes: number } = { from: 0, maxNodes: Number.POSITIVE_INFINITY },
): number {
  const { numbers } = list;
  let at = part.from;
  let nodes = 0;
  context.lineJoin = "round";
  context.lineCap = "butt";
  while (at < numbers.length && nodes < part.maxNodes) {
    const count = numbers[at + AT.count] ?? 0;
    paintShape(context, list, at);
    at += HEAD + 2 * count;
    nodes += count + 4;
  }
  context.globalAlpha = 1;
  if (at >= numbers.length) for (const text of list.texts) paintText(context, text, list.pixelRatio);
  return at;
}

function paintShape(context: Context2d, list: DisplayList, at: number): void {
  const { numbers } = list;
  const form = numbers[at + AT.form];
  context.globalAlpha = numbers[at + AT.opacity] ?? 1;
  if (form === FORM.dot) paintDot(context, numbers, at);
  else if (form === FORM.disc) paintDisc(context, numbers, at);
  else paintLine(context, list, at);
}

function paintDot(context: Context2d, numbers: Float32Array, at: number): void {
  const size = numbers[at + AT.width] ?? 1;
  context.fillStyle = cssColor(numbers[at + AT.color] ?? 0);
  context.fillRect((numbers[at + HEAD] ?? 0) - size / 2, (numbers[at + HEAD + 1] ?? 0) - size / 2, size, size);
}

function paintDisc(context: Context2d, numbers: Float32Array, at: number): void {
  const color = numbers[at + AT.color] ?? 0;
  const x = numbers[at + HEAD] ?? 0;
  const y = numbers[at + HEAD + 1] ?? 0;
  const radius = numbers[at + AT.extra] ?? 0;
  const casing = (numbers[at + AT.casing] ?? 0) / 2;
  context.beginPath();
  context.arc(x, y, radius + casing, 0, TAU);
  context.fillStyle = casingColor(color);
  context.fill();
  context.beginPath();
  context.arc(x, y, radius, 0, TAU);
  context.fillStyle = cssColor(color);
  context.fill();
  context.beginPath();
  context.arc(x, y, Math.max(0.5, radius * 0.3), 0, TAU);
  context.fillStyle = casingColor(color);
  context.fill();
}

function paintLine(context: Context2d, list: DisplayList, at: number): void {
  const { numbers } = list;
  tracePoints(context, numbers, at);
  const color = numbers[at + AT.color] ?? 0;
  const opacity = numbers[at + AT.opacity] ?? 1;
  const width = numbers[at + AT.width] ?? 1;
  const casing = numbers[at + AT.casing] ?? 0;
  const fill = numbers[at + AT.fill] ?? 0;
  if (fill > 0) {
    context.globalAlpha = opacity * fill;
    context.fillStyle = cssColor(color);
    context.fill("evenodd");
    context.globalAlpha = opacity;
  }
  if (casing > 0) {
    context.strokeStyle = casingColor(color);
    context.lineWidth = width + casing;
    context.stroke();
  }
  const dash = list.dashes[numbers[at + AT.extra] ?? -1];
  if (dash !== undefined) context.setLineDash([...dash]);
  context.strokeStyle = cssColor(color);
  context.lineWidth = width;
  context.stroke();
  if (dash !== undefined) context.setLineDash([]);
}

function tracePoints(context: Context2d, numbers: Float32Array, at: number): void {
  const end = at + HEAD + 2 * (numbers[at + AT.count] ?? 0);
  context.beginPath();
  for (let i = at + HEAD; i < end; i += 2) context.lineTo(numbers[i] ?? 0, numbers[i + 1] ?? 0);
  if (numbers[at + AT.form] === FORM.closed) context.closePath();
}

function paintText(context: Context2d, text: DisplayText, pixelRatio: number): void {
  const height = TEXT_HEIGHT_PX * pixelRatio;
  const pad = 4 * pixelRatio;
  context.font = `${12 * pixelRatio}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const maxWidth = TEXT_MAX_WIDTH_PX * pixelRatio - 2 * pad;
  const width = Math.min(maxWidth, context.measureText(text.text).width) + 2 * pad;
  const top = Math.round(text.y - height - 2 * pixelRatio);
  const left = Math.round(text.x);
  context.globalAlpha = text.opacity;
  context.fillStyle = cssColor(text.color);
  context.fillRect(left, top, Math.round(width), height);
  context.fillStyle = isLight(channels(text.color)) ? "#000" : "#fff";
  context.fillText(text.text, left + pad, top + height / 2 + pixelRatio / 2, maxWidth);
  context.globalAlpha = 1;
}

function channels(color: number): readonly [number, number, number] {
  return [(color >> 16) & 255, (color >> 8) & 255, color & 255];
}

function cssColor(color: number): string {
  return `#${color.toString(16).padStart(6, "0")}`;
}

function casingColor(color: number): string {
  return isLight(channels(color)) ? "rgba(0, 0, 0, 0.6)" : "rgba(255, 255, 255, 0.75)";
}
