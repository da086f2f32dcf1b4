"""Converts a Label Studio export with the converter of label-studio-sdk, and prints what it makes as JSON."""

import json
import sys
import tempfile
from pathlib import Path

import numpy
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface


def main(folder, format_name):
    config = Path(folder, "label-config.xml").read_text(encoding="utf-8")
    tasks = json.loads(Path(folder, "label-studio.json").read_text(encoding="utf-8"))
    interface = LabelInterface(config)
    valid = [all(interface.validate_annotation(one) for one in task["annotations"]) for task in tasks]
    result = {"valid": valid}
    with tempfile.TemporaryDirectory() as out:
        converter = Converter(config=config, project_dir=out, download_resources=True)
        source = f"{folder}/label-studio.json"
        converter.convert(source, out, format_name, is_dir=False)
        if format_name.startswith("COCO"):
            result["coco"] = json.loads(Path(out, "result.json").read_text(encoding="utf-8"))
        else:
            found = sorted(Path(out).glob("*.npy"))
            result["brushes"] = {path.stem: (numpy.load(path) > 0).astype(int).tolist() for path in found}
    return result


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
