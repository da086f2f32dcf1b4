"""Exports of one release by the Python package and by `tessera export` are equal, from the running server to the files."""

import hashlib
import io
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import scenes
from conftest import unique, wait_for_release
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from segments import export as segments_export
from segments.dataset import SegmentsDataset
from segments.export import rgb2id
from segments.utils import bitmap2file, export_dataset, load_release
from skimage.measure import regionprops

TESSERA = Path(__file__).parents[2] / "packages" / "cli" / "bin" / "tessera.js"
RELEASE = "v1.0"
CATEGORIES = [
    {"id": 1, "name": "car", "color": [200, 30, 30], "has_instances": True},
    {"id": 2, "name": "road", "color": [10, 20, 130], "has_instances": False},
    {"id": 3, "name": "tree", "color": [30, 190, 60], "has_instances": True},
]
# Ids that do not count from 1, one of them more than 8 bits hold.
SPARSE = [
    {"id": 40, "name": "sign", "color": [250, 240, 10], "has_instances": True},
    {"id": 300, "name": "pole", "color": [90, 80, 70], "has_instances": True},
]
BITMAPS = {
    "pixels.png": scenes.single_pixels(),
    "holes.png": scenes.with_holes(),
    "touching.v2.png": scenes.touching(),
    "many.png": scenes.many(),
    "turned.jpg": scenes.with_holes().T.copy(),
    "skipped.png": scenes.single_pixels(),
}
STATUSES = ["LABELED", "REVIEWED", "REJECTED", "LABELED", "PRELABELED", "SKIPPED"]
SKIP = {"work_type": "label", "action": "skip", "version": 0, "time": 1200, "inactive_time": 34}
# Samples with objects that YOLO has no place for, one name for each object.
NOT_BOXES = {"bboxes": [], "vector": ["mixed.png"] * 3}
SEGMENTATION_TYPES = ["segmentation-bitmap", "segmentation-bitmap-highres"]
# Lists that are sets: images, objects and contours have no order of their own, points and boxes have.
UNORDERED = {"images", "annotations", "categories", "segments_info", "polygons"}


# -- the releases ------------------------------------------------------------------------------------------------------


@dataclass
class Sample:
    name: str
    image: bytes
    label: dict | None = None
    status: str = "LABELED"
    bitmap: np.ndarray | None = None


def labeled_bitmap(name, bitmap, status="LABELED", categories=(1, 2, 3), orientation=None):
    height, width = bitmap.shape
    size = (height, width) if orientation in (5, 6, 7, 8) else (width, height)
    label = {"format_version": "0.1", "annotations": scenes.bitmap_objects(bitmap, categories)}
    return Sample(name, scenes.crop_bytes(size, orientation), label, status, bitmap)


def labeled_shapes(name, annotations, status="LABELED"):
    return Sample(name, scenes.crop_bytes((64, 48)), {"format_version": "0.1", "annotations": annotations}, status)


def unlabeled():
    return Sample("unlabeled.png", scenes.crop_bytes((20, 10)))


def skipped_at_once():
    """Skipped before anything was drawn."""
    return Sample("nothing.png", scenes.crop_bytes((20, 10)), status="SKIPPED")


def segmentation_samples():
    rows = zip(BITMAPS.items(), STATUSES)
    labeled = [labeled_bitmap(n, b, s, orientation=6 if n.endswith(".jpg") else None) for (n, b), s in rows]
    return [*labeled[:2], unlabeled(), *labeled[2:]]


def shape_samples(task_type):
    if task_type == "keypoints":
        points = [{"id": i + 1, "category_id": 1, "type": "point", "points": [[i, i * 1.5]]} for i in range(5)]
        return [labeled_shapes("points.png", points), unlabeled(), skipped_at_once()]
    many, one = labeled_shapes("many.png", scenes.boxes()), labeled_shapes("one.v2.png", scenes.boxes(13)[12:])
    samples = [many, unlabeled(), skipped_at_once(), one]
    if task_type == "vector":
        samples.append(labeled_shapes("mixed.png", scenes.vector_annotations(task_type), "REVIEWED"))
    return samples


@dataclass
class Released:
    name: str
    release: object
    samples: list = field(default_factory=list)


def add_dataset(client, task_type, categories=CATEGORIES):
    attributes = {"format_version": "0.1", "categories": categories}
    return client.add_dataset(unique(f"ours-{task_type}"), task_type=task_type, task_attributes=attributes).full_name


