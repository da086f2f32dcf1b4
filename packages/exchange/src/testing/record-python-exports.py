"""Records what the Python package exports, for the tests to compare with. Run by hand; the tests need no Python.

    pip install segments-ai scikit-image 'pillow<12' pycocotools opencv-python-headless
    python record-python-exports.py

It makes small releases, serves their images and bitmaps on loopback, exports them with every exporter of the Python package, and writes
fixtures/python-exports.json.gz: the releases, the assets, the exported JSON and text, and of each PNG its size and a digest of its pixels.
"""

import base64
import contextlib
import gzip
import hashlib
import http.server
import importlib.metadata
import io
import json
import os
import pathlib
import tempfile
import threading

import numpy as np
from PIL import Image
from segments import SegmentsDataset, export as segments_export
from segments.utils import export_dataset

BASE = "http://assets.test"
ASSETS = {}


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def add(name, data):
    ASSETS[name] = data
    return f"{BASE}/{name}"


def image(name, width, height, orientation=None):
    buffer = io.BytesIO()
    picture = Image.new("RGB", (width, height), (9, 9, 9))
    if name.endswith(".jpg"):
        exif = Image.Exif()
        if orientation:
            exif[0x0112] = orientation
        picture.save(buffer, "JPEG", exif=exif)
    else:
        picture.save(buffer, "PNG")
    return {"image": {"url": add(name, buffer.getvalue())}}


def bitmap(name, ids):
    ids = np.asarray(ids, np.uint32)
    rgba = np.zeros((*ids.shape, 4), np.uint8)
    for channel in range(3):
        rgba[..., channel] = ids >> (8 * channel) & 255
    rgba[..., 3] = 255
    return {"url": add(name, png(rgba))}


def label(annotations, status="LABELED", **more):
    return {"label_status": status, "attributes": {"format_version": "0.1", "annotations": annotations, **more}}


def sample(name, attributes, ground_truth, metadata=None):
    return {
        "uuid": f"uuid-{name}",
        "name": name,
        "attributes": attributes,
        "metadata": metadata or {},
        "labels": {"ground-truth": ground_truth},
    }


def release(name, task_type, categories, samples):
    return {
        "name": "v1.0",
        "description": "",
        "created_at": "2026-01-01T00:00:00Z",
        "dataset": {
            "name": name,
            "owner": "jane",
            "task_type": task_type,
            "task_attributes": {"format_version": "0.1", "categories": categories},
            "labelsets": [{"name": "ground-truth", "description": ""}],
            "samples": samples,
        },
    }


