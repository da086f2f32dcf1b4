"""Points the generated requests at things that are there, so that they get past "not found" and "not valid"."""

import json
import os
import random

import schemathesis

with open(os.environ["TESSERA_FUZZ_WORLD"]) as file:
    WORLD = json.load(file)

SHARE_OF_KNOWN_PATHS = 0.85
SHARE_OF_KNOWN_MEMBERS = 0.6
_random = random.Random(1)

# What the schema calls an object, and the server checks by the dataset's task type.
SAMPLE = {"image": {"url": "https://example.com/violet.jpg"}}
LABEL = {"annotations": [{"id": 1, "category_id": 1, "type": "point", "points": [[1.5, 2]]}]}


def known_part(name, method, path):
    """A value of a path parameter that exists. What a request would delete is one of many of its kind."""
    if name == "dataset":
        # Of a dataset with everything in it; to be deleted or renamed whole, one that nothing else needs.
        is_itself = path.rstrip("/").endswith("{dataset}")
        return _random.choice(WORLD["spare_datasets"]) if is_itself and method in ("DELETE", "PATCH") else WORLD["dataset"]
    if name == "uuid":
        kind = "issues" if path.startswith("/issues") else "api_keys" if path.startswith("/user") else "samples"
        return _random.choice(WORLD[kind])
    if name in ("labelset", "release"):
        is_itself = method == "DELETE" and not path.startswith("/labels")
        return _random.choice(WORLD[f"spare_{name}s"]) if is_itself else WORLD[name]
    if name == "username":
        return _random.choice(WORLD["users"])
    return WORLD.get(name)


def known_member(name, path):
    """A value of a body's member that the server takes, where the schema allows much more."""
    if name == "attributes":
        return LABEL if path.startswith("/labels") else SAMPLE
    if name in ("user", "assigned_labeler", "assigned_reviewer"):
        return _random.choice([*WORLD["users"], WORLD["owner"]])
    if name == "task_type":
        return "keypoints"
    if name == "metadata":
        return {"city": "London", "robot_id": 3}
    if name == "task_attributes":
        return {"categories": [{"id": 1, "name": "cat"}]}
    return None


@schemathesis.hook
def before_call(context, case, kwargs):
    method, path = case.operation.method.upper(), case.operation.path
    for name in list(case.path_parameters or {}):
        if _random.random() < SHARE_OF_KNOWN_PATHS:
            value = known_part(name, method, path)
            if value is not None:
                case.path_parameters[name] = value
    for body in case.body if isinstance(case.body, list) else [case.body]:
        if not isinstance(body, dict):
            continue
        for name in list(body):
            value = known_member(name, path)
            if value is not None and _random.random() < SHARE_OF_KNOWN_MEMBERS:
                body[name] = value


@schemathesis.check
def unlisted_method(context, response, case):
    """A method that a path has not is a 405 that names those that it has.

    In place of schemathesis' own check, which wants a 405 for QUERY too: Node's parser knows no such method, and refuses
    the bytes before there is a path, with 400.
    """
    declared = {method.upper() for method in case.operation.schema.raw_schema["paths"][case.operation.path]}
    method = case.method.upper()
    if method in declared or method in ("HEAD", "OPTIONS", "QUERY"):
        return
    assert response.status_code == 405, f"{method} answered with {response.status_code}, not 405"
    assert "allow" in response.headers, "a 405 without Allow"