def make_release(client, rest, task_type, samples, categories=CATEGORIES):
    name = add_dataset(client, task_type, categories)
    for sample in samples:
        url = client.upload_asset(io.BytesIO(sample.image), sample.name).url
        made = client.add_sample(name, sample.name, {"image": {"url": url}})
        if sample.bitmap is not None:
            bitmap = client.upload_asset(bitmap2file(sample.bitmap), "label.png").url
            sample.label["segmentation_bitmap"] = {"url": bitmap}
        if sample.label is not None:
            client.add_label(made.uuid, "ground-truth", sample.label, sample.status)
        elif sample.status == "SKIPPED":
            # As the editor skips, for which the package has no method: the label has nothing in it.
            rest("POST", f"/labels/{made.uuid}/ground-truth/work/", SKIP, expect=200)
    client.add_release(name, RELEASE)
    return Released(name, wait_for_release(client, name, RELEASE), samples)


@pytest.fixture(scope="module")
def released(client, rest):
    """One released dataset of a task type, made when it is first asked for."""
    made = {}

    def get(task_type):
        if task_type not in made:
            samples = segmentation_samples() if task_type in SEGMENTATION_TYPES else shape_samples(task_type)
            made[task_type] = make_release(client, rest, task_type, samples)
        return made[task_type]

    return get


# -- both exports ------------------------------------------------------------------------------------------------------


