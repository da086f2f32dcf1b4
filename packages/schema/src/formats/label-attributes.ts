import { type Static, type TProperties, type TSchema, Type } from "typebox";
import type { LabelType, SensorTaskType } from "../task-types.js";
import {
  AttributesSchema,
  CategoryIdSchema,
  FormatVersionSchema,
  maybe,
  QuaternionSchema,
  TimestampSchema,
  XyzSchema,
} from "./shared.js";

/** The largest id that fits into the three colour bytes of a segmentation bitmap. */
export const MAX_BITMAP_ID = 2 ** 24 - 1;

// Annotations. On the way in one of `id` and `track_id` may be missing (but not both): it then equals the other.

const IdSchema = Type.Integer({ minimum: 1 });
const BitmapIdSchema = Type.Integer({ minimum: 1, maximum: MAX_BITMAP_ID });

const annotationFields = {
  id: Type.Optional(IdSchema),
  track_id: Type.Optional(IdSchema),
  is_keyframe: Type.Optional(Type.Boolean()),
  index: maybe(Type.Integer()),
  category_id: CategoryIdSchema,
  attributes: maybe(AttributesSchema),
};

/** An object of a bitmap: its pixels hold `id`. */
export const BitmapAnnotationSchema = Type.Object({ ...annotationFields, id: BitmapIdSchema });
const BitmapTrackSchema = Type.Object({ ...annotationFields, id: Type.Optional(BitmapIdSchema) });

/** An object of a segmented point cloud: its points hold `id`. */
export const PointsAnnotationSchema = Type.Object({ ...annotationFields, id: IdSchema });
const PointsTrackSchema = Type.Object({ ...annotationFields });

type Counts = { minItems: number; maxItems?: number };

/** `[x, y]` in pixels. */
function pixelList(counts: Counts) {
  return Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), counts);
}

/** `[x, y, z]` in metres in the world; or `[x, y]`, at the height of the sample's `default_z`, or else 0. */
function worldList(counts: Counts) {
  return Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }), counts);
}

function shape<Kind extends string>(type: Kind, points: ReturnType<typeof pixelList>) {
  return Type.Object({ ...annotationFields, type: Type.Literal(type), points });
}

/** `points` are the upper left and the lower right corner; swapped corners are the editor's to warn of. */
export const BboxAnnotationSchema = shape("bbox", pixelList({ minItems: 2, maxItems: 2 }));
/** One place in an image. */
export const KeypointAnnotationSchema = shape("point", pixelList({ minItems: 1, maxItems: 1 }));
/** A shape in an image: bounding box, polygon, polyline or point. */
export const ImageVectorAnnotationSchema = Type.Union([
  BboxAnnotationSchema,
  shape("polygon", pixelList({ minItems: 3 })),
  shape("polyline", pixelList({ minItems: 2 })),
  KeypointAnnotationSchema,
]);

/** Relative to the ego vehicle (null where its pose is unknown) and absolute. */
const KinematicsSchema = Type.Object({ relative: Type.Union([Type.Number(), Type.Null()]), absolute: Type.Number() });

const SizeSchema = Type.Number({ minimum: 0 });

/** `position` is the centre in world coordinates, in metres; `yaw` in radians, counter-clockwise from +x. */
export const CuboidAnnotationSchema = Type.Object({
  ...annotationFields,
  type: Type.Enum(["cuboid", "cuboid-sync"]),
  position: XyzSchema,
  dimensions: Type.Object({ x: SizeSchema, y: SizeSchema, z: SizeSchema }),
  yaw: Type.Number(),
  rotation: maybe(QuaternionSchema),
  velocity: maybe(KinematicsSchema),
  acceleration: maybe(KinematicsSchema),
});

/** A shape in a point cloud: polygon, polyline or point, in metres in the world; or a cuboid. */
export const PointcloudVectorAnnotationSchema = Type.Union([
  shape("polygon", worldList({ minItems: 3 })),
  shape("polyline", worldList({ minItems: 2 })),
  // Always three numbers: with two it is taken for a keypoint of an image.
  shape("point", Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 }), { minItems: 1, maxItems: 1 })),
  CuboidAnnotationSchema,
]);

/** A link between two tracks (in single frames: annotations), named by their ids. */
export const LinkSchema = Type.Object({
  from_id: Type.Integer(),
  to_id: Type.Integer(),
  attributes: maybe(AttributesSchema),
  frames: maybe(Type.Array(Type.Object({ attributes: AttributesSchema }))),
});

// Labels.

const commonFields = {
  format_version: maybe(FormatVersionSchema),
  image_attributes: maybe(AttributesSchema),
  links: maybe(Type.Array(LinkSchema)),
};

function single<Annotation extends TSchema, Fields extends TProperties>(
  title: string,
  annotation: Annotation,
  fields: Fields,
) {
  return Type.Object({ ...commonFields, annotations: Type.Array(annotation), ...fields }, { title });
}

function sequence<Annotation extends TSchema, Fields extends TProperties>(
  title: string,
  annotation: Annotation,
  fields: Fields,
) {
  const frame = Type.Object({
    ...commonFields,
    annotations: Type.Array(annotation),
    timestamp: maybe(TimestampSchema),
    ...fields,
  });
  return Type.Object({ ...commonFields, frames: Type.Array(frame) }, { title });
}

/** One integer a point, in the order of the point cloud file; 0 = no object. */
const pointAnnotations = { point_annotations: Type.Array(Type.Integer({ minimum: 0 })) };

/** Objects of one image and the bitmap that says which pixel is whose. */
export const ImageSegmentationLabelSchema = single("Image segmentation label", BitmapAnnotationSchema, {
  segmentation_bitmap: Type.Object({ url: Type.String() }),
});

