"""Samples: one by one, in bulk, listed by every parameter, and by uuid."""

import uuid as uuids
from types import SimpleNamespace

import pytest
from conftest import IMAGE, unique, vector_label
from segments.exceptions import AlreadyExistsError, NetworkError, NotFoundError, ValidationError
from segments.typing import ImageSampleAttributes, LabelStatus

METADATA = {"city": "London", "weather": "cloudy", "robot_id": 3, "fog": True, "note": None, "speed": 0.1}


def test_sample_with_defaults(client, new_dataset):
    name = new_dataset().full_name
    sample = client.add_sample(name, "violet.jpg", IMAGE)
    assert (sample.name, sample.metadata, sample.priority, sample.readme) == ("violet.jpg", {}, 0, "")
    assert (sample.assigned_labeler, sample.assigned_reviewer, sample.label) == (None, None, None)
    assert (sample.created_by, sample.dataset_full_name) == ("jane", name)
    assert client.get_sample(sample.uuid) == sample


@pytest.mark.parametrize("compress", [True, False], ids=["gzip", "plain"])
def test_sample_with_everything(client, new_dataset, compress):
    name = new_dataset().full_name
    client.add_dataset_collaborator(name, "labeler")
    client.add_dataset_collaborator(name, "reviewer", "reviewer")
    sample = client.add_sample(
        dataset_identifier=name,
        name="Grüße aus 東京 👋.jpg",
        attributes=ImageSampleAttributes.model_validate(IMAGE),
        metadata=METADATA,
        priority=1.5,
        assigned_labeler="labeler",
        assigned_reviewer="reviewer",
        readme="# Read me",
        enable_compression=compress,
    )
    got = client.get_sample(uuid=sample.uuid)
    assert (got.name, got.metadata, got.priority, got.readme) == ("Grüße aus 東京 👋.jpg", METADATA, 1.5, "# Read me")
    assert (got.assigned_labeler, got.assigned_reviewer) == ("labeler", "reviewer")
    assert got.metadata["fog"] is True


def test_samples_refused(client, new_dataset):
    name = new_dataset().full_name
    client.add_sample(name, "a", IMAGE)
    with pytest.raises(AlreadyExistsError):
        client.add_sample(name, "a", IMAGE)
    with pytest.raises(ValidationError):
        client.add_sample(name, "b", {"picture": 1})
    for attributes in ({"pcd": {"url": "u", "type": "pcd"}}, {"frames": [IMAGE]}):
        with pytest.raises(NetworkError) as caught:
            client.add_sample(name, "b", attributes)
        assert type(caught.value) is NetworkError
    with pytest.raises(NetworkError):
        client.add_sample(name, "b", IMAGE, assigned_labeler="stranger")
    with pytest.raises(NetworkError):
        client.add_sample(name, "", IMAGE)
    with pytest.raises(NotFoundError):
        client.add_sample("jane/nothing-here", "a", IMAGE)
    # Words that choose exceptions do no harm in names.
    for words in ("does not exist", "already exists", "Invalid page", "throttled"):
        assert client.add_sample(name, words, IMAGE).name == words
        with pytest.raises(AlreadyExistsError):
            client.add_sample(name, words, IMAGE)


def test_update_sample(client, new_dataset):
    name = new_dataset().full_name
    for who, role in (("labeler", "labeler"), ("reviewer", "reviewer")):
        client.add_dataset_collaborator(name, who, role)
    sample = client.add_sample(name, "a", IMAGE, METADATA, 10)
    assert client.update_sample(sample.uuid) == sample
    other = {"image": {"url": "https://example.com/rose.jpg"}}
    updated = client.update_sample(
        uuid=sample.uuid, name="b", attributes=other, metadata={"city": "Ghent"}, priority=-2,
        assigned_labeler="labeler", assigned_reviewer="reviewer", readme="r", enable_compression=False,
    )  # fmt: skip
    assert (updated.name, updated.attributes.image.url, updated.metadata) == ("b", other["image"]["url"], {"city": "Ghent"})
    assert (updated.priority, updated.readme) == (-2, "r")
    assert (updated.assigned_labeler, updated.assigned_reviewer) == ("labeler", "reviewer")
    # Left out, an assignee stays; None ends the assignment.
    assert client.update_sample(sample.uuid, "c").assigned_labeler == "labeler"
    cleared = client.update_sample(sample.uuid, assigned_labeler=None)
    assert (cleared.assigned_labeler, cleared.assigned_reviewer) == (None, "reviewer")
    assert client.update_sample(sample.uuid, assigned_reviewer=None).assigned_reviewer is None
    assert client.update_sample(sample.uuid, None, ImageSampleAttributes.model_validate(IMAGE)).attributes == sample.attributes
    with pytest.raises(ValidationError):
        client.update_sample(sample.uuid, attributes={"picture": 1})
    client.add_sample(name, "taken", IMAGE)
    with pytest.raises(AlreadyExistsError):
        client.update_sample(sample.uuid, name="taken")


