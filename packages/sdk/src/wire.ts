// Generated from the schemas of @tessera/schema: npm run generate
// biome-ignore-all format: generated
// biome-ignore-all lint: generated

/**
 * What a dataset's labelers draw or mark; also the `label_type` of every label in it.
 *
 * @example
 * const taskType: TaskType = "pointcloud-cuboid-sequence";
 * const drives = await client.datasets.create({ name: "drives", taskType });
 * await drives.delete();
 */
export type TaskType =
  | "segmentation-bitmap"
  | "segmentation-bitmap-highres"
  | "image-segmentation-sequence"
  | "bboxes"
  | "vector"
  | "image-vector-sequence"
  | "keypoints"
  | "pointcloud-cuboid"
  | "pointcloud-cuboid-sequence"
  | "pointcloud-segmentation"
  | "pointcloud-segmentation-sequence"
  | "pointcloud-vector"
  | "pointcloud-vector-sequence"
  | "multisensor-sequence"
  | "text-named-entities"
  | "text-span-categorization";

/** What one sensor of a multi-sensor sample can be. */
export type SensorTaskType =
  | "image-segmentation-sequence"
  | "image-vector-sequence"
  | "pointcloud-cuboid-sequence"
  | "pointcloud-segmentation-sequence"
  | "pointcloud-vector-sequence";

/**
 * The state of a label.
 *
 * @example
 * const labelStatus: LabelStatus = "REVIEWED";
 * await client.labels.update(sample.uuid, { labelStatus });
 */
export type LabelStatus =
  | "UNLABELED"
  | "PRELABELED"
  | "LABELING_IN_PROGRESS"
  | "LABELED"
  | "REVIEWING_IN_PROGRESS"
  | "REVIEWED"
  | "REJECTED"
  | "SKIPPED"
  | "VERIFIED";

/**
 * What an issue is: a note, or why a sample was rejected.
 *
 * @example
 * const kind: IssueKind = "rejection";
 * console.log((await client.issues.list("jane/flowers").all()).filter((issue) => issue.kind === kind).length);
 */
export type IssueKind =
  | "note"
  | "rejection";

/**
 * The state of an issue.
 *
 * @example
 * const status: IssueStatus = "OPEN";
 * console.log((await client.issues.list("jane/flowers", { status }).all()).length);
 */
export type IssueStatus =
  | "OPEN"
  | "CLOSED";

/**
 * The state of a release while its file is written.
 *
 * @example
 * const done: readonly ReleaseStatus[] = ["SUCCEEDED", "FAILED"];
 * for await (const { name, status } of client.releases.list("jane/flowers")) console.log(name, done.includes(status));
 */
export type ReleaseStatus =
  | "PENDING"
  | "SUCCEEDED"
  | "FAILED";

/**
 * The kind of work on a sample; `normal` is an edit outside the queues.
 *
 * @example
 * const workType: WorkType = "normal";
 * const edits = (await client.workunits.list("jane/flowers").all()).filter(({ work_type }) => work_type === workType);
 * console.log(edits.length);
 */
export type WorkType =
  | "label"
  | "review"
  | "normal";

/**
 * What a piece of work does to a label.
 *
 * @example
 * const action: WorkAction = "reject";
 * const work = { workType: "review", action, version: 1, time: 5000, inactiveTime: 0 } as const;
 * console.log((await client.labels.work(sample.uuid, "ground-truth", work)).label.label_status); // REJECTED
 */
export type WorkAction =
  | "submit"
  | "skip"
  | "save"
  | "accept"
  | "reject"
  | "verify"
  | "edit";

/**
 * What a queue hands out work for.
 *
 * @example
 * const workType: QueueWorkType = "label";
 * console.log((await client.queue.next("jane/flowers", { workType, client: "tab-5f2c9e" })).reason);
 */
export type QueueWorkType =
  | "label"
  | "review";

/**
 * Why a queue gives out a sample; what comes first stands first.
 *
 * @example
 * const reason: QueueReason = "rejected";
 * const next = await client.queue.next("jane/flowers", { workType: "label", client: "tab-5f2c9e" });
 * if (next.reason === reason) console.log("a reviewer wants something changed");
 */
export type QueueReason =
  | "in_progress"
  | "rejected"
  | "corrected"
  | "assigned"
  | "open";

/**
 * How a version of a label came about.
 *
 * @example
 * const operation: LabelOperation = "restored";
 * const versions = await client.labels.versions.list(sample.uuid, "ground-truth").all();
 * console.log(versions.filter((version) => version.operation === operation).length);
 */
export type LabelOperation =
  | "saved"
  | "deleted"
  | "restored";

/**
 * What a list of samples can be sorted by.
 *
 * @example
 * const sort: SampleSort = "gt_label__updated_at";
 * console.log((await client.samples.list("jane/flowers", { sort, direction: "desc" })).items[0]?.name); // violet.jpg
 */
export type SampleSort =
  | "name"
  | "created"
  | "created_at"
  | "priority"
  | "updated_at"
  | "gt_label__updated_at";

/**
 * What somebody is on a dataset; each may do all that those before it may.
 *
 * @example
 * const role: DatasetRole = "reviewer";
 * await client.collaborators.add("jane/flowers", { username: "john", role });
 */
export type DatasetRole =
  | "viewer"
  | "labeler"
  | "reviewer"
  | "manager"
  | "admin";

/**
 * What a member becomes on an organization's new datasets.
 *
 * @example
 * const defaultDatasetRole: DefaultDatasetRole = "labeler";
 * await client.organizations.create({ name: "botanists" });
 * await client.organizations.addMember("botanists", { username: "john", defaultDatasetRole });
 */
