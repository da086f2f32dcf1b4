"""Every documented and every public method of the package, with every parameter, is exercised by the other tests."""

import ast
import inspect
from pathlib import Path

import documents
import pytest
import recorder
from segments import SegmentsClient
from segments.typing import Category, IssueStatus, LabelStatus, Role, TaskType

HERE = Path(__file__).parent
DOCUMENTS = HERE.parents[2] / "shared" / "seeds"


def documented():
    """(document, method, {parameter: default}) for each signature of the two documents; required ones have no default."""
    found = []
    for line in (HERE / "documented_signatures.txt").read_text().splitlines():
        document, signature = line.split(": ", 1)
        found.append((document, *parse_signature(signature)))
    return found


def parse_signature(text):
    function = ast.parse(f"def {text}: pass").body[0]
    names = [argument.arg for argument in function.args.args]
    defaults = [
        eval(ast.unparse(node), {t.__name__: t for t in (Category, IssueStatus, LabelStatus, Role, TaskType)})
        for node in function.args.defaults
    ]
    required = len(names) - len(defaults)
    return function.name, names[:required], dict(zip(names[required:], defaults))


def all_methods():
    for cls in recorder.CLASSES:
        for name, function, _ in recorder.public_methods(cls):
            yield recorder.key_of(cls, name), function


@pytest.fixture(autouse=True)
def whole_run(request):
    files = {item.path.name for item in request.session.items}
    if files != {path.name for path in HERE.glob("test_*.py")}:
        pytest.skip("only a run of the whole suite can tell")


@pytest.mark.parametrize("key, function", list(all_methods()), ids=[key for key, _ in all_methods()])
def test_exercised(key, function):
    calls = recorder.calls[key]
    parameters = recorder.parameters_of(function)
    assert calls.count > 0, "never called"
    assert set(parameters) - calls.supplied == set(), "parameters that no test supplies"
    optional = {name for name, is_optional in parameters.items() if is_optional}
    assert optional - calls.left_out == set(), "parameters whose default no test relies on"


@pytest.mark.parametrize(
    "document, name, required, optional", documented(), ids=[f"{d}-{n}" for d, n, _, _ in documented()]
)
def test_documented_signature_is_exercised(document, name, required, optional):
    calls = recorder.calls[f"SegmentsClient.{name}"]
    assert {*required, *optional} <= calls.supplied
    # The documents show calls by position and by name; methods of one parameter are called by position at least.
    assert set(required[:1]) <= calls.supplied_by_position
    assert set(required) <= calls.supplied_by_name
    assert set(optional) <= calls.supplied_by_name
    assert list(inspect.signature(getattr(SegmentsClient, name)).parameters)[1 : 1 + len(required)] == required


def test_signatures_and_examples_are_those_of_the_documents():
    if not DOCUMENTS.is_dir():
        pytest.skip(f"the documents are not in {DOCUMENTS}")
    texts = [(DOCUMENTS / name).read_text() for name in ("python-sdk-guide.md", "python-sdk-reference.txt")]
    assert documents.signatures(*texts) == (HERE / "documented_signatures.txt").read_text().splitlines()
    examples = "".join(f"=== {where}\n{code}\n" for where, code in documents.examples(*texts))
    assert examples == (HERE / "documented_examples.txt").read_text()
