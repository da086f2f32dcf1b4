import type { PageParams } from "./page.js";
import type { LabelAttributes, SampleAttributes, WithBigints } from "./types.js";
import type {
  Anchor,
  Category,
  DatasetRole,
  DefaultDatasetRole,
  IssueStatus,
  LabelStatus,
  OrganizationRole,
  QueueWorkType,
  SampleSort,
  TaskAttributes,
  TaskType,
  WorkAction,
  WorkType,
} from "./wire.js";

/**
 * Data of your own, by name.
 *
 * @example
 * const metadata: Metadata = { city: "London", robot_id: 3, indoors: false };
 * await client.samples.update(sample.uuid, { metadata });
 */
export type Metadata = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** Switches and texts that a dataset is created with and that can be changed. */
interface DatasetSettings {
  /** Default ''. */
  readonly description?: string | undefined;
  /** Default `segmentation-bitmap`. */
  readonly taskType?: TaskType | undefined;
  /** Categories and attributes. Default: one category, `{ id: 1, name: "object" }`. */
  readonly taskAttributes?: TaskAttributes | undefined;
  /** One of the categories on offer, or `custom-` and a word. Default `other`. */
  readonly category?: Category | undefined;
  /** Whether everybody who is signed in sees it. Default false. */
  readonly public?: boolean | undefined;
  /** Markdown. Default ''. */
  readonly readme?: string | undefined;
  /** Default {}. */
  readonly metadata?: Metadata | undefined;
  /** After how many seconds without input a labeler counts as inactive in the metrics. Default 300. */
  readonly labelingInactivityTimeoutSeconds?: number | undefined;
  /**
   * Of versions of labels that are older than so many days, the last of each day is kept, and all that a review made. 1 to
   * 36,500; null keeps every version. Default null.
   */
  readonly versionRetentionDays?: number | null | undefined;
  /** The skip button when labeling. Default true. */
  readonly enableSkipLabeling?: boolean | undefined;
  /** The skip button when reviewing. Default false. */
  readonly enableSkipReviewing?: boolean | undefined;
  /** Stars for labels. Default false. */
  readonly enableRatings?: boolean | undefined;
  /** Interpolation between the keyframes of a sequence. Default true. */
  readonly enableInterpolation?: boolean | undefined;
  /** Interpolation by the frames' timestamps rather than their numbers. Default true. */
  readonly useTimestampsForInterpolation?: boolean | undefined;
  /** A cuboid keeps its dimensions over its whole track. Default false. */
  readonly enableSameDimensionsTrackConstraint?: boolean | undefined;
  /** A button that saves unfinished work. Default false. */
  readonly enableSaveButton?: boolean | undefined;
  /** The label status VERIFIED. Default false. */
  readonly enableLabelStatusVerified?: boolean | undefined;
  /** Cuboids turn about all three axes. Default false. */
  readonly enable3dCuboidRotation?: boolean | undefined;
  /** Asks before a sample is submitted. Default false. */
  readonly enableConfirmOnSubmit?: boolean | undefined;
  /** Labels that lack a mandatory attribute can be neither submitted nor accepted, in the editor and by `labels.work`. Default true. */
  readonly blockSubmitOnMandatory?: boolean | undefined;
  /** Default false. */
  readonly archived?: boolean | undefined;
  /** A region of interest in point clouds. Default false. */
  readonly enable3dRegionOfInterest?: boolean | undefined;
  /** null clears it. Default null. */
  readonly regionOfInterest?: Readonly<Record<string, unknown>> | null | undefined;
  /** Links between objects. Default false. */
  readonly enableObjectLinking?: boolean | undefined;
  /** Links only to the categories that `link_category_restrictions` names. Default false. */
  readonly enableObjectLinkCategoryRestrictions?: boolean | undefined;
  /** Carries a cuboid's movement on past its last keyframe. Default false. */
  readonly enableExtrapolation?: boolean | undefined;
  /** Everybody who sees it may label. Default false. */
  readonly noncollaboratorCanLabel?: boolean | undefined;
  /** Everybody who sees it may review. Default false. */
  readonly noncollaboratorCanReview?: boolean | undefined;
  /** Default []. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * Parameters of `datasets.list`.
 *
 * @example
 * const params: DatasetListParams = { user: "jane", perPage: 100 };
 * for await (const dataset of client.datasets.list(params)) console.log(dataset.full_name);
 */
export interface DatasetListParams extends PageParams {
  /** Whose datasets. Default: your own and those that you work on. */
  readonly user?: string | undefined;
}

/**
 * Parameters of `datasets.create`.
 *
 * @example
 * const params: DatasetCreateParams = {
 *   name: "cars",
 *   description: "Cars in point clouds",
 *   taskType: "pointcloud-cuboid",
 *   taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "car", color: [255, 0, 0] }] },
 *   enable3dCuboidRotation: true,
 * };
 * const dataset = await client.datasets.create(params);
 * await dataset.delete();
 */
export interface DatasetCreateParams extends DatasetSettings {
  readonly name: string;
  /** The organization that is to own it. Default: you. */
  readonly organization?: string | undefined;
}

/**
 * Parameters of `datasets.update`: what is absent stays as it is.
 *
 * @example
 * const params: DatasetUpdateParams = { description: "Wild flowers", enableSkipReviewing: true, tags: ["2024"] };
 * console.log((await client.datasets.update("jane/flowers", params)).description); // Wild flowers
 */
export interface DatasetUpdateParams extends DatasetSettings {
  /** The new name; the owner stays. */
  readonly name?: string | undefined;
}

/**
 * Parameters of `datasets.labelChanges.create`. Null as `move_to`, or none, deletes.
 *
 * @example
 * const { task_attributes } = await client.datasets.update("jane/flowers", {
 *   taskAttributes: { format_version: "0.1", categories: [{ id: 7, name: "rose" }, { id: 8, name: "dog rose" }] },
 * });
 * const params: LabelChangeParams = {
 *   taskAttributes: { ...task_attributes, categories: [{ id: 7, name: "rose" }] },
 *   categories: [{ id: 8, move_to: 7 }],
 * };
 * const { uuid } = await client.datasets.labelChanges.create("jane/flowers", params);
 * console.log((await client.datasets.labelChanges.waitFor("jane/flowers", uuid)).status); // SUCCEEDED
 */
export interface LabelChangeParams {
  /** Saved first, in one go with the change. Default: they stay as they are. */
  readonly taskAttributes?: TaskAttributes | undefined;
  /** Categories, present or removed ones, whose objects go to another one. */
  readonly categories?: readonly { readonly id: number; readonly move_to: number | null }[] | undefined;
  /** Attributes, or single choices (`value`) of them, of a category, or of the scene (null). */
  readonly attributes?:
    | readonly {
        readonly category_id: number | null;
        readonly name: string;
        readonly value?: string;
        readonly move_to?: string | null;
      }[]
    | undefined;
}

/**
 * Parameters of `datasets.clone`.
 *
 * @example
 * const params: DatasetCloneParams = { newName: "flowers-copy", newPublic: false, cloneLabels: true };
 * const copy = await client.datasets.clone("jane/flowers", params);
 * console.log(copy.cloned_from); // jane/flowers
 * await copy.delete();
 */
export interface DatasetCloneParams {
  /** Default: the original's name and `-clone`. */
  readonly newName?: string | undefined;
  /** Default: the original's. */
  readonly newTaskType?: TaskType | undefined;
  /** Default: as the original. */
  readonly newPublic?: boolean | undefined;
  /** The organization that is to own the clone. Default: you. */
  readonly organization?: string | undefined;
  /** Whether the labels come along. Default false. */
  readonly cloneLabels?: boolean | undefined;
}

/**
 * Parameters of `collaborators.add`.
 *
 * @example
 * const params: CollaboratorAddParams = { username: "john", role: "reviewer" };
 * console.log((await client.collaborators.add("jane/flowers", params)).role); // reviewer
 */
export interface CollaboratorAddParams {
  readonly username: string;
  /** Default `labeler`. */
  readonly role?: DatasetRole | undefined;
}

/**
 * Parameters of `collaborators.update`.
 *
 * @example
 * await client.collaborators.add("jane/flowers", { username: "john" });
 * const params: CollaboratorUpdateParams = { role: "admin" };
 * console.log((await client.collaborators.update("jane/flowers", "john", params)).role); // admin
 * await client.collaborators.remove("jane/flowers", "john");
 */
export interface CollaboratorUpdateParams {
  readonly role: DatasetRole;
}

/**
 * Parameters of `samples.list`.
 *
 * @example
 * const params: SampleListParams = {
 *   labelset: "ground-truth",
 *   labelStatus: ["LABELED", "REVIEWED"],
 *   metadata: ["city:London"],
 *   sort: "priority",
 *   direction: "desc",
 * };
 * for await (const sample of client.samples.list("jane/flowers", params)) {
 *   console.log(sample.name, sample.label?.label_status);
 * }
 */
export interface SampleListParams extends PageParams {
  /** Adds each sample's label in this labelset: a summary of it, or null. */
  readonly labelset?: string | undefined;
  /** What the name is to contain. */
  readonly name?: string | undefined;
  /** Statuses in the ground truth; `UNLABELED` for samples without a label. */
  readonly labelStatus?: LabelStatus | readonly LabelStatus[] | undefined;
  /** `key:value`, or several that all must fit. */
  readonly metadata?: string | readonly string[] | undefined;
  /** Default `name`. */
  readonly sort?: SampleSort | undefined;
  /** Default `asc`. */
  readonly direction?: "asc" | "desc" | undefined;
  /** With `labelset`: the whole label instead of its summary. Default false. */
  readonly includeFullLabel?: boolean | undefined;
}

/**
 * Parameters of `samples.neighbours`: those of `samples.list` that say what is in the list, and in which order.
 *
 * @example
 * const params: SampleNeighboursParams = { labelStatus: "LABELED", sort: "priority", direction: "desc" };
 * const { previous, next, position, count } = await client.samples.neighbours(sample.uuid, params);
 * console.log(previous?.name, next?.name, `${position} of ${count}`);
 */
export type SampleNeighboursParams = Pick<SampleListParams, "name" | "labelStatus" | "metadata" | "sort" | "direction">;

/**
 * Parameters of `samples.get`.
 *
 * @example
 * const params: SampleGetParams = { labelset: "ground-truth", includeSignedUrl: true };
 * console.log((await client.samples.get(sample.uuid, params)).label?.label_status); // LABELED
 */
export interface SampleGetParams {
  /** Adds the label in this labelset, or null. */
  readonly labelset?: string | undefined;
  /** Adds `signed_url` beside urls of a private bucket. Default false. */
  readonly includeSignedUrl?: boolean | undefined;
}

/**
 * Parameters of `samples.create`, and an item of `samples.createMany`.
 *
 * @example
 * const params: SampleCreateParams<"vector"> = {
 *   name: "rose.jpg",
 *   attributes: { image: { url: "https://example.com/rose.jpg" } },
 *   metadata: { city: "London", weather: "cloudy", robot_id: 3 },
 *   priority: 10,
 * };
 * console.log((await client.samples.create("jane/flowers", params)).uuid);
 */
export interface SampleCreateParams<Task extends TaskType = TaskType> {
  readonly name: string;
  readonly attributes: WithBigints<SampleAttributes<Task>>;
  /** Default {}. */
  readonly metadata?: Metadata | undefined;
  /** Higher is labeled first. Default 0. */
  readonly priority?: number | undefined;
  /** Who is to label it. Default: anybody. */
  readonly assignedLabeler?: string | null | undefined;
  /** Who is to review it. Default: anybody. */
  readonly assignedReviewer?: string | null | undefined;
  /** Markdown. Default ''. */
  readonly readme?: string | undefined;
}

/**
 * Parameters of `samples.update`: what is absent stays as it is, a null assignee clears it.
 *
 * @example
 * const params: SampleUpdateParams = { priority: 10, assignedLabeler: null };
 * console.log((await client.samples.update(sample.uuid, params)).priority); // 10
 */
export type SampleUpdateParams<Task extends TaskType = TaskType> = Partial<SampleCreateParams<Task>>;

/**
 * Parameters of `labels.get` and `labels.delete`.
 *
 * @example
 * const params: LabelGetParams = { labelset: "ground-truth" };
 * console.log((await client.labels.get(sample.uuid, params)).label_status); // LABELED
 */
export interface LabelGetParams {
  /** Default `ground-truth`. */
  readonly labelset?: string | undefined;
}

/**
 * Which label `labels.delete` deletes.
 *
 * @example
 * const params: LabelDeleteParams = { labelset: "ground-truth" };
 * await client.labels.delete(sample.uuid, params);
 */
export interface LabelDeleteParams {
  readonly labelset: string;
}

interface LabelSettings {
  /** How sure a model is of it; null clears it. Default null. */
  readonly score?: number | null | undefined;
  /**
   * The version that you read (0: there was no label). If another one is there now, nothing is written and a
   * `ConflictError` is thrown. Default: the last writer wins.
   */
  readonly version?: number | undefined;
}

/**
 * Parameters of `labels.put`.
 *
 * @example
 * const params: LabelPutParams<"vector"> = {
 *   attributes: {
 *     format_version: "0.1",
 *     annotations: [{ id: 1, category_id: 1, type: "bbox", points: [[12.34, 56.78], [90.12, 134.56]] }],
 *   },
 *   labelStatus: "LABELED",
 *   score: 0.9,
 * };
 * console.log((await client.labels.put(sample.uuid, params)).version);
 */
export interface LabelPutParams<Task extends TaskType = TaskType> extends LabelSettings {
  /** Default `ground-truth`. */
  readonly labelset?: string | undefined;
  readonly attributes: WithBigints<LabelAttributes<Task>>;
  /** Default `PRELABELED`. */
  readonly labelStatus?: LabelStatus | undefined;
}

/**
 * Parameters of `labels.update`: what is absent stays as it is.
 *
 * @example
 * const { version } = await client.labels.get(sample.uuid);
 * const params: LabelUpdateParams = { labelStatus: "REVIEWED", rating: 5, version };
 * console.log((await client.labels.update(sample.uuid, params)).rating); // 5
 */
export interface LabelUpdateParams<Task extends TaskType = TaskType> extends LabelSettings {
  /** Default `ground-truth`. */
  readonly labelset?: string | undefined;
  readonly attributes?: WithBigints<LabelAttributes<Task>> | undefined;
  readonly labelStatus?: LabelStatus | undefined;
  /** 1 to 5; null clears it. */
  readonly rating?: number | null | undefined;
}

/**
 * Why a sample is rejected.
 *
 * @example
 * const { version } = await client.labels.get(sample.uuid);
 * const reason: RejectionReason = { description: "The stem is missing.", anchor: { type: "track", trackNumber: 1 } };
 * const work = { workType: "review", action: "reject", version, time: 9800, inactiveTime: 0, reason } as const;
 * await client.labels.work(sample.uuid, "ground-truth", work);
 * console.log((await client.samples.get(sample.uuid)).rejection?.description); // The stem is missing.
 */
export interface RejectionReason {
  readonly description: string;
  /** What of the sample it is about. Default: the whole. */
  readonly anchor?: Anchor | null | undefined;
  /** Default []. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * Parameters of `labels.drafts.put`.
 *
 * @example
 * const { version } = await client.labels.get(sample.uuid);
 * const params: LabelDraftPutParams = {
 *   revision: 0,
 *   labelVersion: version,
 *   format: "my-editor/1",
 *   client: "laptop",
 *   objectCount: 2,
 *   content: { added: [{ id: 2 }] },
 * };
 * const { revision } = await client.labels.drafts.put(sample.uuid, "ground-truth", params);
 * await client.labels.drafts.put(sample.uuid, "ground-truth", { ...params, revision, objectCount: 3 });
 */
export interface LabelDraftPutParams {
  /** The revision of your draft that you have seen (0: there was none). If another one is there, a `ConflictError` is thrown. */
  readonly revision: number;
  /** The label's version that the work started from (0: there was no label). */
  readonly labelVersion: number;
  /** What you call the form of `content`; the server does not read it. */
  readonly format: string;
  /** Which device, browser or program wrote it. */
  readonly client: string;
  readonly objectCount: number;
  /** Kept as it is. */
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Parameters of `labels.drafts.delete`.
 *
 * @example
 * const draft = { revision: 0, labelVersion: 1, format: "my-editor/1", client: "laptop", objectCount: 0, content: {} };
 * const { revision } = await client.labels.drafts.put(sample.uuid, "ground-truth", draft);
 * const params: LabelDraftDeleteParams = { revision };
 * await client.labels.drafts.delete(sample.uuid, "ground-truth", params);
 */
export interface LabelDraftDeleteParams {
  /** Deletes this revision alone; a `ConflictError` where another one is there. Default: whatever is there. */
  readonly revision?: number | undefined;
}

/**
 * Parameters of `labels.work`.
 *
 * @example
 * const { version } = await client.labels.get(sample.uuid);
 * const params: LabelWorkParams<"vector"> = {
 *   workType: "review",
 *   action: "accept",
 *   version,
 *   time: 9800,
 *   inactiveTime: 0,
 * };
 * console.log((await client.labels.work(sample.uuid, "ground-truth", params)).label.label_status); // REVIEWED
 */
export interface LabelWorkParams<Task extends TaskType = TaskType> {
  readonly workType: WorkType;
  /** `submit`, `skip`, `save` when labeling; `accept`, `reject`, `verify`, `skip`, `save` when reviewing; else `edit`. */
  readonly action: WorkAction;
  /** The version that the work started from (0: there was no label). */
  readonly version: number;
  /** Active time since the last save, milliseconds. */
  readonly time: number;
  /** Inactive time since the last save, milliseconds. */
  readonly inactiveTime: number;
  /** The lease under which the queue gave the sample. */
  readonly lease?: string | undefined;
  /** Default: they stay as they are. */
  readonly attributes?: WithBigints<LabelAttributes<Task>> | undefined;
  /** 1 to 5, in reviews; null clears it. */
  readonly rating?: number | null | undefined;
  /** The revision of your draft that this save holds: it is deleted; a later one stays. Default: none is. */
  readonly draft?: number | undefined;
  /** With `edit` only. Default: it stays; what nobody had labeled becomes LABELED. */
  readonly labelStatus?: LabelStatus | undefined;
  /** Why the sample is rejected: becomes an issue of kind `rejection`, which the next accept resolves. With `reject` only. */
  readonly reason?: RejectionReason | undefined;
  /** Any data about the session; kept with the workunit. */
  readonly sessionTimeMetrics?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Parameters of `labels.versions.restore`.
 *
 * @example
 * const label = await sample.updateLabel({ labelStatus: "REVIEWED" });
 * const params: LabelRestoreParams = { version: label.version };
 * console.log((await client.labels.versions.restore(sample.uuid, "ground-truth", 1, params)).label_status); // LABELED
 */
export interface LabelRestoreParams {
  /** The version that the label is at (0: it was deleted). */
  readonly version: number;
}

/**
 * Parameters of `queue.next`.
 *
 * @example
 * const params: QueueNextParams = { workType: "label", client: "a-random-name-of-this-tab" };
 * const first = await client.queue.next("jane/flowers", params);
 * const exclude = first.sample === null ? [] : [first.sample.uuid];
 * const second = await client.queue.next("jane/flowers", { ...params, exclude });
 * console.log(first.sample?.name, second.sample?.name);
 */
export interface QueueNextParams {
  readonly workType: QueueWorkType;
  /** 8 to 64 characters, random, the same in all requests of one tab or program. What it holds already comes first. */
  readonly client: string;
  /** Uuids of samples that it has, when it asks for the one after them. */
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Parameters of `queue.back`.
 *
 * @example
 * const params: QueueBackParams = { workType: "label", client: "a-random-name-of-this-tab", before: sample.uuid };
 * console.log((await client.queue.back("jane/flowers", params)).sample?.name);
 */
export interface QueueBackParams {
  readonly workType: QueueWorkType;
  /** As in `queue.next`. Name the sample in its `exclude`, as long as it is open. */
  readonly client: string;
  /** The uuid of the sample that is open. Default: from the end. */
  readonly before?: string | undefined;
}

/**
 * Parameters of `labelsets.create` and `releases.create`.
 *
 * @example
 * const params: NamedParams = { name: "v1.0", description: "For the model of May" };
 * console.log((await client.releases.create("jane/flowers", params)).status); // PENDING
 */
export interface NamedParams {
  readonly name: string;
  /** Default ''. */
  readonly description?: string | undefined;
}

/**
 * Parameters of `issues.list`.
 *
 * @example
 * const params: IssueListParams = { status: "OPEN" };
 * for await (const issue of client.issues.list("jane/flowers", params)) console.log(issue.description);
 */
export interface IssueListParams extends PageParams {
  readonly status?: IssueStatus | undefined;
  /** Issues that have all of these. */
  readonly tags?: string | readonly string[] | undefined;
}

/**
 * Parameters of `issues.create`.
 *
 * @example
 * const params: IssueCreateParams = {
 *   description: "What is this?",
 *   anchor: { type: "location", location: { type: "2d", x: 120, y: 80 } },
 * };
 * console.log((await client.issues.create(sample.uuid, params)).status); // OPEN
 */
export interface IssueCreateParams {
  readonly description: string;
  /** Default `OPEN`. */
  readonly status?: IssueStatus | undefined;
  /** What it is about: a track, an attribute, a place. Default: the sample. */
  readonly anchor?: Anchor | null | undefined;
  /** Default []. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * Parameters of `issues.update`: what is absent stays as it is, a null anchor clears it.
 *
 * @example
 * const issue = await client.issues.create(sample.uuid, { description: "What is this?" });
 * const params: IssueUpdateParams = { status: "CLOSED", tags: ["answered"] };
 * console.log((await client.issues.update(issue.uuid, params)).status); // CLOSED
 * await client.issues.delete(issue.uuid);
 */
export type IssueUpdateParams = Partial<IssueCreateParams>;

/**
 * Parameters of `issues.comment`.
 *
 * @example
 * const issue = await client.issues.create(sample.uuid, { description: "What is this?" });
 * const params: CommentParams = { text: "A violet." };
 * console.log((await client.issues.comment(issue.uuid, params)).comments.length); // 1
 */
export interface CommentParams {
  readonly text: string;
}

/**
 * Parameters of `workunits.list`.
 *
 * @example
 * const params: WorkunitListParams = { start: new Date("2024-01-01"), direction: "asc" };
 * for await (const { created_by, time } of client.workunits.list("jane/flowers", params)) console.log(created_by, time);
 */
export interface WorkunitListParams extends PageParams {
  /** Default `created_at`. */
  readonly sort?: "created_at" | undefined;
  /** Default `desc`: the latest first. */
  readonly direction?: "asc" | "desc" | undefined;
  /** The earliest time: `YYYY-MM-DDTHH:MM:SS` in UTC, or a Date. */
  readonly start?: string | Date | undefined;
  /** The latest time, likewise. */
  readonly end?: string | Date | undefined;
  /** Default false. */
  readonly includeSessionTimeMetrics?: boolean | undefined;
}

/**
 * Parameters of `organizations.create`.
 *
 * @example
 * const params: OrganizationCreateParams = { name: "acme" };
 * await client.organizations.create(params).catch((error) => {
 *   if (!(error instanceof AlreadyExistsError)) throw error;
 * });
 * for (const { user, role } of await client.organizations.listMembers("acme")) console.log(user.username, role);
 */
export interface OrganizationCreateParams {
  readonly name: string;
}

/**
 * Parameters of `organizations.addMember`.
 *
 * @example
 * await client.organizations.create({ name: "gardeners" });
 * const params: MemberAddParams = { username: "john", role: "member", defaultDatasetRole: "labeler" };
 * console.log((await client.organizations.addMember("gardeners", params)).default_dataset_role); // labeler
 * await client.organizations.removeMember("gardeners", "john");
 */
export interface MemberAddParams {
  readonly username: string;
  /** Default `member`. */
  readonly role?: OrganizationRole | undefined;
  /** The role on datasets that the organization creates from now on. Default `none`. */
  readonly defaultDatasetRole?: DefaultDatasetRole | undefined;
}

/**
 * Parameters of `organizations.updateMember`: what is absent stays as it is.
 *
 * @example
 * await client.organizations.create({ name: "florists" });
 * await client.organizations.addMember("florists", { username: "john" });
 * const params: MemberUpdateParams = { role: "administrator" };
 * console.log((await client.organizations.updateMember("florists", "john", params)).role); // administrator
 */
export type MemberUpdateParams = Partial<Omit<MemberAddParams, "username">>;

/**
 * Parameters of `apiKeys.create`.
 *
 * @example
 * const params: ApiKeyCreateParams = { name: "Uploads" };
 * const { key, uuid } = await client.apiKeys.create(params); // key is shown this once
 * console.log(key, (await client.apiKeys.list()).length);
 * await client.apiKeys.delete(uuid);
 */
export interface ApiKeyCreateParams {
  /** What it is for. */
  readonly name: string;
}

/**
 * Parameters of `users.update`: what is absent stays as it is.
 *
 * @example
 * const params: UserUpdateParams = { email: "jane@example.com" };
 * console.log((await client.users.update(params)).email); // jane@example.com
 */
export interface UserUpdateParams {
  /** null clears it. */
  readonly email?: string | null | undefined;
}

/**
 * Parameters of `users.updatePassword`.
 *
 * @example
 * const params: PasswordUpdateParams = { currentPassword: "correct horse battery staple", newPassword: "staple battery horse" };
 * await client.users.updatePassword(params);
 */
export interface PasswordUpdateParams {
  /** Not needed by an account that has none yet, and works by keys alone. */
  readonly currentPassword?: string | undefined;
  /** 10 to 1000 characters. */
  readonly newPassword: string;
  /** Also revokes all your API keys; default false. */
  readonly revokeKeys?: boolean | undefined;
}

/**
 * Parameters of `server.users.list`.
 *
 * @example
 * const params: ServerUserListParams = { search: "jo", perPage: 100 };
 * for await (const user of client.server.users.list(params)) console.log(user.username); // john
 */
export interface ServerUserListParams extends PageParams {
  /** A part of the username or the email address. */
  readonly search?: string | undefined;
}

/**
 * Parameters of `server.users.update`: what is absent stays as it is.
 *
 * @example
 * const params: ServerUserUpdateParams = { isDisabled: true };
 * console.log((await client.server.users.update("john", params)).disabled_at);
 * await client.server.users.update("john", { isDisabled: false });
 */
export interface ServerUserUpdateParams {
  /** A disabled account cannot sign in, and its keys are refused. */
  readonly isDisabled?: boolean | undefined;
  readonly isServerAdministrator?: boolean | undefined;
}

/**
 * Parameters of `server.users.resetPassword`.
 *
 * @example
 * const params: PasswordResetParams = { revokeKeys: true };
 * const { password } = await client.server.users.resetPassword("john", params); // shown this once
 * console.log(password.length);
 */
export interface PasswordResetParams {
  /** Also revokes all API keys of the account; default false. */
  readonly revokeKeys?: boolean | undefined;
}

/**
 * Parameters of `sessions.create`.
 *
 * @example
 * const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
 * const browser = new TesseraClient({ apiKey: null, baseUrl: client.baseUrl });
 * const params: SessionCreateParams = { username: "visitor", password: "correct horse battery" };
 * await browser.invitations.accept(token, params);
 * console.log((await browser.sessions.create(params)).username); // visitor
 */
export interface SessionCreateParams {
  /** A username or an email address. */
  readonly username: string;
  readonly password: string;
}

/**
 * What an invitation is to.
 *
 * @example
 * const target: InvitationTarget = { dataset: "jane/flowers" };
 * console.log((await client.invitations.list(target)).length);
 */
export type InvitationTarget =
  | { readonly dataset: string; readonly organization?: undefined }
  | { readonly organization: string; readonly dataset?: undefined };

/**
 * Parameters of `invitations.create`.
 *
 * @example
 * const params: InvitationCreateParams = { dataset: "jane/flowers", role: "reviewer", email: "john@example.com" };
 * const { uuid, url } = await client.invitations.create(params); // url is shown this once
 * console.log(url);
 * await client.invitations.delete(uuid);
 */
export type InvitationCreateParams =
  | (Extract<InvitationTarget, { dataset: string }> & {
      /** Default `labeler`. */
      readonly role?: DatasetRole | undefined;
      /** Whom it is meant for. Nothing is sent. */
      readonly email?: string | null | undefined;
    })
  | (Extract<InvitationTarget, { organization: string }> & {
      /** Default `member`. */
      readonly role?: OrganizationRole | undefined;
      /** The role on datasets that the organization creates from then on. Default `none`. */
      readonly defaultDatasetRole?: DefaultDatasetRole | undefined;
      /** Whom it is meant for. Nothing is sent. */
      readonly email?: string | null | undefined;
    });

/**
 * Parameters of `invitations.accept`: empty where somebody is signed in, else the new account.
 *
 * @example
 * const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
 * const params: InvitationAcceptParams = { username: "newcomer", password: "correct horse battery" };
 * const browser = new TesseraClient({ apiKey: null, baseUrl: client.baseUrl });
 * console.log((await browser.invitations.accept(token, params)).username); // newcomer
 */
export interface InvitationAcceptParams {
  readonly username?: string | undefined;
  /** 10 to 1000 characters. */
  readonly password?: string | undefined;
  readonly email?: string | null | undefined;
}

/**
 * Parameters of `examples.create`.
 *
 * @example
 * const params: ExampleCreateParams = { name: "bboxes", datasetName: "tryout" };
 * const dataset = await client.examples.create(params);
 * console.log(dataset.samples_count); // 5
 */
export interface ExampleCreateParams {
  readonly name: string;
  /** Default: the example's, with a number where that is taken. */
  readonly datasetName?: string | undefined;
}

/**
 * Parameters of `setup.create`.
 *
 * @example
 * const params: SetupParams = { token: "used-up", username: "jane", password: "correct horse battery" };
 * await client.setup.create(params).catch((error) => {
 *   if (!(error instanceof AuthorizationError)) throw error;
 * });
 */
export interface SetupParams {
  /** From the link that the server prints. */
  readonly token: string;
  readonly username: string;
  /** 10 to 1000 characters. */
  readonly password: string;
  readonly email?: string | undefined;
  /** Whether to create an API key too; default true. */
  readonly createKey?: boolean | undefined;
}
