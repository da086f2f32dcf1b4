"""Releases that the server made, read by SegmentsDataset and written by export_dataset: values, not only files."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import requests
from conftest import unique, wait_for_release
from PIL import Image
from pycocotools.coco import COCO
from scenes import image_bytes, image_size, instance_bitmap, is_within, label_attributes, sample_attributes
from segments.dataset import SegmentsDataset
from segments.exceptions import NetworkError
from segments.export import rgb2id
from segments.typing import ExportFormat
from segments.utils import bitmap2file, export_dataset, get_semantic_bitmap, load_release

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CATEGORIES = {
    "format_version": "0.1",
    "categories": [
        {"id": 1, "name": "cat", "color": [255, 0, 0], "has_instances": True},
        {"id": 2, "name": "floor", "color": [0, 0, 255], "has_instances": False},
    ],
}
SUPPORTED = [
    "segmentation-bitmap", "segmentation-bitmap-highres", "vector", "bboxes", "keypoints", "image-vector-sequence",
    "pointcloud-cuboid", "pointcloud-segmentation",
]  # fmt: skip
BITMAP_TYPES = SUPPORTED[:2]
PICTURES = ["chelsea.png", "rocket.jpg"]


@pytest.fixture(scope="module")
def released(client, assets):
    """One released dataset of a task type, made when it is first asked for."""
    made = {}

    def get(task_type):
        if task_type not in made:
            made[task_type] = make_released(client, assets, task_type)
        return made[task_type]

    return get


def make_released(client, assets, task_type):
    """Two labeled samples, one unlabeled, one skipped without a label of "model"; a second labelset with one label."""
    name = client.add_dataset(unique(f"export-{task_type}"), task_type=task_type, task_attributes=CATEGORIES).full_name
    client.add_labelset(name, "model")
    samples = []
    for index, (picture, status) in enumerate([(PICTURES[0], "LABELED"), (PICTURES[1], "REVIEWED"), (PICTURES[0], None), (PICTURES[0], "SKIPPED")]):
        is_image = task_type in SUPPORTED[:5]
        attributes = {"image": {"url": assets.image(picture)}} if is_image else sample_attributes(task_type, assets)
        metadata = {"city": "Ghent" if index == 0 else "London", "index": str(index)}
        # Every sample has a file name of its own: the package caches images by the sample's name.
        sample = client.add_sample(name, f"{index}-{Path(picture).stem}{Path(picture).suffix}", attributes, metadata)
        samples.append(sample)
        if status is not None:
            client.add_label(sample.uuid, "ground-truth", label_of(task_type, assets, picture), status)
    client.add_label(samples[0].uuid, "model", label_of(task_type, assets, PICTURES[0]), score=0.9)
    client.add_release(name, "v0.1", "for export")
    return wait_for_release(client, name, "v0.1")


def label_of(task_type, assets, picture):
    label = label_attributes(task_type, assets)
    if task_type in BITMAP_TYPES:
        label["segmentation_bitmap"] = {"url": assets.bitmap(picture)}
    return label


def open_dataset(release, tmp_path, **options):
    return SegmentsDataset(release, segments_dir=str(tmp_path / "segments"), **options)


def labeled_items(dataset):
    return [item for item in (dataset[i] for i in range(len(dataset))) if item["annotations"] is not None]


@pytest.mark.parametrize("task_type", SUPPORTED)
def test_load(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    assert (len(dataset), dataset.task_type) == (4, task_type)
    assert [(c.id, c.name, c.color) for c in dataset.categories] == [(1, "cat", (255, 0, 0)), (2, "floor", (0, 0, 255))]
    assert dataset[0]["name"] == "0-chelsea.png"
    assert dataset[0]["metadata"] == {"city": "Ghent", "index": "0"}
    assert load_release(released(task_type)) == dataset.release
    assert set(dataset.release["dataset"]["samples"][2]["labels"].values()) == {None}


def test_the_type_that_the_package_does_not_load(released, tmp_path):
    with pytest.raises(ValueError, match="only create a dataset for tasks"):
        open_dataset(released("pointcloud-vector"), tmp_path)


@pytest.mark.parametrize("task_type", SUPPORTED)
def test_filters(released, tmp_path, task_type):
    count = lambda **options: len(open_dataset(released(task_type), tmp_path, **options))  # noqa: E731
    assert count(filter_by="labeled") == 1
    assert count(filter_by=["LABELED", "REVIEWED"]) == 2
    assert count(filter_by="UNLABELED") == 1
    assert count(filter_by=["skipped"]) == 1
    assert count(filter_by="REJECTED") == 0
    assert count(filter_by_metadata={"city": "London"}) == 3
    assert count(filter_by_metadata={"city": "London"}, filter_by="REVIEWED") == 1
    assert count(labelset="model", filter_by="PRELABELED") == 1
    assert count(labelset="model", filter_by="UNLABELED") == 3
    with pytest.raises(ValueError, match="no labelset"):
        count(labelset="nothing")


def test_without_a_cache_and_from_a_file(released, tmp_path):
    release = released("vector")
    path = tmp_path / "release.json"
    path.write_text(json.dumps(load_release(release)))
    from_file = SegmentsDataset(str(path), segments_dir=str(tmp_path / "s"), preload=False)
    assert len(from_file) == 4
    assert from_file[0]["image"].size == image_size(PICTURES[0])
    assert open_dataset(release, tmp_path, load_images=False)[0]["image"] is None


# -- bitmaps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task_type", BITMAP_TYPES)
def test_masks(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    for index, picture in enumerate(PICTURES):
        mask = np.array(dataset[index]["segmentation_bitmap"], np.uint32)
        assert np.array_equal(mask, instance_bitmap(image_size(picture)))
        assert dataset[index]["image"].size == image_size(picture)
    assert dataset[2]["segmentation_bitmap"] is None and dataset[2]["annotations"] is None
    semantic = get_semantic_bitmap(dataset[0]["segmentation_bitmap"], dataset[0]["annotations"])
    expected = np.select([instance_bitmap(image_size(PICTURES[0])) == i for i in (1, 2, 300)], [1, 2, 2], 0)
    assert np.array_equal(semantic, expected)
    raised = get_semantic_bitmap(dataset[0]["segmentation_bitmap"], dataset[0]["annotations"], id_increment=1)
    assert np.array_equal(raised[expected > 0], expected[expected > 0] + 1)


def areas(picture):
    bitmap = instance_bitmap(image_size(picture))
    return {id: int((bitmap == id).sum()) for id in (1, 2, 300)}


@pytest.mark.parametrize("task_type", BITMAP_TYPES)
def test_coco_instance_of_bitmaps(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    file, _ = export_dataset(dataset, str(tmp_path / "out"), ExportFormat.COCO_INSTANCE)
    coco = COCO(file)
    # The skipped sample has a label too; the unlabeled one does not take part.
    assert [image["id"] for image in coco.loadImgs(coco.getImgIds())] == [1, 2, 4]
    assert len(coco.getAnnIds()) == 9
    for image_id, picture in ((1, PICTURES[0]), (2, PICTURES[1])):
        width, height = image_size(picture)
        [image] = coco.loadImgs(image_id)
        assert (image["width"], image["height"]) == (width, height)
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=image_id))
        assert [a["category_id"] for a in annotations] == [1, 2, 2]
        for annotation, (id, area) in zip(annotations, areas(picture).items()):
            mask = instance_bitmap((width, height)) == id
            assert annotation["area"] == area
            assert np.array_equal(coco.annToMask(annotation), mask)
            rows, columns = np.nonzero(mask)
            x, y, w, h = annotation["bbox"]
            assert (x, y, x + w, y + h) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


@pytest.mark.parametrize("task_type", BITMAP_TYPES)
def test_coco_panoptic(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    file, image_dir = export_dataset(dataset, str(tmp_path / "out"))
    coco = json.loads(Path(file).read_text())
    assert [c["name"] for c in coco["categories"]] == ["cat", "floor"]
    assert [a["image_id"] for a in coco["annotations"]] == [1, 2, 4]
    for annotation, picture in zip(coco["annotations"], PICTURES):
        ids = rgb2id(np.array(Image.open(Path(image_dir) / annotation["file_name"])))
        by_area = {segment["area"]: segment for segment in annotation["segments_info"]}
        # Both instances of a category without instances have its one color.
        assert [s["category_id"] for s in annotation["segments_info"]] == [1, 2, 2]
        cat = by_area[areas(picture)[1]]
        assert np.array_equal(ids == cat["id"], instance_bitmap(image_size(picture)) == 1)


@pytest.mark.parametrize("task_type", BITMAP_TYPES)
@pytest.mark.parametrize("kind", ["instance", "semantic", "instance-color", "semantic-color"])
def test_images(released, tmp_path, task_type, kind):
    dataset = open_dataset(released(task_type), tmp_path)
    out = tmp_path / "out"
    assert export_dataset(dataset, str(out), kind) == str(out)
    names = {"instance-color": "instance_colored", "semantic-color": "semantic_colored"}
    assert len(list(out.iterdir())) == 3
    for index, picture in enumerate(PICTURES):
        image = np.array(Image.open(out / f"{index}-{Path(picture).stem}_label_ground-truth_{names.get(kind, kind)}.png"))
        bitmap = instance_bitmap(image_size(picture))
        if kind == "instance":
            assert np.array_equal(image, bitmap)
        elif kind == "semantic":
            assert np.array_equal(image, np.select([bitmap == 1, bitmap > 1], [1, 2], 0))
        elif kind == "semantic-color":
            assert {tuple(c) for c in image[bitmap == 1]} == {(255, 0, 0)}
            assert {tuple(c) for c in image[bitmap > 1]} == {(0, 0, 255)}
            assert not image[bitmap == 0].any()
        else:
            # The package colors by the lowest eight bits of an id.
            assert len({tuple(c) for c in image[bitmap == 1]}) == 1
            assert not image[bitmap == 0].any()


@pytest.mark.parametrize("task_type", BITMAP_TYPES)
def test_polygons_of_bitmaps(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    file, _ = export_dataset(dataset, str(tmp_path / "out"), ExportFormat.POLYGON)
    exported = json.loads(Path(file).read_text())
    assert [image["id"] for image in exported["images"]] == [1, 2, 4]
    first = [a for a in exported["annotations"] if a["image_id"] == 1]
    assert [a["category_id"] for a in first] == [1, 2, 2]
    assert sorted(map(tuple, first[0]["polygons"][0])) == [(20, 10), (20, 59), (89, 10), (89, 59)]
    assert first[0]["attributes"]["color"] == "red"


def test_a_second_labelset(released, tmp_path):
    dataset = open_dataset(released("segmentation-bitmap"), tmp_path, labelset="model")
    assert [item["name"] for item in labeled_items(dataset)] == ["0-chelsea.png"]
    file, _ = export_dataset(dataset, str(tmp_path / "out"), "coco-instance")
    assert len(COCO(file).getAnnIds()) == 3


# -- shapes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task_type, counts", [("vector", (1, 1, 1)), ("bboxes", (1, 0, 0))])
def test_coco_instance_of_shapes(released, tmp_path, task_type, counts):
    dataset = open_dataset(released(task_type), tmp_path)
    file, _ = export_dataset(dataset, str(tmp_path / "out"), "coco-instance")
    coco = COCO(file)
    annotations = coco.loadAnns(coco.getAnnIds(imgIds=1))
    boxes, polygons, points = ([a for a in annotations if key in a] for key in ("bbox", "points", "keypoints"))
    assert (len(boxes), len(polygons), len(points)) == counts
    assert boxes[0]["bbox"] == [20.5, 10.0, 69.5, 50.25]
    if polygons:
        assert polygons[0]["points"] == [[100.0, 100.0], [150.0, 110.0], [120.0, 160.0]]
        assert points[0]["keypoints"] == [33.0, 44.0, 1]
    assert coco.loadImgs(2)[0]["width"] == image_size(PICTURES[1])[0]


@pytest.mark.parametrize("task_type", ["vector", "bboxes"])
def test_yolo(released, tmp_path, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    folder = export_dataset(dataset, str(tmp_path / "out"), ExportFormat.YOLO)
    texts = {path.name: path.read_text() for path in Path(folder).glob("*.txt")}
    assert sorted(texts) == ["0-chelsea.txt", "1-rocket.txt", "3-chelsea.txt"]
    width, height = image_size(PICTURES[0])
    [line] = texts["0-chelsea.txt"].splitlines()
    category, *numbers = line.split()
    assert category == "1"
    expected = [(20.5 + 90) / 2 / width, (10 + 60.25) / 2 / height, 69.5 / width, 50.25 / height]
    assert [float(n) for n in numbers] == pytest.approx(expected, abs=1e-6)


def test_yolo_of_a_sequence(released, tmp_path):
    dataset = open_dataset(released("image-vector-sequence"), tmp_path, filter_by=["LABELED", "REVIEWED", "SKIPPED"])
    with pytest.raises(ValueError, match="image_width"):
        export_dataset(dataset, str(tmp_path / "out"), "yolo")
    folder = export_dataset(dataset, str(tmp_path / "out"), "yolo", image_width=451, image_height=300)
    names = sorted(path.name for path in Path(folder).glob("*.txt"))
    assert len(names) == 9 and names[0] == "0-chelsea-frame-0.txt"


FORMATS = {
    "coco-panoptic": BITMAP_TYPES, "instance": BITMAP_TYPES, "instance-color": BITMAP_TYPES, "semantic": BITMAP_TYPES,
    "semantic-color": BITMAP_TYPES, "polygon": BITMAP_TYPES, "coco-instance": [*BITMAP_TYPES, "vector", "bboxes"],
    "yolo": ["vector", "bboxes", "image-vector-sequence"],
}  # fmt: skip


@pytest.mark.parametrize("task_type", SUPPORTED)
def test_formats_that_a_type_has_not(released, tmp_path, task_type):
    assert set(FORMATS) == {f.value for f in ExportFormat}
    dataset = open_dataset(released(task_type), tmp_path)
    for name, types in FORMATS.items():
        if task_type not in types:
            with pytest.raises(ValueError, match="(?i)only"):
                export_dataset(dataset, str(tmp_path / "out"), name)


# -- sequences and clouds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task_type", ["image-vector-sequence", "pointcloud-cuboid", "pointcloud-segmentation"])
def test_labels_as_they_were_sent(released, tmp_path, assets, task_type):
    dataset = open_dataset(released(task_type), tmp_path)
    sample = dataset[0]
    assert is_within(sample_attributes(task_type, assets), sample["attributes"])
    assert is_within(label_attributes(task_type, assets), sample["labels"]["ground-truth"]["attributes"])


def test_every_frame_of_the_example_of_sequences(client, rest, tmp_path):
    """What was drawn is read: each frame's picture, time and objects."""
    made = rest("POST", "/user/examples/", {"name": "sequences", "dataset_name": unique("moving")}, expect=201).json()
    client.add_release(made["full_name"], "v1")
    dataset = open_dataset(wait_for_release(client, made["full_name"], "v1"), tmp_path, filter_by=["LABELED", "REVIEWED"])
    drawn = json.loads((EXAMPLES / "labels/sequences.json").read_text())
    truth = {sample["name"]: sample for sample in drawn["samples"] if "label" in sample}
    assert len(dataset) == len(truth) == 2
    for index in range(len(dataset)):
        sample = dataset[index]
        due = truth[sample["name"]]
        frames = sample["attributes"]["frames"]
        assert [(f["name"], f["timestamp"]) for f in frames] == [(f["name"], f["timestamp"]) for f in due["frames"]]
        labeled = sample["labels"]["ground-truth"]["attributes"]["frames"]
        assert labeled == due["label"]["frames"] and len(labeled) == 24
        picture = requests.get(frames[-1]["image"]["url"], timeout=10).content
        assert picture == (EXAMPLES / "images" / due["frames"][-1]["image"]).read_bytes()


