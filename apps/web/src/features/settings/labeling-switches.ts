import { type DatasetSwitch, isSequence, sampleTypeOf, type TaskType } from "@tessera/schema";
import type { DatasetUpdateParams } from "@tessera/sdk";

export interface LabelingSwitch {
  readonly field: DatasetSwitch;
  readonly param: keyof DatasetUpdateParams;
  readonly label: string;
  readonly words: string;
  readonly group: "Labeling" | "Reviewing" | "Sequences" | "3D" | "Links" | "Everybody else";
  /** For which task types it means something; all unless told. */
  readonly isFor?: (taskType: TaskType) => boolean;
}

const is3d = (taskType: TaskType) => /^(?:pointcloud|multisensor)/.test(sampleTypeOf(taskType));
const hasCuboids = (taskType: TaskType) =>
  taskType.includes("cuboid") || taskType.includes("vector") ? is3d(taskType) : taskType === "multisensor-sequence";

/** What can be switched for the people who label, in plain words. */
export const LABELING_SWITCHES: readonly LabelingSwitch[] = [
  {
    field: "enable_skip_labeling",
    param: "enableSkipLabeling",
    group: "Labeling",
    label: "Skip when labeling",
    words: "A labeler may pass over a sample; its status becomes skipped.",
  },
  {
    field: "enable_save_button",
    param: "enableSaveButton",
    group: "Labeling",
    label: "Save unfinished work",
    words: "A sample can be saved and gone on with later, by the same person.",
  },
  {
    field: "enable_confirm_on_submit",
    param: "enableConfirmOnSubmit",
    group: "Labeling",
    label: "Ask before submitting",
    words: "One more click, where a wrong one costs much.",
  },
  {
    field: "block_submit_on_mandatory",
    param: "blockSubmitOnMandatory",
    group: "Labeling",
    label: "Require mandatory attributes",
    words:
      "Labels that lack one can't be submitted or accepted. Off, the editor only warns. Programs can always write labels.",
  },
  {
    field: "enable_skip_reviewing",
    param: "enableSkipReviewing",
    group: "Reviewing",
    label: "Skip when reviewing",
    words: "A reviewer may leave a sample to another.",
  },
  {
    field: "enable_ratings",
    param: "enableRatings",
    group: "Reviewing",
    label: "Ratings",
    words: "Reviewers give one to five stars to a label.",
  },
  {
    field: "enable_label_status_verified",
    param: "enableLabelStatusVerified",
    group: "Reviewing",
    label: "Second round",
    words: "Reviewed samples can be verified as well.",
  },
  {
    field: "enable_interpolation",
    param: "enableInterpolation",
    group: "Sequences",
    label: "Interpolate between keyframes",
    words: "Shapes move evenly from one keyframe to the next.",
    isFor: isSequence,
  },
  {
    field: "use_timestamps_for_interpolation",
    param: "useTimestampsForInterpolation",
    group: "Sequences",
    label: "By the frames' times",
    words: "Where frames have times, interpolation follows them and not the numbers of frames.",
    isFor: isSequence,
  },
  {
    field: "enable_extrapolation",
    param: "enableExtrapolation",
    group: "Sequences",
    label: "Extrapolate",
    words: "A movement goes on beyond its last keyframe.",
    isFor: isSequence,
  },
  {
    field: "enable_same_dimensions_track_constraint",
    param: "enableSameDimensionsTrackConstraint",
    group: "3D",
    label: "One size a track",
    words: "A cuboid keeps its dimensions in all frames.",
    isFor: (type) => isSequence(type) && hasCuboids(type),
  },
  {
    field: "enable_3d_cuboid_rotation",
    param: "enable3dCuboidRotation",
    group: "3D",
    label: "Rotation about all axes",
    words: "Cuboids can be tilted, not only turned.",
    isFor: hasCuboids,
  },
  {
    field: "enable_3d_region_of_interest",
    param: "enable3dRegionOfInterest",
    group: "3D",
    label: "Region of interest",
    words: "Only a part of the point cloud is labeled.",
    isFor: is3d,
  },
  {
    field: "enable_object_linking",
    param: "enableObjectLinking",
    group: "Links",
    label: "Links between objects",
    words: "Objects can be tied to each other, as a rider to a bicycle.",
  },
  {
    field: "enable_object_link_category_restrictions",
    param: "enableObjectLinkCategoryRestrictions",
    group: "Links",
    label: "Only between chosen categories",
    words: "As the categories' link restrictions say.",
  },
  {
    field: "noncollaborator_can_label",
    param: "noncollaboratorCanLabel",
    group: "Everybody else",
    label: "Everybody may label",
    words: "Whoever is signed in and sees the dataset gets samples from the queue.",
  },
  {
    field: "noncollaborator_can_review",
    param: "noncollaboratorCanReview",
    group: "Everybody else",
    label: "Everybody may review",
    words: "The same for the review queue.",
  },
];

/** The switches that mean something for a task type, in their groups. */
export function switchGroups(
  taskType: TaskType,
): readonly (readonly [group: string, switches: readonly LabelingSwitch[]])[] {
  const fitting = LABELING_SWITCHES.filter(({ isFor }) => isFor?.(taskType) ?? true);
  const groups = [...new Set(fitting.map(({ group }) => group))];
  return groups.map((group) => [group, fitting.filter((item) => item.group === group)]);
}
