import type { Action, AnnotationRecord, Editor } from "@tessera/editor-core";
import { bboxKind } from "../kinds/bbox.js";
import type { Point } from "../view/rect.js";
import type { ImageSurface } from "./image-surface.js";

/** Each press of a key zooms by this. */
const ZOOM_STEP = 1.5;
/** Zooming to a small object does not go closer than this many screen pixels an image pixel. */
const MAX_OBJECT_ZOOM = 16;

/** What actions in images work on. */
export interface ImageWork {
  readonly editor: Editor<Point>;
  readonly surface: ImageSurface;
  /** Whether a model can be asked for shapes. */
  readonly canAssist: boolean;
  boxesToPolygons(): Promise<void>;
  showObjects(records: readonly AnnotationRecord[], options: { readonly maxZoom: number }): void;
}

/** What can be done in images, beside what can be done on every surface. */
export function imageActions(vector: ImageWork): readonly Action[] {
  const { editor, surface } = vector;
  const group = "View";
  const selected = () => editor.selection.ids.flatMap((id) => editor.annotations.find(id) ?? []);
  const zoomBy = (factor: number) => {
    const { widthPx, heightPx } = surface.viewport.camera;
    const screen = editor.input.current?.screen;
    surface.viewport.zoomAt(screen ? [screen.x, screen.y] : [widthPx / 2, heightPx / 2], factor);
  };
  return [
    {
      id: "tool.hold-hand",
      label: "Pan, while held",
      group: "Tools",
      defaultKeys: ["Shift+Space"],
      run: () => editor.tools.hold("hand"),
      release: () => editor.tools.releaseHeld(),
    },
    {
      id: "view.actual-size",
      label: "Zoom to 100 %",
      group,
      defaultKeys: ["Shift+1"],
      run: () => {
        const { widthPx, heightPx, zoom } = surface.viewport.camera;
        surface.viewport.zoomAt([widthPx / 2, heightPx / 2], 1 / zoom);
      },
    },
    { id: "view.fit", label: "Show the whole image", group, defaultKeys: ["f"], run: () => surface.viewport.fit() },
    {
      id: "view.zoom-to-object",
      label: "Zoom to the selected objects",
      group,
      defaultKeys: ["t"],
      when: () => editor.selection.ids.length > 0,
      run: () => vector.showObjects(selected(), { maxZoom: MAX_OBJECT_ZOOM }),
    },
    {
      id: "view.zoom-in",
      label: "Zoom in",
      group,
      defaultKeys: ["+", "="],
      repeats: true,
      run: () => zoomBy(ZOOM_STEP),
    },
    {
      id: "view.zoom-out",
      label: "Zoom out",
      group,
      defaultKeys: ["-"],
      repeats: true,
      run: () => zoomBy(1 / ZOOM_STEP),
    },
    {
      id: "object.box-to-polygon",
      label: "Box to polygon",
      group: "Objects",
      defaultKeys: ["Shift+G"],
      when: () => vector.canAssist && selected().some((record) => record.kind === bboxKind.id),
      run: () => void vector.boxesToPolygons(),
    },
  ];
}
