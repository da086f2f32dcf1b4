"""Loads a nuScenes export with nuscenes-devkit, and prints what it reads as JSON."""

import json
import sys

from nuscenes.nuscenes import NuScenes
from nuscenes.utils.data_classes import LidarPointCloud
from nuscenes.utils.data_io import load_bin_file


def main(folder, version, names):
    colors = {name: (0, 0, 0) for name in names}
    tables = NuScenes(version=version, dataroot=folder, verbose=False, colormap=colors)
    scenes = []
    for scene in tables.scene:
        frames = []
        token = scene["first_sample_token"]
        while token:
            sample = tables.get("sample", token)
            data = tables.get("sample_data", sample["data"]["LIDAR_TOP"])
            pose = tables.get("ego_pose", data["ego_pose_token"])
            frame = {
                "pose": [pose["translation"], pose["rotation"]],
                "boxes": [
                    {
                        "name": box.name,
                        "center": box.center.tolist(),
                        "wlh": box.wlh.tolist(),
                        "yaw": box.orientation.yaw_pitch_roll[0],
                        "instance": tables.get("sample_annotation", box.token)["instance_token"],
                    }
                    for box in tables.get_boxes(data["token"])
                ],
                "points": LidarPointCloud.from_file(f"{folder}/{data['filename']}").points.T.tolist(),
            }
            if hasattr(tables, "lidarseg"):
                record = tables.get("lidarseg", data["token"])
                labels = load_bin_file(f"{folder}/{record['filename']}")
                frame["labels"] = [tables.lidarseg_idx2name_mapping[label] for label in labels]
            frames.append(frame)
            token = sample["next"]
        scenes.append({"name": scene["name"], "frames": frames})
    return scenes


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3:])))
