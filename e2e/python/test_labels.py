"""Labels, labelsets, releases, issues, workunits and assets."""

import io

import pytest
import requests
from conftest import IMAGE, bbox, vector_label, wait_for_release
from pydantic import TypeAdapter
from segments.exceptions import AlreadyExistsError, AuthorizationError, NetworkError, NotFoundError, ValidationError
from segments.typing import ImageVectorLabelAttributes, IssueAnchor, IssueStatus, LabelStatus


def test_label_with_defaults(client, labeled):
    label = labeled.label
    assert (label.label_status, label.score, label.rating, label.labelset) == ("PRELABELED", None, None, "ground-truth")
    assert (label.sample_uuid, label.created_by, label.reviewed_by) == (labeled.sample.uuid, "jane", None)
    assert client.get_label(labeled.sample.uuid) == label
    assert client.get_label(sample_uuid=labeled.sample.uuid, labelset="ground-truth") == label


@pytest.mark.parametrize("status", [s for s in LabelStatus if s not in ("UNLABELED", "VERIFIED")])
def test_label_statuses(client, labeled, status):
    label = client.add_label(labeled.sample.uuid, "ground-truth", vector_label(), label_status=status, score=0.75)
    assert (label.label_status, label.score) == (status.value, 0.75)
    assert getattr(client.get_dataset(labeled.name).label_stats, status.value) == 1
    assert (label.reviewed_by == "jane") == (status.value in ("REVIEWED", "REJECTED", "REVIEWING_IN_PROGRESS"))


def test_verified_where_it_is_enabled(client, labeled):
    with pytest.raises(NetworkError):
        client.update_label(labeled.sample.uuid, "ground-truth", label_status="VERIFIED")
    client.update_dataset(labeled.name, enable_label_status_verified=True)
    assert client.update_label(labeled.sample.uuid, "ground-truth", label_status="VERIFIED").label_status == "VERIFIED"


def test_add_label_replaces(client, labeled):
    model = ImageVectorLabelAttributes.model_validate(vector_label(bbox(((5, 5), (6, 6)))))
    replaced = client.add_label(
        sample_uuid=labeled.sample.uuid, labelset="ground-truth", attributes=model, label_status=LabelStatus.LABELED, score=0.1, enable_compression=False
    )
    assert replaced.attributes == model
    assert client.get_label(labeled.sample.uuid).score == 0.1
    assert client.get_dataset(labeled.name).label_stats.TOTAL == 1


def test_update_label(client, labeled):
    uuid = labeled.sample.uuid
    scored = client.update_label(uuid, "ground-truth", score=0.5)
    assert (scored.score, scored.label_status, scored.attributes) == (0.5, "PRELABELED", labeled.label.attributes)
    status = client.update_label(sample_uuid=uuid, labelset="ground-truth", label_status=LabelStatus.REVIEWED, enable_compression=False)
    assert (status.score, status.label_status, status.reviewed_by) == (0.5, "REVIEWED", "jane")
    moved = client.update_label(uuid, "ground-truth", vector_label(bbox(((9, 9), (10, 10)))))
    assert (moved.attributes.annotations[0].points, moved.label_status) == ([[9, 9], [10, 10]], "LABELED")
    # What was reviewed is not what is there now.
    assert (moved.reviewed_by, moved.reviewed_at) == (None, None)
    with pytest.raises(NotFoundError):
        client.update_label(uuid, "no-such-labelset", score=1)
    unlabeled = client.add_sample(labeled.name, "unlabeled", IMAGE)
    with pytest.raises(NotFoundError):
        client.update_label(unlabeled.uuid, "ground-truth", score=1)


def test_delete_label(client, labeled):
    client.delete_label(labeled.sample.uuid, "ground-truth")
    for call in (client.get_label, lambda uuid: client.delete_label(uuid, "ground-truth")):
        with pytest.raises(NotFoundError):
            call(labeled.sample.uuid)
    assert client.get_dataset(labeled.name).label_stats.TOTAL == 1
    assert client.get_dataset(labeled.name).label_stats.UNLABELED == 1


