"""Every task type that the package knows: dataset, sample, label; sent as dictionaries and as the package's models."""

import copy

import pytest
import requests
from conftest import unique, wait_for_release
from pydantic import TypeAdapter
from scenes import ALL_TYPES, NANOSECONDS, is_within, label_attributes, sample_attributes
from segments.resource_api import task_type_label_attribute_map, task_type_sample_attribute_map
from segments.typing import LabelStatus

TASK_ATTRIBUTES = {
    "format_version": "0.1",
    "categories": [
        {"id": 1, "name": "cat", "color": [255, 0, 0], "has_instances": True, "attributes": [
            {"name": "color", "input_type": "select", "values": ["red", "blue"], "default_value": "red"},
            {"name": "occluded", "input_type": "checkbox", "default_value": False},
            {"name": "score", "input_type": "number", "min": 0, "max": 1, "step": 0.25},
            {"name": "lanes", "input_type": "multiselect", "values": ["left", "right"]},
            {"name": "note", "input_type": "text", "is_mandatory": False},
        ]},
        {"id": 2, "name": "background", "color": [0, 0, 255, 128], "our_own_key": {"kept": [1, "two"]}},
    ],
    "image_attributes": [{"name": "weather", "input_type": "text"}],
}  # fmt: skip


def test_the_package_knows_fourteen_task_types():
    assert len(ALL_TYPES) == 14


@pytest.mark.parametrize("task_type", ALL_TYPES, ids=[t.value for t in ALL_TYPES])
@pytest.mark.parametrize("as_model", [False, True], ids=["dict", "model"])
@pytest.mark.parametrize("compress", [True, False], ids=["gzip", "plain"])
def test_round_trip(client, assets, rest, task_type, as_model, compress):
    dataset = client.add_dataset(unique(task_type.value), "Round trip", task_type, TASK_ATTRIBUTES)
    assert dataset.task_type == task_type
    assert is_within(TASK_ATTRIBUTES["categories"], rest("GET", f"/datasets/{dataset.full_name}/").json()["task_attributes"]["categories"])

    sent_sample = sample_attributes(task_type, assets)
    sent_label = label_attributes(task_type, assets)
    sample_argument, label_argument = copy.deepcopy(sent_sample), copy.deepcopy(sent_label)
    if as_model:
        sample_argument = TypeAdapter(task_type_sample_attribute_map[task_type]).validate_python(sample_argument)
        label_argument = TypeAdapter(task_type_label_attribute_map[task_type]).validate_python(label_argument)
    sample = client.add_sample(dataset.full_name, "first", sample_argument, enable_compression=compress)
    assert type(sample.attributes) is task_type_sample_attribute_map[task_type]
    label = client.add_label(sample.uuid, "ground-truth", label_argument, LabelStatus.LABELED, enable_compression=compress)
    assert label.label_type == task_type and label.label_status == "LABELED"
    assert is_within(sent_label, client.get_label(sample.uuid).attributes.model_dump(mode="json"))

    # What the wire carries is what was sent, digit for digit.
    assert is_within(sent_sample, rest("GET", f"/samples/{sample.uuid}/").json()["attributes"])
    assert is_within(sent_label, rest("GET", f"/labels/{sample.uuid}/ground-truth/").json()["attributes"])
    if "pointcloud" in task_type.value:
        assert str(NANOSECONDS) in rest("GET", f"/samples/{sample.uuid}/").text

    client.update_sample(sample.uuid, attributes=sample_argument, enable_compression=compress)
    client.update_label(sample.uuid, "ground-truth", label_argument, label_status="REVIEWED", enable_compression=compress)
    full = client.get_samples(dataset.full_name, labelset="ground-truth", include_full_label=True)
    assert [s.label.label_status for s in full] == ["REVIEWED"]
    assert is_within(sent_label, full[0].label.attributes.model_dump(mode="json"))


def test_a_release_holds_every_type(client, assets):
    for task_type in ALL_TYPES:
        dataset = client.add_dataset(unique(task_type.value), task_type=task_type)
        sample = client.add_sample(dataset.full_name, "first", sample_attributes(task_type, assets))
        client.add_label(sample.uuid, "ground-truth", label_attributes(task_type, assets))
        client.add_release(dataset.full_name, "v1")
        file = requests.get(wait_for_release(client, dataset.full_name, "v1").attributes.url).json()
        [entry] = file["dataset"]["samples"]
        assert file["dataset"]["task_type"] == task_type.value
        assert is_within(sample_attributes(task_type, assets), entry["attributes"])
        assert is_within(label_attributes(task_type, assets), entry["labels"]["ground-truth"]["attributes"])


@pytest.mark.parametrize("old, new", [("pointcloud-detection", "pointcloud-cuboid")])
def test_old_names(client, old, new):
    assert client.add_dataset(unique("old"), task_type=old).task_type == new


TEXT = "Grüße aus 東京 👋 says Jane Doe in Ghent"


@pytest.mark.parametrize("task_type", ["text-named-entities", "text-span-categorization"])
def test_text_over_rest(rest, task_type):
    """The package's models know no text; its REST interface does. Offsets count code points."""
    name = unique(task_type)
    dataset = rest("POST", "/user/datasets/", {"name": name, "task_type": task_type}, expect=201).json()
    assert dataset["task_type"] == task_type
    base = f"/datasets/jane/{name}"
    sample = rest("POST", f"{base}/samples/", {"name": "one", "attributes": {"text": TEXT}}, expect=201).json()
    assert sample["attributes"] == {"text": TEXT}
    start = TEXT.index("Jane")
    label = {"annotations": [{"start": start, "end": start + 8, "category_id": 1}, {"start": len(TEXT) - 5, "end": len(TEXT), "category_id": 1}]}
    url = f"/labels/{sample['uuid']}/ground-truth/"
    assert rest("PUT", url, {"attributes": label, "label_status": "LABELED"}, expect=201).json()["attributes"] == label
    overlapping = {"annotations": [{"start": 0, "end": 5, "category_id": 1}, {"start": 3, "end": 8, "category_id": 1}]}
    expected = 400 if task_type == "text-named-entities" else 200
    rest("PUT", url, {"attributes": overlapping}, expect=expected)
    rest("PUT", url, {"attributes": {"annotations": [{"start": 0, "end": len(TEXT) + 1, "category_id": 1}]}}, expect=400)
    rest("POST", f"{base}/releases/", {"name": "v1"}, expect=201)
    stats = rest("GET", f"{base}/", expect=200).json()["label_stats"]
    assert stats["TOTAL"] == 1
