import io
import itertools
import json
import os
import time
from types import SimpleNamespace

import pytest
import recorder
import requests

recorder.install()

from segments import SegmentsClient  # noqa: E402
from segments.typing import ReleaseStatus  # noqa: E402

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def world():
    """The servers and keys that the harness made ready."""
    with open(os.environ["TESSERA_WORLD"]) as file:
        return json.load(file)


@pytest.fixture(scope="session")
def url(world):
    return world["url"]


@pytest.fixture(scope="session")
def connect(world):
    """Connects as one of the people, on the main server or a stricter one."""
    opened = []

    def connect_as(name, server=None):
        place = world if server is None else world[server]
        client = SegmentsClient(place["keys"][name], place["url"])
        # Answers that the package's models refuse are errors everywhere in these tests.
        assert client._strict_checking
        opened.append(client)
        return client

    yield connect_as
    for client in opened:
        client.close()


@pytest.fixture(scope="session")
def client(connect):
    """The owner of what the tests make: jane, the first account."""
    return connect("jane")


@pytest.fixture(scope="session")
def rest(world):
    """Plain REST calls, for what the package has no method for."""

    def call(method, path, body=None, key=None, expect=None, **options):
        headers = {"Authorization": f"APIKey {key or world['keys']['jane']}", **options.pop("headers", {})}
        response = requests.request(method, world["url"].rstrip("/") + path, json=body, headers=headers, **options)
        if expect is not None:
            assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text[:500]}"
        return response

    return call


def unique(prefix):
    return f"{prefix}-{next(_numbers)}"


@pytest.fixture
def new_dataset(client):
    """Makes datasets with names of their own."""

    def make(task_type="vector", **settings):
        return client.add_dataset(unique(task_type), task_type=task_type, **settings)

    return make


def bbox(points=((1.0, 2.0), (3.0, 4.0)), **more):
    return {"id": 1, "category_id": 1, "type": "bbox", "points": [list(p) for p in points], **more}


def vector_label(*annotations):
    return {"format_version": "0.1", "annotations": list(annotations) or [bbox()]}


IMAGE = {"image": {"url": "https://example.com/violet.jpg"}}


@pytest.fixture
def labeled(new_dataset, client):
    """A dataset with one sample that has a label."""
    dataset = new_dataset("vector")
    sample = client.add_sample(dataset.full_name, "violet.jpg", IMAGE)
    label = client.add_label(sample.uuid, "ground-truth", vector_label())
    return SimpleNamespace(dataset=dataset, name=dataset.full_name, sample=sample, label=label)


def wait_for_release(client, dataset, name):
    """Waits as the reference says, with shorter pauses."""
    release = client.get_release(dataset, name)
    deadline = time.monotonic() + 60
    while release.status == ReleaseStatus.PENDING:
        assert time.monotonic() < deadline, "the release stays PENDING"
        time.sleep(0.1)
        release = client.get_release(dataset, name)
    assert release.status == ReleaseStatus.SUCCEEDED
    return release


def upload(client, content, filename):
    return client.upload_asset(io.BytesIO(content), filename).url


def pytest_collection_modifyitems(items):
    # What the whole run exercised is judged when it has run.
    items.sort(key=lambda item: item.path.name == "test_completeness.py")


@pytest.fixture(scope="session")
def assets(client):
    import scenes

    return scenes.Assets(client)