export type DefaultDatasetRole =
  | "none"
  | "viewer"
  | "labeler"
  | "reviewer"
  | "manager"
  | "admin";

/**
 * What somebody is in an organization.
 *
 * @example
 * const role: OrganizationRole = "administrator";
 * await client.organizations.create({ name: "meadows" });
 * await client.organizations.addMember("meadows", { username: "john", role });
 */
export type OrganizationRole =
  | "member"
  | "administrator";

/** The plan of an account. */
export type Subscription =
  | "FREE"
  | "STANDARD"
  | "ENTERPRISE"
  | "ACADEMIC"
  | "TRIAL";

/** How a point cloud's file is written. */
export type PcdType =
  | "pcd"
  | "ply"
  | "las"
  | "splat"
  | "binary-xyzi"
  | "kitti"
  | "binary-xyzir"
  | "nuscenes";

/**
 * What a dataset is about; `custom-` and a word for what is not listed.
 *
 * @example
 * const category: Category = "custom-bees";
 * await client.datasets.update("jane/flowers", { category });
 */
export type Category =
  | "street_scenery"
  | "garden"
  | "agriculture"
  | "satellite"
  | "people"
  | "medical"
  | "fruit"
  | "other"
  | `custom-${string}`;

/** Values of an object's, image's or link's attributes, by name. */
export type Attributes = Record<string, string | number | boolean | null | (string | number | number[] | Record<string, number | null>)[] | Record<string, number | null>>;

/** A point or a size; in metres. */
export interface Xyz {
  x: number;
  y: number;
  z: number;
}

/** A rotation. */
export interface Quaternion {
  qx: number;
  qy: number;
  qz: number;
  qw: number;
}

/**
 * A link between two objects, by their track ids (in single frames: ids).
 *
 * @example
 * const link: Link = { from_id: 1, to_id: 2, attributes: { kind: "tows" } };
 * console.log(link.from_id); // 1
 */
export interface Link {
  from_id: number;
  to_id: number;
  attributes?: Attributes | null;
  frames?: {
    attributes: Attributes;
  }[] | null;
}

/**
 * An object of a segmentation bitmap: its pixels hold `id`.
 *
 * @example
 * const rose: BitmapAnnotation = { id: 1, category_id: 1 };
 * console.log(rose.id + 0 * 256 + 0 * 65536); // 1: red, green and blue of its pixels
 */
export interface BitmapAnnotation {
  id: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
}

/**
 * A shape in an image: box, polygon, polyline or point. Pixels.
 *
 * @example
 * const stem: ImageVectorAnnotation = { id: 2, category_id: 1, type: "polyline", points: [[10, 20], [12, 80]] };
 * await client.labels.put<"vector">(sample.uuid, { attributes: { annotations: [stem] } });
 */
export type ImageVectorAnnotation = {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "bbox";
  points: number[][];
} | {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "polygon";
  points: number[][];
} | {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "polyline";
  points: number[][];
} | {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "point";
  points: number[][];
};

/**
 * A cuboid; `position` is its centre in the world, in metres, `yaw` in radians.
 *
 * @example
 * const car: CuboidAnnotation = {
 *   id: 1,
 *   category_id: 1,
 *   type: "cuboid",
 *   yaw: Math.PI / 2,
 *   position: { x: 10, y: 2.5, z: 0.8 },
 *   dimensions: { x: 4.2, y: 1.8, z: 1.6 },
 * };
 * console.log(car.dimensions.x); // 4.2, its length
 */
export interface CuboidAnnotation {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "cuboid" | "cuboid-sync";
  position: Xyz;
  dimensions: Xyz;
  yaw: number;
  rotation?: Quaternion | null;
  velocity?: {
    relative: number | null;
    absolute: number;
  } | null;
  acceleration?: {
    relative: number | null;
    absolute: number;
  } | null;
}

/**
 * A shape or a cuboid in a point cloud. Metres in the world.
 *
 * @example
 * const lane: PointcloudVectorAnnotation = { id: 1, category_id: 2, type: "polyline", points: [[0, 0, 0], [5, 0, 0]] };
 * console.log(lane.type); // polyline
 */
export type PointcloudVectorAnnotation = {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "polygon";
  points: number[][];
} | {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "polyline";
  points: number[][];
} | {
  id?: number;
  track_id?: number;
  is_keyframe?: boolean;
  index?: number | null;
  category_id: number;
  attributes?: Attributes | null;
  type: "point";
  points: number[][];
} | CuboidAnnotation;

/**
 * A span of a text: Unicode code points from `start` to before `end`.
 *
 * @example
 * const person: TextAnnotation = { start: 0, end: 11, category_id: 1 };
 * console.log([..."Marie Curie was born in Warsaw."].slice(person.start, person.end).join("")); // Marie Curie
 */
export interface TextAnnotation {
  id?: number;
  start: number;
  end: number;
  category_id: number;
  attributes?: Attributes | null;
}

/**
 * A camera image beside a point cloud. Extrinsics take camera to ego coordinates.
 *
 * @example
 * const image: CameraImage = { url: "https://example.com/front.jpg", name: "front", camera_convention: "OpenCV" };
 * console.log(image.name); // front
 */
