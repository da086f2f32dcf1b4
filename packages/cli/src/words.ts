/** Words of the API that options take. The SDK has them as types; a type test holds these lists to them. */
import type {
  DatasetRole,
  DefaultDatasetRole,
  LabelStatus,
  OrganizationRole,
  SampleSort,
  TaskType,
} from "@tessera/sdk";

type All<Word extends string, List extends readonly Word[]> = Exclude<Word, List[number]> extends never ? List : never;

function all<Word extends string>() {
  return <const List extends readonly Word[]>(list: All<Word, List>): List => list;
}

export const TASK_TYPES = all<TaskType>()([
  "segmentation-bitmap",
  "segmentation-bitmap-highres",
  "image-segmentation-sequence",
  "bboxes",
  "vector",
  "image-vector-sequence",
  "keypoints",
  "pointcloud-cuboid",
  "pointcloud-cuboid-sequence",
  "pointcloud-segmentation",
  "pointcloud-segmentation-sequence",
  "pointcloud-vector",
  "pointcloud-vector-sequence",
  "multisensor-sequence",
  "text-named-entities",
  "text-span-categorization",
]);

export const LABEL_STATUSES = all<LabelStatus>()([
  "UNLABELED",
  "PRELABELED",
  "LABELING_IN_PROGRESS",
  "LABELED",
  "REVIEWING_IN_PROGRESS",
  "REVIEWED",
  "REJECTED",
  "SKIPPED",
  "VERIFIED",
]);

export const DATASET_ROLES = all<DatasetRole>()(["viewer", "labeler", "reviewer", "manager", "admin"]);
export const ORGANIZATION_ROLES = all<OrganizationRole>()(["member", "administrator"]);
export const DEFAULT_DATASET_ROLES = all<DefaultDatasetRole>()([
  "none",
  "viewer",
  "labeler",
  "reviewer",
  "manager",
  "admin",
]);
export const SAMPLE_SORTS = all<SampleSort>()([
  "name",
  "created",
  "created_at",
  "priority",
  "updated_at",
  "gt_label__updated_at",
]);
