import { type Static, Type } from "typebox";
import { SENSOR_TASK_TYPES } from "../task-types.js";
import { PCD_TYPES } from "../vocabulary.js";
import { maybe, QuaternionSchema, TimestampSchema, XyzSchema } from "./shared.js";

// An url may be empty or unreachable: the sample is stored, and the editor says what is wrong.
const UrlSchema = Type.String();

const finiteNumber = Type.Number();

/** One image. */
export const ImageSampleAttributesSchema = Type.Object(
  { image: Type.Object({ url: UrlSchema }) },
  { title: "Image", examples: [{ image: { url: "https://example.com/daisy.jpg" } }] },
);

const ImageFrameSchema = Type.Object({
  image: Type.Object({ url: UrlSchema }),
  name: maybe(Type.String()),
  timestamp: maybe(TimestampSchema),
});

/** Images in the order of time. */
export const ImageSequenceSampleAttributesSchema = Type.Object(
  { frames: Type.Array(ImageFrameSchema, { minItems: 1 }) },
  { title: "Image sequence" },
);

const FisheyeSchema = Type.Object({
  model: Type.Literal("fisheye"),
  coefficients: Type.Object({ k1: finiteNumber, k2: finiteNumber, k3: finiteNumber, k4: finiteNumber }),
});

const BrownConradySchema = Type.Object({
  model: Type.Literal("brown-conrady"),
  coefficients: Type.Object({
    k1: finiteNumber,
    k2: finiteNumber,
    p1: finiteNumber,
    p2: finiteNumber,
    k3: finiteNumber,
    k4: maybe(finiteNumber),
    k5: maybe(finiteNumber),
    k6: maybe(finiteNumber),
  }),
});

/** A camera image beside a point cloud. Extrinsics take camera to ego coordinates. */
export const CameraImageSchema = Type.Object({
  url: UrlSchema,
  name: maybe(Type.String()),
  row: maybe(Type.Integer()),
  col: maybe(Type.Integer()),
  intrinsics: maybe(
    Type.Object({
      intrinsic_matrix: Type.Array(Type.Array(finiteNumber, { minItems: 3, maxItems: 3 }), {
        minItems: 3,
        maxItems: 3,
      }),
    }),
  ),
  extrinsics: maybe(Type.Object({ translation: XyzSchema, rotation: QuaternionSchema })),
  distortion: maybe(Type.Union([FisheyeSchema, BrownConradySchema])),
  camera_convention: maybe(Type.Enum(["OpenGL", "OpenCV"])),
  rotation: maybe(finiteNumber),
});

const CornerSchema = Type.Object({ x: finiteNumber, y: finiteNumber });

/** A top-down image under a point cloud, with the world position of each of its corners. */
const OrthoImageSchema = Type.Object({
  url: UrlSchema,
  corners: Type.Object({
    top_left: CornerSchema,
    top_right: CornerSchema,
    bottom_right: CornerSchema,
    bottom_left: CornerSchema,
  }),
  height_map: maybe(
    Type.Object({
      url: UrlSchema,
      encoding: Type.Enum(["rgb16"]),
      offset: Type.Optional(finiteNumber),
      scale: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    }),
  ),
});

const BoundsSchema = Type.Object({
  min_x: maybe(finiteNumber),
  max_x: maybe(finiteNumber),
  min_y: maybe(finiteNumber),
  max_y: maybe(finiteNumber),
  min_z: maybe(finiteNumber),
  max_z: maybe(finiteNumber),
});

/**
 * One point cloud, with the camera images, the pose of the ego vehicle (ego to world) and the bounds of its time.
 * Metres.
 */
export const PointcloudSampleAttributesSchema = Type.Object(
  {
    pcd: Type.Object({ url: UrlSchema, type: Type.Enum([...PCD_TYPES]) }),
    images: maybe(Type.Array(CameraImageSchema)),
    ego_pose: maybe(Type.Object({ position: XyzSchema, heading: QuaternionSchema })),
    default_z: maybe(finiteNumber),
    name: maybe(Type.String()),
    timestamp: maybe(TimestampSchema),
    bounds: maybe(BoundsSchema),
    ortho_images: maybe(Type.Array(OrthoImageSchema)),
  },
  { title: "Point cloud", examples: [{ pcd: { url: "https://example.com/scan.pcd", type: "pcd" } }] },
);

/** Point clouds in the order of time; `ortho_images` here serve all of them. */
export const PointcloudSequenceSampleAttributesSchema = Type.Object(
  {
    frames: Type.Array(PointcloudSampleAttributesSchema, { minItems: 1 }),
    ortho_images: maybe(Type.Array(OrthoImageSchema)),
  },
  { title: "Point cloud sequence" },
);

const [IMAGE_SEGMENTATION, IMAGE_VECTOR, ...POINTCLOUD_SENSORS] = SENSOR_TASK_TYPES;

const SensorSchema = Type.Union([
  Type.Object({
    name: Type.String({ minLength: 1 }),
    task_type: Type.Enum([IMAGE_SEGMENTATION, IMAGE_VECTOR]),
    attributes: ImageSequenceSampleAttributesSchema,
  }),
  Type.Object({
    name: Type.String({ minLength: 1 }),
    task_type: Type.Enum(POINTCLOUD_SENSORS),
    attributes: PointcloudSequenceSampleAttributesSchema,
  }),
]);

/** Several sensors of one recording, each a sequence of its own. */
export const MultisensorSampleAttributesSchema = Type.Object(
  { sensors: Type.Array(SensorSchema, { minItems: 1 }) },
  { title: "Multi-sensor sequence" },
);

/** One text; labels count its Unicode code points. */
export const TextSampleAttributesSchema = Type.Object(
  { text: Type.String() },
  { title: "Text", examples: [{ text: "Marie Curie was born in Warsaw." }] },
);

/** The type of {@link ImageSampleAttributesSchema}. */
export type ImageSampleAttributes = Static<typeof ImageSampleAttributesSchema>;
/** The type of {@link ImageSequenceSampleAttributesSchema}. */
export type ImageSequenceSampleAttributes = Static<typeof ImageSequenceSampleAttributesSchema>;
/** The type of {@link CameraImageSchema}. */
export type CameraImage = Static<typeof CameraImageSchema>;
/** The type of {@link PointcloudSampleAttributesSchema}. */
export type PointcloudSampleAttributes = Static<typeof PointcloudSampleAttributesSchema>;
/** The type of {@link PointcloudSequenceSampleAttributesSchema}. */
export type PointcloudSequenceSampleAttributes = Static<typeof PointcloudSequenceSampleAttributesSchema>;
/** The type of {@link MultisensorSampleAttributesSchema}. */
export type MultisensorSampleAttributes = Static<typeof MultisensorSampleAttributesSchema>;
/** The type of {@link TextSampleAttributesSchema}. */
export type TextSampleAttributes = Static<typeof TextSampleAttributesSchema>;