export interface CameraImage {
  url: string;
  name?: string | null;
  row?: number | null;
  col?: number | null;
  intrinsics?: {
    intrinsic_matrix: number[][];
  } | null;
  extrinsics?: {
    translation: Xyz;
    rotation: Quaternion;
  } | null;
  distortion?: {
    model: "fisheye";
    coefficients: {
      k1: number;
      k2: number;
      k3: number;
      k4: number;
    };
  } | {
    model: "brown-conrady";
    coefficients: {
      k1: number;
      k2: number;
      p1: number;
      p2: number;
      k3: number;
      k4?: number | null;
      k5?: number | null;
      k6?: number | null;
    };
  } | null;
  camera_convention?: "OpenGL" | "OpenCV" | null;
  rotation?: number | null;
}

/** One image. */
export interface ImageSampleAttributes {
  image: {
    url: string;
  };
}

/** Images in the order of time. */
export interface ImageSequenceSampleAttributes {
  frames: {
    image: {
      url: string;
    };
    name?: string | null;
    timestamp?: string | number | null;
  }[];
}

/** One point cloud, with its camera images and the pose of the ego vehicle. */
export interface PointcloudSampleAttributes {
  pcd: {
    url: string;
    type: PcdType;
  };
  images?: CameraImage[] | null;
  ego_pose?: {
    position: Xyz;
    heading: Quaternion;
  } | null;
  default_z?: number | null;
  name?: string | null;
  timestamp?: string | number | null;
  bounds?: {
    min_x?: number | null;
    max_x?: number | null;
    min_y?: number | null;
    max_y?: number | null;
    min_z?: number | null;
    max_z?: number | null;
  } | null;
  ortho_images?: ({
    url: string;
    corners: {
      top_left: {
        x: number;
        y: number;
      };
      top_right: {
        x: number;
        y: number;
      };
      bottom_right: {
        x: number;
        y: number;
      };
      bottom_left: {
        x: number;
        y: number;
      };
    };
    height_map?: {
      url: string;
      encoding: "rgb16";
      offset?: number;
      scale?: number;
    } | null;
  })[] | null;
}

/** Point clouds in the order of time. */
export interface PointcloudSequenceSampleAttributes {
  frames: PointcloudSampleAttributes[];
  ortho_images?: ({
    url: string;
    corners: {
      top_left: {
        x: number;
        y: number;
      };
      top_right: {
        x: number;
        y: number;
      };
      bottom_right: {
        x: number;
        y: number;
      };
      bottom_left: {
        x: number;
        y: number;
      };
    };
    height_map?: {
      url: string;
      encoding: "rgb16";
      offset?: number;
      scale?: number;
    } | null;
  })[] | null;
}

/** Several sensors of one recording, each a sequence of its own. */
export interface MultisensorSampleAttributes {
  sensors: ({
    name: string;
    task_type: "image-segmentation-sequence" | "image-vector-sequence";
    attributes: ImageSequenceSampleAttributes;
  } | {
    name: string;
    task_type: "pointcloud-cuboid-sequence" | "pointcloud-segmentation-sequence" | "pointcloud-vector-sequence";
    attributes: PointcloudSequenceSampleAttributes;
  })[];
}

/** One text. */
export interface TextSampleAttributes {
  text: string;
}

/**
 * What a dataset asks of its labelers: categories, attributes, warnings.
 *
 * @example
 * const taskAttributes: TaskAttributes = {
 *   format_version: "0.1",
 *   categories: [
 *     {
 *       id: 1,
 *       name: "flower",
 *       color: [200, 0, 90],
 *       attributes: [{ name: "open", input_type: "checkbox", default_value: false }],
 *     },
 *   ],
 * };
 * await client.datasets.update("jane/flowers", { taskAttributes });
 */
export interface TaskAttributes {
  format_version?: string | number | null;
  categories: ({
    name: string;
    id: number;
    color?: number[] | null;
    has_instances?: boolean | null;
    attributes?: ({
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "select";
      values: string[];
      default_value?: string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "multiselect";
      values: string[];
      default_value?: string | string[] | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "text";
      default_value?: string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "number";
      default_value?: number | string | null;
      min?: number | string | null;
      max?: number | string | null;
      step?: number | string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "checkbox";
      default_value?: boolean | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "vector3";
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "quaternion";
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "points";
    })[] | null;
    link_attributes?: ({
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "select";
      values: string[];
      default_value?: string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "multiselect";
      values: string[];
      default_value?: string | string[] | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "text";
      default_value?: string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "number";
      default_value?: number | string | null;
      min?: number | string | null;
      max?: number | string | null;
      step?: number | string | null;
    } | {
      name: string;
      is_mandatory?: boolean | null;
      is_track_level?: boolean | null;
      synced_across_sensors?: boolean | null;
      sensors?: "2D" | "3D" | "all" | null;
      sensor_filter?: "2D" | "3D" | "all" | null;
      input_type: "checkbox";
      default_value?: boolean | null;
    })[] | null;
    link_category_restrictions?: number[] | null;
    dimensions?: {
      x?: number | null;
      y?: number | null;
      z?: number | null;
    } | null;
    lock_dimensions?: boolean | null;
    lock_rotation?: boolean | null;
    lock_position?: boolean | null;
  })[];
  image_attributes?: ({
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "select";
    values: string[];
    default_value?: string | null;
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "multiselect";
    values: string[];
    default_value?: string | string[] | null;
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "text";
    default_value?: string | null;
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "number";
    default_value?: number | string | null;
    min?: number | string | null;
    max?: number | string | null;
    step?: number | string | null;
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "checkbox";
    default_value?: boolean | null;
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "vector3";
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "quaternion";
  } | {
    name: string;
    is_mandatory?: boolean | null;
    is_track_level?: boolean | null;
    synced_across_sensors?: boolean | null;
    sensors?: "2D" | "3D" | "all" | null;
    sensor_filter?: "2D" | "3D" | "all" | null;
    input_type: "points";
  })[] | null;
  circle_radius?: number | null;
  warning_rules?: ({
    name: "intersecting-cuboids";
    excluded_categories?: number[] | null;
    excluded_set_of_categories?: number[] | null;
  } | {
    name: "cuboid-dimension-limits";
    categories?: number[] | null;
    min?: {
      x?: number | null;
      y?: number | null;
      z?: number | null;
    } | null;
    max?: {
      x?: number | null;
      y?: number | null;
      z?: number | null;
    } | null;
  })[] | null;
}

