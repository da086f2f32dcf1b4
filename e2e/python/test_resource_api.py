"""The same through the methods of the objects: dataset.add_sample, sample.add_label and so on."""

import pytest
import requests
from conftest import IMAGE, unique, vector_label, wait_for_release
from segments import resource_api
from segments.exceptions import InvalidModelError, MissingContextError, NetworkError, NotFoundError
from segments.typing import (
    Category,
    ImageVectorLabelAttributes,
    IssueStatus,
    LabelStatus,
    PointcloudSampleAttributes,
    Role,
    TaskAttributes,
    TaskType,
)
from test_datasets import ALL_SETTINGS, assert_settings, wait_for_samples


@pytest.fixture
def dataset(new_dataset):
    return new_dataset("vector")


def test_dataset_update(dataset, client):
    settings = {**ALL_SETTINGS, "use_timestamps_for_interpolation": False}
    updated = dataset.update(**settings)
    assert_settings(updated, settings)
    assert dataset.update().full_name == dataset.full_name
    by_position = dataset.update("d", TaskType.VECTOR, TaskAttributes(categories=[{"id": 1, "name": "a"}]), Category.FRUIT, False)
    assert_settings(by_position, {"description": "d", "task_type": "vector", "category": "fruit", "public": False})


def test_dataset_delete(dataset, client):
    dataset.delete()
    with pytest.raises(NotFoundError):
        client.get_dataset(dataset.full_name)


def test_dataset_clone(dataset, client, rest):
    org = rest("POST", "/organizations/", {"name": unique("acme")}, expect=201).json()["username"]
    sample = dataset.add_sample("a", IMAGE)
    sample.add_label("ground-truth", vector_label())
    assert dataset.clone().full_name == f"{dataset.full_name}-clone"
    clone = dataset.clone(new_name="copy", new_task_type="vector", new_public=True, organization=org, clone_labels=True)
    assert (clone.full_name, clone.public) == (f"{org}/copy", True)
    wait_for_samples(client, clone.full_name, 1)
    assert [s.get_label().label_status for s in clone.get_samples()] == ["PRELABELED"]


@pytest.mark.parametrize("compress", [True, False], ids=["gzip", "plain"])
def test_samples(dataset, compress):
    dataset.add_collaborator("labeler")
    dataset.add_collaborator("reviewer", Role.REVIEWER)
    sample = dataset.add_sample(
        name="a", attributes=IMAGE, metadata={"city": "London"}, priority=3, assigned_labeler="labeler",
        assigned_reviewer="reviewer", readme="r", enable_compression=compress,
    )  # fmt: skip
    assert sample.dataset is dataset
    other = dataset.add_sample("b", IMAGE, {"city": "Ghent"}, 1)
    assert [s.name for s in dataset.get_samples()] == ["a", "b"]
    sample.add_label("ground-truth", vector_label(), LabelStatus.LABELED)
    [found] = dataset.get_samples(
        labelset="ground-truth", name="a", label_status="LABELED", metadata="city:London", sort="priority", direction="desc",
        per_page=1, page=1, include_full_label=True,
    )  # fmt: skip
    assert (found.uuid, found.label.label_status) == (sample.uuid, "LABELED")
    with pytest.raises(NotFoundError):
        dataset.get_samples(page=2)
    updated = other.update(
        name="c", attributes=IMAGE, metadata={}, priority=0, assigned_labeler="labeler", assigned_reviewer="reviewer",
        readme="s", enable_compression=compress,
    )  # fmt: skip
    assert (updated.name, updated.metadata, updated.readme) == ("c", {}, "s")
    assert other.update(assigned_labeler=None, assigned_reviewer=None).assigned_labeler is None
    assert other.update("d").name == "d"
    assert dataset.delete_samples([other.uuid]).deleted_count == 1
    dataset.delete_samples(uuids=[other.uuid])
    sample.delete()
    assert dataset.get_samples() == []


def test_a_sample_finds_its_dataset(dataset, client):
    sample = client.add_sample(dataset.full_name, "a", IMAGE)
    assert client.get_sample(sample.uuid).dataset.full_name == dataset.full_name
    listed = client.get_samples(dataset.full_name)[0]
    assert listed.dataset.full_name == dataset.full_name
    listed._dataset = listed.dataset_full_name = None
    assert listed.dataset.full_name == dataset.full_name


@pytest.mark.parametrize("compress", [True, False], ids=["gzip", "plain"])
def test_labels(dataset, compress):
    sample = dataset.add_sample("a", IMAGE)
    dataset.add_labelset("model")
    label = sample.add_label(
        labelset="model", attributes=ImageVectorLabelAttributes.model_validate(vector_label()), label_status=LabelStatus.LABELED,
        score=0.5, enable_compression=compress,
    )  # fmt: skip
    assert sample.get_label("model") == label
    with pytest.raises(NotFoundError):
        sample.get_label()
    changed = sample.update_label(labelset="model", attributes=vector_label(), label_status="REVIEWED", score=0.25, enable_compression=compress)
    assert (changed.label_status, changed.score) == ("REVIEWED", 0.25)
    # Left out, these methods send PRELABELED.
    assert sample.update_label("model").label_status == "PRELABELED"
    assert label.update(vector_label(), LabelStatus.REJECTED, 0.1, compress).label_status == "REJECTED"
    assert label.update(attributes=vector_label(), label_status=LabelStatus.SKIPPED, score=1, enable_compression=not compress).score == 1
    assert label.update().label_status == "PRELABELED"
    assert sample.get_label(labelset="model").score == 1
    label.delete()
    sample.add_label("model", vector_label())
    sample.delete_label(labelset="model")
    sample.add_label("model", vector_label())
    sample.delete_label("model")
    with pytest.raises(NotFoundError):
        sample.get_label("model")


