import type { RequestOptions, UploadOptions } from "../index.js";
import type {
  CollaboratorAddParams,
  CollaboratorUpdateParams,
  DatasetCloneParams,
  DatasetCreateParams,
  DatasetListParams,
  DatasetUpdateParams,
  IssueCreateParams,
  IssueUpdateParams,
  LabelDeleteParams,
  LabelGetParams,
  LabelPutParams,
  LabelUpdateParams,
  NamedParams,
  SampleCreateParams,
  SampleGetParams,
  SampleListParams,
  SampleUpdateParams,
  WorkunitListParams,
} from "../params.js";

/** A method of the Python client and what it is here. */
export interface PythonMethod {
  /** `samples.list`, of a client. */
  readonly ours: string;
  /** Python's parameters that are arguments of their own here: theirs → ours, in our order. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Python's parameters that are members of our parameter object, which follows the arguments. */
  readonly params?: Readonly<Record<string, string>>;
  /** Of our options, which come last. */
  readonly options?: Readonly<Record<string, string>>;
  /** Members that the Python client sends although they say what the server takes for granted. */
  readonly implied?: Readonly<Record<string, unknown>>;
}

/** Theirs → ours, where ours are members of `Params`: a name that is not there does not compile. */
function of<Params>() {
  return <const Names extends Readonly<Record<string, keyof Params & string>>>(names: Names): Names => names;
}

const settings = {
  description: "description",
  task_type: "taskType",
  task_attributes: "taskAttributes",
  category: "category",
  public: "public",
  readme: "readme",
  metadata: "metadata",
  labeling_inactivity_timeout_seconds: "labelingInactivityTimeoutSeconds",
  enable_skip_labeling: "enableSkipLabeling",
  enable_skip_reviewing: "enableSkipReviewing",
  enable_ratings: "enableRatings",
  enable_interpolation: "enableInterpolation",
  enable_same_dimensions_track_constraint: "enableSameDimensionsTrackConstraint",
  enable_save_button: "enableSaveButton",
  enable_label_status_verified: "enableLabelStatusVerified",
  enable_3d_cuboid_rotation: "enable3dCuboidRotation",
  // Named as the data is: enable_confirm_on_submit.
  enable_confirm_on_commit: "enableConfirmOnSubmit",
  archived: "archived",
  enable_3d_region_of_interest: "enable3dRegionOfInterest",
  region_of_interest: "regionOfInterest",
  enable_object_linking: "enableObjectLinking",
  enable_object_link_category_restrictions: "enableObjectLinkCategoryRestrictions",
  enable_extrapolation: "enableExtrapolation",
} as const;

const sample = {
  name: "name",
  attributes: "attributes",
  metadata: "metadata",
  priority: "priority",
  assigned_labeler: "assignedLabeler",
  assigned_reviewer: "assignedReviewer",
  readme: "readme",
} as const;

const dataset = { dataset_identifier: "dataset" } as const;
const user = { username: "username" } as const;
const compress = of<RequestOptions>()({ enable_compression: "compress" });
const named = of<NamedParams>()({ name: "name", description: "description" });