def shapes():
    """Pixels alone, holes, an island in a hole, touching objects, one object in two pieces, one of no pixel, and many objects."""
    random = np.random.default_rng(7)
    holes = np.zeros((30, 40), np.uint32)
    holes[2:20, 2:20] = 1
    holes[5:15, 5:15] = 0
    holes[8:11, 8:11] = 1
    holes[9, 9] = 2
    holes[2:20, 20:30] = 3
    holes[0, 0] = 4
    holes[29, 39] = 5
    holes[25:27, 3:6] = 6
    holes[25:27, 30:36] = 6
    holes[22:28, 10:16] = np.eye(6, dtype=np.uint32) * 7
    many = np.zeros((50, 60), np.uint32)
    for index in range(500):
        y, x = (index // 25) * 2, (index % 25) * 2
        many[y : y + 1 + random.integers(0, 2), x : x + 1 + random.integers(0, 2)] = index + 1
    noise = random.integers(0, 6, (24, 24)).astype(np.uint32)
    turned = np.zeros((40, 20), np.uint32)
    turned[5:30, 4:9] = 2
    objects = lambda count: [{"id": i + 1, "category_id": i % 3 + 1} for i in range(count)]
    first = objects(7)
    first[0]["attributes"] = {"color": "red", "is_large": True}
    first.append({"id": 8, "category_id": 2})
    return [
        sample("holes.png", image("holes.png", 40, 30), label(first, segmentation_bitmap=bitmap("holes-l.png", holes)), {"split": "a"}),
        sample("unlabeled.png", image("unlabeled.png", 8, 8), None),
        sample("many.v2.png", image("many.png", 60, 50), label(objects(500), "REVIEWED", segmentation_bitmap=bitmap("many-l.png", many))),
        sample("skipped.png", image("skipped.png", 8, 8), {"label_status": "SKIPPED", "attributes": None}),
        sample("noise.png", image("noise.png", 24, 24), label(objects(5), segmentation_bitmap=bitmap("noise-l.png", noise))),
        sample("turned.jpg", image("turned.jpg", 40, 20, orientation=6), label(objects(2), "REJECTED", segmentation_bitmap=bitmap("turned-l.png", turned))),
    ]


COLORED = [
    {"id": 1, "name": "car", "color": [200, 30, 30], "has_instances": True, "attributes": [{"name": "color"}]},
    {"id": 2, "name": "road", "color": [10, 20, 30, 255], "has_instances": False},
    {"id": 3, "name": "tree", "has_instances": True, "extra": {"a": [1, None]}},
]
PLAIN = [{"id": 1, "name": "car"}, {"id": 2, "name": "road"}, {"id": 3, "name": "tree"}]


def box(id, category, x0, y0, x1, y1):
    return {"id": id, "category_id": category, "type": "bbox", "points": [[x0, y0], [x1, y1]]}


def boxes():
    random = np.random.default_rng(3)
    rows = [box(i + 1, i % 3 + 1, *[round(float(v), 3) for v in random.uniform(0, 64, 4)]) for i in range(60)]
    # Centres and sizes that lie half way between two numbers of six digits.
    ties = [box(i + 1, 1, i, 0, i + 1, 2 * i + 1) for i in range(12)]
    return [
        sample("a/first.png", image("first.png", 64, 64), label(rows)) | {"name": "first.png"},
        sample("ties.jpeg", image("ties.jpg", 64, 64), label(ties)),
        sample("empty.png", image("empty.png", 5, 5), label([])),
        sample("none.png", image("none.png", 5, 5), None),
    ]


def vectors():
    annotations = [
        box(1, 1, 1, 2, 30.5, 40.25) | {"attributes": {"a": 1}},
        {"id": 2, "category_id": 2, "type": "polygon", "points": [[1, 1], [5, 1], [5.5, 7.25]]},
        {"id": 3, "category_id": 3, "type": "polyline", "points": [[1, 1], [5, 1]]},
        {"id": 4, "category_id": 3, "type": "point", "points": [[7.5, 8]]},
    ]
    return [
        sample("mixed.png", image("mixed.png", 50, 60), label(annotations)),
        sample("lines.png", image("lines.png", 5, 6), label(annotations[2:3])),
        sample("turned.jpg", image("turned3.jpg", 30, 20, orientation=8), label(annotations[:1])),
    ]


def keypoints():
    points = [{"id": i + 1, "category_id": 1, "type": "point", "points": [[i, i * 1.5]]} for i in range(5)]
    return [
        sample("points.png", image("points.png", 50, 60), label(points)),
        sample("far", {"image": {"url": "s3://bucket/far.png"}}, label(points[:2])),
    ]


def sequences():
    frame = lambda count: {"annotations": [box(i + 1, 2, i, i, i + 9, i + 4) | {"track_id": i + 1, "is_keyframe": True} for i in range(count)]}
    line = {"id": 9, "track_id": 9, "category_id": 1, "type": "polyline", "points": [[0, 0], [1, 1]]}
    named = {"frames": [{"image": {"url": ""}, "name": f"frame {i}"} for i in range(2)] + [{"image": {"url": ""}}]}
    mixed = {"annotations": frame(1)["annotations"] + [line]}
    truth = lambda frames: {"label_status": "LABELED", "attributes": {"frames": frames}}
    return [
        sample("walk.mp4", named, truth([frame(2), frame(0), mixed])),
        sample("run", {"frames": [{"image": {"url": ""}}]}, truth([{"annotations": [line]}])),
    ]


def digest(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def appearance(values):
    """Each value replaced by when it first appears, row by row: what is left of a picture whose colors are drawn by lot."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.uint32)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.reshape(values.shape)].astype("<u4")


def describe(path, export_format):
    if path.suffix != ".png":
        text = path.read_text()
        return json.loads(text) if path.suffix == ".json" else text
    picture = Image.open(path)
    values = np.array(picture)
    if export_format == "coco-panoptic":
        rgb = values.astype("<u4")
        return {"size": picture.size, "appearance": digest(appearance(rgb[..., 0] + 256 * rgb[..., 1] + 65536 * rgb[..., 2]))}
    kind = "gray16" if values.dtype == np.uint16 else "gray" if values.ndim == 2 else "rgb"
    return {"size": picture.size, "kind": kind, "pixels": digest(values.astype("<u2") if kind == "gray16" else values)}




def run(content, export_format, port, options=None, **arguments):
    text = json.dumps(content).replace(BASE, f"http://127.0.0.1:{port}")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        pathlib.Path("release.json").write_text(text)
        dataset = SegmentsDataset("release.json", **(options or {}))
        before = {path for path in pathlib.Path(".").rglob("*") if path.is_file()}
        if dataset.task_type == "keypoints":
            # The exporter writes keypoints; only the check in front of it refuses the task type.
            segments_export.export_coco_instance(dataset, ".")
        else:
            export_dataset(dataset, export_format=export_format, **arguments)
        after = sorted(path for path in pathlib.Path(".").rglob("*") if path.is_file() and path not in before)
        return {path.as_posix(): describe(path, export_format) for path in after}


def with_wide_ids():
    """The polygon exporter compares ids in 8 bits, so that objects 1 and 257 become one and 256 none; here in 32."""
    source = pathlib.Path(segments_export.__file__).read_text()
    narrow = "segmentation_bitmap_uint8 = segmentation_bitmap.astype(np.uint8)"
    assert source.count(narrow) == 1
    module = {"__name__": "segments.export_wide", "__package__": "segments"}
    exec(compile(source.replace(narrow, "segmentation_bitmap_uint8 = segmentation_bitmap"), "export_wide", "exec"), module)
    return module["export_polygon"]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(ASSETS[self.path.lstrip("/")])

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    releases = {
        "shapes": release("shapes", "segmentation-bitmap", COLORED, shapes()),
        "plain": release("plain", "segmentation-bitmap-highres", PLAIN, shapes()[:1]),
        "boxes": release("boxes", "bboxes", PLAIN, boxes()),
        "vectors": release("vectors", "vector", COLORED, vectors()),
        "keypoints": release("keypoints", "keypoints", PLAIN, keypoints()),
        "sequences": release("sequences", "image-vector-sequence", PLAIN, sequences()),
    }
    small = {"filter_by": ["LABELED", "UNLABELED"]}
    runs = [
        ("shapes", "coco-instance", {}, {}),
        ("shapes", "coco-instance", {"filter_by": ["rejected"]}, {}),
        ("shapes", "coco-instance", {"filter_by_metadata": {"split": "a"}}, {}),
        ("shapes", "coco-panoptic", {}, {}),
        ("shapes", "instance", {}, {}),
        ("shapes", "instance-color", {}, {}),
        ("shapes", "semantic", {}, {}),
        ("shapes", "semantic", {}, {"id_increment": 7}),
        ("shapes", "polygon", {}, {}),
        ("shapes", "polygon", small, {}),
        ("plain", "coco-instance", {}, {}),
        ("plain", "coco-panoptic", {}, {}),
        ("colored", "semantic-color", {}, {}),
        ("boxes", "coco-instance", {}, {}),
        ("boxes", "yolo", {}, {}),
        ("boxes", "yolo", {}, {"image_width": 100, "image_height": 33}),
        ("vectors", "coco-instance", {}, {}),
        ("vectors", "yolo", {}, {}),
        ("keypoints", "coco-instance", {}, {}),
        ("sequences", "yolo", {}, {"image_width": 64, "image_height": 48}),
    ]
    colors = [category | {"color": [index * 50, 7, 255 - index]} for index, category in enumerate(PLAIN)]
    releases["colored"] = release("colored", "segmentation-bitmap", colors, shapes()[:3])
    recorded = []
    for name, export_format, options, arguments in runs:
        if export_format == "polygon":
            narrow, segments_export.export_polygon = segments_export.export_polygon, with_wide_ids()
        files = run(releases[name], export_format, port, options, **arguments)
        if export_format == "polygon":
            segments_export.export_polygon = narrow
            if options:
                assert files == run(releases[name], export_format, port, options, **arguments), "8 and 32 bits differ below 256 objects"
        recorded.append({"release": name, "format": export_format, "options": options, "arguments": arguments, "files": files})
    versions = {name: importlib.metadata.version(name) for name in ["segments-ai", "scikit-image", "pillow", "numpy", "pycocotools"]}
    result = {
        "versions": versions,
        "assets": {name: base64.b64encode(data).decode() for name, data in ASSETS.items()},
        "releases": releases,
        "runs": recorded,
    }
    target = pathlib.Path(__file__).parent / "fixtures" / "python-exports.json.gz"
    target.write_bytes(gzip.compress(json.dumps(result, separators=(",", ":")).encode(), mtime=0))
    print(f"{target}: {os.path.getsize(target):,} bytes")


if __name__ == "__main__":
    main()
