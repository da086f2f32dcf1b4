"""What each role may do, through the package with a key of somebody who has it."""

import pytest
from conftest import IMAGE, unique, vector_label
from segments.exceptions import AuthorizationError

ROLES = ["viewer", "labeler", "reviewer", "manager", "admin"]
PEOPLE = {"viewer": "viewer", "labeler": "labeler", "reviewer": "reviewer", "manager": "manager", "admin": "chief"}


@pytest.fixture(scope="module")
def place(client, rest):
    """A dataset with somebody in each role; the package has no viewers, the server does."""
    name = client.add_dataset(unique("roles"), task_type="vector").full_name
    for role, who in PEOPLE.items():
        rest("POST", f"/datasets/{name}/collaborators/", {"user": who, "role": role}, expect=201)
    return name


# What is done, and the least role for it.
ACTIONS = {
    "see the dataset": ("viewer", lambda c, d, s: c.get_dataset(d)),
    "list samples": ("viewer", lambda c, d, s: c.get_samples(d)),
    "see a sample": ("viewer", lambda c, d, s: c.get_sample(s.uuid, "ground-truth")),
    "see a label": ("viewer", lambda c, d, s: c.get_label(s.uuid)),
    "list labelsets": ("viewer", lambda c, d, s: c.get_labelsets(d)),
    "list releases": ("viewer", lambda c, d, s: c.get_releases(d)),
    "list issues": ("viewer", lambda c, d, s: c.get_issues(d)),
    "create an issue": ("viewer", lambda c, d, s: c.add_issue(s.uuid, "d")),
    "label": ("labeler", lambda c, d, s: c.add_label(s.uuid, "ground-truth", vector_label(), "LABELED")),
    "skip": ("labeler", lambda c, d, s: c.update_label(s.uuid, "ground-truth", label_status="SKIPPED")),
    "accept": ("reviewer", lambda c, d, s: c.update_label(s.uuid, "ground-truth", label_status="REVIEWED")),
    "reject": ("reviewer", lambda c, d, s: c.update_label(s.uuid, "ground-truth", label_status="REJECTED")),
    "set priority": ("manager", lambda c, d, s: c.update_sample(s.uuid, priority=3)),
    "assign": ("manager", lambda c, d, s: c.update_sample(s.uuid, assigned_labeler="labeler")),
    "end an assignment": ("manager", lambda c, d, s: c.update_sample(s.uuid, assigned_labeler=None)),
    "list workunits": ("manager", lambda c, d, s: c.get_workunits(d)),
    "see another collaborator": ("manager", lambda c, d, s: c.get_dataset_collaborator(d, "john")),
    "add a collaborator": ("manager", lambda c, d, s: (c.delete_dataset_collaborator(d, "john"), c.add_dataset_collaborator(d, "john"))),
    "change a role": ("manager", lambda c, d, s: c.update_dataset_collaborator(d, "john", "reviewer")),
    "grant admin": ("admin", lambda c, d, s: (c.update_dataset_collaborator(d, "john", "admin"), c.update_dataset_collaborator(d, "john", "labeler"))),
    "rename a sample": ("admin", lambda c, d, s: c.update_sample(s.uuid, name=unique("renamed"))),
    "add a sample": ("admin", lambda c, d, s: c.add_sample(d, unique("sample"), IMAGE)),
    "add samples": ("admin", lambda c, d, s: c.add_samples(d, [{"name": unique("sample"), "attributes": IMAGE}])),
    "delete a sample": ("admin", lambda c, d, s: c.delete_sample(s.uuid)),
    "delete samples": ("admin", lambda c, d, s: c.delete_samples(d, [s.uuid])),
    "change settings": ("admin", lambda c, d, s: c.update_dataset(d, "d")),
    "add a labelset": ("admin", lambda c, d, s: c.add_labelset(d, unique("labelset"))),
    "create a release": ("admin", lambda c, d, s: c.add_release(d, unique("release"))),
    "clone": ("admin", lambda c, d, s: c.clone_dataset(d, unique("clone"))),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_right(client, connect, place, role, action):
    least, act = ACTIONS[action]
    sample = client.add_sample(place, unique("sample"), IMAGE)
    client.add_label(sample.uuid, "ground-truth", vector_label())
    if client.get_dataset(place).collaborators_count == len(ROLES):
        client.add_dataset_collaborator(place, "john")
    own = connect(PEOPLE[role])
    if ROLES.index(role) >= ROLES.index(least):
        act(own, place, sample)
    else:
        with pytest.raises(AuthorizationError):
            act(own, place, sample)


@pytest.mark.parametrize("role", ROLES)
def test_role_is_told(connect, place, role):
    own = connect(PEOPLE[role])
    assert own.get_dataset(place).role == role
    assert place in [d.full_name for d in own.get_datasets()]
    if role != "viewer":
        assert own.get_dataset_collaborator(place, PEOPLE[role]).role == role


def test_issues_of_others(client, connect, place):
    sample = client.add_sample(place, unique("sample"), IMAGE)
    issue = connect("labeler").add_issue(sample.uuid, "d")
    with pytest.raises(AuthorizationError):
        connect("reviewer").update_issue(issue.uuid, status="CLOSED")
    with pytest.raises(AuthorizationError):
        connect("reviewer").delete_issue(issue.uuid)
    assert connect("manager").update_issue(issue.uuid, status="CLOSED").status == "CLOSED"
    assert connect("labeler").update_issue(issue.uuid, description="e").description == "e"
    connect("manager").delete_issue(issue.uuid)


def test_leaving(client, connect, new_dataset):
    dataset = new_dataset().full_name
    client.add_dataset_collaborator(dataset, "labeler")
    connect("labeler").delete_dataset_collaborator(dataset, "labeler")
    with pytest.raises(Exception, match="(?i)not found"):
        connect("labeler").get_dataset(dataset)
