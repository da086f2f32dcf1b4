import {
  IconHandStop,
  IconLine,
  IconLink,
  IconPointer,
  IconPointFilled,
  IconPolygon,
  IconRuler2,
  IconSquare,
  IconZoomIn,
} from "@tabler/icons-react";
import { CHANGE_LOOKS } from "@tessera/editor-2d";
import type { Action, WheelHabit } from "@tessera/editor-core";

import type { EditorModule, OpenLabel, PointerGesture } from "../editor-module.js";
import { images } from "./image-store.js";
import { readFrames } from "./sample-frames.js";
import { VectorCanvas } from "./VectorCanvas.js";
import { VectorSettings } from "./VectorSettings.js";
import { VectorStatusEnd, VectorStatusStart } from "./VectorStatus.js";
import { VectorLabel, vectorLabel } from "./vector-label.js";

/** Boxes, polygons, polylines and keypoints in one image. */
export const vectorModule: EditorModule = {
  open: (options) => new VectorLabel(options),
  prefetch({ attributes }) {
    const [first] = readFrames(attributes);
    if (first?.url !== undefined) images.prefetch(first.url);
  },
  actions: (label) => [...playActions(label), ...propagateActions(label)],
  pointerGestures,
  toolIcons: {
    select: IconPointer,
    box: IconSquare,
    polygon: IconPolygon,
    polyline: IconLine,
    keypoint: IconPointFilled,
    link: IconLink,
    ruler: IconRuler2,
    hand: IconHandStop,
    zoom: IconZoomIn,
  },
  changeLooks: CHANGE_LOOKS,
  kindIcons: { bbox: IconSquare, polygon: IconPolygon, polyline: IconLine, point: IconPointFilled },
  timeline: (label) => vectorLabel(label).timeline,
  Canvas: VectorCanvas,
  StatusStart: VectorStatusStart,
  StatusEnd: VectorStatusEnd,
  ViewSettings: VectorSettings,
};

/** What the pointer does, for the sheet of hotkeys. */
function pointerGestures(wheel: WheelHabit): readonly PointerGesture[] {
  const wheelLabels = { auto: "Zoom with a mouse, pan with a trackpad", zoom: "Zoom", pan: "Pan" } as const;
  return [
    { gesture: "Wheel", label: wheelLabels[wheel] },
    { gesture: "Ctrl+wheel, pinch", label: "Zoom" },
    { gesture: "Shift+wheel", label: "Pan sideways" },
    { gesture: "Middle drag, right drag, Ctrl+drag", label: "Pan" },
    { gesture: "Click", label: "Select; in a drawing tool, set a node or a corner" },
    { gesture: "Shift+click", label: "Select several; on the selected shape, add or remove a node" },
    { gesture: "Alt+click", label: "Select the object below" },
    { gesture: "Drag on the ground", label: "Select what lies in a rectangle" },
    { gesture: "Drag on a shape, node, edge", label: "Move it" },
    { gesture: "Double click", label: "Finish a path; on an edge, add a node" },
    { gesture: "Right click", label: "Finish a path; elsewhere, open a menu" },
  ];
}

function playActions(label: OpenLabel): readonly Action[] {
  const { timeline } = vectorLabel(label);
  if (timeline === undefined) return [];
  const { playback } = timeline;
  return [
    {
      id: "frame.play",
      label: "Play or pause",
      group: "Frames",
      defaultKeys: ["p", "Alt+P"],
      run: () => playback.toggle(),
    },
  ];
}

function propagateActions(label: OpenLabel): readonly Action[] {
  const { propagation, editor } = vectorLabel(label);
  if (propagation === undefined) return [];
  const canBegin = () => editor.selection.ids.length > 0 && !editor.isReadOnly && !propagation.isRunning;
  const group = "Tracks";
  return [
    {
      id: "track.propagate-one",
      label: "Propagate to the next frame",
      group,
      defaultKeys: ["Shift+T"],
      when: canBegin,
      run: () => void propagation.run(1),
    },
    {
      id: "track.propagate",
      label: "Propagate until lost, or stop",
      group,
      defaultKeys: ["Alt+T"],
      when: () => canBegin() || propagation.isRunning,
      run: () => (propagation.isRunning ? propagation.cancel() : void propagation.run(Number.POSITIVE_INFINITY)),
    },
  ];
}
