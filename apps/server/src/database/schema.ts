import type {
  Category,
  DatasetRole,
  IssueKind,
  IssueStatus,
  LabelStatus,
  OrganizationRole,
  ReleaseStatus,
  TaskType,
} from "@tessera/schema";
import type { ColumnType, Generated } from "kysely";

/**
 * The tables as Kysely sees them. Times and JSON are read as text (see pool.ts): a time is an ISO 8601
 * string in UTC with microseconds, a JSON column is the stored text, never parsed on the way out.
 */
export interface Database {
  account: AccountTable;
  organization_member: OrganizationMemberTable;
  api_key: ApiKeyTable;
  session: SessionTable;
  login_attempt: LoginAttemptTable;
  invitation: InvitationTable;
  setup_token: SetupTokenTable;
  server_secret: { name: string; value: Buffer };
  dataset: DatasetTable;
  task_attributes_version: TaskAttributesVersionTable;
  task_attributes_change: TaskAttributesChangeTable;
  collaborator: CollaboratorTable;
  bucket_prefix: { owner_id: number; prefix: string; created_at: Time };
  labelset: LabelsetTable;
  sample: SampleTable;
  lease: LeaseTable;
  thumbnail: ThumbnailTable;
  dataset_count: DatasetCountTable;
  label_content: LabelContentTable;
  label: LabelTable;
  label_version: LabelVersionTable;
  label_draft: LabelDraftTable;
  issue: IssueTable;
  issue_comment: IssueCommentTable;
  release: ReleaseTable;
  workunit: WorkunitTable;
  asset: AssetTable;
  idempotency_key: IdempotencyKeyTable;
  audit_log: AuditLogTable;
}

/** Read as an ISO string, written by the database's default or as an ISO string. */
type Time = ColumnType<string, string | undefined, string>;
type NullableTime = ColumnType<string | null, string | null | undefined, string | null>;
/** JSON text both ways. */
type JsonText = string;

interface AccountTable {
  id: Generated<number>;
  username: string;
  is_organization: Generated<boolean>;
  email: string | null;
  password_hash: string | null;
  created_by_id: number | null;
  created_at: Time;
  disabled_at: NullableTime;
  is_server_administrator: Generated<boolean>;
}

interface OrganizationMemberTable {
  organization_id: number;
  account_id: number;
  role: "member" | "administrator";
  default_dataset_role: Generated<DatasetRole | "none">;
  created_at: Time;
}

interface ApiKeyTable {
  id: Generated<number>;
  uuid: Generated<string>;
  account_id: number;
  name: string;
  key_hash: Buffer;
  key_prefix: string;
  created_at: Time;
  last_used_at: NullableTime;
  revoked_at: NullableTime;
}

interface SessionTable {
  token_hash: Buffer;
  uuid: Generated<string>;
  account_id: number;
  user_agent: string | null;
  address: string;
  created_at: Time;
  last_used_at: Time;
  expires_at: string;
}

interface LoginAttemptTable {
  key: Buffer;
  failures: number;
  last_at: Time;
  retry_at: Time;
}

interface InvitationTable {
  id: Generated<number>;
  uuid: Generated<string>;
  token_hash: Buffer;
  dataset_id: number | null;
  organization_id: number | null;
  role: DatasetRole | OrganizationRole;
  default_dataset_role: DatasetRole | "none" | null;
  email: string | null;
  created_by_id: number;
  created_at: Time;
  expires_at: string;
}

interface SetupTokenTable {
  token_hash: Buffer;
  created_at: Time;
}

interface TaskAttributesVersionTable {
  id: Generated<number>;
  dataset_id: number;
  task_attributes: JsonText;
  saved_at: Time;
  saved_by_id: number;
}

interface TaskAttributesChangeTable {
  id: Generated<number>;
  uuid: Generated<string>;
  dataset_id: number;
  rule: JsonText;
  reason: string;
  status: Generated<ReleaseStatus>;
  after_id: Generated<number>;
  samples_total: number;
  samples_done: Generated<number>;
  labels_changed: Generated<number>;
  labels_kept: Generated<number>;
  objects_moved: Generated<number>;
  objects_deleted: Generated<number>;
  values_changed: Generated<number>;
  values_dropped: Generated<number>;
  created_at: Time;
  created_by_id: number;
}

interface DatasetTable {
  id: Generated<number>;
  owner_id: number;
  name: string;
  description: Generated<string>;
  category: Generated<Category>;
  public: Generated<boolean>;
  archived: Generated<boolean>;
  task_type: TaskType;
  task_attributes: JsonText;
  removed_categories: Generated<JsonText>;
  readme: Generated<string>;
  metadata: Generated<JsonText>;
  tags: Generated<string[]>;
  region_of_interest: JsonText | null;
  cloned_from: string | null;
  clone_job: JsonText | null;
  late_rule: JsonText | null;
  labeling_inactivity_timeout_seconds: Generated<number>;
  enable_skip_labeling: Generated<boolean>;
  enable_skip_reviewing: Generated<boolean>;
  enable_ratings: Generated<boolean>;
  enable_interpolation: Generated<boolean>;
  use_timestamps_for_interpolation: Generated<boolean>;
  enable_same_dimensions_track_constraint: Generated<boolean>;
  enable_save_button: Generated<boolean>;
  enable_label_status_verified: Generated<boolean>;
  enable_3d_cuboid_rotation: Generated<boolean>;
  enable_confirm_on_submit: Generated<boolean>;
  block_submit_on_mandatory: Generated<boolean>;
  /** Null: every version of a label is kept. */
  version_retention_days: number | null;
  enable_3d_region_of_interest: Generated<boolean>;
  enable_object_linking: Generated<boolean>;
  enable_object_link_category_restrictions: Generated<boolean>;
  enable_extrapolation: Generated<boolean>;
  noncollaborator_can_label: Generated<boolean>;
  noncollaborator_can_review: Generated<boolean>;
  created_by_id: number;
  created_at: Time;
  updated_at: Time;
  deleted_at: NullableTime;
}

