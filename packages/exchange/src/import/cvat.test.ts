import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importCvat } from "./cvat.js";

const xml = (body: string, task = "") => `<annotations><meta><task>${task}</task></meta>${body}</annotations>`;
const image = (...shapes: string[]) =>
  xml(`<image id="0" name="a.jpg" width="100" height="80">${shapes.join("")}</image>`);
const key = (frame: number, corners: string, more = "") => {
  const [xtl, ytl, xbr, ybr] = corners.split(" ");
  return `<box frame="${frame}" keyframe="1" xtl="${xtl}" ytl="${ytl}" xbr="${xbr}" ybr="${ybr}" ${more}/>`;
};
const track = (...shapes: string[]) => `<track id="4" label="car">${shapes.join("")}</track>`;

describe("shapes of CVAT images", () => {
  it.each([
    [
      "a box with its corners swapped",
      '<box label="a" xtl="30" ytl="40" xbr="10" ybr="20"/>',
      ["bbox", box(10, 20, 30, 40)],
    ],
    [
      "a box that is turned",
      '<box label="a" xtl="10" ytl="20" xbr="30" ybr="30" rotation="90"/>',
      ["polygon", points(25, 15, 25, 35, 15, 35, 15, 15)],
    ],
    ["a full turn", '<box label="a" xtl="1" ytl="2" xbr="3" ybr="4" rotation="0.0"/>', ["bbox", box(1, 2, 3, 4)]],
    ["a polygon", '<polygon label="a" points="1,2;3.5,4;5,6"/>', ["polygon", points(1, 2, 3.5, 4, 5, 6)]],
    ["a polyline", '<polyline label="a" points="1,2;3,4"/>', ["polyline", points(1, 2, 3, 4)]],
    [
      "a group",
      '<box label="a" group_id="7" xtl="1" ytl="2" xbr="3" ybr="4"/>',
      ["bbox", box(1, 2, 3, 4), { group: 7 }],
    ],
    ["no group", '<box label="a" group_id="0" xtl="1" ytl="2" xbr="3" ybr="4"/>', ["bbox", box(1, 2, 3, 4)]],
    [
      "attributes",
      '<box label="a" occluded="1" xtl="1" ytl="2" xbr="3" ybr="4"><attribute name="color">red</attribute></box>',
      ["bbox", box(1, 2, 3, 4), { color: "red", occluded: true }],
    ],
  ])("%s", (_, shape, object) => expect(objectsOf(importCvat(image(shape)))).toEqual({ "a.jpg": [["a", ...object]] }));

  it("the lowest comes first", () => {
    const at = (z: number, x: number) => `<points label="a" points="${x},0" z_order="${z}"/>`;
    expect(objectsOf(importCvat(image(at(2, 2), at(-1, 0), at(0, 1))))).toEqual({
      "a.jpg": [0, 1, 2].map((x) => ["a", "point", [[x, 0]]]),
    });
  });

  it("a skeleton's points in the picture have their names; its labels are no categories", () => {
    const skeleton =
      '<skeleton label="person"><points label="nose" points="1,2" occluded="1"/><points label="l" points="3,4"/><points label="r" outside="1" points="0,0"/></skeleton>';
    const labels =
      "<labels><label><name>person</name></label><label><name>nose</name><parent>person</parent></label></labels>";
    const body = `<image id="0" name="a.jpg" width="9" height="8">${skeleton}</image>`;
    const result = importCvat(xml(body, labels));
    expect(objectsOf(result)).toEqual({
      "a.jpg": [
        ["person", "point", [[1, 2]], { keypoint: "nose", visible: false, instance: 1 }],
        ["person", "point", [[3, 4]], { keypoint: "l", visible: true, instance: 1 }],
      ],
    });
    expect(result.categories).toEqual([{ id: 1, name: "person" }]);
  });

  it.each([
    ['<ellipse label="a" cx="1" cy="2" rx="0" ry="4"/>', "its radii are not positive"],
    ['<ellipse label="a" cx="1" cy="2" rx="3"/>', "its coordinates are missing or no numbers"],
    ['<tag label="a"/>', "<tag> is not read"],
    ['<box label="a" xtl="1" ytl="1" xbr="1" ybr="3"/>', "its box is empty"],
    ['<polygon label="a" points="1,2;3,x;5,6"/>', "its coordinates are missing or no numbers"],
    ['<polygon points="1,2;3,4;5,6"/>', "it has no label"],
    ['<skeleton label="a"><points label="n" outside="1" points="1,2"/></skeleton>', "it has no point in the picture"],
  ])("%s is listed", (shape, reason) =>
    expect(skippedOf(importCvat(image(shape)))).toEqual([`a.jpg, shape 1: ${reason}`]),
  );
});