# -- bitmaps that the server refuses -----------------------------------------------------------------------------------


def test_a_bitmap_of_another_size(client, assets):
    name = client.add_dataset(unique("sizes")).full_name
    sample = client.add_sample(name, "a", {"image": {"url": assets.image(PICTURES[0])}})
    wrong = client.upload_asset(bitmap2file(np.ones((20, 30), np.uint32)), "label.png").url
    for url in (wrong, client.upload_asset(io.BytesIO(image_bytes("rocket.jpg")), "label.png").url):
        with pytest.raises(NetworkError) as caught:
            client.add_label(sample.uuid, "ground-truth", {"annotations": [], "segmentation_bitmap": {"url": url}})
        assert type(caught.value) is NetworkError


def test_exif_rotation(client, tmp_path):
    """The package turns the image by its EXIF orientation; the label is of the turned image."""
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(path, exif=exif)
    with open(path, "rb") as file:
        url = client.upload_asset(file, "turned.jpg").url
    name = client.add_dataset(unique("turned")).full_name
    sample = client.add_sample(name, "turned.jpg", {"image": {"url": url}})
    bitmap = client.upload_asset(bitmap2file(np.ones((40, 20), np.uint32)), "label.png").url
    client.add_label(sample.uuid, "ground-truth", {"annotations": [{"id": 1, "category_id": 1}], "segmentation_bitmap": {"url": bitmap}})
    client.add_release(name, "v1")
    dataset = open_dataset(wait_for_release(client, name, "v1"), tmp_path)
    assert dataset[0]["image"].size == (20, 40)
    assert np.array(dataset[0]["segmentation_bitmap"]).shape == (40, 20)


