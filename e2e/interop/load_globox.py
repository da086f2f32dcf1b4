"""Loads a COCO, Pascal VOC or Ultralytics export with globox, and prints its boxes as JSON."""

import json
import sys
from pathlib import Path

from globox import AnnotationSet


def main(folder, format_name):
    root = Path(folder)
    if format_name == "coco":
        found = AnnotationSet.from_coco(root / "annotations.json")
    elif format_name == "voc":
        found = AnnotationSet.from_pascal_voc(root / "Annotations")
    else:
        found = AnnotationSet.from_yolo_v5(root / "labels/train", image_folder=root / "images/train", image_extension=".png")
    return {
        annotation.image_id: {
            "size": list(annotation.image_size),
            "boxes": [[str(box.label), box.xmin, box.ymin, box.xmax, box.ymax] for box in annotation.boxes],
        }
        for annotation in found
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
