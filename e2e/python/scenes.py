"""Samples and labels of every task type, on real images and generated point clouds that were uploaded as assets.

Images come with scikit-image (see skimage/data/README.txt and the docstrings of skimage.data): chelsea and coffee are CC0,
astronaut, rocket and hubble_deep_field are in the public domain.
"""

import copy
import io
from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from segments.typing import TaskType
from segments.utils import bitmap2file

IMAGES = Path(skimage.data.__file__).parent
IMAGE_TYPES = [
    TaskType.SEGMENTATION_BITMAP,
    TaskType.SEGMENTATION_BITMAP_HIGHRES,
    TaskType.BBOXES,
    TaskType.VECTOR,
    TaskType.KEYPOINTS,
]
ALL_TYPES = [task_type for task_type in TaskType if task_type.value]
FRAMES = 3
# 19 digits, as nanoseconds have them: more than a JavaScript number holds.
NANOSECONDS = 1_532_402_927_612_460_123
SHARED_CLOUDS = Path(__file__).parents[3] / "shared" / "data" / "pointclouds"


def image_bytes(name):
    return (IMAGES / name).read_bytes()


def image_size(name):
    """(width, height)"""
    with Image.open(IMAGES / name) as image:
        return image.size


def points(count=200, seed=0):
    return np.random.default_rng(seed).uniform(-10, 10, (count, 4)).astype(np.float32)


def pcd_bytes(cloud, encoding="ascii"):
    """A PCD 0.7 file of x, y, z, intensity."""
    header = (
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\n"
        f"COUNT 1 1 1 1\nWIDTH {len(cloud)}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {len(cloud)}\nDATA {encoding}\n"
    )
    if encoding == "binary":
        return header.encode() + cloud.tobytes()
    text = io.StringIO()
    np.savetxt(text, cloud, fmt="%.6f")
    return (header + text.getvalue()).encode()


def instance_bitmap(size, seed=0):
    """Instance ids 1 to 3 as rectangles on 0; the third id is above 255, so that it takes two channels."""
    width, height = size
    bitmap = np.zeros((height, width), np.uint32)
    bitmap[10:60, 20:90] = 1
    bitmap[height // 2 : height // 2 + 40, width // 3 : width // 3 + 70] = 2
    bitmap[height - 30 - seed : height - 10, width - 50 : width - 5] = 300
    return bitmap


class Assets:
    """Uploads once for all tests of a client."""

    def __init__(self, client):
        self._client = client
        self._urls = {}

    def _upload(self, key, make, filename):
        if key not in self._urls:
            self._urls[key] = self._client.upload_asset(make(), filename).url
        return self._urls[key]

    def image(self, name="chelsea.png"):
        return self._upload(name, lambda: io.BytesIO(image_bytes(name)), name)

    def cloud(self, seed=0, encoding="ascii"):
        return self._upload((seed, encoding), lambda: io.BytesIO(pcd_bytes(points(seed=seed), encoding)), f"{seed}.pcd")

    def bitmap(self, name="chelsea.png", seed=0):
        return self._upload(
            (name, "bitmap", seed), lambda: bitmap2file(instance_bitmap(image_size(name), seed)), "label.png"
        )


def camera(assets):
    return {
        "url": assets.image("coffee.png"),
        "row": 0,
        "col": 1,
        "name": "front",
        "intrinsics": {"intrinsic_matrix": [[800.0, 0.0, 300.0], [0.0, 800.0, 200.0], [0.0, 0.0, 1.0]]},
        "extrinsics": {
            "translation": {"x": 1.0, "y": 0.0, "z": 1.5},
            "rotation": {"qx": 0.5, "qy": -0.5, "qz": 0.5, "qw": -0.5},
        },
        "distortion": {"model": "fisheye", "coefficients": {"k1": 0.1, "k2": 0.01, "k3": 0.0, "k4": 0.0}},
        "camera_convention": "OpenCV",
        "rotation": 0.0,
    }


def cloud_frame(assets, index=0):
    half = np.pi / 8 * index
    return {
        "pcd": {"url": assets.cloud(index, "binary" if index % 2 else "ascii"), "type": "pcd"},
        "images": [camera(assets)],
        "ego_pose": {
            "position": {"x": 10.0 * index, "y": 2.0, "z": 0.5},
            "heading": {"qx": 0.0, "qy": 0.0, "qz": float(np.sin(half)), "qw": float(np.cos(half))},
        },
        "default_z": -1.5,
        "name": f"frame-{index}",
        "timestamp": NANOSECONDS + index * 100_000_000,
        "bounds": {"min_z": -3.0, "max_z": 5.0},
    }


def image_frame(assets, index=0):
    return {"image": {"url": assets.image()}, "name": f"frame-{index}", "timestamp": str(NANOSECONDS + index)}


def sample_attributes(task_type, assets):
    value = TaskType(task_type).value
    if value == "multisensor-sequence":
        lidar = {"name": "lidar", "task_type": "pointcloud-cuboid-sequence"}
        front = {"name": "front", "task_type": "image-vector-sequence"}
        return {
            "sensors": [
                {**lidar, "attributes": sample_attributes("pointcloud-cuboid-sequence", assets)},
                {**front, "attributes": sample_attributes("image-vector-sequence", assets)},
            ]
        }
    if value.startswith("pointcloud"):
        if value.endswith("sequence"):
            return {"frames": [cloud_frame(assets, index) for index in range(FRAMES)]}
        return cloud_frame(assets)
    if value.endswith("sequence"):
        return {"frames": [image_frame(assets, index) for index in range(FRAMES)]}
    return {"image": {"url": assets.image()}}


OBJECT_ATTRIBUTES = {"color": "red", "occluded": True, "score": 0.25, "lanes": ["left", "right"], "note": None}


def bitmap_annotations(tracks=False):
    more = [{"track_id": id, "is_keyframe": True} if tracks else {} for id in (1, 2, 300)]
    return [
        {"id": 1, "category_id": 1, "attributes": OBJECT_ATTRIBUTES, **more[0]},
        {"id": 2, "category_id": 2, **more[1]},
        {"id": 300, "category_id": 2, **more[2]},
    ]


def vector_annotations(task_type, tracks=False):
    value = TaskType(task_type).value
    box = {"id": 1, "category_id": 1, "type": "bbox", "points": [[20.5, 10.0], [90.0, 60.25]], "attributes": OBJECT_ATTRIBUTES}
    polygon = {"id": 2, "category_id": 2, "type": "polygon", "points": [[100.0, 100.0], [150.0, 110.0], [120.0, 160.0]]}
    polyline = {"id": 3, "category_id": 2, "type": "polyline", "points": [[1.0, 2.0], [3.0, 4.0]]}
    point = {"id": 4, "category_id": 1, "type": "point", "points": [[33.0, 44.0]]}
    annotations = {"bboxes": [box], "keypoints": [point, {**point, "id": 5, "points": [[55.5, 66.0]]}]}.get(
        value, [box, polygon, polyline, point]
    )
    if tracks:
        annotations = [{**a, "track_id": a["id"], "is_keyframe": True} for a in annotations]
    return copy.deepcopy(annotations)


def cuboid(id=1, index=0, tracks=False):
    return {
        "id": id,
        "category_id": 1,
        "type": "cuboid",
        "position": {"x": 12.0 + index, "y": -3.0, "z": 0.5},
        "dimensions": {"x": 4.5, "y": 2.0, "z": 1.6},
        "yaw": 0.75,
        "attributes": OBJECT_ATTRIBUTES,
        **({"track_id": id, "is_keyframe": True} if tracks else {}),
    }


def cloud_shapes(tracks=False):
    more = {"track_id": 7, "is_keyframe": True} if tracks else {}
    polygon = {"id": 7, "category_id": 1, "type": "polygon", "points": [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.5]]}
    return [{**polygon, **more}, cuboid(id=8, tracks=tracks)]


