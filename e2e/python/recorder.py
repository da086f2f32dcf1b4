"""Notes how the tests call the official package, so that a test can tell what none of them exercised.

The package stays as it is: each public method is wrapped by a function that binds the arguments to the method's own
signature, notes them, and calls it. Calls that the package makes to itself are not noted.
"""

import functools
import inspect
from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field

from segments import SegmentsClient, resource_api

CLASSES = (
    SegmentsClient,
    resource_api.Dataset,
    resource_api.Sample,
    resource_api.Label,
    resource_api.Issue,
    resource_api.Collaborator,
    resource_api.Release,
    resource_api.Labelset,
)


@dataclass
class Calls:
    count: int = 0
    # With another value than the default; supplied_by_* whatever the value is.
    supplied: set = field(default_factory=set)
    supplied_by_position: set = field(default_factory=set)
    supplied_by_name: set = field(default_factory=set)
    left_out: set = field(default_factory=set)


calls = defaultdict(Calls)
_is_inside = ContextVar("is_inside", default=False)


def public_methods(cls):
    """(name, function) of the methods and properties that the class itself defines."""
    for name, value in vars(cls).items():
        function = value.fget if isinstance(value, property) else value
        if inspect.isfunction(function) and (not name.startswith("_") or name == "__init__"):
            # pydantic makes constructors and hooks; only the client's own constructor is an interface.
            if name == "model_post_init" or (name == "__init__" and cls is not SegmentsClient):
                continue
            yield name, function, isinstance(value, property)


def parameters_of(function):
    """The parameters without self: name -> whether it may be left out."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {p.name: p.default is not inspect.Parameter.empty for p in parameters}


def key_of(cls, name):
    return f"{cls.__name__}.{name}"


def _is_default(parameter, value):
    return value is parameter.default or (type(value) is type(parameter.default) and value == parameter.default)


def install():
    for cls in CLASSES:
        for name, function, is_property in list(public_methods(cls)):
            wrapped = _wrap(key_of(cls, name), function)
            setattr(cls, name, property(wrapped) if is_property else wrapped)


def _wrap(key, function):
    signature = inspect.signature(function)
    names = list(signature.parameters)

    @functools.wraps(function)
    def recorded(*args, **kwargs):
        if _is_inside.get():
            return function(*args, **kwargs)
        note = calls[key]
        note.count += 1
        by_position = names[1 : len(args)]
        note.supplied_by_position.update(by_position)
        note.supplied_by_name.update(kwargs)
        given = dict(zip(by_position, args[1:])) | kwargs
        note.supplied.update(name for name, value in given.items() if not _is_default(signature.parameters[name], value))
        note.left_out.update(set(names[1:]) - set(by_position) - set(kwargs))
        token = _is_inside.set(True)
        try:
            return function(*args, **kwargs)
        finally:
            _is_inside.reset(token)

    return recorded
