"""Loads a COCO export with pycocotools and supervision, and prints what they read as JSON."""

import contextlib
import io
import json
import sys

import supervision
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def average_precision(coco, kind):
    """Of the ground truth against itself: 1.0 where everything is found."""
    found = [{**annotation, "score": 1.0} for annotation in coco.dataset["annotations"]]
    usable = [a for a in found if (a["segmentation"] if kind == "segm" else a.get("num_keypoints", 1))]
    if kind == "keypoints":
        usable = [a for a in usable if len(a.get("keypoints", [])) == 51]
    evaluation = COCOeval(coco, coco.loadRes(usable), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return float(evaluation.stats[0])


def main(folder):
    path = f"{folder}/annotations.json"
    coco = COCO(path)
    annotations = []
    for annotation in coco.loadAnns(coco.getAnnIds()):
        mask = coco.annToMask(annotation) if annotation["segmentation"] else None
        annotations.append(
            {
                "image": coco.imgs[annotation["image_id"]]["file_name"],
                "category": coco.cats[annotation["category_id"]]["name"],
                "bbox": annotation["bbox"],
                "area": annotation["area"],
                "iscrowd": annotation["iscrowd"],
                "keypoints": annotation.get("keypoints"),
                "polyline": annotation.get("polyline"),
                "mask": None if mask is None else mask.tolist(),
            }
        )
    shaped = [a for a in coco.dataset["annotations"] if a["segmentation"]]
    kinds = ["segm", "bbox"] if len(shaped) == len(annotations) else []
    # Supervision needs an outline of every annotation.
    boxes = None
    if kinds:
        dataset = supervision.DetectionDataset.from_coco(f"{folder}/images", path, force_masks=True)
        boxes = {
            name.removeprefix(f"{folder}/images/"): {
                "xyxy": found.xyxy.tolist(),
                "classes": [dataset.classes[number] for number in found.class_id],
                "masks": found.mask.astype(int).tolist(),
            }
            for name, _, found in dataset
        }
    # Of frames: the sequence, the place in it, and the track of each annotation.
    videos = {video["id"]: video["name"] for video in coco.dataset.get("videos", [])}
    tracks = [
        [videos[image["video_id"]], image["frame_id"], annotation["track_id"]]
        for annotation in coco.dataset["annotations"]
        for image in [coco.imgs[annotation["image_id"]]]
        if "video_id" in image
    ]
    return {
        "annotations": annotations,
        "tracks": tracks,
        "ap": {kind: average_precision(coco, kind) for kind in kinds},
        "supervision": boxes,
    }


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        result = main(sys.argv[1])
    print(json.dumps(result))