def label_attributes(task_type, assets):
    value = TaskType(task_type).value
    version = {"format_version": "0.2"}
    indexes = range(FRAMES)
    if value == "multisensor-sequence":
        types = [("lidar", "pointcloud-cuboid-sequence"), ("front", "image-vector-sequence")]
        return {
            "sensors": [
                {"name": name, "task_type": kind, "attributes": {k: v for k, v in label_attributes(kind, assets).items() if k != "links"}}
                for name, kind in types
            ]
        }
    if value in ("segmentation-bitmap", "segmentation-bitmap-highres"):
        return {
            **version,
            "annotations": bitmap_annotations(),
            "segmentation_bitmap": {"url": assets.bitmap()},
            "image_attributes": {"weather": "sunny"},
        }
    if value == "image-segmentation-sequence":
        frame = {"annotations": bitmap_annotations(tracks=True), "segmentation_bitmap": {"url": assets.bitmap()}}
        return {**version, "frames": [{**copy.deepcopy(frame), "timestamp": str(NANOSECONDS + i)} for i in indexes]}
    if value == "image-vector-sequence":
        return {
            **version,
            "frames": [
                {"annotations": vector_annotations(value, tracks=True), "timestamp": str(NANOSECONDS + i)} for i in indexes
            ],
        }
    if value == "pointcloud-segmentation":
        return {**version, "annotations": bitmap_annotations()[:2], "point_annotations": [i % 3 for i in range(200)]}
    if value == "pointcloud-segmentation-sequence":
        frame = {"annotations": bitmap_annotations(tracks=True)[:2], "point_annotations": [i % 3 for i in range(200)]}
        return {**version, "frames": [{**copy.deepcopy(frame), "timestamp": NANOSECONDS + i} for i in indexes]}
    if value == "pointcloud-cuboid":
        return {**version, "annotations": [cuboid(1), cuboid(2)], "links": [{"from_id": 1, "to_id": 2}]}
    if value == "pointcloud-cuboid-sequence":
        frames = [{"annotations": [cuboid(1, i, tracks=True)], "timestamp": NANOSECONDS + i * 100_000_000} for i in indexes]
        return {**version, "frames": frames}
    if value == "pointcloud-vector":
        return {**version, "annotations": cloud_shapes()}
    if value == "pointcloud-vector-sequence":
        return {**version, "frames": [{"annotations": cloud_shapes(tracks=True), "timestamp": NANOSECONDS + i} for i in indexes]}
    return {**version, "annotations": vector_annotations(value), "image_attributes": {"weather": None}}


