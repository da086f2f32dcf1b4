import { describe, expect, it, vi } from "vitest";
import { polygonKind } from "../kinds/path.js";
import { headlessVector } from "../testing/headless-vector.js";
import type { Point } from "../view/rect.js";

const NODES = 5_000;

/** A selected polygon of 5,000 nodes around the image's middle, and how often its parts are asked. */
function withLargePolygon() {
  const points = Array.from({ length: NODES }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / NODES;
    return [100 + 40 * Math.cos(angle), 50 + 40 * Math.sin(angle)];
  });
  const annotations = [{ id: 1, track_id: 1, category_id: 1, type: "polygon", points }];
  const setup = headlessVector({ label: { annotations } });
  const { editor, vector, pointer } = setup;
  pointer.key("Tab");
  // So near that nodes are a few pixels apart.
  const { viewport } = vector.surface;
  viewport.setCamera({ ...viewport.camera, zoom: 60, center: [140, 50] });
  const counts = {
    handles: vi.spyOn(polygonKind.handles, "list"),
    validate: vi.spyOn(polygonKind, "validate"),
    distance: vi.spyOn(vector.surface, "distance"),
  };
  const reset = () => {
    for (const count of Object.values(counts)) count.mockClear();
  };
  reset();
  return { ...setup, editor, counts, reset };
}

describe("a polygon of 5,000 nodes", () => {
  it("is hovered over without handles being made anew, each looked at a few times", () => {
    const { pointer, counts, vector, reset } = withLargePolygon();
    pointer.move([140, 50]);
    reset();
    for (let move = 1; move <= 10; move++) {
      pointer.move([140, 50 + move / 100]);
      vector.overlay();
    }
    expect(counts.handles).not.toHaveBeenCalled();
    // Nodes and midpoints for what is under the pointer, nodes for what is drawn around it.
    expect(counts.distance.mock.calls.length).toBeLessThanOrEqual(10 * 4 * NODES);
  });

  it("is asked once for its handles per move of a node, and by the rules when the drag ends", () => {
    const { pointer, editor, counts, vector, reset } = withLargePolygon();
    pointer.move([140, 50]).down([140, 50]).move([146, 50]);
    expect(editor.path).toBe("select.dragging-handle");
    reset();
    for (let move = 1; move <= 10; move++) {
      pointer.move([146 + move / 10, 50]);
      vector.overlay();
      vector.overlay();
    }
    expect(counts.handles).toHaveBeenCalledTimes(10);
    expect(counts.validate).not.toHaveBeenCalled();
    pointer.up([147, 50]);
    expect(counts.validate.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it("shows the nodes around the pointer", () => {
    const { pointer, vector } = withLargePolygon();
    pointer.move([140, 50]);
    const handles = vector.overlay().filter((item) => item.type === "handle");
    expect(handles.length).toBeGreaterThan(10);
    expect(handles.length).toBeLessThan(200);
    expect(handles.every(({ at }) => Math.hypot(at[0] - 140, at[1] - 50) <= 2)).toBe(true);
  });

  it("has its warnings after a drag, not after the next change", () => {
    const { pointer, editor } = withLargePolygon();
    pointer.move([140, 50]).down([140, 50]).move([120, 50]).move([50, 50]);
    expect(editor.warnings.get()).toEqual([]);
    pointer.up([50, 50]);
    expect(editor.warnings.get().map(({ rule }) => rule)).toEqual(["self-crossing"]);
    editor.undo();
    expect(editor.warnings.get()).toEqual([]);
  });
});