def test_labels_refused(client, labeled):
    uuid = labeled.sample.uuid
    with pytest.raises(ValidationError):
        client.add_label(uuid, "ground-truth", {"shapes": []})
    with pytest.raises(ValidationError):
        client.update_label(uuid, "ground-truth", {"shapes": []})
    wrong = [
        vector_label(bbox(), bbox()),  # one id twice
        vector_label({**bbox(), "points": [[1, 2]]}),
        vector_label({**bbox(), "type": "polygon"}),
        {"annotations": [], "point_annotations": [1, 2]},
    ]
    for attributes in wrong:
        with pytest.raises(NetworkError) as caught:
            client.add_label(uuid, "ground-truth", attributes)
        assert type(caught.value) is NetworkError
    assert client.get_label(uuid) == labeled.label
    # A category that the dataset does not list may be uploaded ahead of it.
    assert client.add_label(uuid, "ground-truth", vector_label({**bbox(), "category_id": 99}))


def test_points_that_are_no_numbers(client, labeled):
    with pytest.raises((NetworkError, ValidationError, ValueError)):
        client.add_label(labeled.sample.uuid, "ground-truth", vector_label(bbox(((float("nan"), 0), (1, 1)))))


# -- labelsets ---------------------------------------------------------------------------------------------------------


def test_labelsets(client, labeled):
    [truth] = client.get_labelsets(labeled.name)
    assert (truth.name, truth.is_groundtruth) == ("ground-truth", True)
    added = client.add_labelset(labeled.name, "model-predictions")
    assert (added.name, added.description, added.is_groundtruth) == ("model-predictions", "", False)
    second = client.add_labelset(dataset_identifier=labeled.name, name="second", description="Of a second model")
    assert client.get_labelset(labeled.name, "second") == second
    assert second.description == "Of a second model"
    assert [l.name for l in client.get_labelsets(labeled.name)] == ["ground-truth", "model-predictions", "second"]
    client.add_label(labeled.sample.uuid, "second", vector_label())
    client.delete_labelset(dataset_identifier=labeled.name, name="second")
    for call in (client.get_labelset, client.delete_labelset):
        with pytest.raises(NotFoundError):
            call(labeled.name, "second")
    with pytest.raises(NotFoundError):
        client.get_label(labeled.sample.uuid, "second")
    with pytest.raises(AlreadyExistsError):
        client.add_labelset(labeled.name, "model-predictions")
    with pytest.raises(NetworkError) as caught:
        client.delete_labelset(labeled.name, "ground-truth")
    assert type(caught.value) is NetworkError


# -- releases ----------------------------------------------------------------------------------------------------------


def test_releases(client, labeled):
    client.add_labelset(labeled.name, "empty")
    first = client.add_release(labeled.name, "v0.1")
    assert (first.name, first.description, first.release_type) == ("v0.1", "", "JSON")
    client.add_release(dataset_identifier=labeled.name, name="v0.2", description="My second release.")
    done = wait_for_release(client, labeled.name, "v0.1")
    assert (done.samples_count, done.uuid) == (1, first.uuid)
    wait_for_release(client, labeled.name, "v0.2")
    listed = client.get_releases(labeled.name)
    assert [(r.name, r.description) for r in listed] == [("v0.1", ""), ("v0.2", "My second release.")]
    assert client.get_release(dataset_identifier=labeled.name, name="v0.1") == done

    # The file needs no key.
    file = requests.get(done.attributes.url).json()
    assert (file["name"], file["dataset"]["name"], file["dataset"]["owner"]) == ("v0.1", labeled.dataset.name, "jane")
    [sample] = file["dataset"]["samples"]
    assert sample["labels"]["empty"] is None
    assert sample["labels"]["ground-truth"]["label_status"] == "PRELABELED"
    assert sample["labels"]["ground-truth"]["attributes"]["annotations"][0]["points"] == [[1.0, 2.0], [3.0, 4.0]]

    with pytest.raises(AlreadyExistsError):
        client.add_release(labeled.name, "v0.1")
    client.delete_release(dataset_identifier=labeled.name, name="v0.1")
    for call in (client.get_release, client.delete_release):
        with pytest.raises(NotFoundError):
            call(labeled.name, "v0.1")
    assert [r.name for r in client.get_releases(labeled.name)] == ["v0.2"]


# -- issues ------------------------------------------------------------------------------------------------------------

ANCHORS = [
    {"type": "basic"},
    {"type": "basic", "sensor": "lidar", "frame": 3},
    {"type": "track", "trackNumber": 7, "trackAttribute": "color", "frame": 0},
    {"type": "sceneAttribute", "sceneAttribute": "weather"},
    {"type": "location", "location": {"type": "2d", "x": 1.5, "y": 2.5}, "frame": 1},
    {"type": "location", "location": {"type": "3d", "x": 1.0, "y": 2.0, "z": 3.0}, "sensor": "lidar"},
]


