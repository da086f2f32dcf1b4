"""Each exception class of the package, where a server can cause it."""

import json
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pg8000.native
import pytest
import requests
from conftest import IMAGE, unique, vector_label
from segments import SegmentsClient, exceptions
from segments.exceptions import (
    AlreadyExistsError,
    APILimitError,
    AuthenticationError,
    AuthorizationError,
    CollaboratorError,
    NetworkError,
    NotFoundError,
    SubscriptionError,
    TimeoutError,
    ValidationError,
)
from urllib3.util import Retry


@pytest.mark.parametrize("key", ["wrong", "", "ü".encode().decode("latin-1"), "a b"])
def test_a_wrong_key(url, key):
    with pytest.raises(AuthenticationError):
        SegmentsClient(key, url)


def test_no_key(url, monkeypatch):
    monkeypatch.delenv("SEGMENTS_API_KEY", raising=False)
    with pytest.raises(AuthenticationError):
        SegmentsClient(api_url=url)


def test_a_revoked_key(url, rest):
    made = rest("POST", "/user/api_keys/", {"name": "short-lived"}, expect=201).json()
    client = SegmentsClient(made["key"], url)
    rest("DELETE", f"/user/api_keys/{made['uuid']}/", expect=204)
    for call in (client.get_user, client.get_datasets, lambda: client.get_dataset("jane/nothing"), lambda: client.get_sample("12345")):
        with pytest.raises(AuthenticationError):
            call()
    client.close()


def test_authorization(client, connect, labeled):
    client.add_dataset_collaborator(labeled.name, "viewer", "labeler")
    with pytest.raises(AuthorizationError):
        connect("viewer").delete_dataset(labeled.name)


def test_what_one_may_not_see_is_not_there(connect, labeled):
    stranger = connect("stranger")
    unknown, unseen = [], []
    for uuid, name, texts in (
        ("602a3eec-a61c-4a77-9fcc-3037ce5e9606", "jane/nothing-here", unknown),
        (labeled.sample.uuid, labeled.name, unseen),
    ):
        for call in (lambda: stranger.get_sample(uuid), lambda: stranger.delete_sample(uuid), lambda: stranger.get_dataset(name), lambda: stranger.delete_dataset(name)):
            with pytest.raises(NotFoundError) as caught:
                call()
            texts.append(str(caught.value))
    assert unknown == unseen


def test_subscription(connect):
    client = connect("jane", "strict")
    dataset = client.add_dataset(unique("limited"))
    client.add_dataset_collaborator(dataset.full_name, "john")
    with pytest.raises(SubscriptionError, match="exceeded user limit"):
        client.add_dataset_collaborator(dataset.full_name, "viewer")
    client.delete_dataset_collaborator(dataset.full_name, "john")
    client.add_dataset_collaborator(dataset.full_name, "viewer")


@contextmanager
def held_lock(data_dir, table):
    """Another session of the server's own PostgreSQL that holds a table."""
    to = json.loads((Path(data_dir) / "postgres.run" / "owner.json").read_text())["connection"]
    connection = pg8000.native.Connection(to["user"], unix_sock=f"{to['host']}/.s.PGSQL.{to['port']}", database=to["database"])
    try:
        connection.run("begin")
        connection.run(f"lock table {table} in access exclusive mode")
        yield
        connection.run("rollback")
    finally:
        connection.close()


def test_timeout(world, connect):
    """The server gives a statement up (STATEMENT_TIMEOUT_SECONDS=1) and says so; then all is well again."""
    client = connect("jane", "strict")
    dataset = client.add_dataset(unique("slow"), task_type="vector")
    with held_lock(world["strict"]["dataDir"], "sample"):
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            client.get_samples(dataset.full_name)
        assert time.monotonic() - started < 10
        with pytest.raises(TimeoutError):
            client.add_sample(dataset.full_name, "a", IMAGE)
    assert client.get_samples(dataset.full_name) == []
    assert client.add_sample(dataset.full_name, "a", IMAGE).name == "a"


def test_rate_limit(world, monkeypatch):
    """Told how long to wait, the package's transport waits and tries again, three times; only then there is an error:
    APILimitError when connecting, NetworkError elsewhere, since the package looks for "throttled" in successes alone.

    The pauses are noted instead of made.
    """
    url, key = world["throttled"]["url"], world["throttled"]["key"]
    pauses = []
    monkeypatch.setattr(Retry, "sleep_for_retry", lambda self, response: pauses.append(self.get_retry_after(response)) or True)
    client = SegmentsClient(key, url)
    with pytest.raises(NetworkError, match="throttled") as caught:
        for _ in range(10):
            client.get_user()
    assert type(caught.value) is NetworkError
    assert caught.value.cause.response.status_code == 429
    assert len(pauses) == 3 and all(0 < pause <= 60 for pause in pauses)
    # What may have been done is not sent twice.
    with pytest.raises(NetworkError, match="throttled"):
        client.add_dataset("flowers")
    assert len(pauses) == 3
    with pytest.raises(APILimitError):
        SegmentsClient(key, url)
    assert len(pauses) == 6
    client.close()


def test_a_client_that_is_too_old(rest):
    assert rest("GET", "/api_status/?lib_version=0.58").status_code == 426
    assert rest("GET", "/api_status/?lib_version=1.33.0", expect=200).json() == {}


def test_a_server_that_is_not_there(world):
    """The package looks at the answer of the failure, and there is none: its own fault, not an exception of its own."""
    with pytest.raises((NetworkError, AttributeError)):
        SegmentsClient(world["keys"]["jane"], "http://127.0.0.1:9/")


def test_every_class_is_raised_somewhere_here():
    named = {
        AlreadyExistsError, APILimitError, AuthenticationError, AuthorizationError, CollaboratorError, NetworkError,
        NotFoundError, SubscriptionError, TimeoutError, ValidationError, exceptions.InvalidModelError, exceptions.MissingContextError,
    }  # fmt: skip
    classes = {c for c in vars(exceptions).values() if isinstance(c, type) and issubclass(c, exceptions.SegmentsError)}
    assert classes - {exceptions.SegmentsError} == named


# -- two at once -------------------------------------------------------------------------------------------------------


def test_two_add_the_same_sample_at_once(world, url, labeled):
    outcomes = []

    def add():
        with SegmentsClient(world["keys"]["jane"], url) as own:
            try:
                outcomes.append(own.add_sample(labeled.name, "contested", IMAGE).uuid)
            except AlreadyExistsError:
                outcomes.append(None)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([o for o in outcomes if o]) == 1 and len(outcomes) == 6


def test_many_label_the_same_sample_at_once(world, url, labeled, client):
    failures = []

    def label(score):
        with SegmentsClient(world["keys"]["jane"], url) as own:
            try:
                for _ in range(5):
                    own.add_label(labeled.sample.uuid, "ground-truth", vector_label(), "LABELED", score)
            except Exception as error:  # noqa: BLE001
                failures.append(error)

    threads = [threading.Thread(target=label, args=(score / 10,)) for score in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert client.get_dataset(labeled.name).label_stats.LABELED == 1
