/** A helper of the Python package beside what does the same here. */
export interface PythonHelper {
  /** Function, or method of SegmentsDataset, of `segments-ai` 1.33.0. */
  readonly python: string;
  /** Package → what of its index does it; none where `because` says why. */
  readonly ours: readonly (readonly [
    packageName: "codecs" | "exchange" | "exchange/node" | "geometry" | "sdk",
    name: string,
  ])[];
  /** How they differ, or why there is none. */
  readonly remark?: string;
}

export const PYTHON_HELPERS: readonly PythonHelper[] = [
  {
    python: "bitmap2file",
    ours: [
      ["codecs", "encodeIdBitmap"],
      ["exchange/node", "encodeBitmap"],
    ],
  },
  { python: "get_semantic_bitmap", ours: [["codecs", "semanticIds"]] },
  { python: "export_dataset", ours: [["exchange", "exportRelease"]] },
  {
    python: "load_image_from_url",
    ours: [
      ["exchange", "fetchAssets"],
      ["exchange", "readImageSize"],
    ],
    remark: "bytes; decoding an image is the platform's",
  },
  {
    python: "load_pointcloud_from_url",
    ours: [
      ["exchange", "fetchAssets"],
      ["codecs", "readPointCloud"],
    ],
  },
  {
    python: "load_label_bitmap_from_url",
    ours: [
      ["exchange", "fetchAssets"],
      ["codecs", "decodeIdBitmap"],
    ],
  },
  {
    python: "load_release",
    ours: [
      ["sdk", "Release"],
      ["exchange", "openRelease"],
    ],
    remark: "`release.download()`, or read as a stream",
  },
  {
    python: "handle_exif_rotation",
    ours: [["exchange", "readImageSize"]],
    remark: "sizes are of the turned image; browsers turn the pixels",
  },
  {
    python: "show_polygons",
    ours: [
      ["codecs", "traceContours"],
      ["exchange", "exportPolygon"],
    ],
    remark: "the polygons; drawing them is the web app's",
  },
  { python: "cuboid_to_segmentation", ours: [["geometry", "cuboidToSegmentation"]] },
  { python: "array_to_pcd", ours: [["codecs", "writePcd"]] },
  { python: "ply_to_pcd", ours: [["codecs", "plyToPcd"]] },
  { python: "las_to_pcd", ours: [["codecs", "lasToPcd"]] },
  { python: "sample_pcd", ours: [["codecs", "samplePcd"]] },
  { python: "find_camera_rotation", ours: [], remark: "a window to turn a camera image by hand: the web app's" },
  { python: "add_kinematics_to_label", ours: [["geometry", "addKinematics"]] },
  { python: "transform_label_to_ego_coordinates", ours: [["geometry", "labelToEgoCoordinates"]] },
  {
    python: "SegmentsDataset",
    ours: [
      ["exchange", "openRelease"],
      ["exchange/node", "openReleaseFile"],
    ],
    remark: "`labelset`, `filter_by` and `filter_by_metadata` are its options; nothing is downloaded ahead",
  },
  {
    python: "SegmentsDataset.load_dataset",
    ours: [],
    remark: "nothing has to be loaded first; `tessera download` copies images and masks",
  },
  { python: "SegmentsDataset.categories", ours: [["exchange", "ReleaseReader"]], remark: "`release.categories`" },
  { python: "SegmentsDataset.__len__", ours: [["exchange", "ReleaseReader"]], remark: "counted while it is read" },
  {
    python: "SegmentsDataset.__getitem__",
    ours: [["exchange", "ReleaseReader"]],
    remark: "`for await` over it, in order",
  },
];

/** As it stands in docs/exchange.md. */
export function helpersTable(): string {
  const rows = PYTHON_HELPERS.map(({ python, ours, remark }) => {
    const names = ours.map(([packageName, name]) => `\`${name}\` (${packageName})`).join(", ");
    return `| \`${python}\` | ${names} | ${remark ?? ""} |`;
  });
  return ["| Python | here | |", "|---|---|---|", ...rows].join("\n");
}
