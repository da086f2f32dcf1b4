"""Points the generated requests at things that are there, so that they get past "not found" most of the time."""

import json
import os
import random

import schemathesis

with open(os.environ["TESSERA_FUZZ_WORLD"]) as file:
    WORLD = json.load(file)

SHARE_OF_KNOWN = 0.85
_random = random.Random(1)


def known(name, method, path):
    """A value of a path parameter that exists. What a request would delete is one of many of its kind."""
    is_deletion = method == "DELETE"
    if name == "dataset":
        # Of a dataset with everything in it; to be deleted or renamed whole, one that nothing else needs.
        is_itself = path.rstrip("/").endswith("{dataset}")
        return _random.choice(WORLD["spare_datasets"]) if is_itself and method in ("DELETE", "PATCH") else WORLD["dataset"]
    if name == "uuid":
        kind = "samples" if path.startswith(("/samples", "/labels")) else "issues" if path.startswith("/issues") else "api_keys"
        if path.startswith("/datasets"):
            kind = "samples"
        return _random.choice(WORLD[kind])
    if name in ("labelset", "release"):
        spare = f"spare_{name}s"
        return _random.choice(WORLD[spare]) if is_deletion else WORLD[name]
    if name == "username":
        return _random.choice(WORLD["users"])
    return WORLD.get(name)


@schemathesis.hook
def before_call(context, case, kwargs):
    for name in list(case.path_parameters or {}):
        if _random.random() < SHARE_OF_KNOWN:
            value = known(name, case.operation.method.upper(), case.operation.path)
            if value is not None:
                case.path_parameters[name] = value