def test_delete_sample(client, new_dataset):
    name = new_dataset().full_name
    sample = client.add_sample(name, "a", IMAGE)
    assert client.delete_sample(sample.uuid) is None
    for call in (client.get_sample, client.delete_sample, client.update_sample, client.get_label):
        with pytest.raises(NotFoundError):
            call(sample.uuid)
    assert client.add_sample(name, "a", IMAGE).uuid != sample.uuid


@pytest.mark.parametrize("uuid", ["12345", "602a3eec-a61c-4a77-9fcc-3037ce5e9606", "%2e%2e%2f", "x" * 300])
def test_uuids_of_nothing(client, uuid):
    for call in (
        lambda: client.get_sample(uuid), lambda: client.update_sample(uuid, "n"), lambda: client.delete_sample(uuid),
        lambda: client.get_label(uuid), lambda: client.add_label(uuid, "ground-truth", vector_label()),
        lambda: client.update_label(uuid, "ground-truth", score=1), lambda: client.delete_label(uuid, "ground-truth"),
        lambda: client.add_issue(uuid, "d"), lambda: client.update_issue(uuid, "d"), lambda: client.delete_issue(uuid),
    ):  # fmt: skip
        with pytest.raises(NotFoundError):
            call()


# -- in bulk -----------------------------------------------------------------------------------------------------------


def test_1500_samples(client, new_dataset):
    name = new_dataset().full_name
    samples = [{"name": f"{i:05}.jpg", "attributes": IMAGE, "metadata": {"i": i}, "priority": i} for i in range(1500)]
    for start in (0, 1000):
        added = client.add_samples(name, samples[start : start + 1000])
        assert [s.name for s in added] == [s["name"] for s in samples[start : start + 1000]]
    first, second = client.get_samples(name), client.get_samples(name, page=2)
    assert [s.name for s in first + second] == [s["name"] for s in samples]
    assert (len(first), len(second), client.get_dataset(name).samples_count) == (1000, 500, 1500)
    with pytest.raises(NotFoundError):
        client.get_samples(name, page=3)

    uuids_of_all = [s.uuid for s in first + second]
    with pytest.raises(ValidationError, match="Cannot delete more than 1000"):
        client.delete_samples(name, uuids_of_all)
    with pytest.raises(ValidationError, match="cannot be empty"):
        client.delete_samples(name, [])
    assert client.delete_samples(name, uuids_of_all[:1000]).deleted_count == 1000
    assert client.get_dataset(name).samples_count == 500


def test_1500_samples_in_one_call(client, new_dataset):
    name = new_dataset().full_name
    added = client.add_samples(dataset_identifier=name, samples=[{"name": str(i), "attributes": IMAGE} for i in range(1500)])
    assert (len(added), client.get_dataset(name).samples_count) == (1500, 1500)


def test_add_samples_that_exist(client, new_dataset):
    name = new_dataset().full_name
    old = client.add_sample(name, "b", IMAGE, {"kept": 1}, 5)
    other = {"image": {"url": "https://example.com/other.jpg"}}
    added = client.add_samples(name, [{"name": n, "attributes": other, "metadata": {"n": n}} for n in ("c", "b", "a")], enable_compression=False)
    assert [s.name for s in added] == ["c", "b", "a"]
    assert added[1] == old
    assert [s.name for s in client.get_samples(name)] == ["a", "b", "c"]
    with pytest.raises(KeyError):
        client.add_samples(name, [{"name": "d"}])
    with pytest.raises(ValidationError):
        client.add_samples(name, [{"name": "d", "attributes": {"x": 1}}])
    # Whole or not at all.
    with pytest.raises(NetworkError):
        client.add_samples(name, [{"name": "d", "attributes": IMAGE}, {"name": "", "attributes": IMAGE}])
    assert client.get_dataset(name).samples_count == 3