def test_issue_with_defaults(client, labeled):
    issue = client.add_issue(labeled.sample.uuid, "You forgot to label the cars in this image.")
    assert (issue.status, issue.anchor, issue.comments) == ("OPEN", None, [])
    assert (issue.created_by, issue.sample_uuid, issue.sample_name) == ("jane", labeled.sample.uuid, "violet.jpg")
    assert client.get_issues(labeled.name) == [issue]


@pytest.mark.parametrize("anchor", ANCHORS, ids=[f"{i}-{a['type']}" for i, a in enumerate(ANCHORS)])
def test_issue_anchors(client, labeled, anchor):
    issue = client.add_issue(sample_uuid=labeled.sample.uuid, description="Here", status=IssueStatus.CLOSED, anchor=anchor)
    assert issue.status == "CLOSED"
    assert issue.anchor == TypeAdapter(IssueAnchor).validate_python(anchor)
    other = ANCHORS[0] if anchor != ANCHORS[0] else ANCHORS[2]
    moved = client.update_issue(issue.uuid, anchor=other)
    assert moved.anchor == TypeAdapter(IssueAnchor).validate_python(other)
    assert client.get_issues(labeled.name)[0].anchor == moved.anchor


def test_update_and_delete_issue(client, labeled, rest):
    issue = client.add_issue(labeled.sample.uuid, "d", IssueStatus.OPEN)
    assert client.update_issue(issue.uuid).description == "d"
    closed = client.update_issue(uuid=issue.uuid, description="e", status=IssueStatus.CLOSED)
    assert (closed.description, closed.status) == ("e", "CLOSED")
    rest("POST", f"/issues/{issue.uuid}/comments/", {"text": "Done."}, expect=201)
    [listed] = client.get_issues(dataset_identifier=labeled.name)
    assert [(c.text, c.created_by) for c in listed.comments] == [("Done.", "jane")]
    client.delete_issue(uuid=issue.uuid)
    assert client.get_issues(labeled.name) == []
    with pytest.raises(NetworkError):
        client.add_issue(labeled.sample.uuid, "d", "MAYBE")
    with pytest.raises(NetworkError):
        client.add_issue(labeled.sample.uuid, "d", anchor={"type": "track"})


# -- workunits ---------------------------------------------------------------------------------------------------------


def test_workunits(client, connect, labeled):
    """Written by the editors and the queue alone: writes by API key leave none."""
    assert client.get_workunits(labeled.name) == []
    assert client.get_workunits(
        dataset_identifier=labeled.name, sort="created_at", direction="asc", start="2020-01-01T00:00:00",
        end="2030-01-01T00:00:00", per_page=10, page=1, include_session_time_metrics=True,
    ) == []  # fmt: skip
    assert client.get_workunits(labeled.name, "created_at", "desc", None, None, 1000, 1, False) == []
    with pytest.raises(NotFoundError):
        client.get_workunits(labeled.name, page=2)
    for wrong in ({"sort": "time"}, {"start": "yesterday"}, {"end": "2020-13-01T00:00:00"}):
        with pytest.raises(NetworkError) as caught:
            client.get_workunits(labeled.name, **wrong)
        assert type(caught.value) is NetworkError
    client.add_dataset_collaborator(labeled.name, "labeler")
    with pytest.raises(AuthorizationError):
        connect("labeler").get_workunits(labeled.name)


# -- assets ------------------------------------------------------------------------------------------------------------


def test_assets(client):
    asset = client.upload_asset(io.BytesIO(b"\x89PNG\r\n\x1a\n bytes"))
    assert asset.filename == "label.png"
    got = requests.get(asset.url)
    assert (got.content, got.headers["content-type"]) == (b"\x89PNG\r\n\x1a\n bytes", "image/png")
    assert requests.get(asset.url, headers={"Range": "bytes=1-3"}).content == b"PNG"
    named = client.upload_asset(file=io.BytesIO(b"text"), filename='ünï"x\n.txt')
    assert requests.get(named.url).content == b"text"
    html = client.upload_asset(io.BytesIO(b"<script>alert(1)</script>"), "page.html")
    page = requests.get(html.url)
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "text/html" not in page.headers["content-type"] or "sandbox" in page.headers["content-security-policy"]


def test_an_asset_from_a_file_on_disk(client, tmp_path):
    path = tmp_path / "violet.jpg"
    path.write_bytes(b"0123456789" * 300_000)
    with open(path, "rb") as file:
        asset = client.upload_asset(file, filename="violet.jpg")
    got = requests.get(asset.url)
    assert (len(got.content), got.headers["content-type"]) == (3_000_000, "image/jpeg")