class Both:
    """Runs either exporter in an empty folder."""

    def __init__(self, world, folder, monkeypatch):
        self._folder = folder
        self._monkeypatch = monkeypatch
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        keys = {"TESSERA_URL": world["url"], "TESSERA_API_KEY": world["keys"]["jane"]}
        self._env = {**kept, **keys, "XDG_CONFIG_HOME": str(folder / "config")}
        # Otherwise the package puts its folder elsewhere than it does by default.
        monkeypatch.delenv("SEGMENTS_DIR", raising=False)

    def theirs(self, released, export_format, statuses=None, export=export_dataset, **arguments):
        """The files that the package's export writes, not those that it caches."""
        out = self._new_folder("theirs")
        self._monkeypatch.chdir(out)
        dataset = SegmentsDataset(released.release, filter_by=statuses)
        cached = set(files_of(out))
        export(dataset, export_format=export_format, **arguments)
        return {path.relative_to(out).as_posix(): path for path in files_of(out) if path not in cached}

    def ours(self, released, export_format, statuses=None):
        """The files, and what the command says of them."""
        out = self._new_folder("ours")
        command = [shutil.which("node"), str(TESSERA), "export", export_format, released.name, RELEASE, "--out", str(out), "--json"]
        if statuses:
            command += ["--status", ",".join(statuses)]
        done = subprocess.run(command, env=self._env, cwd=self._folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        files = {path.relative_to(out).as_posix(): path for path in files_of(out)}
        assert sorted(report["files"]) == sorted(files)
        return files, report

    def _new_folder(self, kind):
        folder = self._folder / unique(kind)
        folder.mkdir()
        return folder


@pytest.fixture
def both(world, tmp_path, monkeypatch):
    return Both(world, tmp_path, monkeypatch)


def files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def only_json(files):
    [path] = [path for name, path in files.items() if name.endswith(".json")]
    return path


def only_picture(files):
    [path] = files.values()
    with Image.open(path) as image:
        return np.array(image)


def canonical(value, key=None):
    """JSON without the order of sets, and masks by their pixels: two encodings of one mask are equal."""
    if isinstance(value, dict) and set(value) == {"size", "counts"}:
        return {"size": value["size"], "mask": hashlib.sha256(coco_mask.decode(value).tobytes()).hexdigest()}
    if isinstance(value, dict):
        return {name: canonical(part, name) for name, part in value.items()}
    if isinstance(value, list):
        parts = [canonical(part) for part in value]
        return sorted(parts, key=lambda part: json.dumps(part, sort_keys=True)) if key in UNORDERED else parts
    # 20.0 and 20 are one number in JSON, and must sort as one.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read_json(path):
    return json.loads(path.read_text())


def assert_same_picture(ours, theirs):
    with Image.open(ours) as our, Image.open(theirs) as their:
        assert (our.mode, our.size) == (their.mode, their.size), ours.name
        assert np.array_equal(np.array(our), np.array(their)), ours.name


def assert_same_files(ours, theirs):
    assert sorted(ours) == sorted(theirs) and ours
    for name in ours:
        if name.endswith(".json"):
            assert canonical(read_json(ours[name])) == canonical(read_json(theirs[name])), name
        elif name.endswith(".txt"):
            assert ours[name].read_text() == theirs[name].read_text(), name
        else:
            assert_same_picture(ours[name], theirs[name])


def assert_leaves_out(report, names):
    assert sorted(item["sample"] for item in report["skipped"]) == sorted(names)


# -- segmentations -----------------------------------------------------------------------------------------------------


def test_the_release_holds_what_is_compared(released):
    """What makes a comparison worth something."""
    made = load_release(released("segmentation-bitmap").release)["dataset"]["samples"]
    labels = {sample["name"]: sample["labels"]["ground-truth"] for sample in made}
    assert labels.pop("unlabeled.png") is None
    assert {name: label["label_status"] for name, label in labels.items()} == dict(zip(BITMAPS, STATUSES))
    assert len(labels["many.png"]["attributes"]["annotations"]) == scenes.MANY
    areas = {name: np.bincount(bitmap.ravel())[1:] for name, bitmap in BITMAPS.items()}
    assert (areas["pixels.png"] == 1).sum() >= 6
    assert len(areas["many.png"]) == scenes.MANY and set(areas["many.png"]) >= {1, 64}
    # One less for each hole.
    assert min(region.euler_number for region in regionprops(BITMAPS["holes.png"])) < 1
    left, right = BITMAPS["touching.v2.png"][:, :-1], BITMAPS["touching.v2.png"][:, 1:]
    assert ((left != right) & (left > 0) & (right > 0)).any()


@pytest.mark.parametrize("kind", ["instance", "instance-color", "semantic", "semantic-color"])
def test_label_images(released, both, kind):
    theirs = both.theirs(released("segmentation-bitmap"), kind)
    ours, report = both.ours(released("segmentation-bitmap"), kind)
    assert_same_files(ours, theirs)
    assert len(ours) == report["samples"] == len(BITMAPS)
    assert_leaves_out(report, ["unlabeled.png"])


@pytest.mark.parametrize("task_type", SEGMENTATION_TYPES)
def test_coco_instance(released, both, task_type):
    theirs = both.theirs(released(task_type), "coco-instance")
    ours, report = both.ours(released(task_type), "coco-instance")
    assert_same_files(ours, theirs)
    assert report["objects"] == sum(len(np.unique(bitmap)) - 1 for bitmap in BITMAPS.values())
    assert_leaves_out(report, ["unlabeled.png"])


def test_coco_instance_of_some_statuses(released, both):
    theirs = both.theirs(released("segmentation-bitmap"), "coco-instance", ["REVIEWED", "REJECTED"])
    ours, report = both.ours(released("segmentation-bitmap"), "coco-instance", ["REVIEWED", "REJECTED"])
    assert_same_files(ours, theirs)
    assert (report["samples"], report["skipped"]) == (2, [])


def test_pycocotools_loads_ours(released, both):
    source = released("segmentation-bitmap")
    ours, _ = both.ours(source, "coco-instance")
    coco = COCO(str(only_json(ours)))
    labeled = {index + 1: sample for index, sample in enumerate(source.samples) if sample.bitmap is not None}
    assert sorted(coco.getImgIds()) == list(labeled)
    for image_id, sample in labeled.items():
        [image] = coco.loadImgs(image_id)
        assert (image["file_name"], image["height"], image["width"]) == (sample.name, *sample.bitmap.shape)
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=image_id))
        assert len(annotations) == len(sample.label["annotations"])
        for annotation, sent in zip(annotations, sample.label["annotations"]):
            assert annotation["category_id"] == sent["category_id"]
            assert_is_mask(annotation, coco.annToMask(annotation), sample.bitmap == sent["id"])


def assert_is_mask(annotation, decoded, mask):
    assert np.array_equal(decoded, mask)
    assert annotation["area"] == mask.sum() == coco_mask.area(annotation["segmentation"])
    rows, columns = np.nonzero(mask)
    x, y, width, height = annotation["bbox"]
    assert (x, y, x + width, y + height) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert coco_mask.toBbox(annotation["segmentation"]).tolist() == annotation["bbox"]


THINGS = {category["id"]: category["color"] for category in CATEGORIES if category["has_instances"]}


