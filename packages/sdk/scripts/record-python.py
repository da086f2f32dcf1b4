"""
Records what the Python package sends for every method, with every parameter given and with none, and what its
signatures are: src/testing/python-requests.json and src/testing/python-signatures.json.

    PYTHON packages/sdk/scripts/record-python.py    # with segments-ai installed
"""

import gzip
import inspect
import json
import pathlib
import re
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import segments
from segments import SegmentsClient, resource_api

TESTING = pathlib.Path(__file__).parent.parent / "src" / "testing"
UUID = "602a3eec-a61c-4a77-9fcc-3037ce5e9606"
LABEL = {"annotations": [{"id": 1, "category_id": 1, "type": "bbox", "points": [[1, 2], [3, 4]]}]}
IMAGE = {"image": {"url": "https://example.com/violet.jpg"}}
TASK = {"format_version": "0.1", "categories": [{"id": 7, "name": "rose"}]}

DATASET = dict(
    description="Roses", task_type="vector", task_attributes=TASK, category="garden", public=True, readme="# Roses",
    metadata={"robot_id": 3}, labeling_inactivity_timeout_seconds=60, enable_skip_labeling=False,
    enable_skip_reviewing=True, enable_ratings=True, enable_interpolation=False,
    enable_same_dimensions_track_constraint=True, enable_save_button=True, enable_label_status_verified=True,
    enable_3d_cuboid_rotation=True, enable_confirm_on_commit=True, archived=True, enable_3d_region_of_interest=True,
    region_of_interest={"radius": 5}, enable_object_linking=True, enable_object_link_category_restrictions=True,
    enable_extrapolation=True,
)
SAMPLE = dict(name="violet.jpg", attributes=IMAGE, metadata={"city": "London"}, priority=10,
              assigned_labeler="john", assigned_reviewer="mary", readme="# Violet")

# Method → the arguments that have no default, and all others.
CALLS = {
    "get_user": ({}, {"user": "john"}),
    "get_datasets": ({}, {"user": "john", "per_page": 10, "page": 2}),
    "get_dataset": ({"dataset_identifier": "jane/flowers"}, {}),
    "add_dataset": ({"name": "roses"}, {**DATASET, "organization": "acme"}),
    "update_dataset": ({"dataset_identifier": "jane/flowers"}, {**DATASET, "use_timestamps_for_interpolation": False}),
    "delete_dataset": ({"dataset_identifier": "jane/flowers"}, {}),
    "clone_dataset": ({"dataset_identifier": "jane/flowers"},
                      {"new_name": "copy", "new_task_type": "bboxes", "new_public": True, "organization": "acme",
                       "clone_labels": True}),
    "get_dataset_collaborator": ({"dataset_identifier": "jane/flowers", "username": "john"}, {}),
    "add_dataset_collaborator": ({"dataset_identifier": "jane/flowers", "username": "john"}, {"role": "reviewer"}),
    "update_dataset_collaborator": ({"dataset_identifier": "jane/flowers", "username": "john", "role": "admin"}, {}),
    "delete_dataset_collaborator": ({"dataset_identifier": "jane/flowers", "username": "john"}, {}),
    "get_samples": ({"dataset_identifier": "jane/flowers"},
                    {"labelset": "ground-truth", "name": "violet", "label_status": ["LABELED", "REVIEWED"],
                     "metadata": ["city:London", "robot_id:3"], "sort": "priority", "direction": "desc", "per_page": 10,
                     "page": 2, "include_full_label": True}),
    "get_sample": ({"uuid": UUID}, {"labelset": "ground-truth", "include_signed_url": True}),
    "add_sample": ({"dataset_identifier": "jane/flowers", "name": "violet.jpg", "attributes": IMAGE},
                   {k: v for k, v in SAMPLE.items() if k not in ("name", "attributes")}),
    "add_samples": ({"dataset_identifier": "jane/flowers", "samples": [{"name": "violet.jpg", "attributes": IMAGE}, SAMPLE]}, {}),
    "update_sample": ({"uuid": UUID}, SAMPLE),
    "delete_sample": ({"uuid": UUID}, {}),
    "delete_samples": ({"dataset_identifier": "jane/flowers", "uuids": [UUID]}, {}),
    "get_label": ({"sample_uuid": UUID}, {"labelset": "model"}),
    "add_label": ({"sample_uuid": UUID, "labelset": "model", "attributes": LABEL}, {"label_status": "LABELED", "score": 0.5}),
    "update_label": ({"sample_uuid": UUID, "labelset": "model"}, {"attributes": LABEL, "label_status": "LABELED", "score": 0.5}),
    "delete_label": ({"sample_uuid": UUID, "labelset": "model"}, {}),
    "get_labelsets": ({"dataset_identifier": "jane/flowers"}, {}),
    "get_labelset": ({"dataset_identifier": "jane/flowers", "name": "model"}, {}),
    "add_labelset": ({"dataset_identifier": "jane/flowers", "name": "model"}, {"description": "Of May"}),
    "delete_labelset": ({"dataset_identifier": "jane/flowers", "name": "model"}, {}),
    "get_issues": ({"dataset_identifier": "jane/flowers"}, {}),
    "add_issue": ({"sample_uuid": UUID, "description": "No cars"}, {"status": "CLOSED", "anchor": {"type": "basic", "frame": 3}}),
    "update_issue": ({"uuid": UUID}, {"description": "No cars", "status": "CLOSED", "anchor": {"type": "basic", "frame": 3}}),
    "delete_issue": ({"uuid": UUID}, {}),
    "get_releases": ({"dataset_identifier": "jane/flowers"}, {}),
    "get_release": ({"dataset_identifier": "jane/flowers", "name": "v0.1"}, {}),
    "add_release": ({"dataset_identifier": "jane/flowers", "name": "v0.1"}, {"description": "My first release."}),
    "delete_release": ({"dataset_identifier": "jane/flowers", "name": "v0.1"}, {}),
    "get_workunits": ({"dataset_identifier": "jane/flowers"},
                      {"sort": "created_at", "direction": "asc", "start": "2024-01-01T00:00:00",
                       "end": "2024-02-01T00:00:00", "per_page": 10, "page": 2, "include_session_time_metrics": True}),
    "upload_asset": ({"file": "…"}, {"filename": "violet.jpg"}),
}