/**
 * An account: a person or an organization.
 *
 * @example
 * const user: User = await client.users.get();
 * console.log(user.username, user.is_organization); // jane false
 */
export interface User {
  username: string;
  /** ISO 8601, UTC */
  created_at: string;
  is_organization: boolean;
  email?: string | null;
  webhooks_enabled?: boolean;
  private_upload_count?: number;
  public_upload_count?: number;
  subscription?: Subscription;
  is_trial_expired?: boolean;
  organization_created_by?: string | null;
  organization_role?: DatasetRole | null;
  insights_urls?: Record<string, string> | null;
  /** Whether the account runs the server; own account only */
  is_server_administrator?: boolean;
  organizations?: {
    username: string;
    /** ISO 8601, UTC */
    created_at: string;
    is_organization: boolean;
    email?: string | null;
    webhooks_enabled?: boolean;
    private_upload_count?: number;
    public_upload_count?: number;
    subscription?: Subscription;
    is_trial_expired?: boolean;
    organization_created_by?: string | null;
    organization_role?: DatasetRole | null;
    insights_urls?: Record<string, string> | null;
    /** Whether the account runs the server; own account only */
    is_server_administrator?: boolean;
  }[];
  members?: {
    username: string;
    /** ISO 8601, UTC */
    created_at: string;
    is_organization: boolean;
    email?: string | null;
    webhooks_enabled?: boolean;
    private_upload_count?: number;
    public_upload_count?: number;
    subscription?: Subscription;
    is_trial_expired?: boolean;
    organization_created_by?: string | null;
    organization_role?: DatasetRole | null;
    insights_urls?: Record<string, string> | null;
    /** Whether the account runs the server; own account only */
    is_server_administrator?: boolean;
  }[];
}

/**
 * Somebody in an organization.
 *
 * @example
 * await client.organizations.create({ name: "gardens" });
 * const members: readonly OrganizationMember[] = await client.organizations.listMembers("gardens");
 * console.log(members.map(({ role }) => role)); // [ 'administrator' ]
 */
export interface OrganizationMember {
  /** A person or an organization. */
  user: User;
  role: OrganizationRole;
  default_dataset_role: DefaultDatasetRole;
  /** ISO 8601, UTC */
  created_at: string;
}

/**
 * A key for the API; `key` itself is only in the answer to its creation.
 *
 * @example
 * const keys: readonly ApiKey[] = await client.apiKeys.list();
 * console.log(keys.map(({ name, last_used_at }) => [name, last_used_at]));
 */
export interface ApiKey {
  uuid: string;
  name: string;
  /** The first characters, to tell keys apart */
  prefix: string;
  /** The whole key: only in the answer to its creation */
  key?: string;
  /** ISO 8601, UTC */
  created_at: string;
  last_used_at: string | null;
}

/**
 * A person's account, as server administrators see it.
 *
 * @example
 * const user: ServerUser = await client.server.users.get("john");
 * console.log(user.email, user.is_server_administrator, user.disabled_at);
 */
export interface ServerUser {
  username: string;
  email: string | null;
  /** ISO 8601, UTC */
  created_at: string;
  is_server_administrator: boolean;
  disabled_at: string | null;
  /** Organizations whose only enabled administrator is this account. Make another member an administrator before you disable it; on the server, `org add-admin` does that too. */
  sole_administrator_of: string[];
}

/**
 * A client that is signed in.
 *
 * @example
 * const sessions: readonly Session[] = await client.sessions.list();
 * console.log(sessions.map(({ user_agent, last_used_at }) => [user_agent, last_used_at]));
 */
export interface Session {
  uuid: string;
  /** ISO 8601, UTC */
  created_at: string;
  /** ISO 8601, UTC */
  last_used_at: string;
  /** ISO 8601, UTC */
  expires_at: string;
  user_agent: string | null;
  /** Whether this request came with it */
  is_current: boolean;
}

/**
 * What an invitation offers: a place in a dataset or in an organization.
 *
 * @example
 * const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
 * const offer: InvitationOffer = await client.invitations.get(token);
 * console.log(offer.dataset, offer.role); // jane/flowers labeler
 */
export interface InvitationOffer {
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  /** ISO 8601, UTC */
  expires_at: string;
  email: string | null;
  role: "viewer" | "labeler" | "reviewer" | "manager" | "admin" | "member" | "administrator";
  default_dataset_role: DefaultDatasetRole | null;
  dataset: string | null;
  organization: string | null;
}

/**
 * An invitation; `token` and `url`, its link, are only in the answer to its creation.
 *
 * @example
 * const invitation: Invitation = await client.invitations.create({ dataset: "jane/flowers", role: "viewer" });
 * console.log(invitation.url, invitation.expires_at);
 */
export interface Invitation {
  uuid: string;
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  /** ISO 8601, UTC */
  expires_at: string;
  email: string | null;
  role: "viewer" | "labeler" | "reviewer" | "manager" | "admin" | "member" | "administrator";
  default_dataset_role: DefaultDatasetRole | null;
  dataset: string | null;
  organization: string | null;
  /** Only in the answer to its creation */
  token?: string;
  /** The link to hand on: only in the answer to its creation */
  url?: string;
}