def without_drawn_ids(panoptic):
    """Ids of objects are drawn by lot; those of categories without instances are not."""
    for annotation in panoptic["annotations"]:
        for segment in annotation["segments_info"]:
            if segment["category_id"] in THINGS:
                del segment["id"]
    return canonical(panoptic)


def drawn_ids(panoptic):
    segments = [segment for annotation in panoptic["annotations"] for segment in annotation["segments_info"]]
    return [(segment["category_id"], segment["id"]) for segment in segments if segment["category_id"] in THINGS]


def picture_ids(path):
    with Image.open(path) as image:
        assert image.mode == "RGB"
        return rgb2id(np.array(image))


def test_coco_panoptic(released, both):
    theirs = both.theirs(released("segmentation-bitmap"), "coco-panoptic")
    ours, report = both.ours(released("segmentation-bitmap"), "coco-panoptic")
    assert sorted(ours) == sorted(theirs)
    assert without_drawn_ids(read_json(only_json(ours))) == without_drawn_ids(read_json(only_json(theirs)))
    pictures = [name for name in ours if name.endswith(".png")]
    assert len(pictures) == len(BITMAPS)
    for name in pictures:
        our, their = picture_ids(ours[name]), picture_ids(theirs[name])
        assert np.array_equal(our == 0, their == 0), name
        # The same pixels belong together: each id of one picture is one id of the other.
        pairs = np.unique(np.stack([our.ravel(), their.ravel()]), axis=1).shape[1]
        assert pairs == len(np.unique(our)) == len(np.unique(their)), name
    assert_leaves_out(report, ["unlabeled.png"])


def test_ids_of_coco_panoptic(released, both):
    """Either draws near the category's color, and never twice; ours draws the same each time."""
    ours, _ = both.ours(released("segmentation-bitmap"), "coco-panoptic")
    again, _ = both.ours(released("segmentation-bitmap"), "coco-panoptic")
    theirs = both.theirs(released("segmentation-bitmap"), "coco-panoptic")
    assert {name: path.read_bytes() for name, path in ours.items()} == {name: path.read_bytes() for name, path in again.items()}
    for files in (ours, theirs):
        drawn = drawn_ids(read_json(only_json(files)))
        assert len({id for _, id in drawn}) == len(drawn) > scenes.MANY / 2
        for category, id in drawn:
            color = np.array([id & 255, id >> 8 & 255, id >> 16])
            assert np.abs(color - THINGS[category]).max() <= 30
    assert drawn_ids(read_json(only_json(ours))) != drawn_ids(read_json(only_json(theirs)))
    panoptic = read_json(only_json(ours))
    folder = next(path.parent for name, path in ours.items() if name.endswith(".png"))
    for annotation in panoptic["annotations"]:
        ids = picture_ids(folder / annotation["file_name"])
        for segment in annotation["segments_info"]:
            if segment["category_id"] in THINGS:
                assert (ids == segment["id"]).sum() == segment["area"]


def mended_polygons():
    """The package's exporter, but for the line that compares ids in 8 bits."""
    source = Path(segments_export.__file__).read_text()
    narrow = "segmentation_bitmap_uint8 = segmentation_bitmap.astype(np.uint8)"
    assert source.count(narrow) == 1
    module = {"__name__": "segments.export_mended", "__package__": "segments"}
    exec(compile(source.replace(narrow, "segmentation_bitmap_uint8 = segmentation_bitmap"), "export_mended", "exec"), module)
    return lambda dataset, export_format: module["export_polygon"](dataset, ".")


def test_polygon(released, both):
    theirs = both.theirs(released("segmentation-bitmap"), "polygon", export=mended_polygons())
    ours, report = both.ours(released("segmentation-bitmap"), "polygon")
    assert_same_files(ours, theirs)
    assert_leaves_out(report, ["unlabeled.png"])


