"""Each documented signature with each documented default written out, by name and by position.

The defaults of the two documents differ from each other and from the package's own: all of them must be accepted.
"""

import io

import pytest
from conftest import IMAGE, bbox, unique, vector_label, wait_for_release
from segments.exceptions import NotFoundError
from test_completeness import documented


@pytest.fixture
def scene(client, new_dataset):
    """Everything that a documented method may need, fresh, as arguments by parameter name."""
    dataset = new_dataset("vector")
    name = dataset.full_name
    sample = client.add_sample(name, "violet.jpg", IMAGE)
    client.add_label(sample.uuid, "ground-truth", vector_label())
    client.add_labelset(name, "model-predictions")
    client.add_dataset_collaborator(name, "labeler", "labeler")
    client.add_release(name, "v0.1")
    wait_for_release(client, name, "v0.1")
    issue = client.add_issue(sample.uuid, "You forgot to label the cars in this image.")
    values = {
        "dataset_identifier": name,
        "username": "labeler",
        "role": "reviewer",
        "sample_uuid": sample.uuid,
        "labelset": "ground-truth",
        "samples": [{"name": "rose.jpg", "attributes": IMAGE}],
        "file": io.BytesIO(b"bytes"),
        "description": "d",
    }
    by_method = {
        "add_dataset": {"name": unique("flowers")},
        "add_dataset_collaborator": {"username": "reviewer"},
        "add_sample": {"name": "tulip.jpg", "attributes": IMAGE},
        "add_label": {"attributes": vector_label(bbox())},
        "get_labelset": {"name": "model-predictions"},
        "add_labelset": {"name": "model-predictions-resnet50"},
        "delete_labelset": {"name": "model-predictions"},
        "get_release": {"name": "v0.1"},
        "add_release": {"name": "v0.2"},
        "delete_release": {"name": "v0.1"},
        "update_issue": {"uuid": issue.uuid},
        "delete_issue": {"uuid": issue.uuid},
    }

    def arguments(method, required):
        given = {"uuid": sample.uuid, **values, **by_method.get(method, {})}
        return [given[parameter] for parameter in required]

    return arguments


CASES = documented()
IDS = [f"{document}-{name}" for document, name, _, _ in CASES]

# What the guide's defaults cannot be given by position for: the package has other parameters in their places.
OTHER_ORDER = {("guide", "add_dataset"), ("guide", "update_dataset"), ("guide", "get_samples")}


@pytest.mark.parametrize("document, name, required, optional", CASES, ids=IDS)
def test_by_name(client, scene, document, name, required, optional):
    arguments = dict(zip(required, scene(name, required)))
    getattr(client, name)(**arguments, **optional)
    if name.startswith("delete_"):
        with pytest.raises(NotFoundError):
            getattr(client, name)(**arguments)


@pytest.mark.parametrize("document, name, required, optional", CASES, ids=IDS)
def test_by_position(client, scene, document, name, required, optional):
    more = [] if (document, name) in OTHER_ORDER else list(optional.values())
    getattr(client, name)(*scene(name, required), *more)