def test_delete_samples(client, new_dataset):
    name, elsewhere = new_dataset().full_name, new_dataset().full_name
    mine = client.add_samples(name, [{"name": n, "attributes": IMAGE} for n in "abc"])
    other = client.add_sample(elsewhere, "a", IMAGE)
    answer = client.delete_samples(dataset_identifier=name, uuids=[mine[0].uuid, mine[2].uuid, other.uuid, str(uuids.uuid4()), "12345"])
    assert answer.deleted_count == 2
    assert [s.name for s in client.get_samples(name)] == ["b"]
    assert client.get_sample(other.uuid) == other


# -- lists -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(client):
    """Twelve samples; every third has a label in the ground truth, every fourth one in "model"."""
    name = client.add_dataset(unique("many"), task_type="vector").full_name
    client.add_labelset(name, "model")
    statuses = ["LABELED", "REVIEWED", "REJECTED", "SKIPPED"]
    samples = []
    for i in range(12):
        metadata = {"city": "London" if i % 2 else "New York", "i": i, "time": "12:30"}
        samples.append(client.add_sample(name, f"{'violet' if i < 6 else 'rose'} {11 - i:02}.jpg", IMAGE, metadata, i % 5))
    for i in range(0, 12, 3):
        client.add_label(samples[i].uuid, "ground-truth", vector_label(), statuses[i // 3], score=i / 10)
    for i in range(0, 12, 4):
        client.add_label(samples[i].uuid, "model", vector_label())
    return SimpleNamespace(name=name, samples=samples)


def numbers(samples):
    return [sample.metadata["i"] for sample in samples]


def test_list_by_default(client, many):
    listed = client.get_samples(many.name)
    assert numbers(listed) == [i for _, i in sorted((s.name, s.metadata["i"]) for s in many.samples)]
    assert all(sample.label is None for sample in listed)


@pytest.mark.parametrize(
    "sort, key",
    [
        ("name", lambda s: s.name),
        ("created_at", lambda s: s.metadata["i"]),
        ("created", lambda s: s.metadata["i"]),
        ("priority", lambda s: s.priority),
        ("updated_at", lambda s: s.metadata["i"]),
    ],
)
def test_sort(client, many, sort, key):
    up = client.get_samples(many.name, sort=sort, direction="asc")
    down = client.get_samples(many.name, sort=sort, direction="desc")
    assert [key(s) for s in up] == sorted(key(s) for s in many.samples)
    assert [key(s) for s in down] == sorted((key(s) for s in many.samples), reverse=True)
    # Pages neither repeat nor skip, ties included.
    paged = [s for page in (1, 2, 3) for s in client.get_samples(many.name, sort=sort, per_page=5, page=page)]
    assert [s.uuid for s in paged] == [s.uuid for s in up]


def test_sort_by_the_labels_time(client, many):
    listed = client.get_samples(many.name, labelset="ground-truth", sort="gt_label__updated_at", direction="desc")
    assert numbers(listed)[:4] == [9, 6, 3, 0]


def test_filters(client, many):
    get = lambda **filters: sorted(numbers(client.get_samples(many.name, **filters)))  # noqa: E731
    assert get(name="violet") == [0, 1, 2, 3, 4, 5]
    assert get(name="violet 1") == [0, 1]
    assert get(name="%") == []
    assert get(metadata="city:London") == [1, 3, 5, 7, 9, 11]
    assert get(metadata=["city:New York", "i:4"]) == [4]
    assert get(metadata="time:12:30") == list(range(12))
    assert get(label_status="LABELED") == [0]
    assert get(label_status=[LabelStatus.LABELED, LabelStatus.REJECTED]) == [0, 6]
    assert get(label_status=["UNLABELED", "SKIPPED"]) == [1, 2, 4, 5, 7, 8, 9, 10, 11]
    assert get(name="rose", label_status="UNLABELED", metadata=["city:London"]) == [7, 11]
    assert numbers(client.get_samples(many.name, None, "violet", None, None, "created_at", "desc", 2, 2)) == [3, 2]
    assert get(name="nothing like it") == []
    for wrong in ({"label_status": "DONE"}, {"per_page": 0}, {"per_page": 1001}):
        with pytest.raises(NetworkError) as caught:
            client.get_samples(many.name, **wrong)
        assert type(caught.value) is NetworkError
    for page in (0, -1, 10**9):
        with pytest.raises(NotFoundError):
            client.get_samples(many.name, page=page)


def test_labels_in_lists(client, many):
    summaries = client.get_samples(dataset_identifier=many.name, labelset="ground-truth", sort="created_at")
    assert [s.label and s.label.label_status for s in summaries] == ["LABELED", None, None, "REVIEWED", None, None, "REJECTED", None, None, "SKIPPED", None, None]
    assert (summaries[3].label.score, summaries[3].label.created_by) == (0.3, "jane")
    assert not hasattr(summaries[3].label, "attributes")
    full = client.get_samples(many.name, "model", include_full_label=True, sort="created_at")
    assert [s.metadata["i"] for s in full if s.label] == [0, 4, 8]
    assert full[4].label.attributes.annotations[0].type == "bbox"
    with pytest.raises(ValidationError):
        client.get_samples(many.name, include_full_label=True)
    assert {s.label for s in client.get_samples(many.name, labelset="no-such-labelset")} == {None}


def test_labels_and_signed_urls_of_one_sample(client, many):
    uuid = many.samples[0].uuid
    assert client.get_sample(uuid).label is None
    assert client.get_sample(uuid, "ground-truth").label.attributes is not None
    assert client.get_sample(uuid, labelset="model").label.label_status == "PRELABELED"
    assert client.get_sample(many.samples[1].uuid, labelset="model").label is None
    # The package joins the two parameters with a second question mark.
    both = client.get_sample(uuid, labelset="ground-truth", include_signed_url=True)
    assert both.label.label_status == "LABELED"
    assert client.get_sample(uuid, include_signed_url=True).attributes.image.url == IMAGE["image"]["url"]
    with pytest.raises(NotFoundError):
        client.get_sample(uuid, "no-such-labelset")


def test_arguments_in_wrong_places_still_give_the_samples(client, new_dataset):
    """`Dataset.get_samples` takes no identifier: with one, every argument moves on by a place, and the server sees nonsense."""
    dataset = new_dataset()
    for name in ("b.jpg", "a.jpg"):
        client.add_sample(dataset.full_name, name, IMAGE)
    samples = dataset.get_samples(dataset.full_name, None, None, None, "UNLABELED", None, "desc")
    assert [sample.name for sample in samples] == ["a.jpg", "b.jpg"]
    samples = dataset.get_samples(labelset="jane/no-such-set", sort="None", per_page="desc")
    assert [(sample.name, sample.label) for sample in samples] == [("a.jpg", None), ("b.jpg", None)]


NO_ROTATION = {"qx": 0, "qy": 0, "qz": 0, "qw": 0}


def test_a_pose_of_zeros_comes_back_as_it_was_sent(client, new_dataset):
    name = new_dataset(task_type="pointcloud-vector").full_name
    attributes = {
        "pcd": {"url": "url", "type": "kitti"},
        "images": [
            {"url": "u", "extrinsics": {"translation": {"x": 1, "y": 2, "z": 3}, "rotation": NO_ROTATION}},
        ],
        "ego_pose": {"position": {"x": 0, "y": 0, "z": 0}, "heading": NO_ROTATION},
        "default_z": -1,
    }
    sample = client.add_sample(name, "scan", attributes)
    got = client.get_sample(sample.uuid).attributes
    assert got.ego_pose.heading.model_dump() == NO_ROTATION
    assert got.images[0].extrinsics.rotation.model_dump() == NO_ROTATION


@pytest.mark.parametrize("kind", ["polygon", "polyline"])
def test_points_without_a_height_come_back_as_they_were_sent(client, new_dataset, kind):
    name = new_dataset(task_type="pointcloud-vector").full_name
    sample = client.add_sample(name, "scan", {"pcd": {"url": "url", "type": "pcd"}})
    points = [[12.34, 56.78], [90.12, 34.56], [78.91, 23.45, 1.5]]
    annotation = {"id": 1, "category_id": 1, "type": kind, "points": points}
    client.add_label(sample.uuid, "ground-truth", {"annotations": [annotation]})
    assert client.get_label(sample.uuid).attributes.annotations[0].points == points