/**
 * A dataset that comes with the server.
 *
 * @example
 * const examples: readonly Example[] = await client.examples.list();
 * console.log(examples.map(({ name, samples_count }) => [name, samples_count]));
 */
export interface Example {
  name: string;
  title: string;
  description: string;
  task_type: TaskType;
  samples_count: number;
  /** Whose pictures these are, and under which licences */
  credits: string;
}

/** A labelset as the server sends it. */
export interface LabelsetData {
  name: string;
  description: string;
  is_groundtruth: boolean;
  /** ISO 8601, UTC */
  created_at: string;
}

/** A collaborator as the server sends it. */
export interface CollaboratorData {
  /** A person or an organization. */
  user: User;
  role: DatasetRole;
}

/** A dataset of any task type. */
export interface AnyDataset {
  name: string;
  /** owner/name */
  full_name: string;
  description: string;
  category: string;
  public: boolean;
  owner: {
    username: string;
    /** ISO 8601, UTC */
    created_at: string;
    email?: string | null;
  };
  /** ISO 8601, UTC */
  created_at: string;
  task_type: TaskType;
  /** See TaskAttributes */
  task_attributes?: TaskAttributes;
  removed_categories?: {
    id: number;
    name: string;
    color?: number[];
  }[];
  /** How many samples have each label status in the ground truth, and TOTAL */
  label_stats: {
    UNLABELED?: number;
    PRELABELED?: number;
    LABELING_IN_PROGRESS?: number;
    LABELED?: number;
    REVIEWING_IN_PROGRESS?: number;
    REVIEWED?: number;
    REJECTED?: number;
    SKIPPED?: number;
    VERIFIED?: number;
    TOTAL?: number;
  };
  samples_count: number;
  collaborators_count: number;
  labelsets?: LabelsetData[];
  role?: DatasetRole | null;
  readme?: string;
  /** The dataset's own data */
  metadata: Record<string, unknown>;
  cloned_from?: string | null;
  /** Whether samples are still being copied in from `cloned_from` */
  is_cloning: boolean;
  data_type: "IMAGE";
  labeling_inactivity_timeout_seconds: number;
  version_retention_days: number | null;
  archived: boolean;
  enable_skip_labeling: boolean;
  enable_skip_reviewing: boolean;
  enable_ratings: boolean;
  enable_interpolation: boolean;
  use_timestamps_for_interpolation: boolean;
  enable_same_dimensions_track_constraint: boolean;
  enable_save_button: boolean;
  enable_label_status_verified: boolean;
  enable_3d_cuboid_rotation: boolean;
  enable_confirm_on_submit: boolean;
  block_submit_on_mandatory: boolean;
  enable_3d_region_of_interest: boolean;
  enable_object_linking: boolean;
  enable_object_link_category_restrictions: boolean;
  enable_extrapolation: boolean;
  noncollaborator_can_label: boolean;
  noncollaborator_can_review: boolean;
  region_of_interest?: Record<string, unknown> | null;
  insights_urls?: Record<string, string> | null;
  tags: string[];
}

/**
 * How much in the current labels refers to a category, present or removed.
 *
 * @example
 * const usage: CategoryUsage[] = await client.datasets.categoryUsage("jane/flowers");
 * console.log(usage.map(({ id, objects }) => `${id}: ${objects}`));
 */
export interface CategoryUsage {
  /** A category's id */
  id: number;
  /** Annotations with this category, in all labelsets */
  objects: number;
  /** Samples that have one at least */
  samples: number;
}

/**
 * How much in the current labels refers to an attribute (`value` null), or to one choice of it.
 *
 * @example
 * const usage: AttributeUsage[] = await client.datasets.attributeUsage("jane/flowers");
 * console.log(usage.filter(({ value }) => value === null).length);
 */
export interface AttributeUsage {
  category_id: number | null;
  name: string;
  value: string | null;
  /** Annotations, or scenes, that have it, in all labelsets */
  objects: number;
  /** Samples that have one at least */
  samples: number;
}

/**
 * A change of all labels of a dataset.
 *
 * @example
 * const changes: TaskAttributesChange[] = await client.datasets.labelChanges.list("jane/flowers").all();
 * console.log(changes.map(({ reason, objects_moved }) => [reason, objects_moved]));
 */
export interface TaskAttributesChange {
  uuid: string;
  status: ReleaseStatus;
  /** What the history of every changed label says */
  reason: string;
  samples_total: number;
  samples_done: number;
  labels_changed: number;
  /** Labels that stay as they are, as their bitmaps cannot be rewritten */
  labels_kept: number;
  objects_moved: number;
  objects_deleted: number;
  /** Objects and scenes whose attributes changed */
  values_changed: number;
  /** Attribute values, and choices, that the new categories do not have */
  values_dropped: number;
  /** ISO 8601, UTC */
  created_at: string;
  /** A username */
  created_by: string;
}

/**
 * A label in a list of samples, without its attributes.
 *
 * @example
 * const { label } = await client.samples.get(sample.uuid, { labelset: "ground-truth" });
 * const summary: LabelSummary | null | undefined = label;
 * console.log(summary?.label_status); // LABELED
 */
export interface LabelSummary {
  label_status: LabelStatus;
  score?: number | null;
  updated_at?: string | null;
  created_by?: string | null;
  reviewed_by?: string | null;
}