interface CollaboratorTable {
  dataset_id: number;
  account_id: number;
  role: DatasetRole;
  created_at: Time;
}

interface LabelsetTable {
  id: Generated<number>;
  dataset_id: number;
  name: string;
  description: Generated<string>;
  is_groundtruth: Generated<boolean>;
  created_at: Time;
}

interface SampleTable {
  id: Generated<number>;
  uuid: Generated<string>;
  dataset_id: number;
  name: string;
  attributes: JsonText;
  metadata: Generated<JsonText>;
  priority: Generated<number>;
  readme: Generated<string>;
  assigned_labeler_id: number | null;
  assigned_reviewer_id: number | null;
  label_status: Generated<LabelStatus>;
  gt_label_updated_at: Time;
  labeled_by_id: number | null;
  started_by_id: number | null;
  rejected_by_id: number | null;
  reviewed_by_id: number | null;
  review_skipped_by_id: number | null;
  label_step: ColumnType<LabelStep | null, never, never>;
  label_person_id: ColumnType<number | null, never, never>;
  review_step: ColumnType<ReviewStep | null, never, never>;
  review_person_id: ColumnType<number | null, never, never>;
  created_by_id: number;
  created_at: Time;
  updated_at: Time;
}

/** Where a sample waits in the label queue, and in the review queue. */
type LabelStep = "in_progress" | "rejected" | "assigned" | "open";
type ReviewStep = "in_progress" | "assigned" | "open" | "skipped" | "reviewed";

interface LeaseTable {
  sample_id: number;
  uuid: Generated<string>;
  dataset_id: number;
  account_id: number;
  client: string;
  work_type: "label" | "review";
  created_at: Time;
  expires_at: string;
}

interface ThumbnailTable {
  sample_id: number;
  asset_key: string | null;
  width: number | null;
  height: number | null;
  image_width: number | null;
  image_height: number | null;
  error: string | null;
  is_passing: Generated<boolean>;
}

interface DatasetCountTable {
  dataset_id: number;
  label_status: LabelStatus;
  slot: number;
  samples: number;
}

interface LabelContentTable {
  id: Generated<number>;
  sample_id: number;
  attributes: JsonText;
  /** Of the attributes' text; set by a trigger. */
  bytes: Generated<number>;
}

interface LabelTable {
  sample_id: number;
  labelset_id: number;
  version: number;
  label_status: LabelStatus;
  content_id: number;
  score: number | null;
  rating: number | null;
  created_at: Time;
  created_by_id: number;
  updated_at: Time;
  updated_by_id: number;
  reviewed_at: NullableTime;
  reviewed_by_id: number | null;
}

interface LabelVersionTable {
  sample_id: number;
  labelset_id: number;
  version: number;
  operation: "saved" | "deleted" | "restored";
  label_status: LabelStatus | null;
  content_id: number | null;
  score: number | null;
  rating: number | null;
  saved_at: Time;
  saved_by_id: number;
  /** Why it was written, where nobody wrote it by hand. */
  reason: string | null;
}

interface LabelDraftTable {
  account_id: number;
  sample_id: number;
  labelset_id: number;
  revision: Generated<number>;
  label_version: number;
  format: string;
  client: string;
  object_count: number;
  bytes: number;
  content: JsonText;
  created_at: Time;
  updated_at: Time;
}

interface IssueTable {
  id: Generated<number>;
  uuid: Generated<string>;
  dataset_id: number;
  sample_id: number;
  kind: Generated<IssueKind>;
  description: string;
  status: IssueStatus;
  anchor: JsonText | null;
  object_deleted_at: NullableTime;
  tags: Generated<string[]>;
  created_at: Time;
  created_by_id: number;
  updated_at: Time;
  updated_by_id: number;
}

interface IssueCommentTable {
  id: Generated<number>;
  issue_id: number;
  text: string;
  created_at: Time;
  created_by_id: number;
}

interface ReleaseTable {
  id: Generated<number>;
  uuid: Generated<string>;
  dataset_id: number;
  name: string;
  description: Generated<string>;
  status: Generated<ReleaseStatus>;
  status_info: Generated<string>;
  asset_key: string | null;
  samples_count: Generated<number>;
  created_at: Time;
  created_by_id: number;
}

interface WorkunitTable {
  id: Generated<number>;
  uuid: Generated<string>;
  dataset_id: number;
  sample_id: number | null;
  sample_uuid: string;
  sample_name: string;
  created_at: Time;
  created_by_id: number;
  work_type: "label" | "review" | "normal";
  next_label_status: LabelStatus | null;
  time_ms: number;
  inactive_time_ms: number;
  label_rating: number | null;
  session_time_metrics: JsonText | null;
}

interface AssetTable {
  uuid: Generated<string>;
  account_id: number;
  key: string;
  filename: string;
  created_at: Time;
  /** When a sample or label that referred to it was deleted. */
  unused_since: NullableTime;
}

interface IdempotencyKeyTable {
  account_id: number;
  key: string;
  fingerprint: Buffer;
  status_code: number;
  body: string;
  created_at: Time;
}

interface AuditLogTable {
  id: Generated<number>;
  created_at: Time;
  account_id: number | null;
  action: string;
  subject: string;
  detail: Generated<JsonText>;
  address: string | null;
}