/** Every method of the Python client. */
export const PYTHON_METHODS: Readonly<Record<string, PythonMethod>> = {
  get_user: { ours: "users.get", arguments: { user: "username" } },
  get_datasets: {
    ours: "datasets.list",
    arguments: {},
    params: of<DatasetListParams>()({ user: "user", per_page: "perPage", page: "page" }),
  },
  get_dataset: { ours: "datasets.get", arguments: dataset },
  add_dataset: {
    ours: "datasets.create",
    arguments: {},
    params: of<DatasetCreateParams>()({ name: "name", ...settings, organization: "organization" }),
    implied: {
      description: "",
      task_type: "segmentation-bitmap",
      task_attributes: { format_version: "0.1", categories: [{ name: "object", id: 1 }] },
      category: "other",
      public: false,
      readme: "",
      labeling_inactivity_timeout_seconds: 300,
      enable_skip_labeling: true,
      enable_skip_reviewing: false,
      enable_ratings: false,
      enable_interpolation: true,
      enable_same_dimensions_track_constraint: false,
      enable_save_button: false,
      enable_label_status_verified: false,
      enable_3d_cuboid_rotation: false,
      enable_3d_region_of_interest: false,
      enable_confirm_on_submit: false,
      archived: false,
      data_type: "IMAGE",
    },
  },
  update_dataset: {
    ours: "datasets.update",
    arguments: dataset,
    params: of<DatasetUpdateParams>()({
      ...settings,
      use_timestamps_for_interpolation: "useTimestampsForInterpolation",
    }),
  },
  delete_dataset: { ours: "datasets.delete", arguments: dataset },
  clone_dataset: {
    ours: "datasets.clone",
    arguments: dataset,
    params: of<DatasetCloneParams>()({
      new_name: "newName",
      new_task_type: "newTaskType",
      new_public: "newPublic",
      organization: "organization",
      clone_labels: "cloneLabels",
    }),
    implied: { name: "flowers-clone", clone_labels: false },
  },
  get_dataset_collaborator: { ours: "collaborators.get", arguments: { ...dataset, ...user } },
  add_dataset_collaborator: {
    ours: "collaborators.add",
    arguments: dataset,
    params: of<CollaboratorAddParams>()({ username: "username", role: "role" }),
  },
  update_dataset_collaborator: {
    ours: "collaborators.update",
    arguments: { ...dataset, ...user },
    params: of<CollaboratorUpdateParams>()({ role: "role" }),
  },
  delete_dataset_collaborator: { ours: "collaborators.remove", arguments: { ...dataset, ...user } },
  get_samples: {
    ours: "samples.list",
    arguments: dataset,
    params: of<SampleListParams>()({
      labelset: "labelset",
      name: "name",
      label_status: "labelStatus",
      metadata: "metadata",
      sort: "sort",
      direction: "direction",
      per_page: "perPage",
      page: "page",
      include_full_label: "includeFullLabel",
    }),
  },
  get_sample: {
    ours: "samples.get",
    arguments: { uuid: "uuid" },
    params: of<SampleGetParams>()({ labelset: "labelset", include_signed_url: "includeSignedUrl" }),
  },
  add_sample: {
    ours: "samples.create",
    arguments: dataset,
    params: of<SampleCreateParams>()(sample),
    options: compress,
    implied: { priority: 0, readme: "" },
  },
  add_samples: { ours: "samples.createMany", arguments: { ...dataset, samples: "items" }, options: compress },
  update_sample: {
    ours: "samples.update",
    arguments: { uuid: "uuid" },
    params: of<SampleUpdateParams>()(sample),
    options: compress,
  },
  delete_sample: { ours: "samples.delete", arguments: { uuid: "uuid" } },
  delete_samples: { ours: "samples.deleteMany", arguments: { ...dataset, uuids: "uuids" } },
  get_label: {
    ours: "labels.get",
    arguments: { sample_uuid: "sampleUuid" },
    params: of<LabelGetParams>()({ labelset: "labelset" }),
  },
  add_label: {
    ours: "labels.put",
    arguments: { sample_uuid: "sampleUuid" },
    params: of<LabelPutParams>()({
      labelset: "labelset",
      attributes: "attributes",
      label_status: "labelStatus",
      score: "score",
    }),
    options: compress,
  },
  update_label: {
    ours: "labels.update",
    arguments: { sample_uuid: "sampleUuid" },
    params: of<LabelUpdateParams>()({
      labelset: "labelset",
      attributes: "attributes",
      label_status: "labelStatus",
      score: "score",
    }),
    options: compress,
  },
  delete_label: {
    ours: "labels.delete",
    arguments: { sample_uuid: "sampleUuid" },
    params: of<LabelDeleteParams>()({ labelset: "labelset" }),
  },
  get_labelsets: { ours: "labelsets.list", arguments: dataset },
  get_labelset: { ours: "labelsets.get", arguments: { ...dataset, name: "name" } },
  add_labelset: {
    ours: "labelsets.create",
    arguments: dataset,
    params: named,
    implied: { description: "", attributes: "{}" },
  },
  delete_labelset: { ours: "labelsets.delete", arguments: { ...dataset, name: "name" } },
  get_issues: { ours: "issues.list", arguments: dataset },
  add_issue: {
    ours: "issues.create",
    arguments: { sample_uuid: "sampleUuid" },
    params: of<IssueCreateParams>()({ description: "description", status: "status", anchor: "anchor" }),
    implied: { status: "OPEN" },
  },
  update_issue: {
    ours: "issues.update",
    arguments: { uuid: "uuid" },
    params: of<IssueUpdateParams>()({ description: "description", status: "status", anchor: "anchor" }),
  },
  delete_issue: { ours: "issues.delete", arguments: { uuid: "uuid" } },
  get_releases: { ours: "releases.list", arguments: dataset },
  get_release: { ours: "releases.get", arguments: { ...dataset, name: "name" } },
  add_release: { ours: "releases.create", arguments: dataset, params: named, implied: { description: "" } },
  delete_release: { ours: "releases.delete", arguments: { ...dataset, name: "name" } },
  get_workunits: {
    ours: "workunits.list",
    arguments: dataset,
    params: of<WorkunitListParams>()({
      sort: "sort",
      direction: "direction",
      start: "start",
      end: "end",
      per_page: "perPage",
      page: "page",
      include_session_time_metrics: "includeSessionTimeMetrics",
    }),
  },
  upload_asset: {
    ours: "assets.upload",
    arguments: { file: "source" },
    options: of<UploadOptions>()({ filename: "filename" }),
  },
};