/** A label of any task type. */
export interface AnyLabel {
  sample_uuid: string;
  label_type: TaskType;
  label_status: LabelStatus;
  labelset: string;
  /** Label attributes, by task type */
  attributes: Record<string, unknown>;
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  /** ISO 8601, UTC */
  updated_at: string;
  updated_by?: string | null;
  score?: number | null;
  rating?: number | null;
  reviewed_at?: string | null;
  reviewed_by?: string | null;
  /** Counts the writes of this label */
  version: number;
}

/**
 * Your unsent work on a label, without its content.
 *
 * @example
 * const drafts: LabelDraft[] = await client.labels.drafts.list().all();
 * console.log(drafts.map(({ sample_name, object_count, updated_at }) => [sample_name, object_count, updated_at]));
 */
export interface LabelDraft {
  dataset_full_name: string;
  sample_uuid: string;
  sample_name: string;
  labelset: string;
  /** Grows with each write, and is never given again */
  revision: number;
  /** The label's version that the work started from (0: no label) */
  label_version: number;
  /** What the client calls the form of `content`; the server does not read it */
  format: string;
  /** Which device, browser or program wrote it */
  client: string;
  /** How many objects the work has */
  object_count: number;
  /** The length of `content` as JSON */
  bytes: number;
  /** ISO 8601, UTC */
  created_at: string;
  /** ISO 8601, UTC */
  updated_at: string;
}

/**
 * Your unsent work on a label, with its content.
 *
 * @example
 * const draft = { revision: 0, labelVersion: 1, format: "my-editor/1", client: "laptop", objectCount: 1, content: {} };
 * await client.labels.drafts.put(sample.uuid, "ground-truth", draft);
 * const kept: LabelDraftContent = await client.labels.drafts.get(sample.uuid, "ground-truth");
 * console.log(kept.content);
 */
export interface LabelDraftContent {
  dataset_full_name: string;
  sample_uuid: string;
  sample_name: string;
  labelset: string;
  /** Grows with each write, and is never given again */
  revision: number;
  /** The label's version that the work started from (0: no label) */
  label_version: number;
  /** What the client calls the form of `content`; the server does not read it */
  format: string;
  /** Which device, browser or program wrote it */
  client: string;
  /** How many objects the work has */
  object_count: number;
  /** The length of `content` as JSON */
  bytes: number;
  /** ISO 8601, UTC */
  created_at: string;
  /** ISO 8601, UTC */
  updated_at: string;
  /** What the client stored, as it was sent */
  content: Record<string, unknown>;
}

/**
 * One write of a label; a deletion has no status.
 *
 * @example
 * const [newest]: LabelVersion[] = await client.labels.versions.list(sample.uuid, "ground-truth").all();
 * console.log(newest?.saved_by, newest?.saved_at, newest?.is_current); // jane … true
 */
export interface LabelVersion {
  version: number;
  operation: LabelOperation;
  label_status: LabelStatus | null;
  score: number | null;
  rating: number | null;
  /** ISO 8601, UTC */
  saved_at: string;
  saved_by: string;
  is_current: boolean;
  reason: string | null;
}

/**
 * What an issue is about: the sample, a track, a scene attribute, or a place.
 *
 * @example
 * const anchor: Anchor = { type: "track", trackNumber: 3, frame: 12 };
 * await client.issues.create(sample.uuid, { description: "Is this one car or two?", anchor });
 */
export type Anchor = {
  sensor?: string | null;
  frame?: number | null;
  type: "basic";
} | {
  sensor?: string | null;
  frame?: number | null;
  type: "track";
  trackNumber: number;
  trackAttribute?: string | null;
} | {
  sensor?: string | null;
  frame?: number | null;
  type: "sceneAttribute";
  sceneAttribute: string;
} | {
  sensor?: string | null;
  frame?: number | null;
  type: "location";
  location: {
    type: "2d";
    x: number;
    y: number;
  } | {
    type: "3d";
    x: number;
    y: number;
    z: number;
  };
};

/** A reply to an issue. */
export interface IssueComment {
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  text: string;
}

/** An issue as the server sends it. */
export interface IssueData {
  uuid: string;
  /** `rejection`: why a reviewer rejected the sample; resolved when it is accepted */
  kind: "note" | "rejection";
  description: string;
  /** ISO 8601, UTC */
  created_at: string;
  /** ISO 8601, UTC */
  updated_at: string;
  created_by: string;
  updated_by: string;
  status: IssueStatus;
  comments: IssueComment[];
  anchor?: Anchor | null;
  object_deleted_at?: string | null;
  sample_uuid: string;
  sample_name: string;
  tags: string[];
}

/**
 * A small picture of a sample: its image, of a sequence the first. Pixels; `image_*` is the image as it is shown.
 *
 * @example
 * const { thumbnail } = await client.samples.get(sample.uuid);
 * const made: Thumbnail | null | undefined = thumbnail; // null while it is not made
 * console.log(made?.url);
 */
export interface Thumbnail {
  url: string;
  width: number;
  height: number;
  /** Of the whole image as it is shown */
  image_width: number;
  /** Of the whole image as it is shown */
  image_height: number;
}

/** A sample of any task type. */
export interface AnySample {
  uuid: string;
  name: string;
  /** Sample attributes, by sample type */
  attributes: Record<string, unknown>;
  /** Names with strings, numbers, booleans or null */
  metadata: Record<string, unknown>;
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  /** ISO 8601, UTC */
  updated_at: string;
  priority: number;
  readme: string;
  assigned_labeler?: string | null;
  assigned_reviewer?: string | null;
  label?: AnyLabel | LabelSummary | null;
  issues?: IssueData[];
  rejection?: IssueData | null;
  thumbnail?: Thumbnail | null;
  thumbnail_error?: string | null;
  dataset_full_name: string;
  data_type: "IMAGE";
}

