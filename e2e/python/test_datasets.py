"""Users, datasets, clones and collaborators."""

import pytest
from conftest import IMAGE, unique, vector_label
from segments import SegmentsClient
from segments.exceptions import (
    AlreadyExistsError,
    AuthorizationError,
    CollaboratorError,
    NetworkError,
    NotFoundError,
    ValidationError,
)
from segments.typing import Category, Role, TaskAttributes, TaskType

DEFAULT_TASK_ATTRIBUTES = {"format_version": "0.1", "categories": [{"id": 1, "name": "object"}]}


def test_connecting(world, monkeypatch):
    with SegmentsClient(world["keys"]["jane"], world["url"]) as by_position:
        assert by_position.get_user().username == "jane"
    by_name = SegmentsClient(api_key=world["keys"]["jane"], api_url=world["url"])
    assert by_name.get_user().username == "jane"
    by_name.close()
    monkeypatch.setenv("SEGMENTS_API_KEY", world["keys"]["jane"])
    from_environment = SegmentsClient(api_url=world["url"].rstrip("/"))
    assert from_environment.get_user().username == "jane"
    from_environment.close()


def test_default_api_url_is_the_packages_own(world, monkeypatch):
    """Left out, the url is another server's: only that it is not ours can be told without a network."""
    asked = []
    monkeypatch.setattr(SegmentsClient, "_get", lambda self, endpoint, **_: asked.append(self.api_url) or type("R", (), {"status_code": 200}))
    SegmentsClient(world["keys"]["jane"]).close()
    assert asked == ["https://api.segments.ai/"]


def test_own_user(client):
    user = client.get_user()
    assert (user.username, user.is_organization) == ("jane", False)
    assert user.organizations is not None and user.subscription is not None
    assert user.created_at.endswith("Z")


def test_other_user(client):
    user = client.get_user("john")
    assert (user.username, user.email) == ("john", None)
    assert client.get_user(user="john").username == "john"
    with pytest.raises(NotFoundError):
        client.get_user("nobody-of-this-name")


def test_list_datasets(client, connect, new_dataset):
    names = {new_dataset().name for _ in range(3)}
    listed = client.get_datasets()
    assert names <= {dataset.name for dataset in listed}
    assert client.get_datasets(user="jane", per_page=1000, page=1) == listed
    assert len(client.get_datasets(per_page=2)) == 2
    assert client.get_datasets(None, 1, 2)[0].full_name == listed[1].full_name
    with pytest.raises(NotFoundError):
        client.get_datasets(page=1000)
    assert connect("stranger").get_datasets("jane") == []
    assert connect("stranger").get_datasets() == []


def test_dataset_with_all_defaults(client):
    dataset = client.add_dataset(unique("flowers"))
    got = client.get_dataset(dataset.full_name)
    assert got.model_dump() == dataset.model_dump()
    assert (dataset.full_name, dataset.owner.username, dataset.role) == (f"jane/{dataset.name}", "jane", "admin")
    assert (dataset.task_type, dataset.category, dataset.description, dataset.readme) == ("segmentation-bitmap", "other", "", "")
    assert (dataset.public, dataset.archived, dataset.metadata, dataset.cloned_from) == (False, False, {}, None)
    assert dataset.task_attributes.model_dump(mode="json", exclude_unset=True) == DEFAULT_TASK_ATTRIBUTES
    assert (dataset.enable_skip_labeling, dataset.enable_skip_reviewing, dataset.enable_ratings) == (True, False, False)
    assert (dataset.enable_interpolation, dataset.enable_same_dimensions_track_constraint) == (True, False)
    assert (dataset.enable_save_button, dataset.enable_label_status_verified) == (False, False)
    assert (dataset.enable_3d_cuboid_rotation, dataset.enable_confirm_on_submit) == (False, False)
    assert (dataset.enable_3d_region_of_interest, dataset.region_of_interest) == (False, None)
    assert (dataset.enable_object_linking, dataset.enable_object_link_category_restrictions, dataset.enable_extrapolation) == (False, False, False)
    assert (dataset.labeling_inactivity_timeout_seconds, dataset.samples_count, dataset.collaborators_count) == (300, 0, 0)
    assert [labelset.name for labelset in dataset.labelsets] == ["ground-truth"]
    assert dataset.label_stats.TOTAL == 0