/** Methods of Python's resource objects → ours, and the method of the client that has the same parameters. */
export const PYTHON_OBJECTS: Readonly<Record<string, readonly [ours: string, like: string]>> = {
  "Dataset.add_sample": ["dataset.addSample", "add_sample"],
  "Dataset.delete": ["dataset.delete", "delete_dataset"],
  "Dataset.delete_samples": ["dataset.deleteSamples", "delete_samples"],
  "Dataset.update": ["dataset.update", "update_dataset"],
  "Dataset.get_samples": ["dataset.getSamples", "get_samples"],
  "Dataset.clone": ["dataset.clone", "clone_dataset"],
  "Dataset.get_collaborator": ["dataset.getCollaborator", "get_dataset_collaborator"],
  "Dataset.add_collaborator": ["dataset.addCollaborator", "add_dataset_collaborator"],
  "Dataset.add_release": ["dataset.addRelease", "add_release"],
  "Dataset.get_release": ["dataset.getRelease", "get_release"],
  "Dataset.get_releases": ["dataset.getReleases", "get_releases"],
  "Dataset.get_labelsets": ["dataset.getLabelsets", "get_labelsets"],
  "Dataset.get_labelset": ["dataset.getLabelset", "get_labelset"],
  "Dataset.add_labelset": ["dataset.addLabelset", "add_labelset"],
  "Dataset.get_issues": ["dataset.getIssues", "get_issues"],
  "Dataset.get_workunits": ["dataset.getWorkunits", "get_workunits"],
  "Sample.dataset": ["sample.getDataset", "get_dataset"],
  "Sample.delete": ["sample.delete", "delete_sample"],
  "Sample.update": ["sample.update", "update_sample"],
  "Sample.get_label": ["sample.getLabel", "get_label"],
  "Sample.add_label": ["sample.addLabel", "add_label"],
  "Sample.update_label": ["sample.updateLabel", "update_label"],
  "Sample.delete_label": ["sample.deleteLabel", "delete_label"],
  "Sample.add_issue": ["sample.addIssue", "add_issue"],
  "Sample.get_issues": ["sample.getIssues", "get_issues"],
  "Label.update": ["label.update", "update_label"],
  "Label.delete": ["label.delete", "delete_label"],
  "Issue.update": ["issue.update", "update_issue"],
  "Issue.delete": ["issue.delete", "delete_issue"],
  "Collaborator.dataset": ["collaborator.getDataset", "get_dataset"],
  "Collaborator.delete": ["collaborator.delete", "delete_dataset_collaborator"],
  "Collaborator.update": ["collaborator.update", "update_dataset_collaborator"],
  "Release.dataset": ["release.getDataset", "get_dataset"],
  "Release.delete": ["release.delete", "delete_release"],
  "Labelset.dataset": ["labelset.getDataset", "get_dataset"],
  "Labelset.delete": ["labelset.delete", "delete_labelset"],
};

/** What Python has and we do not, with the reason. */
export const PYTHON_ONLY: Readonly<Record<string, string>> = {
  "SegmentsClient.close": "nothing has to be closed",
  "get_label transform_to_ego_coordinates": "a conversion of a label that you have, not a request",
};
