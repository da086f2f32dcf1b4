import type { TablerIcon } from "@tabler/icons-react";
import type {
  Action,
  AnnotationRecord,
  Editor,
  Emitter,
  LabelDocument,
  ObjectChange,
  ObjectChangeKind,
  SceneChanges,
  WheelHabit,
} from "@tessera/editor-core";
import type { Anchor, DatasetData, SampleData } from "@tessera/sdk";
import type { ComponentType } from "react";
import type { LabelContent } from "../session/index.js";
import type { Playback } from "../timeline/playback.js";
import type { TimelineSource } from "../timeline/timeline-source.js";

/** A headless editor, whatever its coordinates are. */
export type Core = Editor<unknown>;

/** A label that is open in an editor of some kind. What the page knows of it. */
export interface OpenLabel {
  readonly document: LabelDocument;
  /** The editor that has the tools, the keys and the list of objects now. */
  readonly editor: Core;
  /** Replaces the label: nothing to undo, nothing to save. */
  load(attributes: unknown): void;
  /** Takes another label over in one step of undo. What is the same by value is not touched. */
  replace(attributes: unknown, step: string): boolean;
  /** The label as it is to be saved. */
  content(): LabelContent;
  /** Brings objects into view. */
  show(records: readonly AnnotationRecord[]): void;
  /** Brings what an issue is about into view. */
  showAnchor(anchor: Anchor | null | undefined): void;
  /** Labels beside this one, to look at. */
  readonly others: OtherLabels;
  dispose(): void;
}

/** Other labels of the sample, drawn with the one that is open and neither hit nor selected. */
export interface OtherLabels {
  /** What the comparison lists is different now. */
  readonly changed: Pick<Emitter, "listen">;
  /** What differs from the version that the label is compared with; undefined where it is compared with none. */
  readonly changes: readonly ObjectChange[] | undefined;
  /** The same of links and of attributes of the whole image. */
  readonly sceneChanges: SceneChanges | undefined;
  /** Shows what differs from another version of the label, and goes on as the label changes; null ends it. */
  compareWith(attributes: unknown): void;
  /** Shows a label of another labelset; null takes it away. */
  showBeside(attributes: unknown): void;
}

/** What of a dataset matters to its labels. */
export type LabeledDataset = Pick<DatasetData, "task_type" | "task_attributes" | "removed_categories"> &
  Partial<
    Pick<
      DatasetData,
      | "enable_object_linking"
      | "enable_object_link_category_restrictions"
      | "enable_interpolation"
      | "enable_extrapolation"
      | "use_timestamps_for_interpolation"
    >
  >;

/** What a label is opened with. */
export interface OpenLabelOptions {
  readonly dataset: LabeledDataset;
  readonly sample: Pick<SampleData, "uuid" | "attributes">;
  /** Names the document; the sample's uuid where it is the work. */
  readonly documentKey: string;
  /** The label's attributes, or null where there is no label yet. */
  readonly label: unknown;
  readonly isReadOnly: boolean;
}

/** What the timeline shows, and what plays it. */
export interface OpenTimeline {
  readonly source: TimelineSource;
  readonly playback: Playback;
}

/** What a component of a module is given. */
export interface ModuleProps {
  readonly label: OpenLabel;
}

/** Something that a pointer does: a line of the sheet of hotkeys. */
export interface PointerGesture {
  /** "Shift+click". */
  readonly gesture: string;
  readonly label: string;
}

/** Everything that one kind of data brings to the labeling page. Each is a chunk of its own. */
export interface EditorModule {
  /** @throws for a task type that the module does not label. */
  open(options: OpenLabelOptions): OpenLabel;
  /** Loads what a sample shows before it is opened. Failures are told when it is. */
  prefetch(sample: Pick<SampleData, "attributes">): void;
  /** What can be done beside the editor's own actions. */
  actions(label: OpenLabel): readonly Action[];
  /** What the pointer does, for the sheet of hotkeys, with the wheel as it is set. */
  pointerGestures(wheel: WheelHabit): readonly PointerGesture[];
  /** By id of the tool. */
  readonly toolIcons: Readonly<Record<string, TablerIcon>>;
  /** How the canvas draws what differs from another version, for the legend. */
  readonly changeLooks: Readonly<Record<ObjectChangeKind, { readonly color: readonly [number, number, number] }>>;
  /** By id of the annotation's kind. */
  readonly kindIcons: Readonly<Record<string, TablerIcon>>;
  /** The data, the label over it, and what tools and issues draw. Its element has the id `CANVAS_ID` and takes the focus. */
  readonly Canvas: ComponentType<ModuleProps>;
  /** At the left and the right end of the status line. */
  readonly StatusStart: ComponentType<ModuleProps>;
  readonly StatusEnd: ComponentType<ModuleProps>;
  /** The frames of a label that has some, and its objects through them. */
  timeline?(label: OpenLabel): OpenTimeline | undefined;
  /** How the label and the data are shown, in the panel of settings. */
  readonly ViewSettings: ComponentType<ModuleProps>;
}