def is_within(part, whole):
    """Whether everything in `part` stands in `whole` too, value for value; `whole` may hold more members."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(k in whole and is_within(v, whole[k]) for k, v in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) == len(whole) and all(map(is_within, part, whole))
    return part == whole and isinstance(part, bool) == isinstance(whole, bool)


# -- what exporters are compared over ------------------------------------------------------------------------------------

MANY = 500


def crop_bytes(size, orientation=None):
    """A part of a photo; a JPEG with an EXIF orientation where one is asked for, and then of the size before it is turned."""
    buffer = io.BytesIO()
    with Image.open(IMAGES / "chelsea.png") as image:
        part = image.convert("RGB").crop((0, 0, *size))
    if orientation is None:
        part.save(buffer, "PNG")
    else:
        exif = Image.Exif()
        exif[0x0112] = orientation
        part.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def single_pixels():
    """Objects of one pixel: in corners, side by side, corner to corner, and inside another object; one of scattered pixels."""
    bitmap = np.zeros((30, 40), np.uint32)
    bitmap[0, 0], bitmap[29, 39], bitmap[0, 39] = 1, 2, 3
    bitmap[5, 5], bitmap[5, 6], bitmap[6, 7] = 4, 5, 6
    bitmap[12:19, 12:19] = 7
    bitmap[15, 15] = 8
    bitmap[20:28:2, 1:9:3] = 9
    return bitmap


def with_holes():
    """A hole with an island of the same object and another one in it, a hole of one pixel, one that is open by a corner, nested rings."""
    bitmap = np.zeros((60, 80), np.uint32)
    bitmap[2:30, 2:30] = 1
    bitmap[6:26, 6:26] = 0
    bitmap[10:20, 10:20] = 1
    bitmap[13:16, 13:16] = 2
    bitmap[2:9, 40:47] = 3
    bitmap[5, 43] = 0
    bitmap[12:20, 40:48] = 4
    bitmap[13, 41] = bitmap[12, 40] = 0
    for ring in range(7):
        bitmap[32 + 2 * ring : 60 - 2 * ring, 2 + 3 * ring : 60 - 3 * ring] = 5 if ring % 2 == 0 else 6
    return bitmap


def touching():
    """Four objects that fill a corner without a gap, two that lie along a diagonal, two that share a chessboard, two in pieces."""
    bitmap = np.zeros((48, 64), np.uint32)
    bitmap[:10, :12], bitmap[:10, 12:20], bitmap[10:18, :12], bitmap[10:18, 12:20] = 1, 2, 3, 4
    rows, columns = np.mgrid[:20, :20]
    bitmap[:20, 30:50] = np.where(rows > columns, 5, 6)
    bitmap[24:40, 4:20] = np.where((np.mgrid[:16, :16].sum(0)) % 2, 7, 8)
    bitmap[24:40, 30:60] = np.where(np.arange(30) // 5 % 2, 9, 10)
    return bitmap


def many(seed=7):
    """500 objects in cells of 8 pixels: some fill theirs and touch, some are single pixels; ids go on above 255."""
    random = np.random.default_rng(seed)
    bitmap = np.zeros((160, 200), np.uint32)
    for index in range(MANY):
        y, x = index // 25 * 8, index % 25 * 8
        height, width = random.choice([1, 3, 8], 2)
        bitmap[y : y + height, x : x + width] = index + 1
    return bitmap


def bitmap_objects(bitmap, categories=(1, 2, 3)):
    """An object for each id of a bitmap, of the categories in turn; the first has attributes."""
    ids = [int(id) for id in np.unique(bitmap) if id]
    objects = [{"id": id, "category_id": categories[i % len(categories)]} for i, id in enumerate(ids)]
    if objects:
        objects[0]["attributes"] = copy.deepcopy(OBJECT_ATTRIBUTES)
    return objects


def boxes(count=MANY, seed=3):
    """Boxes with corners anywhere and in any order; the first ones have numbers half way between two of six digits."""
    random = np.random.default_rng(seed)
    ties = [[[i, 0], [i + 1, 2 * i + 1]] for i in range(12)]
    corners = ties + random.uniform(0, 64, (count - len(ties), 2, 2)).round(3).tolist()
    return [{"id": i + 1, "category_id": i % 3 + 1, "type": "bbox", "points": points} for i, points in enumerate(corners)]
