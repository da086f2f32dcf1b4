export { type ClientOptions, type RawRequestOptions, TesseraClient } from "./client.js";
export type { ChunkOptions } from "./create-many.js";
export {
  AlreadyExistsError,
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  BulkError,
  type BulkFailure,
  CollaboratorError,
  ConflictError,
  NetworkError,
  NotFoundError,
  SubscriptionError,
  TesseraError,
  TimeoutError,
  ValidationError,
} from "./errors.js";
export type { ApiPromise, WithResponse } from "./http/api-promise.js";
export { fromJson, toJson } from "./http/json.js";
export type { Method, Query, RequestOptions } from "./http/request.js";
export type { Collaborator } from "./objects/collaborator.js";
export type { Dataset } from "./objects/dataset.js";
export type { Issue } from "./objects/issue.js";
export type { Label, WorkResult } from "./objects/label.js";
export type { Labelset } from "./objects/labelset.js";
export type { Release } from "./objects/release.js";
export type { QueueSample, Sample } from "./objects/sample.js";
export type { Page, PageList, PageParams } from "./page.js";
export { inParallel, type ParallelOptions, type Progress } from "./parallel.js";
export type {
  ApiKeyCreateParams,
  CollaboratorAddParams,
  CollaboratorUpdateParams,
  CommentParams,
  DatasetCloneParams,
  DatasetCreateParams,
  DatasetListParams,
  DatasetUpdateParams,
  ExampleCreateParams,
  InvitationAcceptParams,
  InvitationCreateParams,
  InvitationTarget,
  IssueCreateParams,
  IssueListParams,
  IssueUpdateParams,
  LabelChangeParams,
  LabelDeleteParams,
  LabelGetParams,
  LabelPutParams,
  LabelRestoreParams,
  LabelUpdateParams,
  LabelWorkParams,
  MemberAddParams,
  MemberUpdateParams,
  Metadata,
  NamedParams,
  OrganizationCreateParams,
  PasswordUpdateParams,
  QueueNextParams,
  SampleCreateParams,
  SampleGetParams,
  SampleListParams,
  SampleUpdateParams,
  SessionCreateParams,
  SetupParams,
  UserUpdateParams,
  WorkunitListParams,
} from "./params.js";
export type { WaitOptions } from "./resources/releases.js";
export type { CreateManyOptions, DeleteManyOptions } from "./resources/samples.js";
export type {
  DatasetData,
  LabelAttributes,
  LabelData,
  LabelVersionContent,
  ReleaseFile,
  ReleaseLabel,
  ReleaseSample,
  SampleAttributes,
  SampleData,
  WithBigints,
} from "./types.js";
export type { UploadOptions, UploadSource } from "./upload.js";
export type {
  Anchor,
  ApiKey,
  Asset,
  AttributeUsage,
  BitmapAnnotation,
  CameraImage,
  Category,
  CategoryUsage,
  CuboidAnnotation,
  DatasetRole,
  DefaultDatasetRole,
  Example,
  ImageVectorAnnotation,
  Invitation,
  InvitationOffer,
  IssueStatus,
  LabelAttributesByTask,
  LabelOperation,
  LabelStatus,
  LabelSummary,
  LabelVersion,
  Lease,
  Link,
  OrganizationMember,
  OrganizationRole,
  PointcloudVectorAnnotation,
  QueueCounts,
  QueueReason,
  QueueWorkType,
  ReleaseStatus,
  SampleAttributesByTask,
  SampleSort,
  Session,
  TaskAttributes,
  TaskAttributesChange,
  TaskType,
  TextAnnotation,
  Thumbnail,
  User,
  WorkAction,
  WorkType,
  Workunit,
} from "./wire.js";
