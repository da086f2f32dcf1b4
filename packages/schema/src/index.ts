export { type Fault, MAX_FAULTS } from "./check/report.js";
export { completeLabelIds, withCompletedIds } from "./complete-ids.js";
export { detectLabelType, detectSampleType } from "./detect.js";
export { emptyLabelAttributes } from "./empty-label.js";
export {
  ERRORS,
  type ErrorCode,
  type ErrorEntry,
  SDK_ERRORS,
  SDK_PHRASES,
  type SdkError,
  sdkErrorOf,
} from "./errors.js";
export {
  type BitmapAnnotation,
  type CuboidAnnotation,
  type ImageVectorAnnotation,
  type LabelAttributesByType,
  type Link,
  MAX_BITMAP_ID,
  type PointcloudVectorAnnotation,
  type TextAnnotation,
} from "./formats/label-attributes.js";
export type {
  CameraImage,
  ImageSampleAttributes,
  ImageSequenceSampleAttributes,
  MultisensorSampleAttributes,
  PointcloudSampleAttributes,
  PointcloudSequenceSampleAttributes,
  TextSampleAttributes,
} from "./formats/sample-attributes.js";
export {
  DEFAULT_TASK_ATTRIBUTES,
  type LinkAttribute,
  type TaskAttribute,
  type TaskAttributes,
  TaskAttributesSchema,
  type TaskCategory,
  type WarningRule,
} from "./formats/task-attributes.js";
export { hasSdkPhrase, quoteForMessage } from "./quote.js";
export { isReservedUsername } from "./reserved-usernames.js";
export {
  ACTIONS,
  type Action,
  can,
  canGrant,
  DATASET_ROLES,
  type DatasetRole,
  ORGANIZATION_ROLES,
  type OrganizationRole,
  statusesFor,
} from "./roles.js";
export {
  canCloneTo,
  isSequence,
  isTaskType,
  LABEL_TYPES,
  type LabelType,
  labelTypeOf,
  normalizeTaskType,
  SAMPLE_TYPES,
  type SampleType,
  SENSOR_TASK_TYPES,
  type SensorTaskType,
  sampleTypeOf,
  TASK_TYPES,
  type TaskType,
} from "./task-types.js";
export { LABEL_ATTRIBUTES_SCHEMAS, validateLabelAttributes } from "./validate/label.js";
export { MetadataSchema, validateDatasetMetadata, validateMetadata } from "./validate/metadata.js";
export { SAMPLE_ATTRIBUTES_SCHEMAS, validateSampleAttributes } from "./validate/sample.js";
export { validateTaskAttributes } from "./validate/task.js";
export {
  CATEGORIES,
  type Category,
  ISSUE_KINDS,
  ISSUE_STATUSES,
  type IssueKind,
  type IssueStatus,
  isCategory,
  LABEL_OPERATIONS,
  LABEL_STATUSES,
  type LabelOperation,
  type LabelStatus,
  PCD_TYPES,
  type PcdType,
  QUEUE_REASONS,
  QUEUE_WORK_TYPES,
  type QueueReason,
  type QueueWorkType,
  RELEASE_STATUSES,
  type ReleaseStatus,
  SAMPLE_SORTS,
  type SampleSort,
  SUBSCRIPTIONS,
  type Subscription,
  WORK_ACTIONS,
  WORK_TYPES,
  type WorkAction,
  type WorkType,
} from "./vocabulary.js";
export { type AssetCreate, AssetCreateSchema, type File, FileSchema } from "./wire/asset.js";
export {
  type AttributeUsage,
  AttributeUsageSchema,
  type CategoryUsage,
  CategoryUsageSchema,
  type Collaborator,
  type CollaboratorCreate,
  CollaboratorCreateSchema,
  type CollaboratorPatch,
  CollaboratorPatchSchema,
  CollaboratorSchema,
  DATASET_SWITCHES,
  type Dataset,
  type DatasetClone,
  DatasetCloneSchema,
  type DatasetCreate,
  DatasetCreateSchema,
  type DatasetPatch,
  DatasetPatchSchema,
  DatasetSchema,
  type DatasetSwitch,
  type RemovedCategory,
  RemovedCategorySchema,
  type TaskAttributesChange,
  type TaskAttributesChangeCreate,
  TaskAttributesChangeCreateSchema,
  TaskAttributesChangeSchema,
  type TaskAttributesVersion,
  TaskAttributesVersionSchema,
} from "./wire/dataset.js";
export { type ErrorBody, ErrorBodySchema } from "./wire/error-body.js";
export { type Example, type ExampleCreate, ExampleCreateSchema, ExampleSchema } from "./wire/example.js";
export {
  type DatasetInvitationCreate,
  DatasetInvitationCreateSchema,
  type Invitation,
  type InvitationAccept,
  InvitationAcceptSchema,
  type InvitationOffer,
  InvitationOfferSchema,
  InvitationSchema,
  type OrganizationInvitationCreate,
  OrganizationInvitationCreateSchema,
} from "./wire/invitation.js";
export {
  type Anchor,
  AnchorSchema,
  type CommentCreate,
  CommentCreateSchema,
  type Issue,
  type IssueComment,
  IssueCommentSchema,
  type IssueCreate,
  IssueCreateSchema,
  type IssuePatch,
  IssuePatchSchema,
  IssueSchema,
} from "./wire/issue.js";
export {
  type Label,
  type LabelPatch,
  LabelPatchSchema,
  type LabelPut,
  LabelPutSchema,
  LabelSchema,
  type LabelSummary,
  LabelSummarySchema,
} from "./wire/label.js";
export {
  type LabelDraft,
  type LabelDraftContent,
  LabelDraftContentSchema,
  type LabelDraftPut,
  LabelDraftPutSchema,
  LabelDraftSchema,
} from "./wire/label-draft.js";
export {
  type LabelRestore,
  LabelRestoreSchema,
  type LabelVersion,
  type LabelVersionContent,
  LabelVersionContentSchema,
  LabelVersionSchema,
} from "./wire/label-version.js";
export { type Labelset, type LabelsetCreate, LabelsetCreateSchema, LabelsetSchema } from "./wire/labelset.js";
export {
  type HeldSample,
  HeldSampleSchema,
  type Lease,
  LeaseSchema,
  type QueueBack,
  type QueueBackSample,
  QueueBackSampleSchema,
  QueueBackSchema,
  type QueueCounts,
  QueueCountsSchema,
  type QueueNext,
  QueueNextSchema,
  type QueueSample,
  QueueSampleSchema,
} from "./wire/queue.js";
export { type Release, type ReleaseCreate, ReleaseCreateSchema, ReleaseSchema } from "./wire/release.js";
export {
  type Sample,
  type SampleCreate,
  SampleCreateSchema,
  type SampleNeighbours,
  SampleNeighboursSchema,
  type SamplePatch,
  SamplePatchSchema,
  SampleSchema,
  type SamplesBulkDelete,
  SamplesBulkDeleteSchema,
  type Thumbnail,
  ThumbnailSchema,
} from "./wire/sample.js";
export {
  type PasswordReset,
  PasswordResetSchema,
  type ServerUser,
  type ServerUserPatch,
  ServerUserPatchSchema,
  ServerUserSchema,
} from "./wire/server-user.js";
export {
  type PasswordPut,
  PasswordPutSchema,
  type Session,
  type SessionCreate,
  SessionCreateSchema,
  SessionSchema,
  type Setup,
  SetupSchema,
} from "./wire/session.js";
export { NAME_PATTERN } from "./wire/shared.js";
export {
  type ApiKey,
  type ApiKeyCreate,
  ApiKeyCreateSchema,
  ApiKeySchema,
  DEFAULT_DATASET_ROLES,
  type DefaultDatasetRole,
  type MemberCreate,
  MemberCreateSchema,
  type MemberPatch,
  MemberPatchSchema,
  type OrganizationCreate,
  OrganizationCreateSchema,
  type OrganizationMember,
  OrganizationMemberSchema,
  type User,
  type UserPatch,
  UserPatchSchema,
  UserSchema,
} from "./wire/user.js";
export {
  type RejectionReason,
  RejectionReasonSchema,
  type Work,
  type WorkResult,
  WorkResultSchema,
  WorkSchema,
} from "./wire/work.js";
export { type Workunit, WorkunitSchema } from "./wire/workunit.js";
