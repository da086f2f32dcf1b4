"""Loads a Pascal VOC export with supervision, and prints what it reads as JSON."""

import json
import sys

import supervision


def main(folder):
    images = f"{folder}/JPEGImages"
    dataset = supervision.DetectionDataset.from_pascal_voc(images, f"{folder}/Annotations")
    return {
        name.removeprefix(f"{images}/"): {
            "xyxy": found.xyxy.tolist(),
            "classes": [dataset.classes[number] for number in found.class_id],
            "masks": None if found.mask is None else found.mask.astype(int).tolist(),
        }
        for name, _, found in dataset
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
