"""Loads an Ultralytics export with supervision, and prints what it reads as JSON."""

import json
import sys

import supervision


def main(folder, is_obb):
    images = f"{folder}/images/train"
    dataset = supervision.DetectionDataset.from_yolo(
        images, f"{folder}/labels/train", f"{folder}/data.yaml", is_obb=is_obb
    )
    return {
        name.removeprefix(f"{images}/"): {
            "xyxy": found.xyxy.tolist(),
            "classes": [dataset.classes[number] for number in found.class_id],
            "masks": None if found.mask is None else found.mask.astype(int).tolist(),
            "corners": found.data.get("xyxyxyxy", []) if not is_obb else found.data["xyxyxyxy"].tolist(),
        }
        for name, _, found in dataset
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2] == "obb")))