/** The same for each frame; a frame may be without a bitmap. */
export const ImageSegmentationSequenceLabelSchema = sequence("Image segmentation sequence label", BitmapTrackSchema, {
  segmentation_bitmap: maybe(Type.Object({ url: maybe(Type.String()) })),
});

/** Shapes of one image. */
export const ImageVectorLabelSchema = single("Image vector label", ImageVectorAnnotationSchema, {});
/** Bounding boxes of one image. */
export const BboxesLabelSchema = single("Bounding box label", BboxAnnotationSchema, {});
/** Points of one image. */
export const KeypointsLabelSchema = single("Keypoint label", KeypointAnnotationSchema, {});
/** Shapes of each frame; a track is the same object through all of them. */
export const ImageVectorSequenceLabelSchema = sequence("Image vector sequence label", ImageVectorAnnotationSchema, {});

/** Cuboids of one point cloud. */
export const PointcloudCuboidLabelSchema = single("Point cloud cuboid label", CuboidAnnotationSchema, {});
/** Cuboids of each frame. */
export const PointcloudCuboidSequenceLabelSchema = sequence(
  "Point cloud cuboid sequence label",
  CuboidAnnotationSchema,
  {},
);

/** Objects of one point cloud and to which of them each point belongs. */
export const PointcloudSegmentationLabelSchema = single(
  "Point cloud segmentation label",
  PointsAnnotationSchema,
  pointAnnotations,
);
/** The same for each frame. */
export const PointcloudSegmentationSequenceLabelSchema = sequence(
  "Point cloud segmentation sequence label",
  PointsTrackSchema,
  pointAnnotations,
);

/** Shapes and cuboids of one point cloud. */
export const PointcloudVectorLabelSchema = single("Point cloud vector label", PointcloudVectorAnnotationSchema, {});
/** Shapes and cuboids of each frame. */
export const PointcloudVectorSequenceLabelSchema = sequence(
  "Point cloud vector sequence label",
  PointcloudVectorAnnotationSchema,
  {},
);

/** One sensor's label; an empty list stands for "not labeled", because the Python package writes that. */
function sensor<Task extends SensorTaskType, Label extends TSchema>(taskType: Task, label: Label) {
  return Type.Object({
    name: Type.String({ minLength: 1 }),
    task_type: Type.Literal(taskType),
    attributes: Type.Union([label, Type.Array(Type.Unknown(), { maxItems: 0 })]),
  });
}

/** The labels of all sensors, in the sample's order. A link may join tracks of two sensors. */
export const MultisensorLabelSchema = Type.Object(
  {
    format_version: maybe(FormatVersionSchema),
    sensors: Type.Array(
      Type.Union([
        sensor("image-segmentation-sequence", ImageSegmentationSequenceLabelSchema),
        sensor("image-vector-sequence", ImageVectorSequenceLabelSchema),
        sensor("pointcloud-cuboid-sequence", PointcloudCuboidSequenceLabelSchema),
        sensor("pointcloud-segmentation-sequence", PointcloudSegmentationSequenceLabelSchema),
        sensor("pointcloud-vector-sequence", PointcloudVectorSequenceLabelSchema),
      ]),
    ),
    links: maybe(Type.Array(LinkSchema)),
  },
  { title: "Multi-sensor label" },
);

/** A span of a text: Unicode code points from `start` (inclusive) to `end` (exclusive). */
export const TextAnnotationSchema = Type.Object({
  id: Type.Optional(IdSchema),
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 1 }),
  category_id: CategoryIdSchema,
  attributes: maybe(AttributesSchema),
});

/** Spans of one text. */
export const TextLabelSchema = Type.Object(
  { format_version: maybe(FormatVersionSchema), annotations: Type.Array(TextAnnotationSchema) },
  { title: "Text label" },
);

/** The type of {@link LinkSchema}. */
export type Link = Static<typeof LinkSchema>;
/** The type of {@link BitmapAnnotationSchema}. */
export type BitmapAnnotation = Static<typeof BitmapAnnotationSchema>;
/** The type of {@link ImageVectorAnnotationSchema}. */
export type ImageVectorAnnotation = Static<typeof ImageVectorAnnotationSchema>;
/** The type of {@link CuboidAnnotationSchema}. */
export type CuboidAnnotation = Static<typeof CuboidAnnotationSchema>;
/** The type of {@link PointcloudVectorAnnotationSchema}. */
export type PointcloudVectorAnnotation = Static<typeof PointcloudVectorAnnotationSchema>;
/** The type of {@link TextAnnotationSchema}. */
export type TextAnnotation = Static<typeof TextAnnotationSchema>;

/** Label attributes by label type. */
export interface LabelAttributesByType extends Record<LabelType, unknown> {
  "image-segmentation": Static<typeof ImageSegmentationLabelSchema>;
  "image-segmentation-sequence": Static<typeof ImageSegmentationSequenceLabelSchema>;
  "image-vector": Static<typeof ImageVectorLabelSchema>;
  "image-vector-sequence": Static<typeof ImageVectorSequenceLabelSchema>;
  "pointcloud-cuboid": Static<typeof PointcloudCuboidLabelSchema>;
  "pointcloud-cuboid-sequence": Static<typeof PointcloudCuboidSequenceLabelSchema>;
  "pointcloud-segmentation": Static<typeof PointcloudSegmentationLabelSchema>;
  "pointcloud-segmentation-sequence": Static<typeof PointcloudSegmentationSequenceLabelSchema>;
  "pointcloud-vector": Static<typeof PointcloudVectorLabelSchema>;
  "pointcloud-vector-sequence": Static<typeof PointcloudVectorSequenceLabelSchema>;
  "multisensor-sequence": Static<typeof MultisensorLabelSchema>;
  text: Static<typeof TextLabelSchema>;
}