def test_polygon_differs_where_ids_are_above_255(released, both):
    """As it is, the package merges object 1 with 257 and leaves 257 empty; whatever has no such neighbor is equal."""
    source = released("segmentation-bitmap")
    theirs = read_json(only_json(both.theirs(source, "polygon")))
    ours = read_json(only_json(both.ours(source, "polygon")[0]))
    image_id = 1 + [sample.name for sample in source.samples].index("many.png")
    first = min(a["id"] for a in ours["annotations"] if a["image_id"] == image_id) - 1
    is_wide = lambda a: a["image_id"] == image_id and (a["id"] - first > 255 or a["id"] - first + 256 <= scenes.MANY)  # noqa: E731
    for exported in (ours, theirs):
        exported["wide"] = [a for a in exported["annotations"] if is_wide(a)]
        exported["annotations"] = [a for a in exported["annotations"] if not is_wide(a)]
    our_wide, their_wide = ours.pop("wide"), theirs.pop("wide")
    assert canonical(ours) == canonical(theirs)
    assert len(our_wide) == len(their_wide) == 2 * (scenes.MANY - 256) + 1
    for our, their in zip(our_wide, their_wide):
        assert our["id"] == their["id"] and our["polygons"]
        if our["id"] - first > 255:
            assert their["polygons"] == []
        else:
            assert len(their["polygons"]) > len(our["polygons"])


# -- shapes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task_type", ["vector", "bboxes"])
def test_coco_instance_of_shapes(released, both, task_type):
    theirs = both.theirs(released(task_type), "coco-instance")
    ours, _ = both.ours(released(task_type), "coco-instance")
    assert_same_files(ours, theirs)
    coco = COCO(str(only_json(ours)))
    assert len(coco.getAnnIds(imgIds=1)) == scenes.MANY


def test_coco_instance_of_keypoints(released, both):
    """The package's exporter writes them; only the check in front of it refuses the task type."""
    with pytest.raises(ValueError, match="can be exported to this format"):
        both.theirs(released("keypoints"), "coco-instance")
    theirs = both.theirs(
        released("keypoints"), "coco-instance",
        export=lambda dataset, export_format: segments_export.export_coco_instance(dataset, "."),
    )  # fmt: skip
    ours, _ = both.ours(released("keypoints"), "coco-instance")
    assert_same_files(ours, theirs)


@pytest.mark.parametrize("task_type", ["vector", "bboxes"])
def test_yolo(released, both, task_type):
    theirs = both.theirs(released(task_type), "yolo")
    ours, report = both.ours(released(task_type), "yolo")
    assert_same_files(ours, theirs)
    [text] = [path.read_text() for name, path in ours.items() if name.endswith("/many.txt")]
    assert len(text.splitlines()) == scenes.MANY
    # A sample without objects takes part, but has no file.
    assert report["samples"] == len(ours) + 1
    assert_leaves_out(report, ["unlabeled.png", *NOT_BOXES[task_type]])


def test_yolo_of_a_sequence(client, both):
    """The package asks for the size that ours reads from the frames."""
    source = make_sequences(client)
    with pytest.raises(ValueError, match="image_width"):
        both.theirs(source, "yolo")
    theirs = both.theirs(source, "yolo", image_width=64, image_height=48)
    ours, report = both.ours(source, "yolo")
    assert_same_files(ours, theirs)
    # Of the second frame, which has no objects, there is no file.
    assert sorted(Path(name).name for name in ours) == ["walk-00003.txt", "walk-frame 1.txt"]
    assert_leaves_out(report, [])


def make_sequences(client):
    name = add_dataset(client, "image-vector-sequence")
    url = client.upload_asset(io.BytesIO(scenes.crop_bytes((64, 48))), "frame.png").url
    frames = [{"image": {"url": url}, **named} for named in ({"name": "frame 1"}, {"name": "frame 2"}, {})]
    sample = client.add_sample(name, "walk.mp4", {"frames": frames})
    tracked = [{**box, "track_id": box["id"], "is_keyframe": True} for box in scenes.boxes(40)]
    label = {"format_version": "0.1", "frames": [{"annotations": part} for part in (tracked, [], tracked[20:])]}
    client.add_label(sample.uuid, "ground-truth", label)
    client.add_release(name, RELEASE)
    return Released(name, wait_for_release(client, name, RELEASE))


