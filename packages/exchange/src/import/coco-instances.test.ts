import { describe, expect, it } from "vitest";
import { exportRelease } from "../export/export-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { releaseOfImport } from "../testing/imported-release.js";
import { importCoco } from "./coco.js";

const SQUARE = [1, 1, 5, 1, 5, 5, 1, 5];
const TRIANGLE = [6, 0, 8, 0, 8, 3];
const CATEGORY = { id: 1, name: "person", keypoints: ["nose", "tail"], skeleton: [] };

/** What an annotation is after an import and an export. */
async function again(annotations: readonly object[]) {
  const result = importCoco(
    JSON.stringify({
      images: [{ id: 1, file_name: "a.png", width: 10, height: 8 }],
      categories: [CATEGORY],
      annotations: annotations.map((own, index) => ({ id: index + 1, image_id: 1, category_id: 1, ...own })),
    }),
    { as: "shapes" },
  );
  const { release, assets } = await releaseOfImport(result);
  const sink = memorySink();
  const report = await exportRelease(release, { format: "coco", sink, assets });
  const written: Record<string, unknown>[] = JSON.parse(sink.text("annotations.json")).annotations;
  const own = written.map(({ id: _, image_id: __, category_id: ___, object_id: ____, ...rest }) => rest);
  return { result, report, annotations: own };
}

describe("annotations of several parts come back as they were", () => {
  it.each([
    ["polygons", { segmentation: [SQUARE, TRIANGLE], bbox: [1, 0, 7, 5], area: 19, iscrowd: 0 }],
    ["a crowd of polygons", { segmentation: [SQUARE, TRIANGLE], bbox: [1, 0, 7, 5], area: 19, iscrowd: 1 }],
    [
      "polygons and keypoints",
      {
        ...{ segmentation: [SQUARE, TRIANGLE], bbox: [1, 0, 7, 5], area: 19, iscrowd: 0 },
        ...{ keypoints: [2, 2, 2, 7, 1, 1], num_keypoints: 2 },
      },
    ],
    [
      "a box that is larger than its keypoints",
      {
        ...{ segmentation: [[0, 0, 9, 0, 9, 7, 0, 7]], bbox: [0, 0, 9, 7], area: 63, iscrowd: 0 },
        ...{ keypoints: [2, 2, 2, 0, 0, 0], num_keypoints: 1 },
      },
    ],
    ["one polygon that is a crowd", { segmentation: [TRIANGLE], bbox: [6, 0, 2, 3], area: 3, iscrowd: 1 }],
  ])("%s", async (_, annotation) => {
    const { result, report, annotations } = await again([annotation, { bbox: [0, 0, 2, 2] }, annotation]);
    expect(result.skipped).toEqual([]);
    expect(annotations.map(({ attributes: __, ...own }) => own)).toEqual([
      annotation,
      { segmentation: [[0, 0, 2, 0, 2, 2, 0, 2]], bbox: [0, 0, 2, 2], area: 4, iscrowd: 0 },
      annotation,
    ]);
    expect(report.skipped).toEqual([]);
  });

  it("which the import says of polygons", async () => {
    const { result } = await again([{ segmentation: [SQUARE, TRIANGLE] }, { segmentation: [SQUARE] }]);
    expect(result.changed).toEqual([
      {
        place: "annotations[0]",
        reason: "each of its polygons became an object, with the same number as the attribute instance",
      },
    ]);
    expect(result.samples[0]?.annotations.map(({ attributes }) => attributes)).toEqual([
      { instance: 1 },
      { instance: 1 },
      undefined,
    ]);
  });

  it("and what differs between the parts is reported", async () => {
    const label = (attributes: object) => ({ id: 1, name: "a.png", attributes });
    const polygon = (id: number, ring: readonly (readonly number[])[], attributes: object) => ({
      ...{ id, category_id: 1, type: "polygon", points: ring },
      attributes: { instance: 4, ...attributes },
    });
    const ring = [[0, 0], [2, 0], [2, 2]] as const; // biome-ignore format: short
    const annotations = [polygon(1, ring, { color: "red" }), polygon(2, ring, { color: "blue" })];
    const result = {
      ...{ taskType: "vector", categories: [CATEGORY], skipped: [] },
      samples: [{ ...label({}), size: { widthPx: 10, heightPx: 8 }, annotations }],
    };
    const { release, assets } = await releaseOfImport(result);
    const report = await exportRelease(release, { format: "coco", sink: memorySink(), assets });
    expect(report.objects).toBe(2);
    expect(report.lost.map(({ what }) => what)).toEqual([
      "ids of keypoints and polygons after the first of an object",
      "attributes of keypoints and polygons after the first of an object",
    ]);
  });
});
