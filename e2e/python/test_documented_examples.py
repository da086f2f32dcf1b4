"""The examples of the guide and of the reference, word for word, on the dataset jane/flowers that they speak of."""

import time
from pathlib import Path

import pytest
import skimage.data
from conftest import IMAGE, vector_label, wait_for_release
from segments import SegmentsClient
from segments.exceptions import NotFoundError
from segments.typing import ReleaseStatus

HERE = Path(__file__).parent
UUID = "602a3eec-a61c-4a77-9fcc-3037ce5e9606"
LOCAL_FILE = "/home/jane/flowers/violet.jpg"


def read_examples():
    parts = (HERE / "documented_examples.txt").read_text().split("=== ")[1:]
    return [part.split("\n", 1) for part in parts]


EXAMPLES = read_examples()

# The package's objects have attributes and no items; earlier ones were dictionaries.
WITH_ITEMS = {where for where, code in EXAMPLES if '["name"]' in code or '["url"]' in code}
# Examples that name the labelset nowhere, or a variable that they do not have: the package itself refuses them.
UNRUNNABLE = {"reference: add_label": TypeError, "reference: update_label": NotFoundError, "reference: update_issue": NotFoundError}


@pytest.fixture
def flowers(client, tmp_path):
    """jane/flowers with one of everything; what an example creates is not there yet."""
    for dataset in ("jane/flowers", "jane/flowers-vector"):
        try:
            client.delete_dataset(dataset)
        except NotFoundError:
            pass
    client.add_dataset("flowers", task_type="bboxes")
    sample = client.add_sample("jane/flowers", "tulip.jpg", IMAGE)
    client.add_label(sample.uuid, "ground-truth", vector_label())
    client.add_labelset("jane/flowers", "model-predictions")
    issue = client.add_issue(sample.uuid, "You forgot to label the cars in this image.")
    image = tmp_path / "violet.jpg"
    image.write_bytes((Path(skimage.data.__file__).parent / "rocket.jpg").read_bytes())
    return {"sample": sample.uuid, "issue": issue.uuid, "file": str(image)}


def prepare(where, code, client, flowers):
    """What must be there, or must not be there yet, before one example runs."""
    if where == "guide: Create a dataset":
        client.delete_dataset("jane/flowers")
    if "collaborator" in where and "add_dataset" not in code:
        client.add_dataset_collaborator("jane/flowers", "john")
    if "_release" in code and "add_release" not in code:
        client.add_release("jane/flowers", "v0.1")
        wait_for_release(client, "jane/flowers", "v0.1")
    is_about_issues = where in ("reference: update_issue", "reference: delete_issue")
    code = code.replace(UUID, flowers["issue" if is_about_issues else "sample"]).replace(LOCAL_FILE, flowers["file"])
    return code


def run(code, client, flowers):
    names = {
        "client": client,
        "SegmentsClient": SegmentsClient,
        "ReleaseStatus": ReleaseStatus,
        "sleep": lambda _seconds: time.sleep(0.05),
        "sample_uuid": flowers["sample"],
        "print": lambda *values: str(values),
    }
    exec(compile(code, "example", "exec"), names)
    return names


@pytest.mark.parametrize("where, code", EXAMPLES, ids=[where for where, _ in EXAMPLES])
def test_example(where, code, client, flowers):
    code = prepare(where, code, client, flowers)
    if where in UNRUNNABLE:
        with pytest.raises(UNRUNNABLE[where]):
            run(code, client, flowers)
        return
    if where in WITH_ITEMS:
        with pytest.raises(TypeError, match="not subscriptable"):
            run(code, client, flowers)
        for name in ("name", "description", "uuid", "attributes", "url"):
            code = code.replace(f'["{name}"]', f".{name}")
    run(code, client, flowers)


def test_what_the_examples_leave_behind(client, flowers):
    created = dict(EXAMPLES)
    names = run(prepare("", created["guide: Create a sample"], client, flowers), client, flowers)
    sample = client.get_sample(names["sample"].uuid)
    assert (sample.name, sample.priority) == ("violet.jpg", 10)
    assert sample.metadata == {"city": "London", "weather": "cloudy", "robot_id": 3}
    assert sample.attributes.image.url == "https://example.com/violet.jpg"
    run(prepare("", created["guide: Create a label"], client, flowers), client, flowers)
    label = client.get_label(flowers["sample"])
    assert label.attributes.annotations[0].points == [[12.34, 56.78], [90.12, 34.56]]
    assert label.label_status == "PRELABELED"