/**
 * Which samples stand before and after one in a list; `position` counts from 1.
 *
 * @example
 * const { next, is_match }: SampleNeighbours = await client.samples.neighbours(sample.uuid);
 * console.log(next?.name, is_match);
 */
export interface SampleNeighbours {
  previous: {
    uuid: string;
    name: string;
  } | null;
  next: {
    uuid: string;
    name: string;
  } | null;
  /** Whether the filter lets the sample itself through */
  is_match: boolean;
  position: number | null;
  count: number | null;
}

/** A release as the server sends it; `attributes.url` is null until it succeeded. */
export interface ReleaseData {
  uuid: string;
  name: string;
  description: string;
  release_type: "JSON";
  attributes: {
    url: string | null;
  };
  status: ReleaseStatus;
  status_info?: string | null;
  /** ISO 8601, UTC */
  created_at: string;
  samples_count: number;
}

/**
 * One piece of work on one sample; times in milliseconds.
 *
 * @example
 * const workunits: Workunit[] = await client.workunits.list("jane/flowers").all();
 * console.log(workunits.reduce((sum, { time }) => sum + time, 0) / 3_600_000, "hours");
 */
export interface Workunit {
  uuid: string;
  /** ISO 8601, UTC */
  created_at: string;
  created_by: string;
  work_type: WorkType;
  next_label_status: LabelStatus;
  /** Active time, milliseconds */
  time: number;
  /** Milliseconds */
  inactive_time: number;
  sample_uuid: string;
  sample_name: string;
  label_rating?: number | null;
  session_time_metrics?: Record<string, unknown> | null;
}

/**
 * A sample that a queue holds for you until `expires_at`.
 *
 * @example
 * const { lease } = await client.queue.next("jane/flowers", { workType: "review", client: "tab-5f2c9e" });
 * if (lease !== null) {
 *   const kept: Lease = await client.queue.keepAlive(lease.uuid);
 *   console.log(kept.expires_at, kept.duration_seconds); // … 90
 *   await client.queue.release(lease.uuid, { keepalive: true });
 * }
 */
export interface Lease {
  uuid: string;
  sample_uuid: string;
  work_type: QueueWorkType;
  /** ISO 8601, UTC */
  expires_at: string;
  /** How long it lasts after each time that it is kept alive; do so three times as often */
  duration_seconds: number;
}

/**
 * How many samples each queue has for you; `is_capped`: there are more.
 *
 * @example
 * const counts: QueueCounts = await client.queue.counts("jane/flowers");
 * console.log(counts.label.count, counts.review.count); // 0 1
 */
export interface QueueCounts {
  label: {
    /** At most 1000 */
    count: number;
    /** Whether there are more */
    is_capped: boolean;
  };
  review: {
    /** At most 1000 */
    count: number;
    /** Whether there are more */
    is_capped: boolean;
  };
}

/**
 * An uploaded file: `url` serves it to whoever has it.
 *
 * @example
 * const asset: Asset = await client.assets.upload(new Blob(["A rose is a rose."]), { filename: "rose.txt" });
 * console.log(asset.url);
 */
export interface Asset {
  uuid: string;
  filename: string;
  url: string;
  /** ISO 8601, UTC */
  created_at: string;
  presignedPostFields: {
    url: string;
    fields: {
      acl: string;
      "Content-Type": string;
      key: string;
      "x-amz-algorithm": string;
      "x-amz-credential": string;
      "x-amz-date": string;
      policy: string;
      "x-amz-signature": string;
    };
  };
}

/**
 * What `attributes` of a sample hold, by the dataset's task type.
 *
 * @example
 * const attributes: SampleAttributesByTask["vector"] = { image: { url: "https://example.com/daisy.jpg" } };
 * await client.samples.create<"vector">("jane/flowers", { name: "daisy.jpg", attributes });
 */
export interface SampleAttributesByTask {
  "segmentation-bitmap": ImageSampleAttributes;
  "segmentation-bitmap-highres": ImageSampleAttributes;
  "image-segmentation-sequence": ImageSequenceSampleAttributes;
  "bboxes": ImageSampleAttributes;
  "vector": ImageSampleAttributes;
  "image-vector-sequence": ImageSequenceSampleAttributes;
  "keypoints": ImageSampleAttributes;
  "pointcloud-cuboid": PointcloudSampleAttributes;
  "pointcloud-cuboid-sequence": PointcloudSequenceSampleAttributes;
  "pointcloud-segmentation": PointcloudSampleAttributes;
  "pointcloud-segmentation-sequence": PointcloudSequenceSampleAttributes;
  "pointcloud-vector": PointcloudSampleAttributes;
  "pointcloud-vector-sequence": PointcloudSequenceSampleAttributes;
  "multisensor-sequence": MultisensorSampleAttributes;
  "text-named-entities": TextSampleAttributes;
  "text-span-categorization": TextSampleAttributes;
}

/**
 * What `attributes` of a label hold, by its task type.
 *
 * @example
 * const attributes: LabelAttributesByTask["vector"] = {
 *   annotations: [{ id: 1, category_id: 1, type: "point", points: [[10, 20]] }],
 * };
 * await client.labels.put<"vector">(sample.uuid, { attributes });
 */
