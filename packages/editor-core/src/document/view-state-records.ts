import type { ObjectKey } from "../annotations/records.js";
import { defineRecordType, type StoreRecord } from "../store/record.js";

/** What lists and canvases color objects by: each its own color, its category's, or one of an attribute's value. */
export type ColorBy =
  | { readonly by: "instance" }
  | { readonly by: "category" }
  | { readonly by: "attribute"; readonly name: string };

/** This tab's view of the whole document: one record. */
export interface ViewStateRecord extends StoreRecord {
  readonly typeName: "view-state";
  /** Selected objects, in the order in which they were selected; also such as are not in the place in view. */
  readonly selectedKeys: readonly ObjectKey[];
  readonly hoveredKey: ObjectKey | null;
  /** The key of the link that is selected, in place of objects. */
  readonly selectedLink: string | null;
  /** The category of the next object. */
  readonly categoryId: number;
  /** The frame in view; null where the document has none. */
  readonly frame: number | null;
  /** The words of the filter box, as in the url. */
  readonly filter: string;
  /** Object keys that alone are shown (`h`), or null: all. */
  readonly isolatedKeys: readonly ObjectKey[] | null;
  readonly isReadOnly: boolean;
  readonly colorBy: ColorBy;
  readonly dismissedWarnings: readonly string[];
  /** Counts the changes of the dataset's categories and attributes: what shows them looks again. */
  readonly taskRevision: number;
}

/** This tab's view of one sensor. */
export interface SensorViewStateRecord extends StoreRecord {
  readonly typeName: "sensor-view-state";
  readonly isSnapping: boolean;
  readonly showsCrosshair: boolean;
  /** While a key is held: the data without the label, or the label without the data. */
  readonly onlyLayer: "data" | "label" | null;
  /** "tool.state", such as `polygon.drawing`. */
  readonly path: string;
}

/** How this tab shows one object, over all places. Where there is none: shown, not locked. */
export interface ObjectStateRecord extends StoreRecord {
  readonly typeName: "object-state";
  readonly objectKey: ObjectKey;
  readonly isHidden: boolean;
  readonly isLocked: boolean;
}

/**
 * See {@link ViewStateRecord}.
 *
 * @example editor.store.get(ViewStateType, VIEW_STATE_ID).frame // 3
 */
export const ViewStateType = defineRecordType<ViewStateRecord>("view-state", { scope: "view" });
/**
 * See {@link SensorViewStateRecord}.
 *
 * @example editor.store.get(SensorViewStateType, sensorViewStateId(undefined)).path // "select.idle"
 */
export const SensorViewStateType = defineRecordType<SensorViewStateRecord>("sensor-view-state", { scope: "view" });
/**
 * See {@link ObjectStateRecord}.
 *
 * @example for (const state of editor.store.all(ObjectStateType)) console.log(state.objectKey);
 */
export const ObjectStateType = defineRecordType<ObjectStateRecord>("object-state", { scope: "view" });

/** The id of the one record. */
export const VIEW_STATE_ID = "view-state:view-state";

/** The view state of a document that was just opened. */
export function newViewState(categoryId: number): ViewStateRecord {
  return {
    id: VIEW_STATE_ID,
    typeName: "view-state",
    selectedKeys: [],
    hoveredKey: null,
    selectedLink: null,
    categoryId,
    frame: null,
    filter: "",
    isolatedKeys: null,
    isReadOnly: false,
    colorBy: { by: "category" },
    dismissedWarnings: [],
    taskRevision: 0,
  };
}

/** The id of a sensor's record. */
export function sensorViewStateId(sensor: string | undefined): string {
  return `sensor-view-state:${sensor ?? ""}`;
}

/** The view state of a sensor that was just opened. */
export function newSensorViewState(sensor: string | undefined): SensorViewStateRecord {
  return {
    id: sensorViewStateId(sensor),
    typeName: "sensor-view-state",
    isSnapping: false,
    showsCrosshair: false,
    onlyLayer: null,
    path: "",
  };
}