describe("tracks of CVAT videos", () => {
  it("every frame is a sample, up to where the object leaves the picture", () => {
    const body = track(key(0, "0 0 2 2"), key(1, "1 0 3 2", 'occluded="1"'), key(2, "1 0 3 2", 'outside="1"'));
    const result = importCvat(
      xml(body, "<size>4</size><original_size><width>100</width><height>80</height></original_size>"),
    );
    expect(objectsOf(result)).toEqual({
      frame_000000: [["car", "bbox", box(0, 0, 2, 2), { track_id: 4 }]],
      frame_000001: [["car", "bbox", box(1, 0, 3, 2), { occluded: true, track_id: 4 }]],
      frame_000002: [],
      frame_000003: [],
    });
    expect(result.samples[3]).toMatchObject({
      size: { widthPx: 100, heightPx: 80 },
      frame: { number: 3, index: 3, count: 4 },
    });
    expect(result.skipped).toEqual([]);
  });

  it("between keyframes its numbers change evenly, and the last holds until the end", () => {
    const body = track(key(0, "0 0 2 2"), key(4, "4 8 6 10"));
    expect(objectsOf(importCvat(xml(body, "<stop_frame>5</stop_frame>")))).toEqual({
      frame_000000: [["car", "bbox", box(0, 0, 2, 2), { track_id: 4 }]],
      frame_000001: [["car", "bbox", box(1, 2, 3, 4), { track_id: 4 }]],
      frame_000002: [["car", "bbox", box(2, 4, 4, 6), { track_id: 4 }]],
      frame_000003: [["car", "bbox", box(3, 6, 5, 8), { track_id: 4 }]],
      frame_000004: [["car", "bbox", box(4, 8, 6, 10), { track_id: 4 }]],
      frame_000005: [["car", "bbox", box(4, 8, 6, 10), { track_id: 4 }]],
    });
  });

  it("an object that was outside comes back where the file says so", () => {
    const body = track(
      key(0, "0 0 2 2"),
      key(1, "0 0 2 2", 'outside="1"'),
      key(3, "5 5 7 7"),
      key(4, "5 5 7 7", 'outside="1"'),
    );
    expect(Object.entries(objectsOf(importCvat(xml(body)))).map(([name, found]) => [name, found.length])).toEqual([
      ["frame_000000", 1],
      ["frame_000001", 0],
      ["frame_000002", 0],
      ["frame_000003", 1],
      ["frame_000004", 0],
    ]);
  });

  it("boxes turn the short way round", () => {
    const body = track(key(0, "0 0 4 2", 'rotation="350"'), key(2, "0 0 4 2", 'rotation="10"'));
    expect(objectsOf(importCvat(xml(body))).frame_000001).toEqual([
      ["car", "polygon", points(0, 0, 4, 0, 4, 2, 0, 2), { track_id: 4 }],
    ]);
  });

  it("frames are counted with their step", () => {
    const task = "<start_frame>10</start_frame><stop_frame>20</stop_frame><frame_filter>step=5</frame_filter>";
    const { samples } = importCvat(xml(track(key(10, "0 0 2 2"), key(20, "4 0 6 2")), task));
    expect(samples.map(({ name, frame }) => [name, frame])).toEqual([
      ["frame_000010", { number: 10, index: 0, count: 3 }],
      ["frame_000015", { number: 15, index: 1, count: 3 }],
      ["frame_000020", { number: 20, index: 2, count: 3 }],
    ]);
    expect(samples[1]?.annotations[0]?.points).toEqual(box(2, 0, 4, 2));
  });

  it.each([
    [
      track('<polygon frame="0" points="0,0;1,0;1,1"/>', '<polygon frame="2" points="0,0;1,0;1,1;0,1"/>'),
      ["track 4 (car), frame 1: its shape is not given, and cannot be interpolated"],
    ],
    [track('<mask frame="0" rle="1"/>'), ["track 4 (car), frame 0: masks have no place among shapes"]],
    [track('<box xtl="1"/>'), ["track 4 (car), <box>: it has no frame"]],
    [`<track id="1">${key(0, "0 0 1 1")}</track>`, ["track 1: it has no label"]],
    [track(key(0, "1 1 1 3")), ["track 4 (car), frame 0: its box is empty"]],
  ])("%# is listed", (body, due) => expect(skippedOf(importCvat(xml(body)))).toEqual(due));

  it("a video of endless frames is refused", () => {
    expect(() => importCvat(xml(track(key(999_999_999, "0 0 1 1"))))).toThrow("more than 5000000 frames");
  });
});
