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
import type { Action } from "@tessera/editor-core";
import type { EditorModule, OpenLabel } from "../editor-module.js";
import { images, imageUrlOf } from "./image-store.js";
import { VectorCanvas } from "./VectorCanvas.js";
import { VectorSettings } from "./VectorSettings.js";
import { VectorStatusEnd, VectorStatusStart } from "./VectorStatus.js";
import { VectorLabel, vectorLabel } from "./vector-label.js";

/** Boxes, polygons, polylines and keypoints in one image. */
export const vectorModule: EditorModule = {
  open: (options) => new VectorLabel(options),
  prefetch(sample) {
    const url = imageUrlOf(sample);
    if (url !== undefined) images.prefetch(url);
  },
  actions: zoomActions,
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

function zoomActions(label: OpenLabel): readonly Action[] {
  const { surface } = vectorLabel(label).vector;
  return [
    {
      id: "view.actual-size",
      label: "Zoom to 100 %",
      group: "View",
      defaultKeys: ["Shift+1"],
      run: () => {
        const { widthPx, heightPx, zoom } = surface.viewport.camera;
        surface.viewport.zoomAt([widthPx / 2, heightPx / 2], 1 / zoom);
      },
    },
  ];
}
