"""Loads an export with datumaro, and prints what it reads as JSON."""

import json
import sys

from datumaro import Dataset


def describe(annotation, labels):
    kind = annotation.type.name
    values = {
        "bbox": lambda: {"bbox": list(annotation.get_bbox())},
        "mask": lambda: {"mask": annotation.image.astype(int).tolist()},
        "points": lambda: {
            "points": list(annotation.points),
            "visibility": [one.value for one in annotation.visibility],
        },
    }
    shape = values.get(kind, lambda: {"points": list(annotation.points)})()
    attributes = {name: value for name, value in annotation.attributes.items() if value is not False}
    return {"type": kind, "label": labels[annotation.label].name, "attributes": attributes, **shape}


def main(folder, format_name):
    # Errors of datumaro go to a policy that fails, so that nothing is left out in silence.
    dataset = Dataset.import_from(folder, format_name)
    labels = dataset.categories()[next(kind for kind in dataset.categories() if kind.name == "label")]
    return [
        {
            "id": item.id,
            "subset": item.subset,
            "size": list(item.media.size) if item.media and item.media.has_data else None,
            "pixels": list(item.media.data.shape[:2]) if item.media and item.media.has_data else None,
            "annotations": [describe(annotation, labels) for annotation in item.annotations],
        }
        for item in dataset
    ]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
