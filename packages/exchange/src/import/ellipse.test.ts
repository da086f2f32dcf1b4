import { describe, expect, it } from "vitest";
import { importCvat } from "./cvat.js";
import { importDatumaro } from "./datumaro.js";
import type { ImportResult } from "./imported.js";
import { importLabelStudio } from "./label-studio.js";

const REASON = "ellipses became polygons of 32 nodes";

/** Of a picture of 100 × 80: around (50, 40), 20 to the sides and 10 up and down, unless it is turned. */
const cvat = (more = "") =>
  importCvat(
    `<annotations><image name="a.jpg" width="100" height="80"><ellipse label="cat" cx="50" cy="40" rx="20" ry="10" ${more}/></image></annotations>`,
  );
const studio = (type: string, rotation: number) =>
  importLabelStudio(
    JSON.stringify([
      {
        data: { image: "a.jpg" },
        annotations: [
          {
            result: [
              {
                ...{ type, original_width: 100, original_height: 80 },
                value: { x: 50, y: 50, radiusX: 20, radiusY: 12.5, rotation, [type]: ["cat"] },
              },
            ],
          },
        ],
      },
    ]),
  );
const datumaro = () =>
  importDatumaro(
    JSON.stringify({
      categories: { label: { labels: [{ name: "cat" }] } },
      items: [{ id: "a", annotations: [{ type: "ellipse", label_id: 0, points: [30, 30, 70, 50] }] }],
    }),
  );

describe("an ellipse becomes a polygon, which is listed", () => {
  it.each<[string, ImportResult, boolean]>([
    ["CVAT", cvat(), false],
    ["CVAT, turned", cvat('rotation="90"'), true],
    ["Label Studio", studio("ellipselabels", 0), false],
    ["Label Studio, its label a result of its own", studio("labels", 0), false],
    ["Label Studio, turned", studio("ellipselabels", 90), true],
    ["Datumaro", datumaro(), false],
  ])("%s", (_, result, isTurned) => {
    const [object, ...others] = result.samples[0]?.annotations ?? [];
    expect(others).toEqual([]);
    expect(object).toMatchObject({ type: "polygon" });
    const points = object?.points as number[][];
    expect(points).toHaveLength(32);
    const [rx, ry] = isTurned ? [10, 20] : [20, 10];
    // Every node lies on the ellipse, and its ends are nodes.
    for (const [x = 0, y = 0] of points) expect(((x - 50) / rx) ** 2 + ((y - 40) / ry) ** 2).toBeCloseTo(1, 6);
    for (const end of [
      [50 + rx, 40],
      [50 - rx, 40],
      [50, 40 + ry],
      [50, 40 - ry],
    ])
      expect(points).toContainEqual(end);
    expect(result.skipped).toEqual([]);
    expect(result.changed?.map(({ reason }) => reason)).toEqual([REASON]);
  });

  it("between frames of a video of CVAT it moves and grows", () => {
    const key = (frame: number, cx: number, rx: number) =>
      `<ellipse frame="${frame}" outside="0" cx="${cx}" cy="40" rx="${rx}" ry="10"/>`;
    const { samples } = importCvat(
      `<annotations><track id="1" label="cat" group_id="3">${key(0, 20, 10)}${key(2, 40, 20)}</track></annotations>`,
    );
    const [, middle] = samples;
    const [object] = middle?.annotations ?? [];
    expect(object).toMatchObject({ type: "polygon", attributes: { group: 3, track_id: 1 } });
    expect(object?.points).toContainEqual([45, 40]);
  });
});
