"""What the package computes from samples and labels that the server gave it, and point clouds as files."""

import io

import numpy as np
import pytest
import requests
from conftest import unique
from scenes import FRAMES, SHARED_CLOUDS, label_attributes, pcd_bytes, points, sample_attributes
from segments.utils import (
    add_kinematics_to_label,
    bitmap2file,
    load_image_from_url,
    load_label_bitmap_from_url,
    transform_label_to_ego_coordinates,
)


@pytest.fixture
def sequence(client, assets):
    """A cuboid sequence: the vehicle moves 10 m and turns 45 degrees a frame, the cuboid 1 m along x."""
    dataset = client.add_dataset(unique("sequence"), task_type="pointcloud-cuboid-sequence")
    sample = client.add_sample(dataset.full_name, "drive", sample_attributes("pointcloud-cuboid-sequence", assets))
    client.add_label(sample.uuid, "ground-truth", label_attributes("pointcloud-cuboid-sequence", assets))
    return sample


def test_ego_coordinates(client, sequence):
    plain = client.get_label(sequence.uuid)
    for label in (
        client.get_label(sequence.uuid, "ground-truth", True),
        client.get_label(sample_uuid=sequence.uuid, transform_to_ego_coordinates=True),
        sequence.get_label(transform_to_ego_coordinates=True),
        transform_label_to_ego_coordinates(sequence, plain),
    ):
        for index in range(FRAMES):
            pose = sequence.attributes.frames[index].ego_pose
            turn = np.pi / 4 * index
            there = np.array([12.0 + index - pose.position.x, -3.0 - pose.position.y, 0.5 - pose.position.z])
            rotation = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
            expected = rotation @ there
            cuboid = label.attributes.frames[index].annotations[0]
            got = [cuboid.position.x, cuboid.position.y, cuboid.position.z]
            assert got == pytest.approx(expected.tolist())
            assert cuboid.yaw == pytest.approx(0.75 - turn)


def test_kinematics(client, sequence):
    label = add_kinematics_to_label(sequence, client.get_label(sequence.uuid))
    # 1 m in each 0.1 s.
    speeds = [frame.annotations[0].velocity and frame.annotations[0].velocity.absolute for frame in label.attributes.frames]
    assert speeds[0] is None
    assert speeds[1:] == pytest.approx([10.0] * (FRAMES - 1), rel=1e-3)
    saved = client.update_label(sequence.uuid, "ground-truth", label.attributes)
    assert saved.attributes.frames[1].annotations[0].velocity.absolute == speeds[1]


def test_bitmaps_go_there_and_back(client):
    bitmap = np.arange(64 * 48, dtype=np.uint32).reshape(48, 64) * 5000 % 2**24
    url = client.upload_asset(bitmap2file(bitmap), filename="label.png").url
    assert np.array_equal(load_label_bitmap_from_url(url), bitmap)
    assert load_image_from_url(url).size == (64, 48)


@pytest.mark.parametrize("encoding", ["ascii", "binary"])
def test_point_clouds_go_there_and_back(client, encoding):
    content = pcd_bytes(points(1000), encoding)
    asset = client.upload_asset(io.BytesIO(content), "cloud.pcd")
    assert requests.get(asset.url).content == content


SHARED = {".pcd": "pcd", ".ply": "ply", ".las": "las"}


@pytest.mark.skipif(not SHARED_CLOUDS.is_dir(), reason="the shared point clouds are not beside the repository")
def test_point_clouds_of_other_tools(client):
    name = client.add_dataset(unique("clouds"), task_type="pointcloud-segmentation").full_name
    files = [path for path in sorted(SHARED_CLOUDS.iterdir()) if path.suffix in SHARED]
    assert files
    for path in files:
        with open(path, "rb") as file:
            asset = client.upload_asset(file, path.name)
        sample = client.add_sample(name, path.name, {"pcd": {"url": asset.url, "type": SHARED[path.suffix]}})
        assert requests.get(sample.attributes.pcd.url).content == path.read_bytes()
