import {
  type AnnotationRecord,
  annotationColor,
  annotationId,
  assertNever,
  categoryColor,
  DraggingHandle,
  type Editor,
  type Handle,
  type ToolOverlay,
} from "@tessera/editor-core";
import { middleOf, rectOf } from "../kinds/points.js";
import type { HandleForm, HandleState, OverlayItem } from "../view/overlay.js";
import type { Point } from "../view/rect.js";
import type { Rgb, SceneShape } from "../view/scene.js";
import { TOLERANCE_PX } from "./image-surface.js";
import type { ShapeDrawing } from "./scene-sync.js";

/**
 * Above this many handles the midpoints go: a dense outline stays readable, and Shift+click still adds nodes anywhere.
 */
const MAX_HANDLES_WITH_MIDPOINTS = 120;
/** Above this many nodes, only those around the pointer are drawn: drawing thousands would slow each move of it. */
const MAX_NODES = 600;
const AROUND_POINTER_PX = 120;

const HANDLE_FORMS: Readonly<Record<string, HandleForm>> = {
  node: "node",
  corner: "corner",
  edge: "edge",
  midpoint: "midpoint",
};

/** Everything that is drawn above the shapes now, in the order in which it is drawn. */
export function overlayItems(
  editor: Editor<Point>,
  drawings: ReadonlyMap<string, ShapeDrawing>,
): readonly OverlayItem[] {
  const { input, viewState, snapping, tools } = editor;
  const { showsCrosshair, categoryId } = viewState.get();
  const color = categoryColor(editor.task, categoryId);
  const items = linkItems(editor);
  items.push(...handleItems(editor));
  for (const item of tools.current.isInUse ? tools.current.state.overlay() : []) {
    items.push(...toolItems(item, { color, drawings, editor }));
  }
  if (snapping.target) items.push({ type: "snap", at: snapping.target.point });
  if (showsCrosshair && input.current) items.push({ type: "crosshair", at: input.current.point });
  return items;
}

interface ToolItemContext {
  readonly editor: Editor<Point>;
  readonly color: Rgb;
  readonly drawings: ReadonlyMap<string, ShapeDrawing>;
}

function toolItems(item: ToolOverlay<Point>, { editor, color, drawings }: ToolItemContext): readonly OverlayItem[] {
  switch (item.type) {
    case "preview": {
      const drawing = drawings.get(item.kind);
      if (!drawing) throw new Error(`The kind ${item.kind} has no drawing`);
      const kind = editor.annotations.kinds.get(item.kind);
      const shape: OverlayItem = { type: "shape", shape: previewShape(item.kind, drawing, item.geometry, color) };
      const extent = kind.shape?.extent(item.geometry);
      return extent ? [shape, { type: "text", at: extent.max, text: kind.describe(item.geometry) }] : [shape];
    }
    case "nodes":
      return [
        { type: "rubber", points: item.points, color },
        ...item.points.map((at, index): OverlayItem => {
          return { type: "handle", at, form: "node", state: index === item.activeIndex ? "hovered" : "idle", color };
        }),
      ];
    case "rubber":
      return [{ type: "rubber", points: item.points, color }];
    case "link": {
      const { annotations, place } = editor;
      const from = annotations.find(annotationId(place, item.fromKey));
      const to = item.toKey === undefined ? undefined : annotations.find(annotationId(place, item.toKey));
      const end = (to && centerOf(editor, to)) ?? item.at;
      return from ? arrowItem(editor, { from, to: end, isSelected: true }) : [];
    }
    case "marquee":
      return [{ type: "marquee", rect: rectOf(item.from, item.to) }];
    case "surface":
      return [item.item as OverlayItem];
    case "measure":
      return [{ type: "ruler", from: item.from, to: item.to }];
    default:
      return assertNever(item);
  }
}

function previewShape(kind: string, drawing: ShapeDrawing, geometry: unknown, color: Rgb): SceneShape {
  return {
    id: "preview",
    kind,
    points: drawing.outline(geometry),
    isClosed: drawing.isClosed,
    isFilled: drawing.isFilled,
    color,
    isSelected: true,
    isHovered: false,
    isLocked: false,
    isDimmed: false,
    isHidden: false,
    zOrder: 0,
  };
}

function handleItems(editor: Editor<Point>): readonly OverlayItem[] {
  const { record, selectedNode } = editor.handles;
  if (!record || !editor.tools.current.isInUse || editor.path === "select.dragging-objects") return [];
  const color = colorOf(editor, record);
  return shownHandles(editor, editor.handles.list()).map((handle): OverlayItem => {
    const state = handle.id === selectedNode ? "active" : stateOf(editor, handle);
    return { type: "handle", at: handle.at, form: HANDLE_FORMS[handle.type] ?? "node", state, color };
  });
}

function shownHandles(editor: Editor<Point>, all: readonly Handle<Point>[]): readonly Handle<Point>[] {
  if (all.length <= MAX_HANDLES_WITH_MIDPOINTS) return all;
  const nodes = all.filter(({ type }) => type !== "midpoint");
  const { input, surface } = editor;
  if (nodes.length <= MAX_NODES) return nodes;
  const at = input.current?.point;
  // The surface's tolerance is the pixel of the present zoom.
  const reach = (surface.tolerance() * AROUND_POINTER_PX) / TOLERANCE_PX;
  return at === undefined ? [] : nodes.filter((handle) => surface.distance(handle.at, at) <= reach);
}

function stateOf({ handles, tools }: Editor<Point>, handle: Handle<Point>): HandleState {
  const { state } = tools.current;
  if (state instanceof DraggingHandle) return state.hit.handle.id === handle.id ? "active" : "idle";
  return handles.hovered?.handle.id === handle.id ? "hovered" : "idle";
}

/** An arrow for each link between two shown objects. */
function linkItems(editor: Editor<Point>): OverlayItem[] {
  const { links, selection } = editor;
  const all = links.keyed();
  if (all.length === 0) return [];
  const selectedKey = links.selected?.key;
  return all.flatMap(({ key, link }) => {
    const [from, to] = [links.find(link.from_id), links.find(link.to_id)];
    if (!from || !to || !links.isHere(link)) return [];
    const isSelected = key === selectedKey || selection.has(from.id) || selection.has(to.id);
    return arrowItem(editor, { from, to: centerOf(editor, to), isSelected });
  });
}

interface ArrowEnds {
  readonly from: AnnotationRecord;
  readonly to: Point | undefined;
  readonly isSelected: boolean;
}

function arrowItem(editor: Editor<Point>, { from, to, isSelected }: ArrowEnds): OverlayItem[] {
  const start = centerOf(editor, from);
  return start && to ? [{ type: "arrow", from: start, to, color: colorOf(editor, from), isSelected }] : [];
}

function centerOf(editor: Editor<Point>, record: AnnotationRecord): Point | undefined {
  const extent = editor.extentOf(record);
  return extent && middleOf(extent);
}

function colorOf(editor: Editor<Point>, record: AnnotationRecord): Rgb {
  return annotationColor(editor.task, record, editor.viewState.get().colorBy);
}
