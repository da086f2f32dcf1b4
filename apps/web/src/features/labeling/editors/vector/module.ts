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
import type { WheelHabit } from "@tessera/editor-core";
import type { EditorModule, PointerGesture } from "../editor-module.js";
import { images, imageUrlOf } from "./image-store.js";
import { VectorCanvas } from "./VectorCanvas.js";
import { VectorSettings } from "./VectorSettings.js";
import { VectorStatusEnd, VectorStatusStart } from "./VectorStatus.js";
import { VectorLabel } from "./vector-label.js";

/** Boxes, polygons, polylines and keypoints in one image. */
export const vectorModule: EditorModule = {
  open: (options) => new VectorLabel(options),
  prefetch(sample) {
    const url = imageUrlOf(sample);
    if (url !== undefined) images.prefetch(url);
  },
  actions: () => [],
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
