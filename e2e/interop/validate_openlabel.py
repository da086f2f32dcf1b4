"""Validates the OpenLABEL files of a folder against openlabel.schema.json, and prints what is wrong by file as JSON."""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def main(folder):
    schema = json.loads(Path(__file__).with_name("openlabel.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    files = [path for path in sorted(Path(folder).glob("*.json")) if path.name != "release.json"]
    return {
        path.name: [error.message for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8")))]
        for path in files
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