export interface LabelAttributesByTask {
  "segmentation-bitmap": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: BitmapAnnotation[];
    segmentation_bitmap: {
      url: string;
    };
  };
  "segmentation-bitmap-highres": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: BitmapAnnotation[];
    segmentation_bitmap: {
      url: string;
    };
  };
  "image-segmentation-sequence": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    frames: ({
      format_version?: string | number | null;
      image_attributes?: Attributes | null;
      links?: Link[] | null;
      annotations: {
        id?: number;
        track_id?: number;
        is_keyframe?: boolean;
        index?: number | null;
        category_id: number;
        attributes?: Attributes | null;
      }[];
      timestamp?: string | number | null;
      segmentation_bitmap?: {
        url?: string | null;
      } | null;
    })[];
  };
  "bboxes": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: {
      id?: number;
      track_id?: number;
      is_keyframe?: boolean;
      index?: number | null;
      category_id: number;
      attributes?: Attributes | null;
      type: "bbox";
      points: number[][];
    }[];
  };
  "vector": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: ImageVectorAnnotation[];
  };
  "image-vector-sequence": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    frames: {
      format_version?: string | number | null;
      image_attributes?: Attributes | null;
      links?: Link[] | null;
      annotations: ImageVectorAnnotation[];
      timestamp?: string | number | null;
    }[];
  };
  "keypoints": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: {
      id?: number;
      track_id?: number;
      is_keyframe?: boolean;
      index?: number | null;
      category_id: number;
      attributes?: Attributes | null;
      type: "point";
      points: number[][];
    }[];
  };
  "pointcloud-cuboid": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: CuboidAnnotation[];
  };
  "pointcloud-cuboid-sequence": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    frames: {
      format_version?: string | number | null;
      image_attributes?: Attributes | null;
      links?: Link[] | null;
      annotations: CuboidAnnotation[];
      timestamp?: string | number | null;
    }[];
  };
  "pointcloud-segmentation": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: BitmapAnnotation[];
    point_annotations: number[];
  };
  "pointcloud-segmentation-sequence": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    frames: {
      format_version?: string | number | null;
      image_attributes?: Attributes | null;
      links?: Link[] | null;
      annotations: {
        id?: number;
        track_id?: number;
        is_keyframe?: boolean;
        index?: number | null;
        category_id: number;
        attributes?: Attributes | null;
      }[];
      timestamp?: string | number | null;
      point_annotations: number[];
    }[];
  };
  "pointcloud-vector": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    annotations: PointcloudVectorAnnotation[];
  };
  "pointcloud-vector-sequence": {
    format_version?: string | number | null;
    image_attributes?: Attributes | null;
    links?: Link[] | null;
    frames: {
      format_version?: string | number | null;
      image_attributes?: Attributes | null;
      links?: Link[] | null;
      annotations: PointcloudVectorAnnotation[];
      timestamp?: string | number | null;
    }[];
  };
  "multisensor-sequence": {
    format_version?: string | number | null;
    sensors: ({
      name: string;
      task_type: "image-segmentation-sequence";
      attributes: {
        format_version?: string | number | null;
        image_attributes?: Attributes | null;
        links?: Link[] | null;
        frames: ({
          format_version?: string | number | null;
          image_attributes?: Attributes | null;
          links?: Link[] | null;
          annotations: {
            id?: number;
            track_id?: number;
            is_keyframe?: boolean;
            index?: number | null;
            category_id: number;
            attributes?: Attributes | null;
          }[];
          timestamp?: string | number | null;
          segmentation_bitmap?: {
            url?: string | null;
          } | null;
        })[];
      } | unknown[];
    } | {
      name: string;
      task_type: "image-vector-sequence";
      attributes: {
        format_version?: string | number | null;
        image_attributes?: Attributes | null;
        links?: Link[] | null;
        frames: {
          format_version?: string | number | null;
          image_attributes?: Attributes | null;
          links?: Link[] | null;
          annotations: ImageVectorAnnotation[];
          timestamp?: string | number | null;
        }[];
      } | unknown[];
    } | {
      name: string;
      task_type: "pointcloud-cuboid-sequence";
      attributes: {
        format_version?: string | number | null;
        image_attributes?: Attributes | null;
        links?: Link[] | null;
        frames: {
          format_version?: string | number | null;
          image_attributes?: Attributes | null;
          links?: Link[] | null;
          annotations: CuboidAnnotation[];
          timestamp?: string | number | null;
        }[];
      } | unknown[];
    } | {
      name: string;
      task_type: "pointcloud-segmentation-sequence";
      attributes: {
        format_version?: string | number | null;
        image_attributes?: Attributes | null;
        links?: Link[] | null;
        frames: {
          format_version?: string | number | null;
          image_attributes?: Attributes | null;
          links?: Link[] | null;
          annotations: {
            id?: number;
            track_id?: number;
            is_keyframe?: boolean;
            index?: number | null;
            category_id: number;
            attributes?: Attributes | null;
          }[];
          timestamp?: string | number | null;
          point_annotations: number[];
        }[];
      } | unknown[];
    } | {
      name: string;
      task_type: "pointcloud-vector-sequence";
      attributes: {
        format_version?: string | number | null;
        image_attributes?: Attributes | null;
        links?: Link[] | null;
        frames: {
          format_version?: string | number | null;
          image_attributes?: Attributes | null;
          links?: Link[] | null;
          annotations: PointcloudVectorAnnotation[];
          timestamp?: string | number | null;
        }[];
      } | unknown[];
    })[];
    links?: Link[] | null;
  };
  "text-named-entities": {
    format_version?: string | number | null;
    annotations: TextAnnotation[];
  };
  "text-span-categorization": {
    format_version?: string | number | null;
    annotations: TextAnnotation[];
  };
}