def test_collaborators(dataset):
    collaborator = dataset.add_collaborator(username="john", role=Role.MANAGER)
    assert collaborator.dataset is dataset
    assert dataset.get_collaborator("john").role == "manager"
    assert dataset.get_collaborator(username="john").update(role=Role.ADMIN).role == "admin"
    assert collaborator.update(Role.LABELER).role == "labeler"
    collaborator.delete()
    with pytest.raises(NotFoundError):
        dataset.get_collaborator("john")


def test_releases(dataset, client):
    release = dataset.add_release("v1")
    assert release.dataset is dataset
    dataset.add_release(name="v2", description="d")
    assert [r.description for r in dataset.get_releases()] == ["", "d"]
    wait_for_release(client, dataset.full_name, "v2")
    assert requests.get(dataset.get_release("v2").attributes.url).json()["name"] == "v2"
    dataset.get_release(name="v1").delete()
    with pytest.raises(NotFoundError):
        dataset.get_release("v1")


def test_labelsets(dataset):
    labelset = dataset.add_labelset("model", "d")
    dataset.add_labelset(name="second", description="e")
    dataset.add_labelset("third")
    assert labelset.dataset is dataset
    assert [l.name for l in dataset.get_labelsets()] == ["ground-truth", "model", "second", "third"]
    assert dataset.get_labelset("model").description == "d"
    dataset.get_labelset(name="model").delete()
    with pytest.raises(NotFoundError):
        dataset.get_labelset("model")


def test_issues(dataset):
    sample = dataset.add_sample("a", IMAGE)
    other = dataset.add_sample("b", IMAGE)
    issue = sample.add_issue("d")
    closed = other.add_issue(description="e", status=IssueStatus.CLOSED, anchor={"type": "basic"})
    assert [i.uuid for i in dataset.get_issues()] == [issue.uuid, closed.uuid]
    # The package asks for the issues of a sample where those of a dataset are.
    assert [i.uuid for i in sample.get_issues()] == [issue.uuid]
    assert [i.uuid for i in other.get_issues()] == [closed.uuid]
    updated = issue.update(description="f", status=IssueStatus.CLOSED, anchor={"type": "track", "trackNumber": 1})
    assert (updated.description, updated.status, updated.anchor.trackNumber) == ("f", "CLOSED", 1)
    assert issue.update("g").description == "g"
    assert issue.update().description == "g"
    issue.delete()
    closed.delete()
    assert dataset.get_issues() == sample.get_issues() == []


def test_issues_of_a_sample_that_others_may_not_see(dataset, connect):
    sample = dataset.add_sample("a", IMAGE)
    theirs = connect("stranger").get_issues
    with pytest.raises(NotFoundError):
        theirs(sample.uuid)
    with pytest.raises(NotFoundError):
        theirs("602a3eec-a61c-4a77-9fcc-3037ce5e9606")


def test_workunits(dataset):
    assert dataset.get_workunits() == []
    assert dataset.get_workunits("created_at", "asc", "2020-01-01T00:00:00", "2030-01-01T00:00:00", 10, 1, True) == []
    assert dataset.get_workunits(
        sort="created_at", direction="asc", start="2020-01-01T00:00:00", end="2030-01-01T00:00:00", per_page=10, page=1,
        include_session_time_metrics=True,
    ) == []  # fmt: skip
    with pytest.raises(NotFoundError):
        dataset.get_workunits(page=2)
    with pytest.raises(NetworkError):
        dataset.get_workunits(sort="time")


def test_what_the_package_refuses_by_itself(dataset, client):
    cloud = PointcloudSampleAttributes.model_validate({"pcd": {"url": "u", "type": "pcd"}})
    with pytest.raises(InvalidModelError):
        dataset.add_sample("a", cloud)
    sample = dataset.add_sample("a", IMAGE)
    with pytest.raises(InvalidModelError):
        sample.update(attributes=cloud)
    with pytest.raises(InvalidModelError):
        sample.add_label("ground-truth", TaskAttributes())
    collaborator = client.add_dataset_collaborator(dataset.full_name, "john")
    release = client.add_release(dataset.full_name, "v1")
    labelset = client.add_labelset(dataset.full_name, "model")
    for thing in (collaborator, release, labelset):
        with pytest.raises(MissingContextError):
            thing.delete()
    assert isinstance(release, resource_api.Release)


# A sort key that the package's list does not name in one class, and does in another.
def test_sort_by_updated_at(dataset):
    first, second = dataset.add_sample("a", IMAGE), dataset.add_sample("b", IMAGE)
    first.update(priority=1)
    assert [s.uuid for s in dataset.get_samples(sort="updated_at")] == [second.uuid, first.uuid]