REGION = {"type": "circle", "radius": 50}
ALL_SETTINGS = {
    "description": "A dataset containing flowers of all kinds.",
    "task_type": TaskType.POINTCLOUD_CUBOID_SEQUENCE,
    "task_attributes": {"format_version": "0.2", "categories": [{"id": 3, "name": "rose", "color": [1, 2, 3]}]},
    "category": Category.GARDEN,
    "public": True,
    "readme": "# Flowers",
    "metadata": {"day": "sunday", "robot_id": 3},
    "labeling_inactivity_timeout_seconds": 60,
    "enable_skip_labeling": False,
    "enable_skip_reviewing": True,
    "enable_ratings": True,
    "enable_interpolation": False,
    "enable_same_dimensions_track_constraint": True,
    "enable_save_button": True,
    "enable_label_status_verified": True,
    "enable_3d_cuboid_rotation": True,
    "enable_confirm_on_commit": True,
    "archived": True,
    "enable_3d_region_of_interest": True,
    "region_of_interest": REGION,
    "enable_object_linking": True,
    "enable_object_link_category_restrictions": True,
    "enable_extrapolation": True,
}


def assert_settings(dataset, settings):
    for name, value in settings.items():
        got = getattr(dataset, "enable_confirm_on_submit" if name == "enable_confirm_on_commit" else name)
        if name == "task_attributes":
            got = got.model_dump(mode="json", exclude_unset=True)
        assert got == value, name


def test_dataset_with_everything_set(client, rest):
    org = rest("POST", "/organizations/", {"name": unique("acme")}, expect=201).json()["username"]
    dataset = client.add_dataset(unique("flowers"), **ALL_SETTINGS, organization=org)
    assert dataset.owner.username == org
    assert_settings(dataset, ALL_SETTINGS)
    assert_settings(client.get_dataset(dataset.full_name), ALL_SETTINGS)


def test_task_attributes_as_a_model(client):
    model = TaskAttributes.model_validate(ALL_SETTINGS["task_attributes"])
    dataset = client.add_dataset(unique("flowers"), task_attributes=model)
    assert_settings(dataset, {"task_attributes": ALL_SETTINGS["task_attributes"]})
    assert client.update_dataset(dataset.full_name, task_attributes=model).task_attributes == model
    for act in (lambda bad: client.add_dataset(unique("flowers"), task_attributes=bad), lambda bad: client.update_dataset(dataset.full_name, task_attributes=bad)):
        with pytest.raises(ValidationError):
            act({"categories": "none"})


def test_custom_category(rest, world, connect):
    """The server keeps one; the package's own model has a closed list, though it validates the names of custom ones."""
    owner = world["keys"]["manager"]
    category = {"name": unique("flowers"), "category": "custom-bees"}
    dataset = rest("POST", "/user/datasets/", category, key=owner, expect=201).json()
    assert dataset["category"] == "custom-bees"
    with pytest.raises(ValidationError):
        connect("manager").get_dataset(dataset["full_name"])
    connect("manager").delete_dataset(dataset["full_name"])
    rest("POST", "/user/datasets/", {**category, "category": "bees"}, key=owner, expect=400)


def test_update_changes_what_is_given_and_nothing_else(client, new_dataset):
    dataset = new_dataset("pointcloud-cuboid-sequence", description="before")
    assert client.update_dataset(dataset.full_name).model_dump() == dataset.model_dump()
    for name, value in {**ALL_SETTINGS, "use_timestamps_for_interpolation": False}.items():
        updated = client.update_dataset(dataset.full_name, **{name: value})
        assert_settings(updated, {name: value})
    assert_settings(client.get_dataset(dataset.full_name), {**ALL_SETTINGS, "use_timestamps_for_interpolation": False})
    assert client.update_dataset(dataset.full_name, "by position").description == "by position"
    assert client.update_dataset(dataset.full_name, enable_skip_labeling=True).enable_skip_labeling is True
    assert client.update_dataset(dataset.full_name, description="").description == ""