received = []


class Recorder(BaseHTTPRequestHandler):
    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        received.append((self.command, self.path, body))
        answer = b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def log_message(self, *_):
        pass


def record(call, arguments):
    received.clear()
    try:
        call(**arguments)
    except Exception:  # {} is no answer that the package takes; the request was sent before it saw that
        pass
    method, path, body = received[0]
    # One of its methods writes `?` twice, for one query.
    first, _, query = path.partition("?")
    pairs = urllib.parse.parse_qsl(query.replace("?", "&"), keep_blank_values=True)
    return {"method": method, "path": first, "query": dict(pairs), "body": json.loads(body) if body else None}


def signature(function):
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    return [
        {"name": p.name} if p.default is p.empty else {"name": p.name, "default": default_of(p.default)} for p in parameters
    ]


def default_of(value):
    return getattr(value, "value", None if type(value) is object else value)


def write(name, value):
    (TESTING / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def main():
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = SegmentsClient("key", f"http://127.0.0.1:{server.server_port}/")
    requests = {}
    for name, (required, optional) in CALLS.items():
        call = getattr(client, name)
        unknown = set(inspect.signature(call).parameters) - set(required) - set(optional) - {
            "enable_compression", "transform_to_ego_coordinates"}
        if unknown:
            sys.exit(f"{name}: {unknown} is not recorded")
        requests[name] = {
            "required": {"arguments": required, "request": record(call, required)},
            **({"all": {"arguments": {**required, **optional}, "request": record(call, {**required, **optional})}} if optional else {}),
        }
    write("python-requests.json", requests)

    signatures = {
        f"{cls.__name__}.{name}": signature(function)
        for cls in [SegmentsClient, *(getattr(resource_api, n) for n in
                    ["Dataset", "Sample", "Label", "Issue", "Collaborator", "Release", "Labelset"])]
        for name, function in vars(cls).items()
        if inspect.isfunction(function) and not name.startswith(("_", "model_"))
    }
    write("python-signatures.json", {"version": segments.__version__ if hasattr(segments, "__version__") else version(), "methods": signatures})


def version():
    from segments.version import __version__
    return __version__


main()
