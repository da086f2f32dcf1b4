"""Writes a box and a polygon on a picture in a tool's own formats: write_files.py TOOL FOLDER PICTURE."""

import shutil
import sys
from pathlib import Path


def with_datumaro(folder, picture):
    from datumaro import Bbox, Dataset, DatasetItem, Image, Polygon

    annotations = [
        Bbox(10, 5, 20, 15, label=0, id=1, attributes={"occluded": False}),
        Polygon([2, 3, 12, 3, 12, 13, 4, 13], label=1, id=2),
    ]
    for name, kept in {"datumaro": annotations, "coco": annotations, "voc": annotations[:1], "yolo": annotations[:1]}.items():
        item = DatasetItem(id="a", subset="train", media=Image.from_file(path=picture), annotations=kept)
        dataset = Dataset.from_iterable([item], categories=["car", "person"], media_type=Image)
        dataset.export(f"{folder}/{name}", name, save_media=True)


def with_supervision(folder, picture):
    import numpy
    import supervision

    mask = numpy.zeros((2, 30, 40), bool)
    mask[0, 5:20, 10:30] = True
    mask[1, 3:13, 2:12] = True
    found = supervision.Detections(
        xyxy=numpy.array([[10, 5, 30, 20], [2, 3, 12, 13]], float), mask=mask, class_id=numpy.array([0, 1])
    )
    boxes = supervision.Detections(xyxy=found.xyxy, class_id=found.class_id)
    for name, kept in {"coco": found, "yolo": boxes, "voc": boxes}.items():
        out = Path(folder, name)
        dataset = supervision.DetectionDataset(["car", "person"], [picture], {picture: kept})
        if name == "coco":
            dataset.as_coco(str(out / "images"), str(out / "annotations.json"))
        elif name == "yolo":
            dataset.as_yolo(str(out / "images"), str(out / "labels"), str(out / "data.yaml"))
        else:
            dataset.as_pascal_voc(str(out / "images"), str(out / "annotations"))


def with_label_studio(folder, picture):
    import json

    from label_studio_sdk.converter import Converter

    labels = "".join(f'<Label value="{name}"/>' for name in ["car", "person"])
    config = f'<View><Image name="image" value="$image"/><RectangleLabels name="box" toName="image">{labels}</RectangleLabels></View>'

    def region(name, label, left, top, width, height):
        percent = {"x": left / 0.4, "y": top / 0.3, "width": width / 0.4, "height": height / 0.3, "rotation": 0}
        sizes = {"original_width": 40, "original_height": 30, "image_rotation": 0}
        names = {"id": name, "from_name": "box", "to_name": "image", "type": "rectanglelabels"}
        return {**names, **sizes, "value": {**percent, "rectanglelabels": [label]}}

    result = [region("a", "car", 10, 5, 20, 15), region("b", "person", 2, 3, 10, 10)]
    task = {"id": 1, "data": {"image": picture}, "annotations": [{"id": 1, "result": result}]}
    source = Path(folder, "tasks.json")
    source.write_text(json.dumps([task]), encoding="utf-8")
    for name, kind in {"coco": "COCO", "voc": "VOC", "yolo": "YOLO", "label-studio": "JSON"}.items():
        out = Path(folder, name)
        (out / "images").mkdir(parents=True)
        shutil.copy(picture, out / "images/a.png")
        converter = Converter(config=config, project_dir=folder, download_resources=False)
        converter.convert(str(source), str(out), kind, is_dir=False)


if __name__ == "__main__":
    tool, folder, picture = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(picture, f"{folder}/a.png")
    tools = {"datumaro": with_datumaro, "supervision": with_supervision, "label-studio": with_label_studio}
    tools[tool](folder, f"{folder}/a.png")
    print("{}")