def test_dataset_names(client, new_dataset):
    dataset = new_dataset()
    with pytest.raises(AlreadyExistsError):
        client.add_dataset(dataset.name)
    for name in ("", "a b", "a/b", "..", "ü", "x" * 300, "not found"):
        with pytest.raises(NetworkError) as caught:
            client.add_dataset(name)
        assert type(caught.value) is NetworkError, name


def test_delete_dataset(client, new_dataset):
    dataset = new_dataset()
    assert client.delete_dataset(dataset.full_name) is None
    with pytest.raises(NotFoundError):
        client.get_dataset(dataset.full_name)
    # The name is free again.
    assert client.add_dataset(dataset.name).samples_count == 0


@pytest.mark.parametrize("identifier", ["abcde", "jane/nothing-here", "jane/..", "nobody/flowers", "jane/%2e%2e", "a/b/c", "jane/" + "x" * 300])
def test_identifiers_of_nothing(client, identifier):
    calls = [
        client.get_dataset, client.delete_dataset, client.update_dataset, client.get_samples, client.get_labelsets,
        client.get_releases, client.get_issues, client.get_workunits, client.clone_dataset,
        lambda name: client.add_sample(name, "a", IMAGE), lambda name: client.add_samples(name, [{"name": "a", "attributes": IMAGE}]),
        lambda name: client.delete_samples(name, ["12345"]), lambda name: client.add_labelset(name, "a"),
        lambda name: client.get_labelset(name, "a"), lambda name: client.delete_labelset(name, "a"),
        lambda name: client.add_release(name, "a"), lambda name: client.get_release(name, "a"),
        lambda name: client.delete_release(name, "a"), lambda name: client.add_dataset_collaborator(name, "john"),
        lambda name: client.get_dataset_collaborator(name, "john"), lambda name: client.delete_dataset_collaborator(name, "john"),
        lambda name: client.update_dataset_collaborator(name, "john", "admin"),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(NotFoundError):
            call(identifier)


# -- clones ------------------------------------------------------------------------------------------------------------


def wait_for_samples(client, name, count):
    import time

    deadline = time.monotonic() + 30
    while client.get_dataset(name).samples_count != count:
        assert time.monotonic() < deadline, "the clone's samples do not come"
        time.sleep(0.1)


def test_clone_with_defaults(client, labeled):
    clone = client.clone_dataset(labeled.name)
    assert clone.full_name == f"{labeled.name}-clone"
    assert (clone.cloned_from, clone.task_type, clone.public) == (labeled.name, "vector", False)
    wait_for_samples(client, clone.full_name, 1)
    [sample] = client.get_samples(clone.full_name, labelset="ground-truth")
    assert (sample.name, sample.label) == ("violet.jpg", None)
    assert sample.uuid != labeled.sample.uuid and sample.attributes == labeled.sample.attributes
    with pytest.raises(AlreadyExistsError):
        client.clone_dataset(labeled.name)


def test_clone_with_labels_to_an_organization(client, rest, labeled):
    org = rest("POST", "/organizations/", {"name": unique("acme")}, expect=201).json()["username"]
    client.add_labelset(labeled.name, "model")
    client.add_label(labeled.sample.uuid, "model", vector_label(), score=0.5)
    client.update_label(labeled.sample.uuid, "ground-truth", label_status="REVIEWED")
    clone = client.clone_dataset(
        dataset_identifier=labeled.name, new_name="copy", new_task_type=TaskType.VECTOR, new_public=True, organization=org, clone_labels=True
    )
    assert (clone.full_name, clone.public) == (f"{org}/copy", True)
    wait_for_samples(client, clone.full_name, 1)
    [sample] = client.get_samples(clone.full_name, labelset="ground-truth", include_full_label=True)
    assert sample.label.label_status == "REVIEWED"
    assert sample.label.attributes == labeled.label.attributes
    assert client.get_label(sample.uuid, "model").score == 0.5
    assert client.get_dataset(clone.full_name).label_stats.REVIEWED == 1


def test_clone_to_another_task_type(client, labeled):
    assert client.clone_dataset(labeled.name, "boxes", "bboxes", False).task_type == "bboxes"
    with pytest.raises(NetworkError):
        client.clone_dataset(labeled.name, "clouds", "pointcloud-cuboid")


def test_clone_of_others(client, connect, labeled):
    with pytest.raises(NotFoundError):
        connect("stranger").clone_dataset(labeled.name)
    client.update_dataset(labeled.name, public=True)
    clone = connect("stranger").clone_dataset(labeled.name)
    assert clone.owner.username == "stranger"


# -- collaborators -----------------------------------------------------------------------------------------------------


def test_collaborators(client, labeled):
    name = labeled.name
    added = client.add_dataset_collaborator(name, "john")
    assert (added.user.username, added.role) == ("john", "labeler")
    assert client.get_dataset_collaborator(name, "john") == added
    for role in Role:
        assert client.update_dataset_collaborator(name, "john", role).role == role.value
        assert client.get_dataset_collaborator(dataset_identifier=name, username="john").role == role.value
    assert client.get_dataset(name).collaborators_count == 1
    client.delete_dataset_collaborator(name, "john")
    with pytest.raises(NotFoundError):
        client.get_dataset_collaborator(name, "john")
    assert client.get_dataset(name).collaborators_count == 0


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_add_collaborator_with_role(client, new_dataset, role):
    assert client.add_dataset_collaborator(new_dataset().full_name, username="john", role=role).role == role.value


def test_collaborators_refused(client, labeled):
    with pytest.raises(CollaboratorError, match="cannot be added as collaborator"):
        client.add_dataset_collaborator(labeled.name, "nobody-of-this-name")
    with pytest.raises(CollaboratorError, match="already a collaborator"):
        client.add_dataset_collaborator(labeled.name, "jane")
    client.add_dataset_collaborator(labeled.name, "john")
    with pytest.raises(CollaboratorError, match="already a collaborator"):
        client.add_dataset_collaborator(labeled.name, "john")
    with pytest.raises(NetworkError) as caught:
        client.add_dataset_collaborator(labeled.name, "labeler", "emperor")
    assert type(caught.value) is NetworkError
    for call in (lambda: client.update_dataset_collaborator(labeled.name, "labeler", "admin"), lambda: client.delete_dataset_collaborator(labeled.name, "labeler")):
        with pytest.raises(NotFoundError):
            call()


# -- organizations -----------------------------------------------------------------------------------------------------


def test_organization(client, connect, rest, world):
    org = unique("acme")
    created = rest("POST", "/organizations/", {"name": org}, expect=201).json()
    assert (created["username"], created["is_organization"]) == (org, True)
    rest("POST", f"/organizations/{org}/members/", {"user": "john", "default_dataset_role": "reviewer"}, expect=201)
    assert org in [o.username for o in client.get_user().organizations]
    seen = client.get_user(org)
    assert seen.is_organization and {m.username for m in seen.members} == {"jane", "john"}
    assert connect("stranger").get_user(org).members is None

    dataset = client.add_dataset(unique("shared"), organization=org)
    assert dataset.owner.username == org
    assert client.get_dataset_collaborator(dataset.full_name, "john").role == "reviewer"
    assert connect("john").get_dataset(dataset.full_name).role == "reviewer"
    assert dataset.full_name in [d.full_name for d in connect("john").get_datasets(org)]
    assert dataset.full_name in [d.full_name for d in client.get_datasets(user=org)]
    with pytest.raises(AuthorizationError, match="(?i)need to be an administrator"):
        connect("john").add_dataset(unique("own"), organization=org)
    with pytest.raises(AuthorizationError):
        connect("stranger").add_dataset(unique("own"), organization=org)
    with pytest.raises(NotFoundError):
        client.add_dataset(unique("own"), organization="no-such-organization")

    left = rest("DELETE", f"/organizations/{org}/members/jane/", expect=403)
    assert "cannot leave the organization" in left.text
    rest("DELETE", f"/organizations/{org}/members/john/", expect=204)
    with pytest.raises(NotFoundError):
        connect("john").get_dataset(dataset.full_name)


def test_a_sample_of_a_public_dataset_is_seen_by_all(client, connect, new_dataset):
    dataset = new_dataset("vector", public=True)
    sample = client.add_sample(dataset.full_name, "a", IMAGE)
    stranger = connect("stranger")
    assert stranger.get_sample(sample.uuid).name == "a"
    assert stranger.get_dataset(dataset.full_name).role in (None, "viewer")
    with pytest.raises(AuthorizationError):
        stranger.add_sample(dataset.full_name, "b", IMAGE)