# -- where ours differs on purpose -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def apart(client, rest):
    """Samples that the package does not export right, apart from each other by the status of their labels."""
    wide = scenes.with_holes()
    wide[wide == 6] = 70_000
    dot = np.zeros((10, 20), np.uint32)
    dot[3:6, 4:9] = 1
    other = np.zeros((10, 20), np.uint32)
    other[1, 1] = 2
    samples = [
        labeled_bitmap("wide.png", wide, "LABELED"),
        labeled_bitmap("empty.png", np.zeros((10, 20), np.uint32), "REVIEWED"),
        labeled_bitmap("same.png", dot, "REJECTED"),
        labeled_bitmap("same.jpg", other, "REJECTED", orientation=1),
        labeled_bitmap("turned5.jpg", dot, "PRELABELED", orientation=5),
        labeled_bitmap("turned7.jpg", dot, "PRELABELED", orientation=7),
        skipped_at_once(),
        labeled_bitmap("sparse.png", scenes.touching(), "REVIEWING_IN_PROGRESS", categories=(40, 300)),
    ]
    return make_release(client, rest, "segmentation-bitmap", samples, [*CATEGORIES, *SPARSE])


def test_ids_above_16_bits(apart, both):
    statuses = ["LABELED"]
    ours, report = both.ours(apart, "instance", statuses)
    assert_same_files(ours, both.theirs(apart, "instance", statuses))
    assert [lost["first_sample"] for lost in report["lost"] if "16 bits" in lost["what"]] == ["wide.png"]
    ours, _ = both.ours(apart, "coco-instance", statuses)
    our, their = (read_json(only_json(files)) for files in (ours, both.theirs(apart, "coco-instance", statuses)))
    lost = our["annotations"].pop()
    assert canonical(our) == canonical(their)
    assert np.array_equal(coco_mask.decode(lost["segmentation"]), apart.samples[0].bitmap == 70_000)


def test_labels_without_objects(apart, both):
    with pytest.raises(IndexError):
        both.theirs(apart, "semantic", ["REVIEWED"])
    ours, _ = both.ours(apart, "semantic", ["REVIEWED"])
    picture = only_picture(ours)
    assert picture.shape == (10, 20) and not picture.any()


@pytest.mark.parametrize("kind", ["coco-instance", "instance"])
def test_samples_that_were_skipped_at_once(apart, both, kind):
    """Their labels have no bitmap, without which the package fails."""
    # Two samples share a name, and the package's threads a cached file: one may find it half written, an OSError of Pillow's.
    with pytest.raises((TypeError, AttributeError, OSError)):
        both.theirs(apart, kind, ["REJECTED", "SKIPPED"])
    _, report = both.ours(apart, kind, ["REJECTED", "SKIPPED"])
    assert report["samples"] == 2
    assert report["skipped"] == [{"sample": "nothing.png", "reason": "its label has no segmentation bitmap"}]


def test_samples_of_one_name(apart, both):
    theirs = both.theirs(apart, "coco-panoptic", ["REJECTED"])
    ours, report = both.ours(apart, "coco-panoptic", ["REJECTED"])
    assert len([name for name in theirs if name.endswith(".png")]) == 1
    names = sorted(Path(name).name for name in ours if name.endswith(".png"))
    assert names == ["same-2_label_ground-truth_coco-panoptic.png", "same_label_ground-truth_coco-panoptic.png"]
    assert [a["file_name"] for a in read_json(only_json(ours))["annotations"]] == names[::-1]
    assert any("numbered" in lost["what"] for lost in report["lost"])


def test_orientations_that_the_package_leaves(apart, both):
    theirs = read_json(only_json(both.theirs(apart, "coco-instance", ["PRELABELED"])))
    ours = read_json(only_json(both.ours(apart, "coco-instance", ["PRELABELED"])[0]))
    sizes = [[(image["width"], image["height"]) for image in exported.pop("images")] for exported in (ours, theirs)]
    assert sizes == [[(20, 10)] * 2, [(10, 20)] * 2]
    assert canonical(ours) == canonical(theirs)


def test_category_ids_that_do_not_count_from_1(apart, both):
    statuses = ["REVIEWING_IN_PROGRESS"]
    with pytest.raises(IndexError):
        both.theirs(apart, "semantic-color", statuses)
    colored = only_picture(both.ours(apart, "semantic-color", statuses)[0])
    their_semantic = only_picture(both.theirs(apart, "semantic", statuses))
    our_semantic = only_picture(both.ours(apart, "semantic", statuses)[0])
    sample = apart.samples[-1]
    category = np.zeros_like(sample.bitmap)
    for annotation in sample.label["annotations"]:
        category[sample.bitmap == annotation["id"]] = annotation["category_id"]
    assert not their_semantic.any()
    assert np.array_equal(our_semantic, category)
    for known in SPARSE:
        assert (colored[category == known["id"]] == known["color"]).all()
